//! What a replacement keeps, refuses and reports.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::types::{
    CustomCertificatePriorities, CustomCertificateType, CustomCsrKeyType, GeoRestrictionsInput,
    GeoRestrictionsLabel, NewCustomCertificate, NewCustomCsr,
};
use cloudflare_certificates::workflows::{Action, ErrorKind, Event, Replace};
use cloudflare_certificates_simulator::{Activation, KeyType, Simulator};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::stage::{HOST, active, all, carried_out, certificates_of, new, renewal, simulator, stage};
use crate::support::rewrite::Rewrite;
use crate::support::{builder, client, zone};

const SNI: CustomCertificateType = CustomCertificateType::SniCustom;
const LEGACY: CustomCertificateType = CustomCertificateType::LegacyCustom;

/// A server that gives a replacement the default priority, and a program that ends after an operation, if the test asks for it.
struct NewPriority {
    simulator: Arc<Simulator>,
    ends: Option<(&'static str, Arc<Notify>)>,
}

impl Middleware for NewPriority {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let operation = request.operation().to_owned();
            let mut response = next.run(request).await?;
            if operation == "custom_certificates_edit" {
                let mut body: Value = serde_json::from_slice(response.body()).unwrap();
                let id = body["result"]["id"].as_str().unwrap();
                self.simulator.patch_record("custom_certificates", id, &json!({ "priority": 20 }));
                body["result"]["priority"] = json!(20);
                response = CallResponse::result(&body["result"])?;
            }
            if let Some((last, ended)) = &self.ends
                && operation == *last
            {
                ended.notify_one();
                std::future::pending::<()>().await;
            }
            Ok(response)
        })
    }
}

/// Keeps the bodies of edits.
#[derive(Clone, Default)]
struct Edits(Arc<Mutex<Vec<Value>>>);

impl Middleware for Edits {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        if request.operation() == "custom_certificates_edit" {
            let body = serde_json::from_slice(request.body().unwrap()).unwrap();
            self.0.lock().unwrap().push(body);
        }
        next.run(request)
    }
}

fn priority_of(all: &[cloudflare_certificates::types::CustomCertificate], host: &str) -> Option<i64> {
    all.iter().find(|record| record.hosts.iter().any(|other| other == host)).unwrap().priority
}

#[tokio::test]
async fn a_priority_that_the_server_does_not_carry_over_is_restored() {
    let (simulator, stage) = stage(SNI).await;
    let simulator = Arc::new(simulator);
    let server = NewPriority { simulator: Arc::clone(&simulator), ends: None };
    let certificates = certificates_of(&builder(&simulator).middleware(server).build().unwrap(), &simulator);
    let replaced = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
    assert_eq!(replaced.certificate.priority, Some(stage.priority));
    let all = all(&simulator).await;
    assert_eq!(priority_of(&all, HOST), Some(stage.priority));
    for (id, priority) in &stage.others {
        assert_eq!(all.iter().find(|record| record.id == *id).unwrap().priority, Some(*priority));
    }
}

/// Ends a replacement after an operation, and runs it again. Returns whether the second run uploaded the certificate,
/// and the priority in the end.
async fn run_again(
    last: &'static str,
    old_is_gone: bool,
    again: impl Fn(Replace, i64) -> Replace,
) -> (bool, Option<i64>, i64) {
    let (simulator, stage) = stage(SNI).await;
    let simulator = Arc::new(simulator);
    let ended = Arc::<Notify>::default();
    let server = NewPriority { simulator: Arc::clone(&simulator), ends: Some((last, Arc::clone(&ended))) };
    let ending = certificates_of(&builder(&simulator).middleware(server).build().unwrap(), &simulator);
    tokio::select! {
        _ = ending.replace(&stage.old.id, &stage.pem, stage.key.as_str()) => panic!("it did not end"),
        () = ended.notified() => {}
    }
    if old_is_gone {
        simulator.advance(Duration::from_secs(60));
    }
    let certificates = certificates_of(&client(&simulator), &simulator);
    let replace = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str());
    let replaced = again(replace, stage.priority).await.unwrap();
    let priority = priority_of(&all(&simulator).await, HOST);
    assert_eq!(replaced.certificate.priority, priority);
    (replaced.uploaded, priority, stage.priority)
}

#[tokio::test]
async fn a_priority_is_restored_by_the_next_run_while_the_old_record_shows_it() {
    let (uploaded, priority, wanted) =
        run_again("custom_certificates_edit", false, |replace, _| replace).await;
    assert_eq!((uploaded, priority), (false, Some(wanted)));
}

#[tokio::test]
async fn a_priority_is_restored_before_the_old_record_goes() {
    let (uploaded, priority, wanted) = run_again("custom_certificates_get", true, |replace, _| replace).await;
    assert_eq!((uploaded, priority), (false, Some(wanted)));
}

#[tokio::test]
async fn a_priority_that_the_caller_says_is_restored_when_the_old_record_is_gone() {
    let again = |replace: Replace, priority| replace.priority(priority);
    let (uploaded, priority, wanted) = run_again("custom_certificates_edit", true, again).await;
    assert_eq!((uploaded, priority), (false, Some(wanted)));
}

#[tokio::test]
async fn restrictions_of_the_key_are_kept() {
    let simulator = simulator().await;
    let edits = Edits::default();
    let client = builder(&simulator).middleware(edits.clone()).build().unwrap();
    let certificates = certificates_of(&client, &simulator);
    let label = GeoRestrictionsInput::builder().label(GeoRestrictionsLabel::Eu).build();
    let mut upload = new(&simulator, &[HOST], &SNI);
    upload.geo_restrictions = Some(label);
    upload.policy = Some("(country: US)".to_owned());
    let old = certificates.create(&upload).await.unwrap().into_inner();
    certificates.wait(&old.id).await.unwrap();
    let (pem, key) = renewal(&simulator, &[HOST]);
    let replaced = certificates.replace(&old.id, pem, key).await.unwrap();
    assert_eq!(replaced.certificate.geo_restrictions.unwrap().label, Some(GeoRestrictionsLabel::Eu));
    assert_eq!(replaced.certificate.policy_restrictions.as_deref(), Some("(country: US)"));
    assert_eq!(replaced.certificate.bundle_method, old.bundle_method);
    let edits = edits.0.lock().unwrap();
    let sent = (&edits[0]["geo_restrictions"], &edits[0]["policy"], &edits[0]["bundle_method"]);
    assert_eq!(sent, (&json!({ "label": "eu" }), &json!("(country: US)"), &json!("force")));
}

#[tokio::test]
async fn a_host_that_would_be_left_without_a_certificate_is_refused() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let (pem, key) = renewal(&simulator, &[HOST]);
    let error = certificates.replace(&stage.old.id, &pem, key.as_str()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().contains("*.app.example.com"), "{error}");
    assert_eq!(carried_out(&simulator, "custom_certificates_edit"), 0);
    // Allowed by the caller, or served by another certificate.
    active(&simulator, &["*.app.example.com"], &SNI).await;
    assert!(certificates.replace(&stage.old.id, &pem, key.as_str()).await.unwrap().uploaded);
    let (simulator, stage) = super::stage::stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let (pem, key) = renewal(&simulator, &[HOST]);
    assert!(certificates.replace(&stage.old.id, pem, key).allow_fewer_hosts().await.unwrap().uploaded);
}

#[tokio::test]
async fn a_certificate_that_was_issued_again_with_the_same_dates_is_uploaded_if_the_caller_says_so() {
    for kind in [SNI, LEGACY] {
        let simulator = simulator().await;
        let certificates = certificates_of(&client(&simulator), &simulator);
        let (from, until) = (simulator.now(), simulator.now() + Duration::from_secs(90 * 86_400));
        let issue = || simulator.test_ca().certificate(&[HOST]).validity(from, until).issue().unwrap();
        let (first, second) = (issue(), issue());
        let key = first.private_key_pem().unwrap();
        let new = NewCustomCertificate::with_key(first.certificate_pem(), key).type_(kind).build();
        let old = certificates.create(&new).await.unwrap().into_inner();
        certificates.wait(&old.id).await.unwrap();
        let before = simulator.served(HOST).unwrap().fingerprint_sha256;
        let replace =
            || certificates.replace(&old.id, second.certificate_pem(), second.private_key_pem().unwrap());
        assert!(!replace().await.unwrap().uploaded);
        assert_eq!(simulator.served(HOST).unwrap().fingerprint_sha256, before);
        assert!(replace().reissued().await.unwrap().uploaded);
        assert_ne!(simulator.served(HOST).unwrap().fingerprint_sha256, before);
        replace().reissued().await.unwrap();
        assert_eq!((all(&simulator).await.len(), simulator.gaps().len()), (1, 0));
    }
}

/// The check of its dates needs the feature `preflight`: Cloudflare's analysis lacks when a certificate becomes valid.
#[tokio::test]
async fn a_certificate_that_was_issued_again_after_the_old_one_was_uploaded_is_another_one() {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let until = simulator.now() + Duration::from_secs(90 * 86_400);
    let issue = || simulator.test_ca().certificate(&[HOST]).validity(simulator.now(), until).issue().unwrap();
    let first = issue();
    let new =
        NewCustomCertificate::with_key(first.certificate_pem(), first.private_key_pem().unwrap()).build();
    let old = certificates.create(&new).await.unwrap().into_inner();
    certificates.wait(&old.id).await.unwrap();
    simulator.advance(Duration::from_secs(3600));
    let second = issue();
    let replace =
        || certificates.replace(&old.id, second.certificate_pem(), second.private_key_pem().unwrap());
    assert_eq!(replace().await.unwrap().uploaded, cfg!(feature = "preflight"));
    assert!(!replace().await.unwrap().uploaded);
}

#[tokio::test]
async fn a_certificate_for_a_custom_csr_is_uploaded_without_a_key() {
    let (simulator, stage) = stage(SNI).await;
    let zone = zone(&simulator);
    let csr = NewCustomCsr::builder()
        .common_name(HOST)
        .sans([HOST, "*.app.example.com"])
        .country("US")
        .state("California")
        .locality("San Francisco")
        .organization("Example")
        .key_type(CustomCsrKeyType::P256v1)
        .build();
    let csr = zone.custom_csrs().create(&csr).await.unwrap().into_inner();
    let pem = simulator.test_ca().sign_csr(csr.csr.as_deref().unwrap(), 120).unwrap();
    let replaced =
        zone.custom_certificates().replace_for_csr(&stage.old.id, pem, csr.id.as_str()).await.unwrap();
    assert_eq!(replaced.certificate.custom_csr_id.as_ref(), Some(&csr.id));
    assert_eq!((replaced.uploaded, simulator.gaps().len()), (true, 0));
}

#[tokio::test]
async fn a_replacement_whose_time_is_up_tells_what_is_done_and_what_is_left() {
    let (simulator, stage) = stage(SNI).await;
    simulator.set_activation(Activation::After(Duration::from_secs(3600)));
    let certificates = certificates_of(&client(&simulator), &simulator);
    let replace = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str());
    let error = replace.at_most(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::TimedOut, Some("pending")));
    assert_eq!(error.done().len(), 1);
    assert_eq!((error.done()[0].action, error.done()[0].id.as_str()), (Action::Created, error.id()));
    assert_eq!(error.left(), ["wait until it is active and the old one is gone"]);
    assert!(error.is_retryable(), "{error}");
    assert_eq!(simulator.served(HOST).unwrap().id, stage.old.id);
}

#[tokio::test]
async fn the_steps_are_the_upload_the_states_and_the_end_of_the_old_one() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let mut steps = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).steps();
    let mut seen = Vec::new();
    let mut replaced = None;
    while let Some(event) = steps.try_next().await.unwrap() {
        match event {
            Event::Step(step) => seen.push((step.action, step.id, step.status.unwrap_or_default())),
            Event::Done(done) => replaced = Some(done),
            _ => {}
        }
    }
    let new = replaced.unwrap().id;
    let step = |action, id: &str, status: &str| (action, id.to_owned(), status.to_owned());
    let wanted = [
        step(Action::Created, &new, "pending"),
        step(Action::Seen, &new, "pending"),
        step(Action::Seen, &new, "active"),
        step(Action::Replaced, &stage.old.id, ""),
    ];
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn a_certificate_that_was_uploaded_by_itself_does_not_take_the_old_ones_place() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let beside = NewCustomCertificate::with_key(stage.pem.as_str(), stage.key.as_str()).build();
    let beside = certificates.create(&beside).await.unwrap().into_inner();
    let error = certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::NeedsAction, &*stage.old.id));
    assert!(error.to_string().contains(&beside.id) && error.to_string().contains("`remove` it"), "{error}");
    assert_eq!(all(&simulator).await.len(), 4);
    certificates.remove(&stage.old.id).await.unwrap();
    assert_eq!(
        certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap().id,
        beside.id
    );
    assert_eq!(simulator.gaps(), []);
}

#[tokio::test]
async fn a_certificate_with_another_type_of_key_is_refused_with_the_way_to_go() {
    let (simulator, stage) = stage(LEGACY).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let hosts = [HOST, "*.app.example.com"];
    let rsa = simulator.test_ca().certificate(&hosts).key(KeyType::Rsa2048).valid_days(120).issue().unwrap();
    let replace = certificates.replace(&stage.old.id, rsa.certificate_pem(), rsa.private_key_pem().unwrap());
    let error = replace.await.unwrap_err();
    assert!(error.call().unwrap().has_code(1228), "{error}");
    assert!(error.to_string().contains("upload the new one with `ensure`"), "{error}");
    assert_eq!((all(&simulator).await.len(), simulator.gaps().len()), (3, 0));
}

#[tokio::test]
async fn equal_priorities_do_not_need_a_write() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let equal = stage.others.iter().map(|(id, _)| (id.clone(), 20)).chain([(stage.old.id.clone(), 20)]);
    certificates
        .prioritize(&CustomCertificatePriorities::builder().certificates(equal).build())
        .await
        .unwrap();
    let before = carried_out(&simulator, "custom_certificates_prioritize");
    certificates.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap();
    assert_eq!(carried_out(&simulator, "custom_certificates_prioritize"), before);
}

#[tokio::test]
async fn its_debug_shows_neither_the_certificate_nor_the_key() {
    let (simulator, stage) = stage(SNI).await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let both = format!("{}{}", stage.pem, stage.key);
    for (certificate, key) in [(&stage.pem, &stage.key), (&stage.key, &stage.pem), (&both, &stage.key)] {
        let shown = format!("{:?}", certificates.replace(&stage.old.id, certificate, key.as_str()));
        assert!(shown.contains(&stage.old.id), "{shown}");
        for pem in [&stage.pem, &stage.key] {
            assert!(pem.lines().all(|line| !shown.contains(line)), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_replacement_that_another_program_overwrote_is_not_a_success() {
    let (simulator, stage) = stage(LEGACY).await;
    let (pem, key) = simulator.test_ca().issue(&[HOST, "*.app.example.com"], 150).unwrap();
    let (one, other) =
        (certificates_of(&client(&simulator), &simulator), certificates_of(&client(&simulator), &simulator));
    let outcomes = tokio::join!(
        one.replace(&stage.old.id, &stage.pem, stage.key.as_str()).into_future(),
        other.replace(&stage.old.id, &pem, key.as_str()).into_future()
    );
    let failed = [&outcomes.0, &outcomes.1].map(Result::is_err);
    assert_eq!(failed.iter().filter(|failed| **failed).count(), 1, "{outcomes:?}");
    let error = outcomes.0.err().or_else(|| outcomes.1.err()).unwrap();
    assert!(error.to_string().contains("another program has replaced it"), "{error}");
}

#[tokio::test]
async fn an_upload_that_is_answered_with_another_certificate_changes_nothing_of_that_one() {
    let (simulator, stage) = stage(SNI).await;
    let (foreign, priority) = stage.others[0].clone();
    let id = foreign.clone();
    let rewrite = Rewrite::each("custom_certificates_edit", move |record| record["id"] = json!(id));
    let client_of_a_liar = builder(&simulator).middleware(rewrite).build().unwrap();
    let replace = certificates_of(&client_of_a_liar, &simulator);
    let error = replace.replace(&stage.old.id, &stage.pem, stage.key.as_str()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Failed, "{error}");
    let now = certificates_of(&client(&simulator), &simulator).get(&foreign).await.unwrap();
    assert_eq!(now.priority, Some(priority));
}
