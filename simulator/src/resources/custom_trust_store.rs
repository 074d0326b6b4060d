//! The custom trust store: authorities that are deployed after they were added.

use serde_json::json;

use super::{read, uploaded};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{Kind, Step};
use crate::x509::is_issued_by;

/// The certificate is not a root. Cloudflare's.
const NOT_A_ROOT: u32 = 1411;

pub(crate) const KIND: Kind = Kind::new("custom_trust_store", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let id = call.path_parameter("custom_origin_trust_store_id");
    match action {
        "list" => read::list(server, call, &key, |_| true),
        "get" => read::get(server, &key, id),
        "create" => create(server, call),
        "delete" => {
            let mut store = server.store();
            let ca = store.find(&key, id)?;
            // A second request does not delay the deletion.
            if ca.str("status") != "pending_deletion" {
                ca.merge(&json!({ "status": "pending_deletion", "updated_at": rfc3339(server.now()) }));
                ca.schedule(server.now(), [Step::then_remove()]);
            }
            ApiResponse::deleted(id)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let text = call.body_str("certificate").unwrap_or_default();
    let root = uploaded::certificate(text, "/certificate")?;
    if !root.certificate.is_ca || !is_issued_by(&root.certificate, &root.certificate) {
        let message = "Only root CA certificate is allowed";
        return Err(ApiError::bad_request(NOT_A_ROOT, message).at("/certificate"));
    }
    let (id, now) = (server.ids.uuid(), rfc3339(server.now()));
    let mut record = root.description();
    record["id"] = json!(id);
    record["certificate"] = json!(text);
    record["status"] = json!("initializing");
    record["uploaded_on"] = json!(now);
    record["updated_at"] = json!(now);
    let steps = ["pending_deployment", "active"].map(|status| Step::then(json!({ "status": status })));
    ApiResponse::ok(&server.store().insert(&call.zone_collection(KIND), &id, record, steps).record)
}
