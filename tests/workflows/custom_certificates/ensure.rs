//! Finding a certificate, and uploading it unless it is there.

use std::time::Duration;

use cloudflare_certificates::types::{
    CustomCertificateType, GeoRestrictionsInput, GeoRestrictionsLabel, NewCustomCertificate,
};
use cloudflare_certificates::workflows::{Ensured, ErrorKind, Plan};
use cloudflare_certificates_simulator::{Fault, RequestMatch};
use serde_json::json;

use super::stage::{HOST, all, carried_out, certificates_of, new, simulator};
use crate::support::client;
use crate::support::crash::converges;

const SNI: CustomCertificateType = CustomCertificateType::SniCustom;

#[tokio::test]
async fn a_certificate_is_uploaded_once_however_its_record_is_written() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let upload = new(&simulator, &[HOST, "api.example.com"], &SNI);
    assert_eq!(certificates.ensure(&upload).plan().await.unwrap(), Plan::Create);
    let created = certificates.ensure(&upload).await.unwrap();
    assert!(created.is_created());
    let id = created.into_inner().id;
    simulator.patch_record(
        "custom_certificates",
        &id,
        &json!({ "hosts": ["API.example.com", "www.Example.com"] }),
    );
    let existed = certificates.ensure(&upload).await.unwrap();
    assert!(matches!(&existed, Ensured::Existed(record) if record.id == id));
    assert!(
        matches!(certificates.ensure(&upload).plan().await.unwrap(), Plan::Keep(record) if record.id == id)
    );
    assert_eq!(certificates.find(&upload.certificate).await.unwrap().unwrap().id, id);
    assert_eq!(carried_out(&simulator, "custom_certificates_create"), 1);
}

#[tokio::test]
async fn a_renewal_and_a_certificate_for_other_hosts_are_not_found() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    certificates.create(&new(&simulator, &[HOST], &SNI)).await.unwrap();
    for (hosts, days) in [(&[HOST][..], 120), (&[HOST, "api.example.com"], 90)] {
        let (pem, _) = simulator.test_ca().issue(hosts, days).unwrap();
        assert_eq!(certificates.find(pem).await.unwrap(), None);
    }
    simulator.advance(Duration::from_secs(1));
    let (later, _) = simulator.test_ca().issue(&[HOST], 90).unwrap();
    assert_eq!(certificates.find(later).await.unwrap(), None);
}

#[tokio::test]
async fn other_restrictions_of_the_key_are_refused_with_the_way_to_go() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let mut upload = new(&simulator, &[HOST], &SNI);
    certificates.ensure(&upload).await.unwrap();
    let label = GeoRestrictionsInput::builder().label(GeoRestrictionsLabel::Eu).build();
    upload.geo_restrictions = Some(label);
    for error in [
        certificates.ensure(&upload).await.unwrap_err(),
        certificates.ensure(&upload).plan().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(error.to_string().contains("cannot be changed"), "{error}");
    }
    assert_eq!(all(&simulator).await.len(), 1);
}

#[tokio::test]
async fn an_upload_whose_response_is_lost_is_found_and_not_repeated() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let create = RequestMatch::any().operation("custom_certificates_create");
    simulator.fail_next(create, Fault::lose_response());
    let ensured = certificates.ensure(&new(&simulator, &[HOST], &SNI)).await.unwrap();
    assert!(ensured.is_created());
    assert_eq!((all(&simulator).await.len(), carried_out(&simulator, "custom_certificates_create")), (1, 1));
}

#[tokio::test]
async fn an_interrupted_ensure_converges() {
    let stage = async || {
        let simulator = simulator().await;
        let data = (simulator.zones()[0].id().to_owned(), new(&simulator, &[HOST], &SNI));
        (simulator, data)
    };
    converges(
        "custom_certificates.ensure",
        stage,
        async |client, (zone_id, upload): &(String, NewCustomCertificate)| {
            client.zone(zone_id).unwrap().custom_certificates().ensure(upload).await.map(drop)
        },
        async |simulator, _, _, case| {
            assert_eq!(all(simulator).await.len(), 1, "{case:?}");
            assert_eq!(carried_out(simulator, "custom_certificates_create"), 1, "{case:?}");
        },
    )
    .await;
}
