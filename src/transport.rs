//! The one gate: every call passes here, and nothing else sees a credential or an envelope.

mod answer;
mod attempt;
mod attempts;
mod budget;
mod call;
mod envelope;
mod limit_headers;
mod limiter;
mod repeat;
mod spans;

pub(crate) use answer::Answer;
pub(crate) use attempt::Outgoing;
pub(crate) use attempts::attempts;
pub(crate) use budget::Budget;
pub(crate) use call::{Call, Prepared};
pub(crate) use limiter::Limiter;
pub(crate) use repeat::passes;
