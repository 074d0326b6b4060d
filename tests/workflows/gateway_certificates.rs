//! Finding, activating and removing Gateway certificates.

use std::time::Duration;

use cloudflare_certificates::types::{
    GatewayCertificate, GatewayCertificateBindingStatus as Status, NewGatewayCertificate,
};
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates::{Client, GatewayCertificates, workflows};
use cloudflare_certificates_simulator::{Activation, Fault, Simulator};
use serde_json::json;

use crate::support::crash::{Case, converges};
use crate::support::{account_of, client, operations, simulated};

const ACTIVATE: &str = "gateway_certificates_activate";
const DEACTIVATE: &str = "gateway_certificates_deactivate";
const DELETE: &str = "gateway_certificates_delete";

async fn start() -> (Simulator, GatewayCertificates) {
    let activation = Activation::After(Duration::from_secs(60));
    let simulator = Simulator::builder().zone("example.com").activation(activation).start().await.unwrap();
    let certificates = account_of(&client(&simulator), &simulator).gateway_certificates();
    (simulator, certificates)
}

async fn created(certificates: &GatewayCertificates) -> GatewayCertificate {
    certificates.create(&NewGatewayCertificate::builder().build()).await.unwrap().into_inner()
}

/// The id of a certificate that is available.
async fn available(certificates: &GatewayCertificates) -> String {
    let id = created(certificates).await.id;
    certificates.activate_and_wait(&id).await.unwrap();
    id
}

async fn status(certificates: &GatewayCertificates, id: &str) -> Option<Status> {
    certificates.get(id).await.unwrap().into_inner().binding_status
}

fn count(simulator: &Simulator, operation: &str) -> usize {
    operations(simulator).iter().filter(|one| *one == operation).count()
}

#[tokio::test]
async fn a_certificate_is_found_by_its_fingerprint_in_any_form() {
    let (_simulator, certificates) = start().await;
    created(&certificates).await;
    let one = created(&certificates).await;
    let fingerprint = one.fingerprint.clone().unwrap();
    let bare: String = fingerprint.chars().filter(char::is_ascii_hexdigit).collect();
    assert_eq!(bare.len(), 64);
    let pairs: Vec<&str> = (0..32).map(|at| &bare[2 * at..2 * at + 2]).collect();
    let printed = format!("sha256 Fingerprint={}", pairs.join(":").to_uppercase());
    for form in [fingerprint, bare.to_uppercase(), printed] {
        let found = certificates.find_by_fingerprint(&form).await.unwrap();
        assert_eq!(found.map(|found| found.id), Some(one.id.clone()), "{form}");
    }
    assert_eq!(certificates.find_by_fingerprint(&"ab".repeat(32)).await.unwrap(), None);
    let error = certificates.find_by_fingerprint("ab").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn an_activation_is_waited_for_and_made_once() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates).await.id;
    let certificate = certificates.activate_and_wait(&id).await.unwrap();
    assert_eq!(certificate.binding_status, Some(Status::Available));
    certificates.activate_and_wait(&id).await.unwrap();
    assert_eq!(count(&simulator, ACTIVATE), 1);
}

#[tokio::test]
async fn a_certificate_that_is_being_deactivated_is_activated_again() {
    let (_simulator, certificates) = start().await;
    let id = available(&certificates).await;
    certificates.deactivate(&id).await.unwrap();
    assert_eq!(status(&certificates, &id).await, Some(Status::PendingDeletion));
    certificates.activate_and_wait(&id).await.unwrap();
    assert_eq!(status(&certificates, &id).await, Some(Status::Available));
}

#[tokio::test]
async fn an_activation_of_what_does_not_exist_is_gone() {
    let (_simulator, certificates) = start().await;
    let error = certificates.activate_and_wait("3822ff90-ea29-44df-9e55-21300bb9419b").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Gone);
}

#[tokio::test]
async fn an_active_certificate_is_deactivated_before_it_is_deleted_2118() {
    let (simulator, certificates) = start().await;
    let id = available(&certificates).await;
    assert!(certificates.delete(&id).await.unwrap_err().has_code(2118));
    certificates.remove(&id).await.unwrap();
    assert!(certificates.list().all().await.unwrap().is_empty());
    assert_eq!((count(&simulator, DEACTIVATE), count(&simulator, DELETE)), (1, 2));
}

#[tokio::test]
async fn a_certificate_that_is_being_deployed_is_removed_too() {
    let (_simulator, certificates) = start().await;
    let id = created(&certificates).await.id;
    certificates.activate(&id).await.unwrap();
    certificates.remove(&id).await.unwrap();
    assert!(certificates.list().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deletion_that_is_refused_with_2118_for_a_while_is_repeated() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates).await.id;
    simulator.fail_times(DELETE, 4, Fault::error(400, 2118, "the certificate is active"));
    let (outcome, took) = simulated(&simulator, certificates.remove(&id)).await;
    outcome.unwrap();
    assert!(took >= Duration::from_secs(12), "{took:?}");
}

#[tokio::test]
async fn a_certificate_in_use_is_left_as_it_is_with_advice() {
    let (simulator, certificates) = start().await;
    let id = available(&certificates).await;
    simulator.patch_record("gateway_certificates", &id, &json!({ "in_use": true }));
    let error = certificates.remove(&id).await.unwrap_err();
    assert_eq!((error.kind(), error.id(), error.status()), (ErrorKind::NeedsAction, &*id, Some("available")));
    assert!(error.to_string().contains("choose another one") && !error.is_retryable(), "{error}");
    assert_eq!(status(&certificates, &id).await, Some(Status::Available));
    assert_eq!(count(&simulator, DEACTIVATE), 0);
}

#[tokio::test]
async fn deleting_what_is_deleted_is_a_success() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates).await.id;
    certificates.remove(&id).await.unwrap();
    certificates.remove(&id).await.unwrap();
    let other = created(&certificates).await.id;
    simulator.fail_next(DELETE, Fault::error(400, 2027, "not found"));
    certificates.remove(&other).await.unwrap();
}

#[tokio::test]
async fn a_removal_that_is_refused_for_ever_times_out() {
    let (simulator, certificates) = start().await;
    let id = available(&certificates).await;
    simulator.fail_always(DEACTIVATE, Fault::error(409, 1000, "busy"));
    let error = certificates.remove(&id).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::TimedOut, &*id));
    assert_eq!(error.call().unwrap().status().unwrap().as_u16(), 409);
}

struct Stage {
    account: String,
    id: String,
}

impl Stage {
    fn certificates(&self, client: &Client) -> GatewayCertificates {
        client.account(&self.account).unwrap().gateway_certificates()
    }
}

async fn stage(is_available: bool) -> (Simulator, Stage) {
    let (simulator, certificates) = start().await;
    let id = if is_available { available(&certificates).await } else { created(&certificates).await.id };
    let account = simulator.zones()[0].account_id().to_owned();
    (simulator, Stage { account, id })
}

#[tokio::test]
async fn a_removal_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        stage.certificates(&client).remove(&stage.id).await
    };
    let check = async |_: &Simulator, client: Client, stage: &Stage, case: Case| {
        assert!(stage.certificates(&client).list().all().await.unwrap().is_empty(), "{case:?}");
    };
    converges("gateway_certificates.remove", async || stage(true).await, workflow, check).await;
}

#[tokio::test]
async fn an_activation_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        stage.certificates(&client).activate_and_wait(&stage.id).await.map(drop)
    };
    let check = async |_: &Simulator, client: Client, stage: &Stage, case: Case| {
        let status = status(&stage.certificates(&client), &stage.id).await;
        assert_eq!(status, Some(Status::Available), "{case:?}");
    };
    converges("gateway_certificates.activate_and_wait", async || stage(false).await, workflow, check).await;
}

#[tokio::test]
async fn two_removals_at_once_end_as_one() {
    let (simulator, stage) = stage(true).await;
    let remove = || stage.certificates(&client(&simulator)).remove(&stage.id).into_future();
    let (one, other) = tokio::join!(remove(), remove());
    one.unwrap();
    other.unwrap();
    assert!(stage.certificates(&client(&simulator)).list().all().await.unwrap().is_empty());
}

#[tokio::test]
async fn two_activations_at_once_end_as_one() {
    let (simulator, stage) = stage(false).await;
    let activate = || stage.certificates(&client(&simulator)).activate_and_wait(&stage.id).into_future();
    let (one, other) = tokio::join!(activate(), activate());
    assert_eq!(one.unwrap().binding_status, Some(Status::Available));
    assert_eq!(other.unwrap().binding_status, Some(Status::Available));
}
