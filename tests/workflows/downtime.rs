//! At every moment of a replacement, each hostname that has a certificate is served one.

use cloudflare_certificates::types::{CustomCertificateType, NewCustomCertificate};
use cloudflare_certificates_simulator::Simulator;

use crate::custom_certificates::stage::{HOST, Stage, certificates_of, stage};
use crate::support::client;

const KINDS: [CustomCertificateType; 2] =
    [CustomCertificateType::SniCustom, CustomCertificateType::LegacyCustom];

async fn hostnames_without_a_gap(simulator: &Simulator, stage: &Stage) {
    assert_eq!(simulator.gaps(), []);
    for host in [HOST, "*.app.example.com"] {
        let changes = simulator.served_changes();
        let changes: Vec<_> = changes.iter().filter(|change| change.hostname == host).collect();
        // From nothing to the first certificate, and from there to the second one.
        assert_eq!(changes.len(), 2, "{changes:?}");
        let (before, after) = (changes[1].before.clone().unwrap(), changes[1].after.clone().unwrap());
        assert_eq!(before.id, stage.old.id);
        assert_ne!(before.fingerprint_sha256, after.fingerprint_sha256);
        assert_eq!(simulator.served(host), Some(after));
    }
}

#[tokio::test]
async fn a_replacement_leaves_no_hostname_without_a_certificate() {
    for kind in KINDS {
        let (simulator, stage) = stage(kind).await;
        let certificates = certificates_of(&client(&simulator), &simulator);
        certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
        hostnames_without_a_gap(&simulator, &stage).await;
    }
}

#[tokio::test]
async fn a_change_of_the_type_of_key_leaves_no_hostname_without_a_certificate() {
    let (simulator, stage) = stage(CustomCertificateType::SniCustom).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let rsa = simulator.test_ca().certificate(&[HOST, "*.app.example.com"]);
    let rsa = rsa.key(cloudflare_certificates_simulator::KeyType::Rsa2048).issue().unwrap();
    let new = NewCustomCertificate::with_key(rsa.certificate_pem(), rsa.private_key_pem().unwrap()).build();
    let new = certificates.ensure(&new).await.unwrap().into_inner();
    certificates.wait(&new.id).await.unwrap();
    certificates.remove(&stage.old.id).await.unwrap();
    hostnames_without_a_gap(&simulator, &stage).await;
    assert_eq!(simulator.served(HOST).unwrap().id, new.id);
}

#[tokio::test]
async fn to_delete_before_the_upload_is_caught() {
    for kind in KINDS {
        let (simulator, stage) = stage(kind).await;
        let certificates = certificates_of(&client(&simulator), &simulator);
        certificates.remove(&stage.old.id).await.unwrap();
        let new = NewCustomCertificate::with_key(stage.pem.as_str(), stage.key.as_str());
        let new = certificates.create(&new.type_(stage.kind.clone()).build()).await.unwrap();
        certificates.wait(&new.id).await.unwrap();
        let gaps = simulator.gaps();
        let hosts: Vec<_> =
            gaps.iter().map(|gap| (gap.hostname.as_str(), gap.until > Some(gap.from))).collect();
        assert_eq!(hosts.len(), 2, "{gaps:?}");
        assert!(hosts.contains(&(HOST, true)) && hosts.contains(&("*.app.example.com", true)), "{gaps:?}");
    }
}
