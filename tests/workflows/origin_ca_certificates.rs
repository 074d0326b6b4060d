//! Origin CA certificates: issuing once, and finding what was issued.

use std::time::Duration;

use cloudflare_certificates::types::{NewOriginCaCertificate, OriginCaRequestType};
use cloudflare_certificates::workflows::{ErrorKind, Plan};
use cloudflare_certificates::{Client, OriginCaCertificates};
use cloudflare_certificates_simulator::{Fault, KeyType, Simulator, TestCa};

use crate::support::crash::converges;
use crate::support::{client, operations, simulated};

const CREATE: &str = "origin_ca_certificates_create";
const HOSTS: [&str; 2] = ["example.com", "*.example.com"];

async fn start() -> (Simulator, OriginCaCertificates, String) {
    let simulator = Simulator::builder().zone("example.com").start().await.unwrap();
    let zone = simulator.zones()[0].id().to_owned();
    let certificates = client(&simulator).origin_ca_certificates();
    (simulator, certificates, zone)
}

/// A request with a new ECDSA key.
fn request(hostnames: &[&str]) -> NewOriginCaCertificate {
    let (csr, _key) = TestCa::csr(&["example.com"], KeyType::EcdsaP256).unwrap();
    for_csr(csr, hostnames, OriginCaRequestType::OriginEcc)
}

fn for_csr(
    csr: impl Into<String>,
    hostnames: &[&str],
    request_type: OriginCaRequestType,
) -> NewOriginCaCertificate {
    let new = NewOriginCaCertificate::builder().csr(csr).hostnames(hostnames.iter().copied());
    new.request_type(request_type).requested_validity(90).build()
}

fn creations(simulator: &Simulator) -> usize {
    operations(simulator).iter().filter(|operation| *operation == CREATE).count()
}

async fn ids(certificates: &OriginCaCertificates, zone: &str) -> Vec<String> {
    certificates.list(zone).all().await.unwrap().into_iter().map(|certificate| certificate.id).collect()
}

#[tokio::test]
async fn a_certificate_is_issued_once_for_a_csr() {
    let (simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    assert_eq!(certificates.issue(&zone, &new).plan().await.unwrap(), Plan::Create);
    let first = certificates.issue(&zone, &new).await.unwrap();
    // Another order, another spelling.
    let same = for_csr(&new.csr, &["*.EXAMPLE.com", "example.com."], OriginCaRequestType::OriginEcc);
    let second = certificates.issue(&zone, &same).await.unwrap();
    assert!(first.is_created() && !second.is_created());
    assert_eq!(first.get().id, second.get().id);
    assert!(matches!(certificates.issue(&zone, &new).plan().await.unwrap(), Plan::Keep(_)));
    assert_eq!(creations(&simulator), 1);
}

#[tokio::test]
async fn another_key_other_hostnames_or_another_type_is_another_certificate() {
    let (_simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    certificates.issue(&zone, &new).await.unwrap();
    let others = [
        request(&HOSTS),
        for_csr(&new.csr, &["example.com"], OriginCaRequestType::OriginEcc),
        for_csr(&new.csr, &HOSTS, OriginCaRequestType::KeylessCertificate),
    ];
    for other in &others {
        assert_eq!(certificates.find(&zone, other).await.unwrap(), None);
        assert!(certificates.issue(&zone, other).await.unwrap().is_created());
    }
    assert_eq!(ids(&certificates, &zone).await.len(), 4);
}

#[tokio::test]
async fn a_name_beyond_ascii_is_found_in_punycode() {
    let simulator = Simulator::builder().zone("xn--bcher-kva.example").start().await.unwrap();
    let (certificates, zone) =
        (client(&simulator).origin_ca_certificates(), simulator.zones()[0].id().to_owned());
    let new = request(&["BÜCHER.example", "*.bücher.example"]);
    let id = certificates.issue(&zone, &new).await.unwrap().into_inner().id;
    assert_eq!(certificates.find(&zone, &new).await.unwrap().unwrap().id, id);
}

#[tokio::test]
async fn a_list_without_csr_and_validity_is_enough() {
    let (simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    let id = certificates.issue(&zone, &new).await.unwrap().into_inner().id;
    let without = serde_json::json!({ "csr": null, "requested_validity": null });
    assert!(simulator.patch_record("origin_ca_certificates", &id, &without));
    assert_eq!(certificates.list(&zone).all().await.unwrap()[0].csr, None);
    assert_eq!(certificates.find(&zone, &new).await.unwrap().unwrap().id, id);
}

#[tokio::test]
async fn an_rsa_key_is_recognized_too() {
    let (_simulator, certificates, zone) = start().await;
    let (csr, _key) = TestCa::csr(&["example.com"], KeyType::Rsa2048).unwrap();
    let new = for_csr(csr, &HOSTS, OriginCaRequestType::OriginRsa);
    let id = certificates.issue(&zone, &new).await.unwrap().into_inner().id;
    assert_eq!(certificates.find(&zone, &new).await.unwrap().unwrap().id, id);
}

#[tokio::test]
async fn a_revoked_or_expired_certificate_does_not_count() {
    let (simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    let revoked = certificates.issue(&zone, &new).await.unwrap().into_inner().id;
    certificates.ensure_revoked(&revoked).await.unwrap();
    let second = certificates.issue(&zone, &new).await.unwrap();
    assert!(second.is_created() && second.get().id != revoked);
    simulator.advance(Duration::from_secs(91 * 86_400));
    assert_eq!(certificates.find(&zone, &new).await.unwrap(), None);
    assert!(certificates.issue(&zone, &new).await.unwrap().is_created());
}

#[tokio::test]
async fn a_post_that_timed_out_is_found_by_the_key_of_the_csr() {
    let (simulator, certificates, zone) = start().await;
    simulator.fail_next(CREATE, Fault::lose_response());
    let issued = certificates.issue(&zone, &request(&HOSTS)).await.unwrap();
    assert!(issued.is_created());
    assert_eq!((creations(&simulator), ids(&certificates, &zone).await), (1, vec![issued.into_inner().id]));
}

#[tokio::test]
async fn error_1100_is_transient() {
    for status in [400, 500] {
        let (simulator, certificates, zone) = start().await;
        simulator.fail_times(
            CREATE,
            3,
            Fault::error(status, 1100, "Failed to write certificate to Database"),
        );
        let issued = certificates.issue(&zone, &request(&HOSTS)).await.unwrap();
        assert_eq!(ids(&certificates, &zone).await, [issued.into_inner().id], "{status}");
        assert_eq!(creations(&simulator), 4, "{status}");
    }
}

#[tokio::test]
async fn what_was_issued_in_spite_of_error_1100_is_found_before_the_next_request() {
    let (simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    simulator.fail_next(CREATE, Fault::error(400, 1100, "Failed to write certificate to Database"));
    let mut steps = certificates.issue(&zone, &new).steps();
    while creations(&simulator) == 0 {
        steps.try_next().await.unwrap();
    }
    // It was issued after all.
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    while steps.try_next().await.unwrap().is_some() {}
    assert_eq!((ids(&certificates, &zone).await, creations(&simulator)), (vec![id], 2));
}

#[tokio::test]
async fn error_1100_that_lasts_ends_with_the_deadline() {
    let (simulator, certificates, zone) = start().await;
    simulator.fail_always(CREATE, Fault::error(400, 1100, "Failed to write certificate to Database"));
    let (outcome, took) = simulated(&simulator, certificates.issue(&zone, &request(&HOSTS))).await;
    let error = outcome.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable() && error.call().unwrap().has_code(1100), "{error}");
    assert!(took >= Duration::from_secs(300) && took < Duration::from_secs(360), "{took:?}");
    assert!(creations(&simulator) < 30, "{}", creations(&simulator));
}

#[tokio::test]
async fn other_errors_are_not_retried() {
    let (simulator, certificates, zone) = start().await;
    let error = certificates.issue(&zone, &request(&["example.org"])).await.unwrap_err();
    assert!(error.call().unwrap().has_code(1010) && !error.is_retryable(), "{error}");
    assert_eq!(creations(&simulator), 1);
}

#[tokio::test]
async fn a_csr_that_cannot_be_read_is_refused_before_anything_is_sent() {
    let (simulator, certificates, zone) = start().await;
    for csr in ["CSR", "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----"] {
        let new = for_csr(csr, &HOSTS, OriginCaRequestType::OriginEcc);
        assert_eq!(certificates.issue(&zone, &new).await.unwrap_err().kind(), ErrorKind::Refused);
        assert_eq!(certificates.find(&zone, &new).await.unwrap_err().kind(), ErrorKind::Refused);
    }
    assert_eq!(simulator.requests_seen(), 0);
}

#[tokio::test]
async fn a_renewal_with_the_same_csr_is_issued_once_and_revokes_nothing() {
    let (simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    let old = certificates.issue(&zone, &new).await.unwrap().into_inner().id;
    let first = certificates.renew(&zone, &old, &new).await.unwrap();
    let second = certificates.renew(&zone, &old, &new).await.unwrap();
    assert!(first.is_created() && !second.is_created() && first.get().id != old);
    assert_eq!((ids(&certificates, &zone).await.len(), creations(&simulator)), (2, 2));
    certificates.ensure_revoked(&old).await.unwrap();
    assert_eq!(ids(&certificates, &zone).await, [first.into_inner().id]);
}

#[tokio::test]
async fn revoking_what_is_revoked_or_was_never_there_is_a_success() {
    let (_simulator, certificates, zone) = start().await;
    let id = certificates.issue(&zone, &request(&HOSTS)).await.unwrap().into_inner().id;
    for _ in 0..2 {
        certificates.ensure_revoked(&id).await.unwrap();
    }
    certificates.ensure_revoked("328578533902268680212849205732770752308931942346").await.unwrap();
    assert!(certificates.get(&id).await.unwrap().revoked_at.is_some());
}

/// What a workflow of the crash tests works on.
struct Stage {
    zone: String,
    new: NewOriginCaCertificate,
    old: String,
}

async fn stage() -> (Simulator, Stage) {
    let (simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    let old = certificates.issue(&zone, &request(&HOSTS)).await.unwrap().into_inner().id;
    (simulator, Stage { zone, new, old })
}

#[tokio::test]
async fn issue_converges() {
    converges(
        "origin_ca_certificates.issue",
        stage,
        async |client: Client, stage: &Stage| {
            client.origin_ca_certificates().issue(&stage.zone, &stage.new).await.map(drop)
        },
        async |_simulator, client, stage, case| {
            let ids = ids(&client.origin_ca_certificates(), &stage.zone).await;
            assert!(ids.len() == 2 && ids.contains(&stage.old), "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn renew_converges() {
    let stage = async || {
        let (simulator, certificates, zone) = start().await;
        let new = request(&HOSTS);
        let old = certificates.issue(&zone, &new).await.unwrap().into_inner().id;
        (simulator, Stage { zone, new, old })
    };
    converges(
        "origin_ca_certificates.renew",
        stage,
        async |client: Client, stage: &Stage| {
            client.origin_ca_certificates().renew(&stage.zone, &stage.old, &stage.new).await.map(drop)
        },
        async |_simulator, client, stage, case| {
            let ids = ids(&client.origin_ca_certificates(), &stage.zone).await;
            assert!(ids.len() == 2 && ids.contains(&stage.old), "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn ensure_revoked_converges() {
    converges(
        "origin_ca_certificates.ensure_revoked",
        stage,
        async |client: Client, stage: &Stage| {
            client.origin_ca_certificates().ensure_revoked(&stage.old).await
        },
        async |_simulator, client, stage, case| {
            assert!(ids(&client.origin_ca_certificates(), &stage.zone).await.is_empty(), "{case:?}");
        },
    )
    .await;
}

/// The API has no idempotency keys: two requests at the same moment are both executed, and both are found.
#[tokio::test]
async fn two_runs_at_once_leave_at_most_two_certificates_of_one_key() {
    let (_simulator, certificates, zone) = start().await;
    let new = request(&HOSTS);
    let (one, other) = tokio::join!(
        certificates.issue(&zone, &new).into_future(),
        certificates.issue(&zone, &new).into_future()
    );
    let ids = ids(&certificates, &zone).await;
    assert!(ids.contains(&one.unwrap().into_inner().id) && ids.contains(&other.unwrap().into_inner().id));
    assert!((1..=2).contains(&ids.len()));
    assert!(!certificates.issue(&zone, &new).await.unwrap().is_created());
}
