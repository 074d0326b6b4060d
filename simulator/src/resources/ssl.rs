//! TLS of a whole zone: settings, recommendations, verification.

mod verification;

use serde_json::{Value, json};

use super::kinds::UNIVERSAL_SSL;
use super::{certificate_packs, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::Kind;

const KEY_EXCHANGE: Kind = Kind::new("ssl_auto_origin_tls_kex", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let now = rfc3339(server.now());
    match action {
        "analyze" => analyze(call),
        "recommendation_get" => ApiResponse::ok(&json!({
            "id": "ssl_recommendation", "editable": true, "modified_on": now, "value": "auto",
            "next_scheduled_scan": null,
        })),
        "universal_settings_get" | "universal_settings_edit" => {
            let initial = certificate_packs::universal_ssl(server, &call.zone_id());
            let answer = setting(server, call, UNIVERSAL_SSL, initial, &call.body);
            certificate_packs::sync_universal(server, &call.zone_id());
            answer
        }
        "auto_origin_tls_kex_get" | "auto_origin_tls_kex_edit" => {
            let initial = json!({ "id": "auto_origin_tls_kex", "enabled": false, "modified_on": now });
            let mut change = call.body.clone();
            if change.is_object() {
                change["modified_on"] = json!(now);
            }
            setting(server, call, KEY_EXCHANGE, initial, &change)
        }
        "verification_get" => verification::get(server, call),
        "verification_edit" => verification::edit(server, call),
        other => Err(ApiError::not_modelled(other)),
    }
}

/// A setting; a change that is not an object changes nothing.
fn setting(
    server: &ServerState,
    call: &Call,
    kind: Kind,
    initial: Value,
    change: &Value,
) -> Result<ApiResponse, ApiError> {
    let mut store = server.store();
    let setting = store.singleton(&call.zone_collection(kind), || initial);
    if change.is_object() {
        setting.merge(change);
    }
    ApiResponse::ok(&setting.record)
}

fn analyze(call: &Call) -> Result<ApiResponse, ApiError> {
    let uploaded = uploaded::certificate(call.body_str("certificate").unwrap_or_default(), "/certificate")?;
    ApiResponse::ok(&json!({
        "hosts": uploaded.certificate.hosts, "signature": uploaded.certificate.signature,
        "expires_on": rfc3339(uploaded.certificate.expires_on),
    }))
}
