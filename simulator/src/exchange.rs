//! One request and its answer: route, credentials, document, operation; then the journal and the latency.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use serde_json::Value;

use crate::answer::Answer;
use crate::codes;
use crate::contract::{Found, Operation};
use crate::journal::SeenRequest;
use crate::refusal::Refusal;
use crate::resources;
use crate::resources::call::Call;
use crate::world::World;

/// What every path begins with.
pub(crate) const BASE_PATH: &str = "/client/v4";
/// Larger bodies are refused.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// So much of too large a body is still read, because a client that is writing does not see an answer.
const MAX_DRAINED: usize = 16 * MAX_BODY;

/// Answers a request, whatever it is.
pub(crate) async fn answer(world: &Arc<World>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let (parts, body) = request.into_parts();
    let (status, answer) = match carry_out(world, &parts, body).await {
        Ok(answer) => (answer.status, answer.body),
        Err(refusal) => (refusal.status, refusal.body()),
    };
    world.journal().add(SeenRequest {
        method: parts.method.to_string(),
        path: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        status: status.as_u16(),
    });
    if !world.latency.is_zero() {
        tokio::time::sleep(world.latency).await;
    }
    let mut response = response(status, &answer, &world.ids.ray());
    if status == StatusCode::METHOD_NOT_ALLOWED
        && let Ok(Found::NoMethod(methods)) = find(&world.contract, &parts)
        && let Ok(methods) = header::HeaderValue::from_str(&methods.join(", "))
    {
        response.headers_mut().insert(header::ALLOW, methods);
    }
    response
}

async fn carry_out(world: &Arc<World>, parts: &Parts, body: Incoming) -> Result<Answer, Refusal> {
    // First of all, so that the next request on this connection is not read from this one's body.
    let body = read(body).await?;
    let contract = Arc::clone(&world.contract);
    let (operation, path) = match find(&contract, parts)? {
        Found::Operation(operation, path) => (operation, path),
        Found::NoMethod(_) => return Err(no_method(parts)),
        Found::NoRoute => return Err(no_route(parts)),
    };
    world.credentials.check(&parts.headers, operation.takes_service_key)?;
    let query = operation.query(parts.uri.query().unwrap_or_default())?;
    let body = check_body(operation, &parts.headers, &body)?;
    let call = Call { operation: operation.id.clone(), path, query, body, paged: operation.is_paged() };
    if parts.method == Method::GET {
        return resources::carry_out(world, &call);
    }
    // Making an RSA key takes a while, during which the runtime has other things to do.
    let world = Arc::clone(world);
    let working = tokio::task::spawn_blocking(move || resources::carry_out(&world, &call));
    working.await.unwrap_or_else(|error| Err(Refusal::broken(error)))
}

fn find<'a>(contract: &'a crate::contract::Contract, parts: &Parts) -> Result<Found<'a>, Refusal> {
    match parts.uri.path().strip_prefix(BASE_PATH) {
        Some(path) => contract.find(&parts.method, path),
        None => Ok(Found::NoRoute),
    }
}

fn check_body(operation: &Operation, headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Refusal> {
    let Some(body) = &operation.body else { return Ok(Value::Null) };
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    let is_json = |kind: &str| {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    };
    if kind.is_some_and(|kind| !is_json(kind)) {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Refusal::new(status, codes::WRONG_TYPE, "the body is not said to be application/json"));
    }
    body.read(bytes)
}

/// Reads a body up to the limit.
async fn read(mut body: Incoming) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(Refusal::bad_request(codes::INVALID_REQUEST, "the body breaks off"));
        };
        let data = frame.into_data().unwrap_or_default();
        length = length.saturating_add(data.len());
        if length <= MAX_BODY {
            bytes.extend_from_slice(&data);
        } else if length > MAX_DRAINED {
            break;
        }
    }
    if length > MAX_BODY {
        let message = format!("the body has more than {MAX_BODY} bytes");
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, codes::TOO_LARGE, message));
    }
    Ok(bytes)
}

fn no_route(parts: &Parts) -> Refusal {
    let message = format!(
        "could not route to {}: there is no such path, or an identifier in it is malformed",
        parts.uri.path()
    );
    Refusal::not_found(codes::NO_ROUTE, message)
}

fn no_method(parts: &Parts) -> Refusal {
    let message = format!("{} is not available for {}", parts.method, parts.uri.path());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, codes::NO_METHOD, message)
}

fn response(status: StatusCode, body: &Value, ray: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body.to_string())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    if let Ok(ray) = header::HeaderValue::from_str(ray) {
        headers.insert("cf-ray", ray);
    }
    response
}
