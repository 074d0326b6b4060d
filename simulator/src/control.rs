//! The control plane: what a test can do with the simulator, over HTTP, for tests in other languages.

mod browsers;
mod ca;
mod catalogue;
mod endpoints;
mod error;
mod fault_kinds;
mod faults;
mod served;
mod settings;
mod stages;
mod state;

use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::api_error::ApiError;
use crate::reply::Reply;
use crate::server_state::ServerState;
use endpoints::{ENDPOINTS, Handler};
use error::ControlError;

pub(crate) use faults::check_match;
pub(crate) use settings::check_quota;
pub(crate) use stages::{check as check_stage, check_resource};
pub(crate) use state::{MAX_CERTIFICATES, Seed, add_seed, check_token, check_zone};

/// The beginning of every path of the control plane.
pub(crate) const PATH: &str = "/__simulator";

/// A request to the control plane.
struct Request {
    server: Arc<ServerState>,
    body: Vec<u8>,
}

/// Returns the path below the control plane, if it leads there.
pub(crate) fn path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(PATH)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_end_matches('/'))
}

/// Responds to a request. Neither faults nor limits apply to it, and the journal does not count it.
pub(crate) async fn respond(
    server: &Arc<ServerState>,
    parts: &Parts,
    path: &str,
    body: Result<Vec<u8>, ApiError>,
) -> Reply {
    let result = match admit(server, parts, path, body) {
        Ok((handler, body)) => handle(handler, Request { server: Arc::clone(server), body }).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(body) => Reply { status: StatusCode::OK, headers: HeaderMap::new(), body: body.to_string() },
        Err(error) => error.into(),
    }
}

/// Runs a handler where it may take its time: making an RSA key does.
async fn handle(handler: Handler, request: Request) -> Result<Value, ControlError> {
    let working = tokio::task::spawn_blocking(move || handler(&request));
    working.await.unwrap_or_else(|error| Err(ControlError::internal(&error)))
}

/// Checks everything about a request that does not depend on its endpoint. Returns its handler and its body.
fn admit(
    server: &ServerState,
    parts: &Parts,
    path: &str,
    body: Result<Vec<u8>, ApiError>,
) -> Result<(Handler, Vec<u8>), ControlError> {
    browsers::refuse(server, &parts.headers)?;
    let handler = find(&parts.method, path)?;
    Ok((handler, body?))
}

fn find(method: &Method, path: &str) -> Result<Handler, ControlError> {
    let methods: Vec<&str> =
        ENDPOINTS.iter().filter(|(_, other, ..)| *other == path).map(|(method, ..)| *method).collect();
    if methods.is_empty() {
        return Err(ControlError::not_found(format!(
            "there is no {PATH}{path}; GET {PATH} lists the endpoints"
        )));
    }
    let found = ENDPOINTS.iter().find(|(verb, other, ..)| *other == path && *verb == method.as_str());
    found.map(|(.., handler)| *handler).ok_or_else(|| {
        let message = format!("{method} is not available here; GET {PATH} lists the endpoints");
        ControlError::new(StatusCode::METHOD_NOT_ALLOWED, message).allow(methods.join(", "))
    })
}

impl Request {
    /// Reads the body.
    fn json<T: DeserializeOwned>(&self) -> Result<T, ControlError> {
        // serde would take the fields from a list, too, in their order.
        if self.body.trim_ascii_start().starts_with(b"[") {
            return Err(ControlError::invalid("the body is a list"));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| ControlError::invalid(format!("the body cannot be read: {error}")))
    }
}

impl From<ControlError> for Reply {
    fn from(error: ControlError) -> Self {
        let mut headers = HeaderMap::new();
        if let Some(Ok(allow)) = error.allow.map(|methods| HeaderValue::from_str(&methods)) {
            headers.insert(header::ALLOW, allow);
        }
        Self { status: error.status, headers, body: json!({ "error": error.message }).to_string() }
    }
}
