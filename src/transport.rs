//! The transport. Every request goes through this module; nothing else sees a credential or an envelope.

mod attempt;
mod attempts;
mod budget;
mod call;
mod deadline;
mod envelope;
mod limit_headers;
mod limiter;
mod prepared;
mod raw_response;
mod retryable;
mod spans;
mod state;

pub(crate) use attempt::Outgoing;
pub(crate) use attempts::attempts;
pub(crate) use budget::Budget;
pub(crate) use call::Call;
pub(crate) use envelope::raw_result;
pub(crate) use limiter::{Limiter, Priority};
pub(crate) use prepared::{Preparation, Prepared, at_path, unbuildable};
pub(crate) use raw_response::RawResponse;
pub(crate) use retryable::is_transient;
pub(crate) use state::CallState;
