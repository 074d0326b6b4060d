//! One request and its response.

use std::error::Error as StdError;
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::deadline::{Elapsed, limited};
use super::limiter::Permit;
use super::raw_response::{RawResponse, cf_ray, retry_after};
use super::state::CallState;
use crate::error::Reach;
use crate::{Error, ErrorKind, Result};

/// A request without credentials. It can be sent several times.
pub(crate) struct Outgoing {
    /// Boxed, because a call passes it on many times.
    pub(crate) request: Box<reqwest::Request>,
}

/// Sends a request with the client's credentials and reads the response, whatever its status code.
pub(super) async fn attempt(
    call: &CallState<'_>,
    permit: Permit<'_>,
    mut request: Box<reqwest::Request>,
    timeout: Duration,
) -> Result<RawResponse> {
    let shared = &call.client.shared;
    for (header, value) in &shared.headers {
        request.headers_mut().insert(header, value.clone());
    }
    let mut received = None;
    let outcome = {
        let exchange = pin!(async {
            let response = match shared.http.execute(*request).await {
                Ok(response) => received.insert(response),
                Err(error) => {
                    if reach(&error) == Reach::NotSent {
                        permit.unused();
                    }
                    return Err(Failure::NoResponse(error));
                }
            };
            // The headers count as soon as they arrive: a 429 pauses all calls whether its body arrives or not.
            permit.answered(response.status(), response.headers());
            read(response, shared.max_response_size).await
        });
        limited(timeout, exchange).await.unwrap_or_else(|Elapsed| Err(Failure::Elapsed))
    };
    match (outcome, received) {
        (Ok(body), Some(mut response)) => {
            Ok(RawResponse::new(response.status(), std::mem::take(response.headers_mut()), body))
        }
        (Ok(_), None) => Err(call.error(ErrorKind::Transport, Reach::Unknown)),
        (Err(failure), Some(response)) => {
            Err(failure.without_body(call, response.status(), response.headers()))
        }
        (Err(failure), None) => Err(failure.without_response(call)),
    }
}

/// Why a response did not arrive, or not completely.
enum Failure {
    NoResponse(reqwest::Error),
    BodyLost(reqwest::Error),
    BodyTooLarge(usize),
    Elapsed,
}

impl Failure {
    /// Builds the error of a response that did not start.
    fn without_response(self, call: &CallState<'_>) -> Error {
        match self {
            Self::NoResponse(error) | Self::BodyLost(error) => no_response(call, error),
            Self::Elapsed | Self::BodyTooLarge(_) => call.error(ErrorKind::Timeout, Reach::Unknown),
        }
    }

    /// Builds the error of a response of which only status code and headers arrived.
    fn without_body(self, call: &CallState<'_>, status: StatusCode, headers: &HeaderMap) -> Error {
        let (kind, detail, source) = match self {
            Self::Elapsed => (ErrorKind::Timeout, "the response did not arrive in time".to_owned(), None),
            Self::NoResponse(error) | Self::BodyLost(error) => {
                let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
                (kind, "the response broke off".to_owned(), Some(error))
            }
            Self::BodyTooLarge(most) => {
                (ErrorKind::Decode, format!("it has more than {most} bytes, the client's limit"), None)
            }
        };
        let error = call.error(kind, Reach::Unknown).with_status(status).with_cf_ray(cf_ray(call, headers));
        let error = error.with_retry_after(retry_after(call, headers)).detailed(detail);
        match source {
            Some(source) => error.with_source(call.sanitizer().cause(&source.without_url())),
            None => error,
        }
    }
}

/// Builds the error of a failure before the response started.
fn no_response(call: &CallState<'_>, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    let reach = reach(&error);
    // Without the URL: its path and its query are the user's data.
    let error = error.without_url();
    let (cause, server) = (call.sanitizer().cause(&error), server(call));
    let failure = call.error(kind, reach);
    let failure = match permanent_cause(&error).filter(|_| reach == Reach::NotSent) {
        Some(reason) => {
            failure.permanent().detailed(format!("cannot connect to {server}: {reason} ({})", cause.root()))
        }
        None if reach == Reach::NotSent => {
            failure.detailed(format!("cannot connect to {server}: {}", cause.root()))
        }
        None => failure.detailed(format!("the connection to {server} failed: {}", cause.root())),
    };
    failure.with_source(cause)
}

/// Returns host and port of the server.
fn server(call: &CallState<'_>) -> String {
    let url = &call.client.shared.base_url;
    let host = url.host_str().unwrap_or("the server");
    let server = url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    call.sanitizer().sanitize(&server)
}

/// Returns whether the server can have received and processed the request.
fn reach(error: &reqwest::Error) -> Reach {
    if error.is_connect() || error.is_builder() {
        return Reach::NotSent;
    }
    // RFC 9113, 6.8 and 8.7: a refused stream, and the streams beyond a graceful GOAWAY, were not processed.
    let refused = causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        let reason = error.reason();
        error.is_remote()
            && (error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM)
                || error.is_go_away() && reason == Some(h2::Reason::NO_ERROR))
    });
    if refused { Reach::NotProcessed } else { Reach::Unknown }
}

/// Returns an error and its causes.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    let first: &(dyn StdError + 'static) = error;
    std::iter::successors(Some(first), |&error| error.source())
}

/// Returns why a connection will fail again, if that can be determined. The underlying libraries share no error
/// types for this, so their messages are compared; with other messages, the attempt is retried as usual.
fn permanent_cause(error: &reqwest::Error) -> Option<&'static str> {
    const REASONS: [(&str, &str); 3] = [
        ("invalid peer certificate", "the server's certificate is not trusted"),
        ("certificate verify failed", "the server's certificate is not trusted"),
        (
            "scheme is not http",
            "this program was built without TLS: turn on a feature of this crate that brings it",
        ),
    ];
    causes(error).find_map(|cause| {
        let text = cause.to_string();
        REASONS.iter().find(|(words, _)| text.contains(words)).map(|(_, reason)| *reason)
    })
}

/// Reads the body, decompressed, up to the size limit.
async fn read(response: &mut reqwest::Response, most: usize) -> Result<Bytes, Failure> {
    let expected = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if expected > most {
        return Err(Failure::BodyTooLarge(most));
    }
    let Some(first) = response.chunk().await.map_err(Failure::BodyLost)? else { return Ok(Bytes::new()) };
    // Most responses arrive in one chunk and need no copy.
    if first.len() == expected {
        return Ok(first);
    }
    let mut body = BytesMut::with_capacity(expected.max(first.len()));
    let mut next = Some(first);
    while let Some(chunk) = next {
        if chunk.len() > most - body.len() {
            return Err(Failure::BodyTooLarge(most));
        }
        body.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(Failure::BodyLost)?;
    }
    Ok(body.freeze())
}
