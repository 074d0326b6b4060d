//! The certificate that a request orders for a custom hostname, or uploads.

use serde_json::{Value, json};

use super::{
    BRANDING_REQUIRED, CIPHERS_WITH_TLS_1_3, INVALID_CIPHERS, INVALID_SSL, MANAGED_WILDCARD,
    METHOD_AND_TYPE_REQUIRED, own,
};
use crate::api_error::ApiError;
use crate::call::Call;
use crate::server_state::ServerState;
use crate::store::{Item, StoreGuard};

/// A certificate as responses show it, and the customer's own ones by their ids.
pub(super) struct Ordered {
    pub(super) record: Value,
    pub(super) internal: Value,
}

/// Returns what the `ssl` of a request asks for; `None` if it has none. What it leaves out is as in the certificate that there
/// is, `old`.
pub(super) fn ordered(
    server: &ServerState,
    store: &mut StoreGuard<'_>,
    call: &Call,
    hostname: &str,
    old: &Value,
) -> Result<Option<Ordered>, ApiError> {
    let ssl = &with_defaults(&call.body["ssl"], old);
    if !ssl.is_object() {
        return Ok(None);
    }
    check_settings(&ssl["settings"])?;
    let own = own::uploaded(server, store, call, hostname)?;
    let mut record = json!({
        "id": server.ids.uuid(), "type": "dv",
        "bundle_method": ssl["bundle_method"].as_str().unwrap_or("ubiquitous"),
        "wildcard": ssl["wildcard"] == json!(true),
    });
    for field in ["settings", "custom_csr_id", "cloudflare_branding"] {
        if !ssl[field].is_null() {
            record[field] = ssl[field].clone();
        }
    }
    if own.is_empty() {
        order(ssl, hostname, &mut record)?;
    } else {
        record["status"] = json!("pending_deployment");
        own::describe(&mut record, &own);
    }
    Ok(Some(Ordered { record, internal: json!({ "own": own }) }))
}

/// The `ssl` of a request, and what it leaves out.
fn with_defaults(given: &Value, old: &Value) -> Value {
    let mut ssl = given.clone();
    if !ssl.is_object() {
        return ssl;
    }
    for field in ["bundle_method", "certificate_authority", "cloudflare_branding", "wildcard"] {
        if given[field].is_null() && !old[field].is_null() {
            ssl[field] = old[field].clone();
        }
    }
    if old["settings"].is_object() {
        ssl["settings"] = old["settings"].clone();
        if given["settings"].is_object() {
            json_patch::merge(&mut ssl["settings"], &given["settings"]);
        }
    }
    ssl
}

/// The longest common name of a certificate.
const LONGEST_COMMON_NAME: usize = 64;

/// A certificate that Cloudflare orders.
fn order(ssl: &Value, hostname: &str, record: &mut Value) -> Result<(), ApiError> {
    if ssl["method"].is_null() || ssl["type"].is_null() {
        let message = "Both validation type and validation method are required";
        return Err(ApiError::bad_request(METHOD_AND_TYPE_REQUIRED, message).at("/ssl"));
    }
    if hostname.starts_with("*.") {
        let message = "Wildcards are not supported for certificates managed by Cloudflare";
        return Err(ApiError::bad_request(MANAGED_WILDCARD, message).at("/hostname"));
    }
    if ssl["wildcard"] == json!(true) && ssl["method"] == "http" {
        let message = "The SSL attribute is invalid: a wildcard cannot be validated by http";
        return Err(ApiError::bad_request(INVALID_SSL, message).at("/ssl/method"));
    }
    if hostname.len() > LONGEST_COMMON_NAME && record["cloudflare_branding"] != json!(true) {
        let message = "Since no host is 64 characters or fewer, Cloudflare Branding is required.";
        return Err(ApiError::bad_request(BRANDING_REQUIRED, message).at("/ssl/cloudflare_branding"));
    }
    record["status"] = json!("initializing");
    record["method"] = ssl["method"].clone();
    // An empty authority asks for the default one.
    let authority = ssl["certificate_authority"].as_str().filter(|authority| !authority.is_empty());
    record["certificate_authority"] = json!(authority.unwrap_or("google"));
    let wildcard = (record["wildcard"] == json!(true)).then(|| format!("*.{hostname}"));
    record["hosts"] = std::iter::once(hostname.to_owned()).chain(wildcard).collect();
    Ok(())
}

/// Whether a new order would be the same as the one there is, so that only its validation is tried again.
pub(super) fn is_same(old: &Item, new: &Ordered) -> bool {
    let fields = ["type", "method", "certificate_authority", "wildcard", "custom_csr_id", "bundle_method"];
    own::are_same(&old.internal["own"], &new.internal["own"])
        && fields.iter().all(|field| old.record["ssl"][*field] == new.record[*field])
}

/// Checks the ciphers.
fn check_settings(settings: &Value) -> Result<(), ApiError> {
    let Some(ciphers) = settings["ciphers"].as_array().filter(|ciphers| !ciphers.is_empty()) else {
        return Ok(());
    };
    let refused = |code, message: &str| Err(ApiError::bad_request(code, message).at("/ssl/settings/ciphers"));
    if settings["min_tls_version"] == "1.3" {
        return refused(
            CIPHERS_WITH_TLS_1_3,
            "Cipher suite selection is not supported for a minimum TLS version of 1.3",
        );
    }
    if ciphers.iter().any(|cipher| !cipher.as_str().is_some_and(|cipher| CIPHERS.contains(&cipher))) {
        return refused(INVALID_CIPHERS, "Invalid cipher suite specified");
    }
    Ok(())
}

/// The cipher suites that can be selected:
/// <https://developers.cloudflare.com/ssl/edge-certificates/additional-options/cipher-suites/supported-cipher-suites/>
pub(crate) const CIPHERS: [&str; 21] = [
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-CHACHA20-POLY1305",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA256",
    "ECDHE-RSA-AES128-SHA",
    "AES128-GCM-SHA256",
    "AES128-SHA256",
    "AES128-SHA",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-SHA384",
    "ECDHE-RSA-AES256-SHA",
    "AES256-GCM-SHA384",
    "AES256-SHA256",
    "AES256-SHA",
    "DES-CBC3-SHA",
    "ECDHE-ECDSA-AES256-SHA",
];
