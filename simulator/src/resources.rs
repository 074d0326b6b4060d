//! What the operations do. One file per resource, named as in the document.

pub(crate) mod access_certificates;
pub(crate) mod call;
pub(crate) mod custom_certificates;
pub(crate) mod custom_csrs;
pub(crate) mod keyless_certificates;

use crate::answer::Answer;
use crate::refusal::Refusal;
use crate::world::World;
use call::Call;

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
        other => Err(Refusal::not_modelled(&format!("the operation {other}"))),
    }
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
