//! The certificate authorities.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Request};
use crate::test_ca::TestCaError;

/// How long certificates are valid by default.
const DAYS: i64 = 90;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    hosts: Vec<String>,
    validity_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    csr: String,
    validity_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Csr {
    hosts: Vec<String>,
}

pub(super) fn roots(request: &Request<'_>) -> Result<Value, ControlError> {
    let [client, origin_rsa, origin_ecc] = request.server.authorities.roots().map_err(failed)?;
    Ok(json!({
        "test": request.server.test_ca.certificate_pem(), "client": client, "origin_rsa": origin_rsa,
        "origin_ecc": origin_ecc,
    }))
}

pub(super) fn issue(request: &Request<'_>) -> Result<Value, ControlError> {
    let Issue { hosts, validity_days } = request.json()?;
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let issued = request.server.test_ca.issue(&hosts, validity_days.unwrap_or(DAYS)).map_err(failed)?;
    Ok(json!({ "certificate": issued.0, "private_key": issued.1 }))
}

pub(super) fn sign(request: &Request<'_>) -> Result<Value, ControlError> {
    let Sign { csr, validity_days } = request.json()?;
    let certificate = request.server.test_ca.sign_csr(&csr, validity_days.unwrap_or(DAYS)).map_err(failed)?;
    Ok(json!({ "certificate": certificate }))
}

pub(super) fn csr(request: &Request<'_>) -> Result<Value, ControlError> {
    let Csr { hosts } = request.json()?;
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let (csr, private_key) = crate::TestCa::csr(&hosts, crate::KeyType::EcdsaP256).map_err(failed)?;
    Ok(json!({ "csr": csr, "private_key": private_key }))
}

fn failed(error: TestCaError) -> ControlError {
    ControlError::invalid(error.to_string())
}
