//! Every operation of the document through its handle.

use cloudflare_certificates::{Account, Error, Zone};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Whom the operations are addressed to, and how.
#[derive(Clone)]
pub struct Stage {
    pub zone: Zone,
    pub account: Account,
    /// What stands for every id.
    pub id: String,
}

/// Calls one operation with a body, where it has one, and forgets the result.
pub async fn call(stage: &Stage, operation: &str, body: Value) -> Result<(), Error> {
    let Stage { zone, account, id } = stage;
    match operation {
        "access_certificates_list" => zone.access_certificates().list().page(1).await.map(drop),
        "access_certificates_get" => account.access_certificates().get(id).await.map(drop),
        "access_certificates_create" => zone.access_certificates().create(&typed(body)).await.map(drop),
        "access_certificates_update" => zone.access_certificates().update(id, &typed(body)).await.map(drop),
        "access_certificates_delete" => zone.access_certificates().delete(id).await.map(drop),
        "access_certificates_settings_get" => account.access_certificates().settings().await.map(drop),
        "access_certificates_settings_update" => {
            zone.access_certificates().update_settings(&typed(body)).await.map(drop)
        }
        "custom_certificates_list" => zone.custom_certificates().list().page(1).await.map(drop),
        "custom_certificates_get" => zone.custom_certificates().get(id).await.map(drop),
        "custom_certificates_create" => zone.custom_certificates().create(&typed(body)).await.map(drop),
        "custom_certificates_edit" => zone.custom_certificates().edit(id, &typed(body)).await.map(drop),
        "custom_certificates_delete" => zone.custom_certificates().delete(id).await.map(drop),
        "custom_certificates_prioritize" => {
            zone.custom_certificates().prioritize(&typed(body)).await.map(drop)
        }
        "custom_csrs_list" => account.custom_csrs().list().page(1).await.map(drop),
        "custom_csrs_get" => zone.custom_csrs().get(id).await.map(drop),
        "custom_csrs_create" => account.custom_csrs().create(&typed(body)).await.map(drop),
        "custom_csrs_delete" => zone.custom_csrs().delete(id).await.map(drop),
        "keyless_certificates_list" => zone.keyless_certificates().list().page(1).await.map(drop),
        "keyless_certificates_get" => zone.keyless_certificates().get(id).await.map(drop),
        "keyless_certificates_create" => zone.keyless_certificates().create(&typed(body)).await.map(drop),
        "keyless_certificates_edit" => zone.keyless_certificates().edit(id, &typed(body)).await.map(drop),
        "keyless_certificates_delete" => zone.keyless_certificates().delete(id).await.map(drop),
        other => panic!("no call of {other}: add it here"),
    }
}

/// The body as the type that the method takes.
fn typed<T: DeserializeOwned>(body: Value) -> T {
    serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{error}: {body}"))
}
