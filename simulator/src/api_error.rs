//! Why a request was refused.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::codes;

/// An error response in Cloudflare's envelope.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    /// Boxed because few errors have any.
    pub(crate) headers: Box<HeaderMap>,
    items: Vec<ErrorItem>,
}

/// One item of `errors`.
#[derive(Debug)]
struct ErrorItem {
    code: u32,
    message: String,
    /// A JSON pointer into the request's body.
    pointer: Option<String>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        let item = ErrorItem { code, message: message.into(), pointer: None };
        Self { status, headers: Box::default(), items: vec![item] }
    }

    /// 400, the usual one.
    pub(crate) fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn forbidden(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }

    pub(crate) fn not_found(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub(crate) fn conflict(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// The simulator does not do this, and does not pretend to.
    pub(crate) fn not_modelled(what: &str) -> Self {
        let message = format!("the simulator does not model {what}");
        Self::new(StatusCode::NOT_IMPLEMENTED, codes::NOT_MODELLED, message)
    }

    /// A defect of the simulator.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        let message = format!("the simulator failed: {cause}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, codes::INTERNAL, message)
    }

    /// Places in the body that do not agree with the document: code, pointer and message of each.
    pub(crate) fn invalid_body(items: impl IntoIterator<Item = (u32, String, String)>) -> Self {
        let item = |(code, pointer, message)| ErrorItem { code, message, pointer: Some(pointer) };
        let items = items.into_iter().map(item).collect();
        Self { status: StatusCode::BAD_REQUEST, headers: Box::default(), items }
    }

    /// Names the place in the body that the error is about.
    pub(crate) fn at(mut self, pointer: &str) -> Self {
        for item in &mut self.items {
            item.pointer = Some(pointer.to_owned());
        }
        self
    }

    /// Adds a header. A value that cannot be one is left out.
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Returns the envelope.
    pub(crate) fn body(&self) -> Value {
        let errors: Vec<Value> = self.items.iter().map(ErrorItem::json).collect();
        json!({ "success": false, "errors": errors, "messages": [], "result": null })
    }
}

impl ErrorItem {
    fn json(&self) -> Value {
        let mut item = json!({ "code": self.code, "message": self.message });
        if let Some(pointer) = &self.pointer {
            item["source"] = json!({ "pointer": pointer });
        }
        item
    }
}
