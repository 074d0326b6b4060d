//! What the operations do: one file per resource, named as in the document.

mod access_certificates;
mod accounts;
mod certificate_packs;
mod client_certificates;
mod csr_keys;
pub(crate) mod custom_certificates;
mod custom_csrs;
mod custom_hostnames;
mod custom_trust_store;
mod dcv_delegation;
mod gateway_certificates;
mod hostname_associations;
mod hostname_tls_settings;
mod keyless_certificates;
mod keyless_servers;
mod kinds;
mod mtls_certificates;
mod origin_ca_certificates;
mod origin_post_quantum_encryption;
mod origin_tls_client_auth;
mod origin_tls_compliance_modes;
mod read;
mod serving;
mod signing;
mod ssl;
mod stages;
mod total_tls;
mod uploaded;
mod user_tokens;
mod zones;

use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;

pub(crate) use certificate_packs::sync_universal;
pub(crate) use stages::{insert, patch_record, record_kinds, set_listed, set_stage, set_zone};

/// Handles the operations of a resource. Its last argument is the operation's id without the resource.
type Handler = fn(&ServerState, &Call, &str) -> Result<ApiResponse, ApiError>;

const HANDLERS: [(&str, Handler); 22] = [
    ("access_certificates", access_certificates::handle),
    ("accounts", accounts::handle),
    ("certificate_packs", certificate_packs::handle),
    ("client_certificates", client_certificates::handle),
    ("custom_certificates", custom_certificates::handle),
    ("custom_csrs", custom_csrs::handle),
    ("custom_hostnames", custom_hostnames::handle),
    ("custom_trust_store", custom_trust_store::handle),
    ("dcv_delegation", dcv_delegation::handle),
    ("gateway_certificates", gateway_certificates::handle),
    ("hostname_associations", hostname_associations::handle),
    ("hostname_tls_settings", hostname_tls_settings::handle),
    ("keyless_certificates", keyless_certificates::handle),
    ("mtls_certificates", mtls_certificates::handle),
    ("origin_ca_certificates", origin_ca_certificates::handle),
    ("origin_post_quantum_encryption", origin_post_quantum_encryption::handle),
    ("origin_tls_client_auth", origin_tls_client_auth::handle),
    ("origin_tls_compliance_modes", origin_tls_compliance_modes::handle),
    ("ssl", ssl::handle),
    ("total_tls", total_tls::handle),
    ("user_tokens", user_tokens::handle),
    ("zones", zones::handle),
];

/// Handles a call that agrees with the document.
pub(crate) fn handle(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let action = |resource| call.operation.strip_prefix(resource)?.strip_prefix('_');
    match HANDLERS.iter().find_map(|(resource, handler)| Some((handler, action(*resource)?))) {
        Some((handler, action)) => handler(server, call, action),
        None => Err(ApiError::not_modelled(&format!("the operation {}", call.operation))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // Tests may panic.

    use std::sync::Arc;

    use serde_json::{Value, json};

    use crate::Simulator;
    use crate::contract::Contract;

    #[tokio::test]
    async fn an_operation_that_is_documented_but_not_modelled_is_501() {
        let operation = json!({ "operationId": "new_things_list", "tags": ["new_things"], "responses": {} });
        let document = json!({ "paths": { "/zones/{zone_id}/new_things": { "get": operation } } });
        let contract = Arc::new(Contract::new(&document).unwrap());
        let simulator = Simulator::builder().any_zone().start_with(contract).await.unwrap();
        let url = format!("{}/zones/1/new_things", simulator.base_url());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = client.get(url).bearer_auth(simulator.token()).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 501);
        let body: Value = response.json().await.unwrap();
        assert_eq!((&body["success"], &body["errors"][0]["code"]), (&json!(false), &json!(10501)));
    }
}
