//! One HTTP exchange: the request is read and handled, and the ordered faults happen to it.

mod body;
mod handle;
mod wire;

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::request::Parts;
use http::{HeaderMap, Request, Response, StatusCode};
use hyper::body::Incoming;
use serde_json::Value;

use crate::control;
use crate::faults::{Fault, FaultKind};
use crate::journal::SeenRequest;
use crate::server_state::ServerState;
use handle::Routed;
pub(crate) use wire::{ConnectionClosed, ResponseBody};

/// The beginning of every path of the API.
pub(crate) const BASE_PATH: &str = "/client/v4";

/// A response before it is written.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

/// Responds to a request. The error closes the connection.
pub(crate) async fn respond(
    server: &Arc<ServerState>,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, ConnectionClosed> {
    let (parts, incoming) = request.into_parts();
    // First of all, so that the next request on this connection is not read from this one's body.
    let bytes = body::read(incoming).await;
    if let Some(path) = control::path(parts.uri.path()) {
        return Ok(wire::json(control::respond(server, &parts, path, bytes).await, None));
    }
    let started = Instant::now();
    let in_flight = server.clock.request_in_flight();
    let routed = Routed::new(server, &parts);
    let fault = server.faults().next(&routed.info);
    let handled = match &fault {
        Some(fault) if !fault.handles_request() => None,
        _ => Some(handle::handle(server, &parts, &routed, bytes).await),
    };
    let latency = server.settings().latency;
    let delay = Duration::from_millis(fault.as_ref().map_or(0, |fault| fault.milliseconds));
    let wait = latency.saturating_add(delay);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let response = write(server, fault.as_ref(), handled);
    record(server, &parts, &routed, &response, started);
    drop(in_flight);
    response
}

fn write(
    server: &ServerState,
    fault: Option<&Fault>,
    handled: Option<Reply>,
) -> Result<Response<ResponseBody>, ConnectionClosed> {
    let ray = server.ids.ray();
    match (fault, handled) {
        (None, Some(reply)) => Ok(wire::json(reply, Some(&ray))),
        (Some(fault), Some(reply)) => match fault.kind {
            FaultKind::LoseResponse => Err(ConnectionClosed),
            FaultKind::TruncateBody => Ok(wire::truncated(reply, &ray)),
            FaultKind::InvalidGzip => Ok(wire::invalid_gzip(reply, &ray)),
            _ => Ok(wire::with_headers(wire::json(reply, Some(&ray)), fault)),
        },
        (Some(fault), None) if fault.kind == FaultKind::CloseConnection => Err(ConnectionClosed),
        (Some(fault), None) => Ok(wire::with_headers(wire::fault(fault, &ray), fault)),
        (None, None) => Err(ConnectionClosed),
    }
}

fn record(
    server: &ServerState,
    parts: &Parts,
    routed: &Routed,
    response: &Result<Response<ResponseBody>, ConnectionClosed>,
    started: Instant,
) {
    let seen = SeenRequest {
        method: parts.method.to_string(),
        path: routed.info.path.clone(),
        operation: routed.info.operation.clone(),
        status: response.as_ref().ok().map(|response| response.status().as_u16()),
    };
    if server.log {
        wire::log(&seen, started.elapsed());
    }
    server.journal().add(seen);
}
