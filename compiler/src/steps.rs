//! The steps from the document to the view that the generator sees. Each step takes the whole view and changes one
//! aspect.

mod envelopes;
mod inline;
mod lenient;
mod plain;
mod scalars;
mod secrets;
mod sides;

pub use envelopes::unwrap_envelopes;
pub use inline::name_inline;
pub use lenient::lenient_responses;
pub use plain::plain_requests;
pub use scalars::inline_scalars;
pub use secrets::keep_secrets;
pub use sides::{Sides, prune, split_request_response};
