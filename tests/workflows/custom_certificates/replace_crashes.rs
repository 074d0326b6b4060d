//! A replacement that is interrupted at each of its calls, and two at once.

use cloudflare_certificates::types::CustomCertificateType;
use cloudflare_certificates::{Client, Zone, workflows};
use cloudflare_certificates_simulator::Simulator;

use super::stage::{HOST, Stage, all, carried_out, certificates_of, stage};
use crate::support::crash::{Case, converges};
use crate::support::{client, zone_of};

fn handle(client: &Client, stage: &Stage) -> Zone {
    client.zone(stage.old.zone_id.as_deref().unwrap()).unwrap()
}

async fn replace(client: Client, stage: &Stage) -> workflows::Result<()> {
    let certificates = handle(&client, stage).custom_certificates();
    let replaced = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await?;
    assert_eq!((&replaced.id, &replaced.old_id), (&replaced.certificate.id, &stage.old.id));
    Ok(())
}

/// One certificate for the hosts, the new one, active, served, and with the old priority; the others as they were.
async fn check(simulator: &Simulator, stage: &Stage, case: &str) {
    let all = all(simulator).await;
    let (ours, others): (Vec<_>, Vec<_>) = all.iter().partition(|record| record.hosts == stage.old.hosts);
    assert_eq!(ours.len(), 1, "{case}: {ours:?}");
    let new = ours[0];
    assert_ne!(new.expires_on, stage.old.expires_on, "{case}");
    assert_eq!(new.status.as_ref().unwrap().as_str(), "active", "{case}");
    assert_eq!(new.id == stage.old.id, stage.kind == CustomCertificateType::LegacyCustom, "{case}");
    assert_eq!(new.bundle_method, stage.old.bundle_method, "{case}");
    assert_eq!(new.priority, Some(stage.priority), "{case}");
    let others: Vec<_> =
        others.into_iter().map(|other| (other.id.clone(), other.priority.unwrap())).collect();
    assert_eq!(others, stage.others, "{case}");
    assert_eq!(carried_out(simulator, "custom_certificates_edit"), 1, "{case}: uploads");
    assert_eq!(simulator.served(HOST).map(|served| served.id).as_ref(), Some(&new.id), "{case}");
    assert_eq!(simulator.gaps(), [], "{case}");
}

async fn check_case(simulator: &Simulator, _: Client, stage: &Stage, case: Case) {
    check(simulator, stage, &format!("{case:?}")).await;
}

#[tokio::test]
async fn an_interrupted_replacement_of_an_sni_certificate_converges() {
    let stage = async || stage(CustomCertificateType::SniCustom).await;
    converges("custom_certificates.replace (sni_custom)", stage, replace, check_case).await;
}

#[tokio::test]
async fn an_interrupted_replacement_of_a_legacy_certificate_converges() {
    let stage = async || stage(CustomCertificateType::LegacyCustom).await;
    converges("custom_certificates.replace (legacy_custom)", stage, replace, check_case).await;
}

#[tokio::test]
async fn two_replacements_at_once_end_as_one() {
    for kind in [CustomCertificateType::SniCustom, CustomCertificateType::LegacyCustom] {
        for _ in 0..5 {
            let (simulator, stage) = stage(kind.clone()).await;
            let [one, other] = [client(&simulator), client(&simulator)];
            let (one, other) = tokio::join!(replace(one, &stage), replace(other, &stage));
            one.unwrap();
            other.unwrap();
            let uploads = carried_out(&simulator, "custom_certificates_edit");
            // The same certificate in place of itself, under the same id: it changes nothing.
            assert!(uploads == 1 || kind == CustomCertificateType::LegacyCustom, "{uploads}");
            assert_eq!(all(&simulator).await.len(), 3);
            assert_eq!(simulator.gaps(), []);
        }
    }
}

#[tokio::test]
async fn a_run_after_a_complete_one_finds_what_is_there() {
    for kind in [CustomCertificateType::SniCustom, CustomCertificateType::LegacyCustom] {
        let (simulator, stage) = stage(kind).await;
        let certificates = certificates_of(&client(&simulator), &simulator);
        let run = || certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str());
        let (first, second) = (run().await.unwrap(), run().await.unwrap());
        assert!(first.uploaded && !second.uploaded);
        assert_eq!((first.id, first.certificate), (second.id.clone(), second.certificate));
        // The same with the new id, as a program has it that looks for the certificate by its hosts.
        let third = certificates.replace(&second.id, &stage.pem, stage.key.as_str()).await.unwrap();
        assert!(!third.uploaded && third.id == second.id);
        check(&simulator, &stage, "after three runs").await;
    }
}

#[tokio::test]
async fn a_zone_without_the_old_and_the_new_certificate_is_an_error() {
    let (simulator, stage) = stage(CustomCertificateType::SniCustom).await;
    let certificates = zone_of(&client(&simulator), &simulator).custom_certificates();
    certificates.delete(&stage.old.id).await.unwrap();
    let error = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (workflows::ErrorKind::Gone, &*stage.old.id));
    assert_eq!(carried_out(&simulator, "custom_certificates_edit"), 0);
}
