//! Whether a failed attempt is followed by another one.

use http::Method;

use crate::error::CallName;
use crate::{Error, ErrorKind, Retry};

/// Statuses that pass: of the server, and of Cloudflare's edge (520 to 524).
const PASSING: [u16; 12] = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524];

/// Whether the status says that the cause will pass.
pub(crate) fn passes(status: u16) -> bool {
    PASSING.contains(&status)
}

/// Whether the request may be sent again after this failure.
pub(super) fn repeatable(retry: &Retry, method: &Method, name: &CallName, error: &Error) -> bool {
    let status = error.status().map(|status| status.as_u16());
    if status == Some(409) {
        return name.conflict_passes();
    }
    let passes = match error.kind() {
        ErrorKind::Transport | ErrorKind::Timeout => error.is_retryable(),
        ErrorKind::Api | ErrorKind::NotJson => status.is_some_and(passes),
        _ => false,
    };
    passes && (retry.repeat_unsafe || is_idempotent(method) || certainly_not_carried_out(error))
}

/// Whether it is sure that the request was not worked on.
fn certainly_not_carried_out(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        None => !error.reached_server(),
        Some(429) => true,
        // It names the time at which it will work again.
        Some(503) => error.retry_after().is_some(),
        Some(_) => false,
    }
}

fn is_idempotent(method: &Method) -> bool {
    [Method::GET, Method::HEAD, Method::OPTIONS, Method::PUT, Method::DELETE].contains(method)
}
