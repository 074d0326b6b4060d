//! The control plane: what a test can do with the simulator, over HTTP, for tests in other languages.

mod ca;
mod faults;
mod settings;
mod state;

use std::sync::Arc;

use http::{HeaderMap, Method, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::exchange::Reply;
use crate::server_state::ServerState;

pub(crate) use state::Seed;

/// The beginning of every path of the control plane.
pub(crate) const PATH: &str = "/__simulator";

/// Why the control plane refused a request.
#[derive(Debug)]
pub(crate) struct ControlError {
    status: StatusCode,
    message: String,
}

/// A request to the control plane.
struct Request<'a> {
    server: &'a Arc<ServerState>,
    body: &'a [u8],
}

type Handler = fn(&Request<'_>) -> Result<Value, ControlError>;

/// Every endpoint: method, path, what it does (as `GET /__simulator` shows it), and its handler.
const ENDPOINTS: [(&str, &str, &str, Handler); 21] = [
    ("GET", "", "shows the time, the zones, the accounts and these endpoints", state::overview),
    ("POST", "/reset", "returns to the state of the start", state::reset),
    ("GET", "/time", "shows the simulated time", settings::time),
    ("POST", "/advance", "{\"seconds\": 60}: lets simulated time pass", settings::advance),
    (
        "POST",
        "/seed",
        "{\"zones\", \"tokens\", \"custom_certificates\", \"records\"}: adds state",
        state::seed,
    ),
    (
        "POST",
        "/zones",
        "{\"name\", \"id\"?, \"account\"?, \"plan\"?, \"status\"?}: adds or replaces a zone",
        state::add_zone,
    ),
    (
        "POST",
        "/tokens",
        "{\"value\", \"read_only\"?, \"disabled\"?, \"expires_on\"?, \"zones\"?, \"accounts\"?}: accepts a token",
        state::add_token,
    ),
    ("POST", "/stage", "{\"resource\", \"id\", \"stage\"}: puts a resource into a stage", state::stage),
    (
        "POST",
        "/patch",
        "{\"resource\", \"id\", \"patch\"}: changes a record by a JSON merge patch",
        state::patch,
    ),
    (
        "POST",
        "/faults",
        "{\"match\"?, \"nth\"? | \"times\"? | \"always\"?, \"fault\"}: lets requests fail",
        faults::add,
    ),
    ("GET", "/faults", "shows how many faults are pending", faults::pending),
    ("DELETE", "/faults", "forgets the faults", faults::clear),
    ("PUT", "/quotas", "{\"certificate_packs\": 1}: sets quotas", settings::quotas),
    (
        "PUT",
        "/rate_limit",
        "{\"limit\": 1200, \"window_seconds\": 300}, or null: limits the requests",
        settings::rate_limit,
    ),
    (
        "PUT",
        "/activation",
        "{\"after\": 2.0} (seconds) | {\"after_reads\": 2} | {\"at_dcv_attempt\": 3}",
        settings::activation,
    ),
    ("PUT", "/latency", "{\"milliseconds\": 50}: delays every response", settings::latency),
    ("GET", "/requests", "shows the last requests", state::requests),
    ("GET", "/ca", "shows the roots of the certificate authorities", ca::roots),
    (
        "POST",
        "/ca/issue",
        "{\"hosts\", \"validity_days\"?}: issues a certificate with a private key",
        ca::issue,
    ),
    ("POST", "/ca/sign", "{\"csr\", \"validity_days\"?}: issues a certificate for a CSR", ca::sign),
    ("POST", "/ca/csr", "{\"hosts\"}: makes a CSR with a private key", ca::csr),
];

/// Returns the path below the control plane, if it leads there.
pub(crate) fn path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(PATH)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_end_matches('/'))
}

/// Responds to a request.
pub(crate) fn respond(server: &Arc<ServerState>, method: &Method, path: &str, body: &[u8]) -> Reply {
    let (status, body) = match handle(server, method, path, body) {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => (error.status, json!({ "error": error.message })),
    };
    Reply { status, headers: HeaderMap::new(), body }
}

fn handle(
    server: &Arc<ServerState>,
    method: &Method,
    path: &str,
    body: &[u8],
) -> Result<Value, ControlError> {
    let mut of_path = ENDPOINTS.iter().filter(|(_, other, ..)| *other == path).peekable();
    if of_path.peek().is_none() {
        let message = format!("there is no {PATH}{path}; GET {PATH} lists what there is");
        return Err(ControlError { status: StatusCode::NOT_FOUND, message });
    }
    match of_path.find(|(other, ..)| *other == method.as_str()) {
        Some((.., handler)) => handler(&Request { server, body }),
        None => {
            let message = format!("{method} is not available here; GET {PATH} lists what there is");
            Err(ControlError { status: StatusCode::METHOD_NOT_ALLOWED, message })
        }
    }
}

/// What `GET /__simulator` shows of the endpoints.
fn endpoints() -> Value {
    ENDPOINTS.iter().map(|(method, path, what, _)| (format!("{method} {PATH}{path}"), json!(what))).collect()
}

impl Request<'_> {
    /// Reads the body.
    fn json<T: DeserializeOwned>(&self) -> Result<T, ControlError> {
        serde_json::from_slice(self.body)
            .map_err(|error| ControlError::invalid(format!("the body cannot be read: {error}")))
    }
}

impl std::fmt::Display for ControlError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl ControlError {
    fn invalid(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, message: message.into() }
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, message: message.into() }
    }
}
