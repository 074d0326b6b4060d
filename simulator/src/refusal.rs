//! Why a request was not carried out.

use http::StatusCode;
use serde_json::{Value, json};

use crate::codes;

/// A refusal: the status and what stands in `errors`.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    problems: Vec<Problem>,
}

/// One item of `errors`.
#[derive(Debug)]
pub(crate) struct Problem {
    code: u32,
    message: String,
    /// A JSON pointer into the request's body.
    pointer: Option<String>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, problems: vec![Problem { code, message: message.into(), pointer: None }] }
    }

    /// 400, the usual one.
    pub(crate) fn bad_request(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
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

    /// Something that should not happen happened in the simulator.
    pub(crate) fn broken(what: impl std::fmt::Display) -> Self {
        let message = format!("the simulator failed: {what}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, codes::BROKEN, message)
    }

    /// What in the body does not agree with the document, each with its place.
    pub(crate) fn invalid_body(places: impl IntoIterator<Item = (String, String)>) -> Self {
        let problem =
            |(pointer, message)| Problem { code: codes::INVALID_REQUEST, message, pointer: Some(pointer) };
        Self { status: StatusCode::BAD_REQUEST, problems: places.into_iter().map(problem).collect() }
    }

    /// Names the place in the body that the refusal is about.
    pub(crate) fn at(mut self, pointer: &str) -> Self {
        for problem in &mut self.problems {
            problem.pointer = Some(pointer.to_owned());
        }
        self
    }

    /// The envelope.
    pub(crate) fn body(&self) -> Value {
        let errors: Vec<Value> = self.problems.iter().map(Problem::item).collect();
        json!({ "success": false, "errors": errors, "messages": [], "result": null })
    }
}

impl Problem {
    fn item(&self) -> Value {
        let mut item = json!({ "code": self.code, "message": self.message });
        if let Some(pointer) = &self.pointer {
            item["source"] = json!({ "pointer": pointer });
        }
        item
    }
}
