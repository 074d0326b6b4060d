//! Time and limits.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Request};
use crate::access::RateLimiter;
use crate::activation::Activation;
use crate::clock::rfc3339;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLimit {
    limit: usize,
    window_seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    milliseconds: u64,
}

pub(super) fn time(request: &Request<'_>) -> Result<Value, ControlError> {
    Ok(json!({ "time": rfc3339(request.server.now()) }))
}

pub(super) fn advance(request: &Request<'_>) -> Result<Value, ControlError> {
    let Advance { seconds } = request.json()?;
    let by = Duration::try_from_secs_f64(seconds)
        .map_err(|_| ControlError::invalid("`seconds` is not a duration; time does not run backwards"))?;
    request.server.clock.advance(by);
    time(request)
}

pub(super) fn quotas(request: &Request<'_>) -> Result<Value, ControlError> {
    let quotas: BTreeMap<String, usize> = request.json()?;
    request.server.settings().quotas.extend(quotas);
    Ok(json!({}))
}

pub(super) fn rate_limit(request: &Request<'_>) -> Result<Value, ControlError> {
    let limit: Option<RateLimit> = request.json()?;
    let limiter = limit.map(|RateLimit { limit, window_seconds }| {
        RateLimiter::new(limit, Duration::from_secs(window_seconds))
    });
    request.server.settings().rate_limiter = limiter;
    Ok(json!({}))
}

pub(super) fn activation(request: &Request<'_>) -> Result<Value, ControlError> {
    let activation: Activation = request.json()?;
    request.server.settings().activation = activation;
    Ok(json!({}))
}

pub(super) fn latency(request: &Request<'_>) -> Result<Value, ControlError> {
    let Latency { milliseconds } = request.json()?;
    request.server.settings().latency = Duration::from_millis(milliseconds);
    Ok(json!({}))
}
