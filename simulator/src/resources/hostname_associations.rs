//! Hostname associations: one list per authority, that of the managed one under no name.

use serde_json::json;

use super::kinds::MTLS_CERTIFICATES;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::codes;
use crate::server_state::ServerState;
use crate::store::{Kind, StoreGuard};

pub(crate) const KIND: Kind = Kind::new("hostname_associations", codes::NOT_FOUND);

pub(crate) fn handle(server: &ServerState, call: &Call, verb: &str) -> Result<ApiResponse, ApiError> {
    let key = call.zone_collection(KIND);
    let asked = call.query_str("mtls_certificate_id").or_else(|| call.body_str("mtls_certificate_id"));
    let authority = asked.unwrap_or_default();
    let mut store = server.store();
    if !authority.is_empty() {
        check_authority(&mut store, authority)?;
    }
    match verb {
        "get" => match store.collection(&key).get(authority) {
            Some(list) => ApiResponse::ok(&list.record),
            None => ApiResponse::ok(&json!({ "hostnames": [] })),
        },
        "update" => {
            let hostnames = call.body_strings("hostnames");
            if let Some(foreign) =
                hostnames.iter().position(|host| !server.zone_contains(&call.zone_id(), host))
            {
                let message = "the hostname does not belong to the zone";
                return Err(
                    ApiError::bad_request(codes::BAD_VALUE, message).at(&format!("/hostnames/{foreign}"))
                );
            }
            // Whatever it was used for, it is for a while.
            if is_used(&mut store, authority) {
                server.propagate(&use_of(authority));
            }
            let record = json!({ "hostnames": hostnames });
            ApiResponse::ok(&store.insert(&key, authority, record, []).record)
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn check_authority(store: &mut StoreGuard<'_>, id: &str) -> Result<(), ApiError> {
    match store.find_anywhere(MTLS_CERTIFICATES, id) {
        Some(item) if item.record["ca"] == json!(true) => Ok(()),
        Some(_) => {
            Err(ApiError::bad_request(codes::BAD_VALUE, "the mTLS certificate is not that of an authority"))
        }
        None => Err(ApiError::not_found(codes::NOT_FOUND, "there is no such mTLS certificate")),
    }
}

/// What takes a while to end.
pub(crate) fn use_of(authority: &str) -> String {
    format!("use of authority {authority}")
}

/// Whether hostnames of any zone are associated with an authority.
pub(crate) fn is_used(store: &mut StoreGuard<'_>, authority: &str) -> bool {
    let mut lists = store.all(KIND).filter(|(_, id, _)| id.as_str() == authority);
    lists.any(|(_, _, list)| {
        list.record["hostnames"].as_array().is_some_and(|hostnames| !hostnames.is_empty())
    })
}
