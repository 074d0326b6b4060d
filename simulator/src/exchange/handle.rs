//! A request on its way to its operation: route, credentials, rate limit, reach, and the document.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, header};
use serde_json::Value;

use super::{BASE_PATH, Reply, reach};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::contract::{Contract, Found, Operation};
use crate::faults::{RequestInfo, add_headers};
use crate::resources;
use crate::server_state::ServerState;

/// A request and where it leads.
pub(super) struct Routed {
    pub(super) info: RequestInfo,
    contract: Arc<Contract>,
    path: BTreeMap<String, String>,
}

impl Routed {
    pub(super) fn new(server: &ServerState, parts: &Parts) -> Self {
        let contract = Arc::clone(&server.contract);
        let (operation, path) = match find(&contract, parts) {
            Ok(Found::Operation(operation, path)) => (Some(operation), path),
            Ok(Found::NoMethod(_) | Found::MalformedId | Found::NoRoute) | Err(_) => (None, BTreeMap::new()),
        };
        let id = |kind: &str, scope: &str| {
            let scoped = path.get("accounts_or_zones").is_some_and(|prefix| prefix == scope);
            let id = path.get(kind).or_else(|| path.get("account_or_zone_id").filter(|_| scoped));
            id.map(|id| id.to_ascii_lowercase())
        };
        let info = RequestInfo {
            method: parts.method.to_string(),
            path: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            operation: operation.map(|operation| operation.id.clone()).unwrap_or_default(),
            resource: operation.map(|operation| operation.tag.clone()).unwrap_or_default(),
            zone_id: id("zone_id", "zones"),
            account_id: id("account_id", "accounts"),
        };
        Self { info, path, contract }
    }
}

/// Handles a request, whatever it is.
pub(super) async fn handle(
    server: &Arc<ServerState>,
    parts: &Parts,
    routed: &Routed,
    body: Result<Vec<u8>, ApiError>,
) -> Reply {
    if let Some(mistake) = server.mistake() {
        let message = format!("the test uses the simulator wrongly: {mistake}");
        let error = ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, codes::INTERNAL, message);
        return Reply { status: error.status, headers: HeaderMap::new(), body: error.body().to_string() };
    }
    let now = server.now();
    let counted = server.settings().rate_limiter.as_mut().map(|limiter| limiter.count(now)).transpose();
    let (limits, result) = match counted {
        Ok(limits) => (limits.unwrap_or_default(), operate(server, parts, routed, body).await),
        Err(error) => (HeaderMap::new(), Err(error)),
    };
    let mut reply = match result {
        Ok(response) => Reply { status: response.status, headers: HeaderMap::new(), body: response.body },
        Err(error) => {
            let body = error.body().to_string();
            Reply { status: error.status, headers: *error.headers, body }
        }
    };
    add_headers(&mut reply.headers, &limits);
    reply
}

async fn operate(
    server: &Arc<ServerState>,
    parts: &Parts,
    routed: &Routed,
    body: Result<Vec<u8>, ApiError>,
) -> Result<ApiResponse, ApiError> {
    let operation = match find(&routed.contract, parts)? {
        Found::Operation(operation, _) => operation,
        Found::NoMethod(allowed) => return Err(no_method(parts, &allowed)),
        Found::MalformedId => return Err(malformed_id(parts.uri.path())),
        Found::NoRoute => return Err(ApiError::not_found(codes::NO_ROUTE, "No route for that URI")),
    };
    let token = reach::authorize(server, parts, operation, &routed.info)?;
    let query = operation.query(parts.uri.query().unwrap_or_default())?;
    if let Some(zone) = query.get("zone_id").and_then(Value::as_str) {
        reach::check_zone(server, parts, operation, token.as_ref(), zone)?;
    }
    let body = check_body(operation, &parts.headers, &body?)?;
    let path = routed.path.clone();
    let token = token.map(|token| token.value().to_owned());
    let call =
        Call { operation: operation.id.clone(), token, path, query, body, paged: operation.is_paged() };
    if parts.method == Method::GET {
        return resources::handle(server, &call);
    }
    // Making an RSA key takes a while, during which the runtime has other things to do.
    let server = Arc::clone(server);
    let working = tokio::task::spawn_blocking(move || resources::handle(&server, &call));
    working.await.unwrap_or_else(|error| Err(ApiError::internal(error)))
}

fn find<'a>(contract: &'a Contract, parts: &Parts) -> Result<Found<'a>, ApiError> {
    match parts.uri.path().strip_prefix(BASE_PATH) {
        Some(path) => contract.find(&parts.method, path),
        None => Ok(Found::NoRoute),
    }
}

fn check_body(operation: &Operation, headers: &HeaderMap, bytes: &[u8]) -> Result<Value, ApiError> {
    let Some(body) = &operation.body else { return Ok(Value::Null) };
    let content_type = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let is_json = |content_type: &str| {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/json")
    };
    if content_type.is_some_and(|content_type| !is_json(content_type)) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(ApiError::new(
            status,
            codes::WRONG_TYPE,
            "the Content-Type of the body is not application/json",
        ));
    }
    body.read(bytes)
}

pub(super) fn malformed_id(path: &str) -> ApiError {
    let message = format!("Could not route to {path}, perhaps your object identifier is invalid?");
    ApiError::not_found(codes::MALFORMED_ID, message)
}

fn no_method(parts: &Parts, allowed: &[&str]) -> ApiError {
    let message = format!("{} is not available for {}", parts.method, parts.uri.path());
    let error = ApiError::new(StatusCode::METHOD_NOT_ALLOWED, codes::NO_METHOD, message);
    error.header(header::ALLOW, &allowed.join(", "))
}
