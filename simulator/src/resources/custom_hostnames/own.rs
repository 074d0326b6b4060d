//! Certificates that a customer uploads for a custom hostname.

use serde_json::{Value, json};

use super::super::csr_keys;
use super::{
    CSR_NOT_FOUND, HOSTNAME_NOT_COVERED, INVALID_SSL, NO_LEAF, SEVERAL_LEAVES, UNPARSABLE_CERTIFICATE,
    UNPARSABLE_KEY, WRONG_KEY,
};
use crate::api_error::ApiError;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::server_state::ServerState;
use crate::store::StoreGuard;
use crate::x509::{Certificate, Details, hex, parse_chain, public_key_of};

/// The customer's own certificates in a request: none, one, or several with different types of keys.
pub(super) fn uploaded(
    server: &ServerState,
    store: &mut StoreGuard<'_>,
    call: &Call,
    hostname: &str,
) -> Result<Vec<Value>, ApiError> {
    let ssl = &call.body["ssl"];
    let bundle = ssl["custom_cert_bundle"].as_array().into_iter().flatten();
    let single = (!ssl["custom_certificate"].is_null()).then_some(ssl);
    let csr = ssl["custom_csr_id"].as_str();
    let csr_key = match csr {
        Some(id) => Some(csr_keys::public_key(server, store, &call.zone_id(), id).ok_or_else(|| {
            ApiError::not_found(CSR_NOT_FOUND, "The custom CSR was not found").at("/ssl/custom_csr_id")
        })?),
        None => None,
    };
    let mut own: Vec<Value> = Vec::new();
    for one in single.into_iter().chain(bundle) {
        let new = certificate(server, one, "/ssl", &server.ids.uuid(), csr_key.as_deref(), hostname)?;
        if own.iter().any(|other| other["rsa"] == new["rsa"]) {
            let message = "The SSL attribute is invalid: two certificates have the same type of key";
            return Err(ApiError::bad_request(INVALID_SSL, message).at("/ssl/custom_cert_bundle"));
        }
        own.push(new);
    }
    Ok(own)
}

/// A certificate with its key, or without if it was issued for a CSR.
pub(super) fn certificate(
    server: &ServerState,
    given: &Value,
    at: &str,
    id: &str,
    csr_key: Option<&str>,
    hostname: &str,
) -> Result<Value, ApiError> {
    let field = format!("{at}/custom_certificate");
    let text = given["custom_certificate"].as_str().unwrap_or_default();
    let leaf = leaf(text).map_err(|error| error.at(&field))?;
    let public_key = hex(&leaf.public_key);
    let private_key = given["custom_key"].as_str();
    match (csr_key, private_key) {
        (Some(key), None) if key == public_key => {}
        (_, Some(private_key)) => {
            check_key(&public_key, private_key).map_err(|error| error.at(&format!("{at}/custom_key")))?
        }
        (Some(_), None) => return Err(wrong_key().at(&format!("{at}/custom_csr_id"))),
        (None, None) => return Err(unparsable_key().at(&format!("{at}/custom_key"))),
    }
    if !leaf.sans.iter().any(|name| covers(name, hostname)) {
        let message = "The certificate does not include the custom hostname";
        return Err(ApiError::bad_request(HOSTNAME_NOT_COVERED, message).at(&field));
    }
    if leaf.expires_on <= server.now() {
        return Err(ApiError::bad_request(UNPARSABLE_CERTIFICATE, "The certificate has expired").at(&field));
    }
    let details =
        Details::of(&leaf.der).ok_or_else(|| ApiError::internal("a certificate without details"))?;
    Ok(json!({
        "id": id, "certificate": text, "hosts": leaf.sans, "issuer": details.issuer, "signature": leaf.signature,
        "serial_number": details.serial, "expires_on": rfc3339(leaf.expires_on),
        "uploaded_on": rfc3339(server.now()), "rsa": details.has_rsa_key, "for_csr": private_key.is_none(),
    }))
}

/// Sets what responses say of own certificates: of each, and of the first one.
pub(super) fn describe(ssl: &mut Value, own: &[Value]) {
    ssl["certificates"] = own.iter().map(shown).collect();
    if let Some(first) = own.first() {
        ssl["custom_certificate"] = first["certificate"].clone();
        for field in ["issuer", "signature", "expires_on", "hosts", "serial_number", "uploaded_on"] {
            ssl[field] = first[field].clone();
        }
    }
}

/// Whether two lists of own certificates are the same.
pub(super) fn are_same(one: &Value, other: &Value) -> bool {
    let certificates = |own: &Value| -> Vec<Value> {
        own.as_array().into_iter().flatten().map(|one| one["certificate"].clone()).collect()
    };
    certificates(one) == certificates(other)
}

fn shown(own: &Value) -> Value {
    let fields = ["id", "issuer", "signature", "serial_number", "expires_on"];
    fields.iter().map(|field| ((*field).to_owned(), own[*field].clone())).collect()
}

fn leaf(text: &str) -> Result<Certificate, ApiError> {
    let unparsable = || ApiError::bad_request(UNPARSABLE_CERTIFICATE, "The certificate cannot be parsed");
    let chain = parse_chain(text).ok_or_else(unparsable)?;
    let mut leaves = chain.into_iter().filter(|certificate| !certificate.is_ca);
    match (leaves.next(), leaves.next()) {
        (Some(leaf), None) => Ok(leaf),
        (None, _) => Err(ApiError::bad_request(NO_LEAF, "There is no leaf certificate")),
        (Some(_), Some(_)) => {
            Err(ApiError::bad_request(SEVERAL_LEAVES, "There are several leaf certificates; one is expected"))
        }
    }
}

fn check_key(public_key: &str, private_key: &str) -> Result<(), ApiError> {
    match public_key_of(private_key).map(|key| hex(&key)) {
        Some(key) if key == public_key => Ok(()),
        Some(_) => Err(wrong_key()),
        None => Err(unparsable_key()),
    }
}

fn wrong_key() -> ApiError {
    ApiError::bad_request(WRONG_KEY, "The key does not match the certificate")
}

fn unparsable_key() -> ApiError {
    ApiError::bad_request(UNPARSABLE_KEY, "The private key cannot be parsed")
}

/// Whether a name of a certificate is for a hostname; a wildcard stands for one label.
fn covers(name: &str, hostname: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let below = |suffix: &str| hostname.split_once('.').is_some_and(|(_, rest)| rest == suffix);
    name == hostname || name.strip_prefix("*.").is_some_and(below)
}
