//! What the operations do. One file per resource, named as in the document.

pub(crate) mod access_certificates;
pub(crate) mod call;
pub(crate) mod certificate_packs;
pub(crate) mod client_certificates;
pub(crate) mod custom_certificates;
pub(crate) mod custom_csrs;
pub(crate) mod custom_hostnames;
pub(crate) mod custom_trust_store;
pub(crate) mod dcv_delegation;
pub(crate) mod gateway_certificates;
pub(crate) mod hostname_associations;
pub(crate) mod hostname_tls_settings;
pub(crate) mod keyless_certificates;
pub(crate) mod mtls_certificates;
pub(crate) mod origin_ca_certificates;
pub(crate) mod origin_post_quantum_encryption;
pub(crate) mod origin_tls_client_auth;
pub(crate) mod origin_tls_compliance_modes;
pub(crate) mod signing;
pub(crate) mod ssl;
pub(crate) mod total_tls;
pub(crate) mod uploaded;

use crate::answer::Answer;
use crate::refusal::Refusal;
use crate::world::World;
use call::Call;
use serde_json::json;

/// Carries out a call that agrees with the document.
pub(crate) fn carry_out(world: &World, call: &Call) -> Result<Answer, Refusal> {
    match call.operation.as_str() {
        "custom_certificates_list" => custom_certificates::list(world, call),
        "custom_certificates_create" => custom_certificates::create(world, call),
        "custom_certificates_get" => custom_certificates::get(world, call),
        "custom_certificates_edit" => custom_certificates::edit(world, call),
        "custom_certificates_delete" => custom_certificates::delete(world, call),
        "custom_certificates_prioritize" => custom_certificates::prioritize(world, call),
        "custom_csrs_list" => custom_csrs::list(world, call),
        "custom_csrs_create" => custom_csrs::create(world, call),
        "custom_csrs_get" => custom_csrs::get(world, call),
        "custom_csrs_delete" => custom_csrs::delete(world, call),
        "keyless_certificates_list" => keyless_certificates::list(world, call),
        "keyless_certificates_create" => keyless_certificates::create(world, call),
        "keyless_certificates_get" => keyless_certificates::get(world, call),
        "keyless_certificates_edit" => keyless_certificates::edit(world, call),
        "keyless_certificates_delete" => keyless_certificates::delete(world, call),
        "access_certificates_list" => access_certificates::list(world, call),
        "access_certificates_create" => access_certificates::create(world, call),
        "access_certificates_get" => access_certificates::get(world, call),
        "access_certificates_update" => access_certificates::update(world, call),
        "access_certificates_delete" => access_certificates::delete(world, call),
        "access_certificates_settings_get" => access_certificates::settings_get(world, call),
        "access_certificates_settings_update" => access_certificates::settings_update(world, call),
        other => match OTHERS.iter().find_map(|(tag, operations)| Some((operations, verb(other, tag)?))) {
            Some((operations, verb)) => operations(world, call, verb),
            None => Err(Refusal::not_modelled(&format!("the operation {other}"))),
        },
    }
}

/// What carries out the operations of a resource; it is told what comes after the tag in their names.
type Operations = fn(&World, &Call, &str) -> Result<Answer, Refusal>;

/// The resources whose records are what answers show.
const OTHERS: [(&str, Operations); 15] = [
    ("certificate_packs", certificate_packs::carry_out),
    ("client_certificates", client_certificates::carry_out),
    ("custom_hostnames", custom_hostnames::carry_out),
    ("custom_trust_store", custom_trust_store::carry_out),
    ("dcv_delegation", dcv_delegation::carry_out),
    ("gateway_certificates", gateway_certificates::carry_out),
    ("hostname_associations", hostname_associations::carry_out),
    ("hostname_tls_settings", hostname_tls_settings::carry_out),
    ("mtls_certificates", mtls_certificates::carry_out),
    ("origin_ca_certificates", origin_ca_certificates::carry_out),
    ("origin_post_quantum_encryption", origin_post_quantum_encryption::carry_out),
    ("origin_tls_client_auth", origin_tls_client_auth::carry_out),
    ("origin_tls_compliance_modes", origin_tls_compliance_modes::carry_out),
    ("ssl", ssl::carry_out),
    ("total_tls", total_tls::carry_out),
];

/// What comes after the tag in the name of an operation.
fn verb<'a>(operation: &'a str, tag: &str) -> Option<&'a str> {
    operation.strip_prefix(tag)?.strip_prefix('_')
}

/// Lets a validation time out; whether there is something of this identifier that is validated.
pub(crate) fn time_out_validation(world: &World, id: &str) -> bool {
    let failure = json!({
        "status": "validation_timed_out", "validation_errors": [{ "message": "the validation timed out" }],
    });
    let mut state = world.state();
    let pack = state.things.interrupt(certificate_packs::KIND, id, &failure);
    pack || state.things.interrupt(custom_hostnames::KIND, id, &json!({ "ssl": failure }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test fails by panicking.

    use std::sync::Arc;

    use serde_json::{Value, json};

    use crate::Simulator;
    use crate::contract::Contract;

    #[tokio::test]
    async fn an_operation_that_is_documented_but_not_modelled_is_501() {
        let operation = json!({ "operationId": "new_things_list", "responses": {} });
        let document = json!({ "paths": { "/zones/{zone_id}/new_things": { "get": operation } } });
        let contract = Arc::new(Contract::new(&document).unwrap());
        let simulator = Simulator::builder().start_with(contract).await.unwrap();
        let url = format!("{}/zones/1/new_things", simulator.base_url());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = client.get(url).bearer_auth(simulator.token()).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 501);
        let body: Value = response.json().await.unwrap();
        assert_eq!((&body["success"], &body["errors"][0]["code"]), (&json!(false), &json!(10501)));
    }
}
