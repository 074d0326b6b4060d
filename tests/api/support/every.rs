//! Every operation of the document through its handle.

use std::pin::Pin;

use cloudflare_certificates::types::{
    CertificateAuthority, CertificatePackDeploy, CertificatePackStatus, ClientCertificateStatusFilter,
    CustomCertificateMatch, CustomCertificateStatus, CustomCsrOrder, CustomHostnameOrder,
    CustomHostnameStatus, HostnameTlsSettingId, MtlsCertificateType, SortDirection,
};
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
    /// Which setting of hostnames is meant.
    pub setting: HostnameTlsSettingId,
}

impl Stage {
    /// Everything is addressed to this zone and this account, with this id.
    pub fn new(client: &Client, zone: &str, account: &str, id: &str) -> Result<Self, Error> {
        let (zone, account) = (client.zone(zone)?, client.account(account)?);
        let (client, id) = (client.clone(), id.to_owned());
        Ok(Self { client, zone, account, id, setting: HostnameTlsSettingId::Ciphers })
    }
}

/// A call under way. Boxed: as one future, all of them together are too large for a test's stack.
type Calling<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

macro_rules! by_operation {
    ($operation:expr, { $($name:literal => $call:expr,)* $other:ident => $otherwise:expr }) => {
        match $operation {
            $($name => Box::pin(async move { $call.map(drop) }),)*
            $other => $otherwise,
        }
    };
}

/// Calls one operation with a body, where it has one, and forgets the result.
#[allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]
pub fn call<'a>(stage: &'a Stage, operation: &str, body: Value) -> Calling<'a> {
    let Stage { client, zone, account, id, setting } = stage;
    by_operation!(operation, {
        "access_certificates_list" => zone.access_certificates().list().page(1).await,
        "access_certificates_get" => account.access_certificates().get(id).await,
        "access_certificates_create" => zone.access_certificates().create(&typed(body)).await,
        "access_certificates_update" => zone.access_certificates().update(id, &typed(body)).await,
        "access_certificates_delete" => zone.access_certificates().delete(id).await,
        "access_certificates_settings_get" => account.access_certificates().settings().await,
        "access_certificates_settings_update" => {
            zone.access_certificates().update_settings(&typed(body)).await
        },
        "custom_certificates_list" => zone.custom_certificates().list().page(1).await,
        "custom_certificates_get" => zone.custom_certificates().get(id).await,
        "custom_certificates_create" => zone.custom_certificates().create(&typed(body)).await,
        "custom_certificates_edit" => zone.custom_certificates().edit(id, &typed(body)).await,
        "custom_certificates_delete" => zone.custom_certificates().delete(id).await,
        "custom_certificates_prioritize" => {
            zone.custom_certificates().prioritize(&typed(body)).await
        },
        "custom_csrs_list" => account.custom_csrs().list().page(1).await,
        "custom_csrs_get" => zone.custom_csrs().get(id).await,
        "custom_csrs_create" => account.custom_csrs().create(&typed(body)).await,
        "custom_csrs_delete" => zone.custom_csrs().delete(id).await,
        "keyless_certificates_list" => zone.keyless_certificates().list().page(1).await,
        "keyless_certificates_get" => zone.keyless_certificates().get(id).await,
        "keyless_certificates_create" => zone.keyless_certificates().create(&typed(body)).await,
        "keyless_certificates_edit" => zone.keyless_certificates().edit(id, &typed(body)).await,
        "keyless_certificates_delete" => zone.keyless_certificates().delete(id).await,
        "certificate_packs_list" => zone.certificate_packs().list().page(1).await,
        "certificate_packs_get" => zone.certificate_packs().get(id).await,
        "certificate_packs_create" => zone.certificate_packs().create(&typed(body)).await,
        "certificate_packs_edit" => zone.certificate_packs().edit(id, &typed(body)).await,
        "certificate_packs_delete" => zone.certificate_packs().delete(id).await,
        "certificate_packs_quota" => zone.certificate_packs().quota().await,
        "client_certificates_list" => zone.client_certificates().list().page(1).await,
        "client_certificates_get" => zone.client_certificates().get(id).await,
        "client_certificates_create" => zone.client_certificates().create(&typed(body)).await,
        "client_certificates_edit" => zone.client_certificates().edit(id, &typed(body)).await,
        "client_certificates_delete" => zone.client_certificates().delete(id).await,
        "custom_hostnames_list" => zone.custom_hostnames().list().page(1).await,
        "custom_hostnames_get" => zone.custom_hostnames().get(id).await,
        "custom_hostnames_create" => zone.custom_hostnames().create(&typed(body)).await,
        "custom_hostnames_edit" => zone.custom_hostnames().edit(id, &typed(body)).await,
        "custom_hostnames_delete" => zone.custom_hostnames().delete(id).await,
        "custom_hostnames_fallback_origin_get" => zone.custom_hostnames().fallback_origin().await,
        "custom_hostnames_fallback_origin_update" => {
            zone.custom_hostnames().update_fallback_origin(&typed(body)).await
        },
        "custom_hostnames_fallback_origin_delete" => {
            zone.custom_hostnames().delete_fallback_origin().await
        },
        "custom_hostnames_quota" => zone.custom_hostnames().quota().await,
        "custom_hostnames_certificate_update" => {
            zone.custom_hostnames().update_certificate(id, id, id, &typed(body)).await
        },
        "custom_hostnames_certificate_delete" => {
            zone.custom_hostnames().delete_certificate(id, id, id).await
        },
        "custom_trust_store_list" => zone.custom_trust_store().list().page(1).await,
        "custom_trust_store_get" => zone.custom_trust_store().get(id).await,
        "custom_trust_store_create" => zone.custom_trust_store().create(&typed(body)).await,
        "custom_trust_store_delete" => zone.custom_trust_store().delete(id).await,
        "dcv_delegation_get" => zone.dcv_delegation().get().await,
        "gateway_certificates_list" => account.gateway_certificates().list().page(1).await,
        "gateway_certificates_get" => account.gateway_certificates().get(id).await,
        "gateway_certificates_create" => account.gateway_certificates().create(&typed(body)).await,
        "gateway_certificates_delete" => account.gateway_certificates().delete(id).await,
        "gateway_certificates_activate" => account.gateway_certificates().activate(id).await,
        "gateway_certificates_deactivate" => account.gateway_certificates().deactivate(id).await,
        "hostname_associations_get" => {
            zone.hostname_associations().get(&ClientCa::uploaded(id)).await
        },
        "hostname_associations_update" => {
            let (authority, hostnames) = associations(&body);
            zone.hostname_associations().update(&authority, hostnames).await
        },
        "hostname_tls_settings_list" => {
            zone.hostname_tls_settings().list(setting.clone()).page(1).await
        },
        "hostname_tls_settings_get" => {
            zone.hostname_tls_settings().get(setting, id).await
        },
        "hostname_tls_settings_delete" => {
            zone.hostname_tls_settings().delete(setting, id).await
        },
        "hostname_tls_settings_update" => zone
            .hostname_tls_settings()
            .update(setting, id, &typed(body))
            .await
            ,
        "mtls_certificates_list" => account.mtls_certificates().list().page(1).await,
        "mtls_certificates_get" => account.mtls_certificates().get(id).await,
        "mtls_certificates_create" => account.mtls_certificates().create(&typed(body)).await,
        "mtls_certificates_delete" => account.mtls_certificates().delete(id).await,
        "mtls_certificates_associations" => account.mtls_certificates().associations(id).await,
        "origin_ca_certificates_list" => {
            client.origin_ca_certificates().list(zone.id()).page(1).await
        },
        "origin_ca_certificates_get" => client.origin_ca_certificates().get(id).await,
        "origin_ca_certificates_create" => {
            client.origin_ca_certificates().create(&typed(body)).await
        },
        "origin_ca_certificates_delete" => client.origin_ca_certificates().delete(id).await,
        "origin_post_quantum_encryption_get" => zone.origin_post_quantum_encryption().get().await,
        "origin_post_quantum_encryption_update" => {
            zone.origin_post_quantum_encryption().update(&typed(body)).await
        },
        "origin_tls_compliance_modes_get" => zone.origin_tls_compliance_modes().get().await,
        "origin_tls_compliance_modes_update" => {
            zone.origin_tls_compliance_modes().update(&typed(body)).await
        },
        "origin_tls_compliance_modes_edit" => {
            zone.origin_tls_compliance_modes().edit(&typed(body)).await
        },
        "origin_tls_compliance_modes_delete" => zone.origin_tls_compliance_modes().delete().await,
        "origin_tls_client_auth_list" => zone.origin_tls_client_auth().list().page(1).await,
        "origin_tls_client_auth_get" => zone.origin_tls_client_auth().get(id).await,
        "origin_tls_client_auth_create" => zone.origin_tls_client_auth().create(&typed(body)).await,
        "origin_tls_client_auth_delete" => zone.origin_tls_client_auth().delete(id).await,
        "origin_tls_client_auth_hostname_certificates_list" => {
            zone.origin_tls_client_auth().hostname_certificates().list().page(1).await
        },
        "origin_tls_client_auth_hostname_certificates_get" => {
            zone.origin_tls_client_auth().hostname_certificates().get(id).await
        },
        "origin_tls_client_auth_hostname_certificates_create" => {
            zone.origin_tls_client_auth().hostname_certificates().create(&typed(body)).await
        },
        "origin_tls_client_auth_hostname_certificates_delete" => {
            zone.origin_tls_client_auth().hostname_certificates().delete(id).await
        },
        "origin_tls_client_auth_settings_get" => zone.origin_tls_client_auth().settings().await,
        "origin_tls_client_auth_settings_update" => {
            zone.origin_tls_client_auth().update_settings(&typed(body)).await
        },
        "origin_tls_client_auth_hostnames_get" => zone.origin_tls_client_auth().hostname(id).await,
        "origin_tls_client_auth_hostnames_update" => {
            zone.origin_tls_client_auth().update_hostnames(&typed(body)).await
        },
        "ssl_analyze" => zone.ssl().analyze(&typed(body)).await,
        "ssl_recommendation_get" => zone.ssl().recommendation().await,
        "ssl_universal_settings_get" => zone.ssl().universal_settings().await,
        "ssl_universal_settings_edit" => zone.ssl().edit_universal_settings(&typed(body)).await,
        "ssl_verification_get" => zone.ssl().verification().await,
        "ssl_verification_edit" => zone.ssl().edit_verification(id, &typed(body)).await,
        "ssl_auto_origin_tls_kex_get" => zone.ssl().auto_origin_tls_kex().await,
        "ssl_auto_origin_tls_kex_edit" => zone.ssl().edit_auto_origin_tls_kex(&typed(body)).await,
        "total_tls_get" => zone.total_tls().get().await,
        "total_tls_update" => zone.total_tls().update(&typed(body)).await,
        other => panic!("no call of {other}: add it here")
    })
}

/// As [`call`], and lists with every filter that they have.
pub fn call_with_filters<'a>(stage: &'a Stage, operation: &str, body: Value) -> Calling<'a> {
    let Stage { client, zone, account, .. } = stage;
    by_operation!(operation, {
        "access_certificates_list" => zone.access_certificates().list().per_page(25).page(2).await,
        "certificate_packs_list" => {
            let list = zone.certificate_packs().list().deploy(CertificatePackDeploy::Staging).all_statuses();
            list.per_page(25).page(2).await
        },
        "client_certificates_list" => {
            let list = zone.client_certificates().list().status(ClientCertificateStatusFilter::All);
            list.limit(1).offset(0).per_page(5).page(2).await
        },
        "custom_certificates_list" => {
            let list = zone.custom_certificates().list().status(CustomCertificateStatus::Active);
            list.matching(CustomCertificateMatch::Any).per_page(50).page(2).await
        },
        "custom_csrs_list" => {
            let list = account.custom_csrs().list().order(CustomCsrOrder::Name).direction(SortDirection::Asc);
            list.per_page(25).page(2).await
        },
        "custom_hostnames_list" => {
            let list =
                zone.custom_hostnames().list().id("i").certificate_authority(CertificateAuthority::SslCom);
            let list = list.custom_origin_server("o").direction(SortDirection::Asc).hostname_contain("c");
            let list = list.hostname_exact("e").hostname_starts_with("s").ssl(true).wildcard(true);
            let list = list.hostname_status(CustomHostnameStatus::Active).order(CustomHostnameOrder::Ssl);
            list.ssl_status(CertificatePackStatus::Active).per_page(5).page(2).await
        },
        "custom_trust_store_list" => {
            zone.custom_trust_store().list().limit(1).offset(0).per_page(25).page(2).await
        },
        "mtls_certificates_list" => {
            let types = [MtlsCertificateType::Custom, MtlsCertificateType::GatewayManaged];
            account.mtls_certificates().list().types(types).page(1).await
        },
        "origin_ca_certificates_list" => {
            let list = client.origin_ca_certificates().list(zone.id()).limit(1).offset(0);
            list.per_page(25).page(2).await
        },
        "ssl_verification_get" => zone.ssl().retry_verification().await,
        other => call(stage, other, body)
    })
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
