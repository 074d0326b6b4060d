//! Uploading a certificate in place of the one for the same hosts, if there is one.

use std::time::Duration;

use cloudflare_certificates::types::{
    BundleMethod, CustomCertificate, CustomCertificatePatch, CustomCertificateType, GeoRestrictionsInput,
    GeoRestrictionsLabel, NewCustomCertificate,
};
use cloudflare_certificates::workflows::{Action, Deployed, ErrorKind, Event, Plan};
use cloudflare_certificates::{Client, workflows};
use cloudflare_certificates_simulator::{Fault, KeyType, Simulator, TestCa};

use super::stage::{HOST, Stage, active, all, carried_out, certificates_of, new, renewal, simulator, stage};
use crate::support::client;
use crate::support::crash::{Case, converges};

const SNI: CustomCertificateType = CustomCertificateType::SniCustom;
const LEGACY: CustomCertificateType = CustomCertificateType::LegacyCustom;
const HOSTS: [&str; 2] = [HOST, "*.app.example.com"];
const CREATE: &str = "custom_certificates_create";
const EDIT: &str = "custom_certificates_edit";

fn upload((pem, key): &(String, String)) -> NewCustomCertificate {
    NewCustomCertificate::with_key(pem.as_str(), key.as_str()).build()
}

async fn deploy(simulator: &Simulator, new: &NewCustomCertificate) -> workflows::Result<Deployed> {
    certificates_of(&client(simulator), simulator).deploy(new).await
}

/// How many certificates were uploaded, and how many replaced.
fn changes(simulator: &Simulator) -> [usize; 2] {
    [CREATE, EDIT].map(|operation| carried_out(simulator, operation))
}

fn ids(all: &[CustomCertificate]) -> Vec<&str> {
    all.iter().map(|record| record.id.as_str()).collect()
}

#[tokio::test]
async fn a_nightly_job_uploads_a_certificate_once_and_replaces_it_by_its_renewal() {
    let simulator = simulator().await;
    let other = active(&simulator, &["www.example.com", "other.example.com"], &SNI).await;
    let first = new(&simulator, &HOSTS, &SNI);
    let Deployed::Created(created) = deploy(&simulator, &first).await.unwrap() else { panic!("not created") };
    assert_eq!(simulator.served(HOST).unwrap().id, created.id);
    let again = deploy(&simulator, &first).await.unwrap();
    assert!(matches!(&again, Deployed::Existed(existed) if existed.id == created.id));
    assert_eq!((again.id(), again.old_id()), (&*created.id, None));
    // Its hosts in another order.
    let second = upload(&renewal(&simulator, &[HOSTS[1], HOSTS[0]]));
    let renewed = deploy(&simulator, &second).await.unwrap();
    assert_eq!((renewed.old_id(), changes(&simulator)), (Some(&*created.id), [2, 1]));
    assert!(matches!(deploy(&simulator, &second).await.unwrap(), Deployed::Existed(_)));
    assert_eq!(renewed.certificate().bundle_method, Some(BundleMethod::Force));
    assert_eq!(ids(&all(&simulator).await), [&*other.id, renewed.id()]);
    assert_eq!((changes(&simulator), simulator.gaps()), ([2, 1], vec![]));
}

#[tokio::test]
async fn a_plan_says_what_it_would_do_and_changes_nothing() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let first = new(&simulator, &HOSTS, &SNI);
    assert_eq!(certificates.deploy(&first).plan().await.unwrap(), Plan::Create);
    assert_eq!(changes(&simulator), [0, 0]);
    let id = deploy(&simulator, &first).await.unwrap().id().to_owned();
    let kept = certificates.deploy(&first).plan().await.unwrap();
    assert!(matches!(kept, Plan::Keep(record) if record.id == id));
    let renewal = upload(&renewal(&simulator, &HOSTS));
    let replaced = certificates.deploy(&renewal).plan().await.unwrap();
    assert!(matches!(replaced, Plan::Change(record) if record.id == id));
    assert_eq!(changes(&simulator), [1, 0]);
}

#[tokio::test]
async fn a_stated_bundle_method_is_that_of_the_replacement() {
    let simulator = simulator().await;
    active(&simulator, &HOSTS, &SNI).await;
    let mut renewal = upload(&renewal(&simulator, &HOSTS));
    renewal.bundle_method = Some(BundleMethod::Optimal);
    let Deployed::Replaced(replaced) = deploy(&simulator, &renewal).await.unwrap() else {
        panic!("not replaced")
    };
    assert_eq!(replaced.certificate.bundle_method, Some(BundleMethod::Optimal));
}

#[tokio::test]
async fn if_no_bundle_can_be_made_the_error_says_what_a_private_authority_needs() {
    let simulator = simulator().await;
    let refused = || Fault::error(400, 2100, "The certificate chain could not be verified");
    simulator.fail_next(CREATE, refused());
    let first = new(&simulator, &HOSTS, &SNI);
    let error = deploy(&simulator, &first).await.unwrap_err();
    assert!(error.to_string().contains("needs the bundle method `force`"), "{error}");
    deploy(&simulator, &first).await.unwrap();
    simulator.fail_next(EDIT, refused());
    let error = deploy(&simulator, &upload(&renewal(&simulator, &HOSTS))).await.unwrap_err();
    assert!(error.to_string().contains("needs the bundle method `force`"), "{error}");
}

#[tokio::test]
async fn a_certificate_of_another_signature_type_is_left_beside_and_renewed_by_itself() {
    let simulator = simulator().await;
    let ecdsa = active(&simulator, &HOSTS, &LEGACY).await;
    let authority = TestCa::builder().key(KeyType::Rsa2048).build().unwrap();
    let rsa = |days| {
        let issued = authority.certificate(&HOSTS).key(KeyType::Rsa2048).valid_days(days).issue().unwrap();
        let key = issued.private_key_pem().unwrap();
        NewCustomCertificate::with_key(issued.certificate_pem(), key)
            .bundle_method(BundleMethod::Force)
            .build()
    };
    let beside = deploy(&simulator, &rsa(90)).await.unwrap();
    assert!(matches!(beside, Deployed::Created(_)), "{beside:?}");
    let renewed = deploy(&simulator, &rsa(120)).await.unwrap();
    assert_eq!(renewed.old_id(), Some(beside.id()));
    assert_eq!(ids(&all(&simulator).await), [&*ecdsa.id, renewed.id()]);
    assert_eq!(simulator.gaps(), []);
}

/// A certificate with an RSA key that an authority with an ECDSA key has signed.
#[tokio::test]
async fn a_key_of_another_type_that_only_cloudflare_sees_is_left_beside_and_then_ambiguous() {
    let simulator = simulator().await;
    let ecdsa = active(&simulator, &HOSTS, &LEGACY).await;
    let rsa = |days| {
        let builder = simulator.test_ca().certificate(&HOSTS).key(KeyType::Rsa2048);
        let issued = builder.valid_days(days).issue().unwrap();
        NewCustomCertificate::with_key(issued.certificate_pem(), issued.private_key_pem().unwrap()).build()
    };
    let first = rsa(100);
    let beside = deploy(&simulator, &first).await.unwrap();
    assert!(matches!(beside, Deployed::Created(_)), "{beside:?}");
    assert!(matches!(deploy(&simulator, &first).await.unwrap(), Deployed::Existed(_)));
    assert_eq!(ids(&all(&simulator).await), [&*ecdsa.id, beside.id()]);
    let before = changes(&simulator);
    let error = deploy(&simulator, &rsa(120)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.to_string().contains(&ecdsa.id) && error.to_string().contains(beside.id()), "{error}");
    assert_eq!((changes(&simulator), all(&simulator).await.len()), (before, 2));
}

#[tokio::test]
async fn another_replacement_that_is_under_way_is_waited_for() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let patch = CustomCertificatePatch::builder()
        .certificate(stage.pem.as_str())
        .private_key(stage.key.as_str())
        .bundle_method(BundleMethod::Force)
        .build();
    let under_way = certificates.edit(&stage.old.id, &patch).await.unwrap().into_inner();
    let newer = upload(&simulator.test_ca().issue(&HOSTS, 150).unwrap());
    let deployed = deploy(&simulator, &newer).await.unwrap();
    assert_eq!(deployed.old_id(), Some(&*under_way.id));
    assert_eq!(all(&simulator).await.len(), 3);
    assert_eq!(simulator.gaps(), []);
}

#[tokio::test]
async fn restrictions_that_a_replacement_cannot_change_are_refused() {
    let (simulator, stage) = stage(SNI).await;
    let mut new = upload(&(stage.pem.clone(), stage.key.clone()));
    new.geo_restrictions = Some(GeoRestrictionsInput::builder().label(GeoRestrictionsLabel::Eu).build());
    let before = changes(&simulator);
    let error = deploy(&simulator, &new).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*stage.old.id));
    assert_eq!(changes(&simulator), before);
}

#[tokio::test]
async fn its_steps_are_those_of_a_replacement_and_its_debug_shows_no_key() {
    let (simulator, stage) = stage(SNI).await;
    let new = upload(&(stage.pem.clone(), stage.key.clone()));
    let deploy = certificates_of(&client(&simulator), &simulator).deploy(&new);
    let shown = format!("{deploy:?}");
    assert!(!shown.contains(stage.key.lines().nth(1).unwrap()) && !shown.contains("CERTIFICATE"), "{shown}");
    let mut steps = deploy.at_most(Duration::from_secs(600)).steps();
    let mut actions = Vec::new();
    while let Some(event) = steps.try_next().await.unwrap() {
        if let Event::Step(step) = event {
            actions.push(step.action);
        }
    }
    assert_eq!(actions, [Action::Created, Action::Seen, Action::Seen, Action::Replaced]);
}

#[tokio::test]
async fn certificates_are_found_by_their_hosts_in_any_order_and_case() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let both = [active(&simulator, &HOSTS, &SNI).await, active(&simulator, &HOSTS, &LEGACY).await];
    active(&simulator, &[HOST], &SNI).await;
    let found = certificates.find_by_hosts(["*.APP.example.com", "www.example.com."]).await.unwrap();
    assert_eq!(ids(&found), ids(&both));
    assert!(certificates.find_by_hosts(["app.example.com"]).await.unwrap().is_empty());
    assert!(certificates.find_by_hosts([""; 0]).await.unwrap().is_empty());
}

#[tokio::test]
async fn two_deployments_at_once_end_as_one() {
    for _ in 0..5 {
        let (simulator, stage) = stage(SNI).await;
        let new = upload(&(stage.pem.clone(), stage.key.clone()));
        let fresh = upload(&simulator.test_ca().issue(&["fresh.example.com"], 90).unwrap());
        for (new, count) in [(new, 3), (fresh, 4)] {
            let (one, other) = tokio::join!(deploy(&simulator, &new), deploy(&simulator, &new));
            assert_eq!(one.unwrap().id(), other.unwrap().id());
            assert_eq!((all(&simulator).await.len(), simulator.gaps()), (count, vec![]));
        }
    }
}

async fn run(client: Client, stage: &Stage) -> workflows::Result<()> {
    let zone = client.zone(stage.old.zone_id.as_deref().unwrap()).unwrap();
    let new = upload(&(stage.pem.clone(), stage.key.clone()));
    zone.custom_certificates().deploy(&new).await.map(drop)
}

/// The renewal is there instead of the old one, once, with its priority; the others are as they were.
async fn check(simulator: &Simulator, _: Client, stage: &Stage, case: Case) {
    let all = all(simulator).await;
    assert_eq!(all.len(), 3, "{case:?}");
    let new = all.iter().find(|record| record.hosts == stage.old.hosts).unwrap();
    assert_ne!(new.expires_on, stage.old.expires_on, "{case:?}");
    assert_eq!(
        (new.priority, new.status.as_ref().unwrap().as_str()),
        (Some(stage.priority), "active"),
        "{case:?}"
    );
    assert_eq!(carried_out(simulator, EDIT), 1, "{case:?}");
    assert_eq!(simulator.served(HOST).map(|served| served.id).as_ref(), Some(&new.id), "{case:?}");
    assert_eq!(simulator.gaps(), [], "{case:?}");
}

#[tokio::test]
async fn an_interrupted_deployment_in_place_of_another_converges() {
    for kind in [SNI, LEGACY] {
        let name = format!("custom_certificates.deploy (replaces {kind})");
        converges(&name, async || stage(kind.clone()).await, run, check).await;
    }
}

#[tokio::test]
async fn an_interrupted_deployment_of_a_new_certificate_converges() {
    let fresh = async || {
        let (simulator, mut stage) = stage(SNI).await;
        (stage.pem, stage.key) = simulator.test_ca().issue(&["fresh.example.com"], 90).unwrap();
        (simulator, stage)
    };
    converges("custom_certificates.deploy (creates)", fresh, run, async |simulator, _, stage, case| {
        let all = all(simulator).await;
        assert_eq!((all.len(), carried_out(simulator, CREATE)), (4, 4), "{case:?}");
        assert!(all.iter().any(|record| record.id == stage.old.id), "{case:?}");
        assert!(simulator.served("fresh.example.com").is_some(), "{case:?}");
        assert_eq!(simulator.gaps(), [], "{case:?}");
    })
    .await;
}
