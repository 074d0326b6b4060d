//! Removing a certificate.

use cloudflare_certificates::types::CustomCertificateType;

use super::stage::{Stage, all, carried_out, certificates_of, stage};
use crate::support::client;
use crate::support::crash::converges;

const SNI: CustomCertificateType = CustomCertificateType::SniCustom;

#[tokio::test]
async fn a_certificate_is_gone_and_what_is_gone_can_be_removed() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    for _ in 0..2 {
        certificates.remove(&stage.old.id).await.unwrap();
        assert!(certificates.get_opt(&stage.old.id).await.unwrap().is_none());
    }
    assert_eq!(all(&simulator).await.len(), 2);
    assert_eq!(carried_out(&simulator, "custom_certificates_delete"), 1);
}

#[tokio::test]
async fn two_removals_at_once_end_as_one() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let (one, other) = tokio::join!(certificates.remove(&stage.old.id), certificates.remove(&stage.old.id));
    one.unwrap();
    other.unwrap();
    assert_eq!(all(&simulator).await.len(), 2);
}

#[tokio::test]
async fn an_interrupted_removal_converges() {
    converges(
        "custom_certificates.remove",
        async || stage(SNI).await,
        async |client, stage: &Stage| {
            let zone = client.zone(stage.old.zone_id.as_deref().unwrap()).unwrap();
            zone.custom_certificates().remove(&stage.old.id).await
        },
        async |simulator, _, stage, case| {
            let left: Vec<_> = all(simulator).await.into_iter().map(|record| record.id).collect();
            let others: Vec<_> = stage.others.iter().map(|(id, _)| id.clone()).collect();
            assert_eq!(left, others, "{case:?}");
        },
    )
    .await;
}
