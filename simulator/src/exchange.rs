//! One HTTP exchange: the request is read and handled, and the ordered faults happen to it.

mod body;
mod handle;
mod reach;
mod record;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use hyper::body::Incoming;

use crate::control;
use crate::faults::{Fault, FaultKind};
use crate::reply::Reply;
use crate::server_state::ServerState;
use handle::Routed;
use record::Record;
pub(crate) use wire::{ConnectionClosed, ResponseBody};

/// The beginning of every path of the API.
pub(crate) const BASE_PATH: &str = "/client/v4";

/// Responds to a request. The error closes the connection.
pub(crate) async fn respond(
    server: &Arc<ServerState>,
    request: Request<Incoming>,
) -> Result<Response<ResponseBody>, ConnectionClosed> {
    // A request whose body is still arriving is in flight, too.
    let in_flight = server.clock.request_in_flight();
    let (parts, incoming) = request.into_parts();
    // First of all, so that the next request on this connection is not read from this one's body.
    let bytes = body::read(incoming, server.options.request_timeout).await;
    if let Some(path) = control::path(parts.uri.path()) {
        return Ok(wire::json(control::respond(server, &parts, path, bytes).await, None));
    }
    let routed = Routed::new(server, &parts);
    let mut record = Record::new(server, &routed.info);
    let due = server.faults().next(&routed.info, bytes.as_deref().unwrap_or_default());
    let fault = due.as_ref().map(|due| &due.fault);
    record.set_fault(fault);
    let handled = match fault {
        Some(fault) if !fault.handles_request() => None,
        _ => Some(handle::handle(server, &parts, &routed, bytes).await),
    };
    if fault.is_some_and(Fault::withholds_response) {
        // The server has done its part; a client that waits for a deadline in simulated time comes to it.
        drop(in_flight);
        due.iter().for_each(|due| due.report(&routed.info));
        // Until the client closes the connection.
        return std::future::pending().await;
    }
    due.iter().for_each(|due| due.report(&routed.info));
    let latency = server.settings().latency;
    let delay = Duration::from_millis(fault.map_or(0, |fault| fault.milliseconds));
    let wait = latency.saturating_add(delay);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let response = write(server, fault, handled);
    record.set_status(response.as_ref().ok().map(Response::status));
    drop(record);
    drop(in_flight);
    response
}

fn write(
    server: &ServerState,
    fault: Option<&Fault>,
    handled: Option<Reply>,
) -> Result<Response<ResponseBody>, ConnectionClosed> {
    let ray = server.ids.ray();
    let Some(fault) = fault else {
        return handled.map(|reply| wire::json(reply, Some(&ray))).ok_or(ConnectionClosed);
    };
    let response = match (fault.kind, handled) {
        (FaultKind::CloseConnection | FaultKind::LoseResponse, _) => return Err(ConnectionClosed),
        (FaultKind::TruncateBody, Some(reply)) => wire::truncated(reply, &ray),
        (FaultKind::InvalidGzip, Some(reply)) => wire::invalid_gzip(reply, &ray),
        (_, Some(reply)) => wire::json(reply, Some(&ray)),
        (_, None) => wire::fault(fault, &ray),
    };
    Ok(wire::with_headers(response, fault))
}
