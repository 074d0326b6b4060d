//! Starting a validation again.

use cloudflare_certificates::types::CertificatePackStatus;
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates_simulator::Activation;

use super::{HOSTS, start};
use crate::support::crash::converges;
use crate::support::{operations, pack};

#[tokio::test]
async fn a_validation_that_timed_out_is_started_again_and_the_pack_becomes_active() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let packs = zone.certificate_packs();
    let id = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    simulator.set_stage("certificate_packs", &id, "validation_timed_out").unwrap();
    let error = packs.wait(&id).await.unwrap_err();
    assert!(error.kind() == ErrorKind::NeedsAction && error.to_string().contains("`repair(id)`"), "{error}");
    let repaired = packs.repair(&id).await.unwrap();
    assert_ne!(repaired.status, Some(CertificatePackStatus::ValidationTimedOut));
    assert_eq!(packs.wait(&id).await.unwrap().status, Some(CertificatePackStatus::Active));
}

#[tokio::test]
async fn an_active_pack_is_left_as_it_is() {
    let (simulator, zone) = start(Activation::After(std::time::Duration::ZERO)).await;
    let packs = zone.certificate_packs();
    let id = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
    packs.wait(&id).await.unwrap();
    packs.repair(&id).await.unwrap();
    assert!(!operations(&simulator).contains(&"certificate_packs_edit".to_owned()));
}

#[tokio::test]
async fn repairing_converges_wherever_it_ends() {
    converges(
        "certificate_packs.repair",
        async || {
            let (simulator, zone) = start(Activation::by_clock()).await;
            let packs = zone.certificate_packs();
            let id = packs.create(&pack(&HOSTS)).await.unwrap().into_inner().id;
            simulator.set_stage("certificate_packs", &id, "validation_timed_out").unwrap();
            (simulator, (zone.id().to_owned(), id))
        },
        async |client, (zone_id, id)| {
            client.zone(zone_id.as_str()).unwrap().certificate_packs().repair(id).await.map(drop)
        },
        async |_, client, (zone_id, id), case| {
            let packs = client.zone(zone_id.as_str()).unwrap().certificate_packs();
            let pack = packs.wait(id).await.unwrap_or_else(|error| panic!("{case:?}: {error}"));
            assert_eq!(pack.status, Some(CertificatePackStatus::Active), "{case:?}");
        },
    )
    .await;
}
