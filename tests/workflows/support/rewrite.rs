//! Changes what the server responds.

use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use serde_json::Value;

/// Changes the result of each successful response to an operation: one record, or each of a list.
pub(crate) struct Rewrite<F> {
    operation: &'static str,
    change: F,
}

impl<F: Fn(&mut Value) + Send + Sync + 'static> Rewrite<F> {
    pub(crate) fn each(operation: &'static str, change: F) -> Self {
        Self { operation, change }
    }
}

impl<F: Fn(&mut Value) + Send + Sync + 'static> Middleware for Rewrite<F> {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let is_meant = request.operation() == self.operation;
            let response = next.run(request).await?;
            if !is_meant || response.status() != StatusCode::OK {
                return Ok(response);
            }
            let mut body: Value = serde_json::from_slice(response.body()).unwrap();
            match &mut body["result"] {
                Value::Array(records) => records.iter_mut().for_each(&self.change),
                record => (self.change)(record),
            }
            Ok(CallResponse::new(StatusCode::OK, serde_json::to_vec(&body).unwrap()))
        })
    }
}
