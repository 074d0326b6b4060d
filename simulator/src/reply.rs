//! A response before it is written.

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A response with a body in JSON; `null` is no body.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}
