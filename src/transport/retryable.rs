//! Whether a failed attempt is retried.

use http::Method;

use super::state::is_idempotent;
use crate::endpoint::Endpoint;
use crate::error::Reach;
use crate::{Error, ErrorKind, Retry};

/// Transient status codes: of the server, and of Cloudflare's edge (520 to 524).
const TRANSIENT: [u16; 12] = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];

/// Returns whether the cause behind a status code is likely to be transient.
pub(crate) fn is_transient(status: u16) -> bool {
    TRANSIENT.contains(&status)
}

/// Returns whether the request is retried after this failure.
pub(super) fn is_retried(retry: &Retry, method: &Method, endpoint: &Endpoint, error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    if status == Some(409) {
        return endpoint.retries_on_conflict();
    }
    let transient = match (error.kind(), status) {
        (ErrorKind::Api | ErrorKind::NotJson, status) => status.is_some_and(is_transient),
        (ErrorKind::Transport | ErrorKind::Timeout, _) => error.is_retryable(),
        _ => false,
    };
    transient && (retry.retry_non_idempotent || is_idempotent(method) || certainly_not_carried_out(error))
}

/// Returns whether it is certain that the request was not processed.
fn certainly_not_carried_out(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        None => error.reach() != Reach::Unknown,
        Some(429) => true,
        // The server names the time at which it will work again.
        Some(503) => error.retry_after().is_some(),
        Some(_) => false,
    }
}
