//! A response before it is written.

use http::{HeaderMap, StatusCode};
/// A response with a body in JSON.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}
