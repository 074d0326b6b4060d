//! The one gate: every call passes here, and nothing else sees a credential or an envelope.

mod call;
mod envelope;
mod exchange;

pub(crate) use call::Call;
pub(crate) use envelope::Envelope;
