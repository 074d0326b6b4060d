//! Time and limits.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::stages::check_resource;
use super::{ControlError, Request};
use crate::access::RateLimiter;
use crate::activation::Activation;
use crate::clock::rfc3339;

/// The resources that can have a quota.
pub(super) const QUOTAS: [&str; 7] = [
    "access_certificates",
    "certificate_packs",
    "client_certificates",
    "custom_certificates",
    "custom_hostnames",
    "mtls_certificates",
    "origin_tls_client_auth_hostname_certificates",
];

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
struct Propagation {
    seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuanceLimit {
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Latency {
    milliseconds: u64,
}

pub(super) fn time(request: &Request) -> Result<Value, ControlError> {
    Ok(json!({ "time": rfc3339(request.server.now()) }))
}

pub(super) fn advance(request: &Request) -> Result<Value, ControlError> {
    let Advance { seconds } = request.json()?;
    let by = Duration::try_from_secs_f64(seconds)
        .map_err(|_| ControlError::invalid("`seconds` is not a duration; time does not run backwards"))?;
    request.server.clock.advance(by);
    time(request)
}

pub(super) fn quotas(request: &Request) -> Result<Value, ControlError> {
    let quotas: BTreeMap<String, usize> = request.json()?;
    quotas.keys().try_for_each(|name| check_quota(name))?;
    request.server.settings().quotas.extend(quotas);
    Ok(json!({}))
}

/// Checks the name of a resource that can have a quota.
pub(crate) fn check_quota(name: &str) -> Result<(), ControlError> {
    if QUOTAS.contains(&name) {
        return Ok(());
    }
    let message = format!("there is no resource `{name}` with a quota; there are {}", QUOTAS.join(", "));
    Err(ControlError::invalid(message))
}

pub(super) fn rate_limit(request: &Request) -> Result<Value, ControlError> {
    let RateLimit { limit, window_seconds } = request.json()?;
    let limiter = RateLimiter::new(limit, Duration::from_secs(window_seconds));
    request.server.settings().rate_limiter = Some(limiter);
    Ok(json!({}))
}

pub(super) fn no_rate_limit(request: &Request) -> Result<Value, ControlError> {
    request.server.settings().rate_limiter = None;
    Ok(json!({}))
}

pub(super) fn activation(request: &Request) -> Result<Value, ControlError> {
    let activation: Activation = request.json()?;
    request.server.set_activation(activation);
    Ok(json!({}))
}

pub(super) fn propagation(request: &Request) -> Result<Value, ControlError> {
    let Propagation { seconds } = request.json()?;
    let period = Duration::try_from_secs_f64(seconds)
        .map_err(|_| ControlError::invalid("`seconds` is not a duration"))?;
    request.server.settings().propagation.period = period;
    Ok(json!({}))
}

pub(super) fn unseen_reads(request: &Request) -> Result<Value, ControlError> {
    let reads: BTreeMap<String, u32> = request.json()?;
    reads.keys().try_for_each(|name| check_resource(name))?;
    Arc::make_mut(&mut request.server.settings().unseen_reads).extend(reads);
    Ok(json!({}))
}

pub(super) fn issuance_limit(request: &Request) -> Result<Value, ControlError> {
    let IssuanceLimit { enabled } = request.json()?;
    request.server.settings().issuance = enabled.then(BTreeMap::new);
    Ok(json!({}))
}

pub(super) fn latency(request: &Request) -> Result<Value, ControlError> {
    let Latency { milliseconds } = request.json()?;
    request.server.settings().latency = Duration::from_millis(milliseconds);
    Ok(json!({}))
}
