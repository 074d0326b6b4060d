//! Every operation of the document through its handle.

use cloudflare_certificates::types::HostnameTlsSettingId;
use cloudflare_certificates::{Account, Client, ClientCa, Error, Zone};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Whom the operations are addressed to, and how.
#[derive(Clone)]
pub struct Stage {
    pub client: Client,
    pub zone: Zone,
    pub account: Account,
    /// What stands for every id.
    pub id: String,
}

#[allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]
/// Calls one operation with a body, where it has one, and forgets the result.
pub async fn call(stage: &Stage, operation: &str, body: Value) -> Result<(), Error> {
    let Stage { client, zone, account, id } = stage;
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
        "certificate_packs_list" => zone.certificate_packs().list().page(1).await.map(drop),
        "certificate_packs_get" => zone.certificate_packs().get(id).await.map(drop),
        "certificate_packs_create" => zone.certificate_packs().create(&typed(body)).await.map(drop),
        "certificate_packs_edit" => zone.certificate_packs().edit(id, &typed(body)).await.map(drop),
        "certificate_packs_delete" => zone.certificate_packs().delete(id).await.map(drop),
        "certificate_packs_quota" => zone.certificate_packs().quota().await.map(drop),
        "client_certificates_list" => zone.client_certificates().list().page(1).await.map(drop),
        "client_certificates_get" => zone.client_certificates().get(id).await.map(drop),
        "client_certificates_create" => zone.client_certificates().create(&typed(body)).await.map(drop),
        "client_certificates_edit" => zone.client_certificates().edit(id, &typed(body)).await.map(drop),
        "client_certificates_delete" => zone.client_certificates().delete(id).await.map(drop),
        "custom_hostnames_list" => zone.custom_hostnames().list().page(1).await.map(drop),
        "custom_hostnames_get" => zone.custom_hostnames().get(id).await.map(drop),
        "custom_hostnames_create" => zone.custom_hostnames().create(&typed(body)).await.map(drop),
        "custom_hostnames_edit" => zone.custom_hostnames().edit(id, &typed(body)).await.map(drop),
        "custom_hostnames_delete" => zone.custom_hostnames().delete(id).await.map(drop),
        "custom_hostnames_fallback_origin_get" => zone.custom_hostnames().fallback_origin().await.map(drop),
        "custom_hostnames_fallback_origin_update" => {
            zone.custom_hostnames().update_fallback_origin(&typed(body)).await.map(drop)
        }
        "custom_hostnames_fallback_origin_delete" => {
            zone.custom_hostnames().delete_fallback_origin().await.map(drop)
        }
        "custom_hostnames_quota" => zone.custom_hostnames().quota().await.map(drop),
        "custom_hostnames_certificate_update" => {
            zone.custom_hostnames().update_certificate(id, id, id, &typed(body)).await.map(drop)
        }
        "custom_hostnames_certificate_delete" => {
            zone.custom_hostnames().delete_certificate(id, id, id).await.map(drop)
        }
        "custom_trust_store_list" => zone.custom_trust_store().list().page(1).await.map(drop),
        "custom_trust_store_get" => zone.custom_trust_store().get(id).await.map(drop),
        "custom_trust_store_create" => zone.custom_trust_store().create(&typed(body)).await.map(drop),
        "custom_trust_store_delete" => zone.custom_trust_store().delete(id).await.map(drop),
        "dcv_delegation_get" => zone.dcv_delegation().get().await.map(drop),
        "gateway_certificates_list" => account.gateway_certificates().list().page(1).await.map(drop),
        "gateway_certificates_get" => account.gateway_certificates().get(id).await.map(drop),
        "gateway_certificates_create" => account.gateway_certificates().create(&typed(body)).await.map(drop),
        "gateway_certificates_delete" => account.gateway_certificates().delete(id).await.map(drop),
        "gateway_certificates_activate" => account.gateway_certificates().activate(id).await.map(drop),
        "gateway_certificates_deactivate" => account.gateway_certificates().deactivate(id).await.map(drop),
        "hostname_associations_get" => {
            zone.hostname_associations().get(&ClientCa::uploaded(id)).await.map(drop)
        }
        "hostname_associations_update" => {
            let (authority, hostnames) = associations(&body);
            zone.hostname_associations().update(&authority, hostnames).await.map(drop)
        }
        "hostname_tls_settings_list" => {
            zone.hostname_tls_settings().list(HostnameTlsSettingId::Ciphers).page(1).await.map(drop)
        }
        "hostname_tls_settings_get" => {
            zone.hostname_tls_settings().get(&HostnameTlsSettingId::Ciphers, id).await.map(drop)
        }
        "hostname_tls_settings_delete" => {
            zone.hostname_tls_settings().delete(&HostnameTlsSettingId::Ciphers, id).await.map(drop)
        }
        "hostname_tls_settings_update" => zone
            .hostname_tls_settings()
            .update(&HostnameTlsSettingId::Ciphers, id, &typed(body))
            .await
            .map(drop),
        "mtls_certificates_list" => account.mtls_certificates().list().page(1).await.map(drop),
        "mtls_certificates_get" => account.mtls_certificates().get(id).await.map(drop),
        "mtls_certificates_create" => account.mtls_certificates().create(&typed(body)).await.map(drop),
        "mtls_certificates_delete" => account.mtls_certificates().delete(id).await.map(drop),
        "mtls_certificates_associations" => account.mtls_certificates().associations(id).await.map(drop),
        "origin_ca_certificates_list" => {
            client.origin_ca_certificates().list(zone.id()).page(1).await.map(drop)
        }
        "origin_ca_certificates_get" => client.origin_ca_certificates().get(id).await.map(drop),
        "origin_ca_certificates_create" => {
            client.origin_ca_certificates().create(&typed(body)).await.map(drop)
        }
        "origin_ca_certificates_delete" => client.origin_ca_certificates().delete(id).await.map(drop),
        "origin_post_quantum_encryption_get" => zone.origin_post_quantum_encryption().get().await.map(drop),
        "origin_post_quantum_encryption_update" => {
            zone.origin_post_quantum_encryption().update(&typed(body)).await.map(drop)
        }
        "origin_tls_compliance_modes_get" => zone.origin_tls_compliance_modes().get().await.map(drop),
        "origin_tls_compliance_modes_update" => {
            zone.origin_tls_compliance_modes().update(&typed(body)).await.map(drop)
        }
        "origin_tls_compliance_modes_edit" => {
            zone.origin_tls_compliance_modes().edit(&typed(body)).await.map(drop)
        }
        "origin_tls_compliance_modes_delete" => zone.origin_tls_compliance_modes().delete().await.map(drop),
        "origin_tls_client_auth_list" => zone.origin_tls_client_auth().list().page(1).await.map(drop),
        "origin_tls_client_auth_get" => zone.origin_tls_client_auth().get(id).await.map(drop),
        "origin_tls_client_auth_create" => zone.origin_tls_client_auth().create(&typed(body)).await.map(drop),
        "origin_tls_client_auth_delete" => zone.origin_tls_client_auth().delete(id).await.map(drop),
        "origin_tls_client_auth_hostname_certificates_list" => {
            zone.origin_tls_client_auth().hostname_certificates().list().page(1).await.map(drop)
        }
        "origin_tls_client_auth_hostname_certificates_get" => {
            zone.origin_tls_client_auth().hostname_certificates().get(id).await.map(drop)
        }
        "origin_tls_client_auth_hostname_certificates_create" => {
            zone.origin_tls_client_auth().hostname_certificates().create(&typed(body)).await.map(drop)
        }
        "origin_tls_client_auth_hostname_certificates_delete" => {
            zone.origin_tls_client_auth().hostname_certificates().delete(id).await.map(drop)
        }
        "origin_tls_client_auth_settings_get" => zone.origin_tls_client_auth().settings().await.map(drop),
        "origin_tls_client_auth_settings_update" => {
            zone.origin_tls_client_auth().update_settings(&typed(body)).await.map(drop)
        }
        "origin_tls_client_auth_hostnames_get" => zone.origin_tls_client_auth().hostname(id).await.map(drop),
        "origin_tls_client_auth_hostnames_update" => {
            zone.origin_tls_client_auth().update_hostnames(&typed(body)).await.map(drop)
        }
        "ssl_analyze" => zone.ssl().analyze(&typed(body)).await.map(drop),
        "ssl_recommendation_get" => zone.ssl().recommendation().await.map(drop),
        "ssl_universal_settings_get" => zone.ssl().universal_settings().await.map(drop),
        "ssl_universal_settings_edit" => zone.ssl().edit_universal_settings(&typed(body)).await.map(drop),
        "ssl_verification_get" => zone.ssl().verification().await.map(drop),
        "ssl_verification_edit" => zone.ssl().edit_verification(id, &typed(body)).await.map(drop),
        "ssl_auto_origin_tls_kex_get" => zone.ssl().auto_origin_tls_kex().await.map(drop),
        "ssl_auto_origin_tls_kex_edit" => zone.ssl().edit_auto_origin_tls_kex(&typed(body)).await.map(drop),
        "total_tls_get" => zone.total_tls().get().await.map(drop),
        "total_tls_update" => zone.total_tls().update(&typed(body)).await.map(drop),
        other => panic!("no call of {other}: add it here"),
    }
}

/// The body as the type that the method takes.
fn typed<T: DeserializeOwned>(body: Value) -> T {
    serde_json::from_value(body.clone()).unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// The authority and the hostnames that a body names; the handle puts the body together itself.
fn associations(body: &Value) -> (ClientCa, Vec<String>) {
    let authority = body["mtls_certificate_id"].as_str().map_or(ClientCa::Managed, ClientCa::uploaded);
    (authority, typed(body["hostnames"].clone()))
}
