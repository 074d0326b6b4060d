//! The client's `tracing` spans: one for the call, one for each attempt, with the field names of OpenTelemetry's
//! conventions for HTTP clients. They never contain a body, a request header, or a query.

use std::pin::Pin;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Instrument, Level, Span, enabled, info_span};

use super::state::CallState;
use crate::Error;
use crate::endpoint::Endpoint;
use crate::observer::WaitReason;

/// Runs a future in a span, if a subscriber is interested. The future is pinned and not moved: by value, it would
/// be stored twice, and double the size of every call.
pub(super) async fn within<T>(span: &Span, future: Pin<&mut impl Future<Output = T>>) -> T {
    if span.is_none() { future.await } else { future.instrument(span.clone()).await }
}

/// Creates the span of a call.
pub(super) fn call(endpoint: &Endpoint) -> Span {
    if !enabled!(Level::INFO) {
        return Span::none();
    }
    info_span!(
        "cloudflare_certificates.call",
        otel.name = endpoint.id(),
        otel.kind = "internal",
        otel.status_code = Empty,
        operation = endpoint.id(),
        attempts = Empty,
        error.type = Empty,
    )
}

/// Creates the span of an attempt, counted from 1.
pub(super) fn attempt(call: &CallState<'_>, request: &reqwest::Request, number: u32) -> Span {
    if !enabled!(Level::INFO) {
        return Span::none();
    }
    let endpoint = call.endpoint;
    let span = info_span!(
        "cloudflare_certificates.attempt",
        otel.name = Empty,
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = endpoint.method(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        http.response.header.cf_ray = Empty,
        url.template = endpoint.path(),
        url.full = Empty,
        server.address = Empty,
        server.port = Empty,
        error.type = Empty,
    );
    span.record("otel.name", format!("{} {}", endpoint.method(), endpoint.path()));
    // Without the query: filters are the user's data.
    let full = request.url().as_str().split('?').next().unwrap_or_default();
    span.record("url.full", call.client.shared.credentials.redact(full));
    span.record("server.address", request.url().host_str());
    span.record("server.port", request.url().port_or_known_default());
    if number > 1 {
        span.record("http.request.resend_count", number - 1);
    }
    span
}

/// Records how an attempt ended.
pub(super) fn attempt_ended(span: &Span, status: Option<u16>, cf_ray: Option<&str>, error: Option<&Error>) {
    span.record("http.response.status_code", status);
    span.record("http.response.header.cf_ray", cf_ray);
    failed(span, error);
}

/// Records how a call ended.
pub(super) fn call_ended(span: &Span, attempts: u32, error: Option<&Error>) {
    if span.is_none() {
        return;
    }
    span.record("attempts", attempts);
    failed(span, error);
}

fn failed(span: &Span, error: Option<&Error>) {
    if let Some(error) = error {
        span.record("otel.status_code", "ERROR");
        match error.status().filter(|status| !status.is_success()) {
            Some(status) => span.record("error.type", status.as_str()),
            None => span.record("error.type", error.kind().name()),
        };
    }
}

/// Records that a call waits, and why, as an event.
pub(super) fn waits(endpoint: &Endpoint, reason: WaitReason, wait: Duration) {
    let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    let operation = endpoint.id();
    match reason {
        WaitReason::Retry => tracing::warn!(operation, wait_ms, "the attempt failed; the next one follows"),
        WaitReason::TooManyRequests => {
            tracing::warn!(
                operation,
                wait_ms,
                "the server refused a request for its rate limit; all calls wait"
            );
        }
        WaitReason::RateLimit => {
            tracing::info!(operation, wait_ms, "the rate limit is used up; the call waits")
        }
    }
}
