//! What an uploaded certificate must be.

use std::time::Duration;

use serde_json::Value;

use super::{DUPLICATE, EXPIRES_SOON, KIND, NO_BUNDLE, NO_QUOTA, OTHER_SIGNATURE_TYPE};
use crate::api_error::ApiError;
use crate::call::Call;
use crate::clock::after;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::Collection;
use crate::x509::{Certificate, hex, is_issued_by, parse_chain, sha256};

/// A certificate must be valid for this time at least.
const LEAST_VALIDITY: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// A certificate that the zone can use.
pub(super) struct Checked<'a> {
    pub(super) certificate: &'a Certificate,
}

impl<'a> Checked<'a> {
    /// Checks the time that is left, the hosts, and whether the zone already has it. `instead` is the certificate that it
    /// replaces.
    pub(super) fn new(
        certificate: &'a Certificate,
        server: &ServerState,
        zone_id: &str,
        others: &Collection,
        instead: Option<&str>,
    ) -> Result<Self, ApiError> {
        let refuse = |code, message: &str| Err(ApiError::bad_request(code, message).at("/certificate"));
        if certificate.expires_on < after(server.now(), LEAST_VALIDITY) {
            return refuse(EXPIRES_SOON, "the certificate has expired or expires within 14 days");
        }
        if !certificate.sans.iter().any(|host| server.zone_contains(zone_id, host)) {
            return refuse(
                codes::FOREIGN_HOSTS,
                "no subject alternative name of the certificate lies in the zone",
            );
        }
        let fingerprint = sha256(&certificate.der);
        let mut others = others.iter().filter(|(id, _)| Some(id.as_str()) != instead);
        if others.any(|(_, other)| other.internal["fingerprint"] == fingerprint.as_str()) {
            return refuse(DUPLICATE, "the zone already has this certificate");
        }
        Ok(Self { certificate })
    }
}

/// Staging is not modelled, and production is the default.
pub(super) fn check_deployment(call: &Call) -> Result<(), ApiError> {
    if call.body_str("deploy") == Some("staging") {
        return Err(ApiError::not_modelled("deployment to staging"));
    }
    Ok(())
}

/// Finds the leaf of a PEM string.
pub(super) fn leaf(text: &str, bundle_method: &str) -> Result<Certificate, ApiError> {
    let refuse = |code, message: &str| Err(ApiError::bad_request(code, message).at("/certificate"));
    let Some(mut chain) = parse_chain(text) else {
        return refuse(codes::INVALID_CERTIFICATE, "the certificate cannot be parsed");
    };
    let Some(place) = chain.iter().position(|certificate| !certificate.is_ca) else {
        return refuse(codes::NO_LEAF, "there is no leaf certificate, only those of authorities");
    };
    if bundle_method == "force" {
        if place != 0 {
            return refuse(NO_BUNDLE, "the leaf certificate is not the first one");
        }
        if chain.windows(2).any(|pair| !is_issued_by(&pair[0], &pair[1])) {
            return refuse(NO_BUNDLE, "a certificate was not issued by the one that follows it");
        }
    } else if chain.iter().any(|certificate| certificate.is_ca && is_issued_by(certificate, certificate)) {
        return refuse(NO_BUNDLE, "the chain contains a root; only `force` bundles may");
    }
    let leaf = chain.swap_remove(place);
    if !leaf.has_strong_key {
        let message = "the certificate's key is neither RSA of 2048 bits nor ECDSA of 225 bits or more";
        return refuse(codes::INVALID_CERTIFICATE, message);
    }
    Ok(leaf)
}

/// A CSR must exist and be the one that the certificate was issued for.
pub(super) fn check_csr(certificate: &Certificate, public_key: Option<String>) -> Result<(), ApiError> {
    check_public_key(&hex(&certificate.public_key), public_key)
}

/// Compares the public keys of a certificate and a CSR.
pub(super) fn check_public_key(of_certificate: &str, of_csr: Option<String>) -> Result<(), ApiError> {
    match of_csr {
        Some(public_key) if public_key == of_certificate => Ok(()),
        Some(_) => Err(wrong_key("the certificate was issued for another CSR").at("/custom_csr_id")),
        None => Err(ApiError::bad_request(codes::NO_SUCH_CSR, "there is no such CSR").at("/custom_csr_id")),
    }
}

/// A replacement has the same type of key as the certificate that it replaces.
pub(super) fn check_key_type(checked: &Checked<'_>, old: &Value) -> Result<(), ApiError> {
    match old["key_type"].as_str() {
        Some(key_type) if key_type != checked.certificate.key_type => {
            let message = "the certificate has another type of key than the one that it replaces";
            Err(ApiError::bad_request(OTHER_SIGNATURE_TYPE, message).at("/certificate"))
        }
        _ => Ok(()),
    }
}

pub(super) fn check_quota(server: &ServerState, others: &Collection) -> Result<(), ApiError> {
    if others.len() < server.quota(KIND.name, usize::MAX) {
        return Ok(());
    }
    Err(ApiError::bad_request(NO_QUOTA, "the zone has as many custom certificates as it may have"))
}

pub(super) fn wrong_key(message: &str) -> ApiError {
    ApiError::bad_request(codes::WRONG_PRIVATE_KEY, message)
}
