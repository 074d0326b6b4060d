//! The traps of custom certificates, each by its name.

use std::time::Duration;

use cloudflare_certificates::types::{CustomCertificatePatch, CustomCertificateType};
use cloudflare_certificates::workflows::{Ensured, ErrorKind};
use cloudflare_certificates_simulator::{Activation, Fault, RequestMatch};

use super::stage::{HOST, active, all, carried_out, certificates_of, new, simulator, stage};
use crate::support::client;

const SNI: CustomCertificateType = CustomCertificateType::SniCustom;
const LEGACY: CustomCertificateType = CustomCertificateType::LegacyCustom;

#[tokio::test]
async fn patch_of_sni_custom_gives_a_new_id() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let replaced = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
    assert_ne!(replaced.id, stage.old.id);
    assert_eq!(simulator.served(HOST).unwrap().id, replaced.id);
    assert!(certificates.get_opt(&stage.old.id).await.unwrap().is_none());
}

#[tokio::test]
async fn patch_of_legacy_custom_keeps_the_id_and_serves_the_old_one_until_the_new_one_is_active() {
    let (simulator, stage) = stage(LEGACY).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let before = simulator.served(HOST).unwrap();
    let replaced = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
    assert_eq!(replaced.id, stage.old.id);
    let after = simulator.served(HOST).unwrap();
    assert_ne!(after.fingerprint_sha256, before.fingerprint_sha256);
    let changes = simulator.served_changes();
    let ours = changes.iter().filter(|change| change.hostname == HOST);
    let ours: Vec<_> = ours.map(|change| change.after.clone()).collect();
    assert_eq!(ours, [Some(before), Some(after)]);
}

#[tokio::test]
async fn force_without_bundle_method_would_be_2100() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let patch =
        CustomCertificatePatch::builder().certificate(&stage.pem).private_key(stage.key.as_str()).build();
    let error = certificates.edit(&stage.old.id, &patch).await.unwrap_err();
    assert!(error.has_code(2100), "{error}");
    let replaced = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
    assert_eq!(replaced.certificate.bundle_method, stage.old.bundle_method);
}

#[tokio::test]
async fn straight_to_active() {
    for kind in [SNI, LEGACY] {
        let (simulator, stage) = stage(kind).await;
        simulator.set_activation(Activation::After(Duration::ZERO));
        let certificates = certificates_of(&client(&simulator), &simulator);
        let replaced = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
        assert_eq!(replaced.certificate.status.unwrap().as_str(), "active");
        assert_eq!((all(&simulator).await.len(), simulator.gaps().len()), (3, 0));
    }
}

#[tokio::test]
async fn code_1220_means_that_it_existed() {
    for _ in 0..5 {
        let simulator = simulator().await;
        let upload = new(&simulator, &[HOST], &SNI);
        let [one, other] = [client(&simulator), client(&simulator)];
        let [one, other] = [certificates_of(&one, &simulator), certificates_of(&other, &simulator)];
        let (one, other) = tokio::join!(one.ensure(&upload), other.ensure(&upload));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.get().id, other.get().id);
        assert!(one.is_created() != other.is_created());
        assert_eq!(all(&simulator).await.len(), 1);
    }
}

#[tokio::test]
async fn code_1220_without_a_record_that_matches_is_an_error_that_says_so() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let upload = new(&simulator, &[HOST], &SNI);
    let id = certificates.create(&upload).await.unwrap().into_inner().id;
    simulator.patch_record("custom_certificates", &id, &serde_json::json!({ "signature": "another" }));
    let error = certificates.ensure(&upload).await.unwrap_err();
    assert!(
        error.call().unwrap().has_code(1220) && error.to_string().contains("no record with its hosts"),
        "{error}"
    );
}

#[tokio::test]
async fn holding_deployment_needs_somebody_to_act_and_the_next_run_continues() {
    for kind in [SNI, LEGACY] {
        let (simulator, stage) = stage(kind).await;
        let zone_id = simulator.zones()[0].id().to_owned();
        simulator.set_zone_status(&zone_id, "pending");
        let certificates = certificates_of(&client(&simulator), &simulator);
        let replace = || certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str());
        let error = replace().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::NeedsAction, Some("holding_deployment")));
        assert!(error.to_string().contains("complete the zone's setup"), "{error}");
        assert_eq!(replace().await.unwrap_err().kind(), ErrorKind::NeedsAction);
        assert_eq!(simulator.served(HOST).unwrap().id, stage.old.id);
        simulator.set_zone_status(&zone_id, "active");
        simulator.advance(Duration::from_secs(5));
        assert!(!replace().await.unwrap().uploaded);
        assert_eq!(carried_out(&simulator, "custom_certificates_edit"), 1);
        assert_eq!(simulator.gaps(), []);
    }
}

#[tokio::test]
async fn the_primary_of_a_legacy_pack_cannot_go_before_its_secondaries() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let primary = active(&simulator, &[HOST, "api.example.com"], &LEGACY).await;
    let secondary = active(&simulator, &["api.example.com", HOST], &LEGACY).await;
    let other = active(&simulator, &["other.example.com"], &LEGACY).await;
    let delete = RequestMatch::any().operation("custom_certificates_delete");
    simulator.fail_next(delete, Fault::error(400, 1000, "it is the primary certificate of a pack"));
    let error = certificates.remove(&primary.id).await.unwrap_err();
    let message = error.to_string();
    assert!(message.contains("must be removed first") && message.contains(&secondary.id), "{message}");
    assert!(!message.contains(&other.id) && error.id() == primary.id, "{message}");
    certificates.remove(&secondary.id).await.unwrap();
    certificates.remove(&primary.id).await.unwrap();
    assert_eq!(all(&simulator).await.len(), 1);
}

#[tokio::test]
async fn a_record_that_is_being_deleted_does_not_count() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let upload = new(&simulator, &[HOST], &SNI);
    let id = certificates.create(&upload).await.unwrap().into_inner().id;
    simulator.set_stage("custom_certificates", &id, "tombstone").unwrap();
    assert_eq!(certificates.find(&upload.certificate).await.unwrap(), None);
    let plan = certificates.ensure(&upload).plan().await.unwrap();
    assert_eq!(plan, cloudflare_certificates::workflows::Plan::Create);
    // The simulator still has it under another status: the upload of another one for these hosts is a creation.
    let another = new(&simulator, &[HOST], &SNI);
    assert!(matches!(certificates.ensure(&another).await.unwrap(), Ensured::Created(_)));
}
