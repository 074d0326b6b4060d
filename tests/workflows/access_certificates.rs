//! Finding, ensuring, rotating and removing Access certificates.

mod crashes;
mod hostnames;

use std::time::Duration;

use cloudflare_certificates::types::{AccessCertificate, NewAccessCertificate};
use cloudflare_certificates::workflows::{Action, Ensured, ErrorKind, Event, Plan};
use cloudflare_certificates::{AccessCertificates, Client};
use cloudflare_certificates_simulator::{Fault, Simulator, TestCa};

use crate::support::between::{After, LateReads};
use crate::support::{account_of, builder, client, operations, simulated, zone_of};

const GET: &str = "access_certificates_get";
const PUT: &str = "access_certificates_update";
const POST: &str = "access_certificates_create";
const DELETE: &str = "access_certificates_delete";

async fn start() -> (Simulator, AccessCertificates) {
    let simulator = Simulator::builder().zone("example.com").zone("example.org").start().await.unwrap();
    let access = of(&client(&simulator), &simulator);
    (simulator, access)
}

fn of(client: &Client, simulator: &Simulator) -> AccessCertificates {
    zone_of(client, simulator).access_certificates()
}

fn ca(name: &str, hostnames: &[&str]) -> NewAccessCertificate {
    NewAccessCertificate::builder()
        .certificate(TestCa::new().unwrap().certificate_pem())
        .name(name)
        .associated_hostnames(hostnames.iter().copied())
        .build()
}

async fn created(access: &AccessCertificates, name: &str, hostnames: &[&str]) -> AccessCertificate {
    access.create(&ca(name, hostnames)).await.unwrap().into_inner()
}

/// The names of all certificates, each with its hostnames.
async fn state(access: &AccessCertificates) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = access
        .list()
        .all()
        .await
        .unwrap()
        .into_iter()
        .map(|mut one| {
            one.associated_hostnames.sort();
            (one.name.unwrap(), one.associated_hostnames)
        })
        .collect();
    all.sort();
    all
}

fn is(state: &[(String, Vec<String>)], wanted: &[(&str, &[&str])]) -> bool {
    state.len() == wanted.len()
        && state.iter().zip(wanted).all(|(one, (name, hostnames))| one.0 == *name && one.1 == *hostnames)
}

fn count(simulator: &Simulator, operation: &str) -> usize {
    operations(simulator).iter().filter(|one| *one == operation).count()
}

#[tokio::test]
async fn a_certificate_is_found_by_its_name_in_either_scope() {
    let (simulator, zone) = start().await;
    let account = account_of(&client(&simulator), &simulator).access_certificates();
    for access in [zone, account] {
        let one = created(&access, "one", &[]).await;
        created(&access, "two", &[]).await;
        assert_eq!(access.find_by_name("one").await.unwrap().unwrap().id, one.id);
        assert_eq!(access.find_by_name("One").await.unwrap(), None);
    }
}

#[tokio::test]
async fn two_certificates_of_a_name_are_ambiguous_and_their_ids_are_listed() {
    let (_simulator, access) = start().await;
    let ids = [created(&access, "one", &[]).await.id, created(&access, "one", &[]).await.id];
    let error = access.find_by_name("one").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(ids.iter().all(|id| error.to_string().contains(id.as_str())), "{error}");
    // Its fingerprint says that it is neither.
    assert!(access.ensure(&ca("one", &[])).await.unwrap().is_created());
    assert_eq!(state(&access).await.len(), 3);
}

#[tokio::test]
async fn a_certificate_is_found_by_its_fingerprint_in_any_form() {
    let (_simulator, access) = start().await;
    created(&access, "other", &[]).await;
    let one = created(&access, "one", &[]).await;
    let fingerprint = one.fingerprint.unwrap();
    let bare = fingerprint.strip_prefix("MD5 Fingerprint=").unwrap().replace(':', "").to_lowercase();
    for form in [fingerprint.clone(), fingerprint.to_lowercase(), bare] {
        assert_eq!(access.find_by_fingerprint(&form).await.unwrap().unwrap().id, one.id, "{form}");
    }
    let unknown = "1e".repeat(16);
    assert_eq!(access.find_by_fingerprint(&unknown).await.unwrap(), None);
    for wrong in ["", "MD5 Fingerprint=", "1e80", &"1e".repeat(32)] {
        assert_eq!(
            access.find_by_fingerprint(wrong).await.unwrap_err().kind(),
            ErrorKind::Refused,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn ensure_creates_a_certificate_once() {
    let (simulator, access) = start().await;
    let new = ca("one", &["a.example.com"]);
    assert_eq!(access.ensure(&new).plan().await.unwrap(), Plan::Create);
    let created = access.ensure(&new).await.unwrap();
    assert!(created.is_created());
    let Ensured::Existed(existed) = access.ensure(&new).await.unwrap() else { panic!("created again") };
    assert_eq!(existed.id, created.get().id);
    assert_eq!(access.ensure(&new).plan().await.unwrap(), Plan::Keep(existed));
    assert_eq!((count(&simulator, POST), count(&simulator, PUT)), (1, 0));
}

#[tokio::test]
async fn ensure_adds_the_missing_hostnames_and_removes_none() {
    let (_simulator, access) = start().await;
    let mut new = ca("one", &["a.example.com"]);
    let old = access.create(&new).await.unwrap().into_inner();
    new.name = "another name".to_owned();
    new.associated_hostnames = Some(vec!["b.example.com".to_owned(), "A.example.com".to_owned()]);
    assert_eq!(access.ensure(&new).plan().await.unwrap(), Plan::Change(old.clone()));
    let ensured = access.ensure(&new).await.unwrap();
    assert!(!ensured.is_created() && ensured.get().id == old.id);
    assert_eq!(ensured.get().associated_hostnames, ["a.example.com", "b.example.com"]);
    assert!(is(&state(&access).await, &[("one", &["a.example.com", "b.example.com"])]));
}

#[tokio::test]
async fn a_hostname_of_another_zone_is_12036_with_advice_and_the_old_certificate_stays() {
    let (_simulator, access) = start().await;
    let old = created(&access, "old", &["a.example.com"]).await;
    let foreign = ca("new", &["a.example.org"]);
    for error in [
        access.ensure(&foreign).await.unwrap_err(),
        access.rotate(&old.id, &foreign).await.unwrap_err(),
        access.add_hostnames(&old.id, ["a.example.org"]).await.unwrap_err(),
    ] {
        assert!(error.call().unwrap().has_code(12036), "{error}");
        assert!(error.to_string().contains("must lie in the zone"), "{error}");
    }
    assert!(is(&state(&access).await, &[("old", &["a.example.com"])]));
}

#[tokio::test]
async fn a_rotation_moves_the_hostnames_and_removes_the_old_certificate() {
    let (_simulator, access) = start().await;
    created(&access, "unrelated", &["a.example.com", "u.example.com"]).await;
    let old = created(&access, "old", &["a.example.com", "b.example.com"]).await;
    let new = access.rotate(&old.id, &ca("new", &["c.example.com"])).await.unwrap();
    assert_eq!(new.name.as_deref(), Some("new"));
    let wanted: &[(&str, &[&str])] = &[
        ("new", &["a.example.com", "b.example.com", "c.example.com"]),
        ("unrelated", &["a.example.com", "u.example.com"]),
    ];
    assert!(is(&state(&access).await, wanted), "{:?}", state(&access).await);
}

#[tokio::test]
async fn the_new_certificate_may_have_the_name_of_the_old_one() {
    let (_simulator, access) = start().await;
    let old = created(&access, "one", &["a.example.com"]).await;
    let new = ca("one", &[]);
    let rotated = access.rotate(&old.id, &new).await.unwrap();
    assert_ne!(rotated.id, old.id);
    assert_eq!(access.rotate(&old.id, &new).await.unwrap().id, rotated.id);
    assert!(is(&state(&access).await, &[("one", &["a.example.com"])]));
}

#[tokio::test]
async fn every_hostname_has_a_certificate_at_every_moment_of_a_rotation() {
    let (simulator, access) = start().await;
    let old = created(&access, "old", &["a.example.com", "b.example.com"]).await;
    let mut builder = builder(&simulator);
    for operation in [PUT, DELETE, POST] {
        let reader = access.clone();
        builder = builder.middleware(After::first(usize::MAX, operation, move || {
            let reader = reader.clone();
            async move {
                let all: Vec<String> =
                    state(&reader).await.into_iter().flat_map(|(_, names)| names).collect();
                for hostname in ["a.example.com", "b.example.com"] {
                    assert!(all.iter().any(|name| name == hostname), "{hostname} after {operation}");
                }
            }
        }));
    }
    let client = builder.build().unwrap();
    of(&client, &simulator).rotate(&old.id, &ca("new", &[])).await.unwrap();
    // The looks happened.
    assert!(count(&simulator, "access_certificates_list") >= 4);
}

#[tokio::test]
async fn a_rotation_of_what_does_not_exist_uploads_nothing() {
    let (simulator, access) = start().await;
    let error = access
        .rotate("3822ff90-ea29-44df-9e55-21300bb9419b", &ca("new", &["a.example.com"]))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Gone);
    assert_eq!(count(&simulator, POST), 0);
}

#[tokio::test]
async fn a_rotation_to_the_name_of_another_ca_uploads_the_new_one() {
    let (_simulator, access) = start().await;
    let other = created(&access, "staff", &["b.example.com"]).await.id;
    let old = created(&access, "old", &["a.example.com"]).await.id;
    // Its fingerprint says that it is another one.
    assert_ne!(access.rotate(&old, &ca("staff", &[])).await.unwrap().id, other);
    assert_eq!(state(&access).await.len(), 2);
}

/// Where the server states no fingerprints, a CA is known by its name only.
#[tokio::test]
async fn a_rotation_to_the_name_of_another_ca_is_ambiguous_and_changes_nothing() {
    // One that is older than the CA to rotate, and one that is newer and has hostnames of its own.
    for is_older in [true, false] {
        let (simulator, access) = start().await;
        let other = async || created(&access, "staff", &["b.example.com"]).await.id;
        let older = if is_older { Some(other().await) } else { None };
        simulator.advance(Duration::from_secs(60));
        let old = created(&access, "old", &["a.example.com"]).await.id;
        simulator.advance(Duration::from_secs(60));
        let other = match older {
            Some(older) => older,
            None => other().await,
        };
        for id in [&old, &other] {
            simulator.patch_record("access_certificates", id, &serde_json::json!({ "fingerprint": null }));
        }
        let before = (state(&access).await, count(&simulator, PUT), count(&simulator, POST));
        let error = access.rotate(&old, &ca("staff", &[])).await.unwrap_err();
        assert_eq!((error.kind(), error.id()), (ErrorKind::Ambiguous, &*other), "{error}");
        let after = (state(&access).await, count(&simulator, PUT), count(&simulator, POST));
        assert_eq!((after, count(&simulator, DELETE)), (before, 0));
    }
}

#[tokio::test]
async fn a_rotation_without_room_for_a_second_certificate_changes_nothing() {
    let simulator =
        Simulator::builder().zone("example.com").quota("access_certificates", 1).start().await.unwrap();
    let access = of(&client(&simulator), &simulator);
    let old = created(&access, "old", &["a.example.com"]).await;
    let error = access.rotate(&old.id, &ca("new", &[])).await.unwrap_err();
    assert!(error.call().unwrap().has_code(12130) && error.to_string().contains("quota"), "{error}");
    assert_eq!(error.left().len(), 3);
    assert!(is(&state(&access).await, &[("old", &["a.example.com"])]));
}

#[tokio::test]
async fn a_hostname_that_is_added_to_the_old_certificate_during_a_rotation_moves_too() {
    let (simulator, access) = start().await;
    let old = created(&access, "old", &["a.example.com"]).await;
    let (other, id) = (access.clone(), old.id.clone());
    let adds = After::first(1, PUT, move || {
        let (other, id) = (other.clone(), id.clone());
        async move {
            let update = cloudflare_certificates::types::AccessCertificateUpdate::builder()
                .associated_hostnames(["late.example.com"])
                .build();
            other.update(&id, &update).await.unwrap();
        }
    });
    let client = builder(&simulator).middleware(adds).build().unwrap();
    of(&client, &simulator).rotate(&old.id, &ca("new", &[])).await.unwrap();
    assert!(is(&state(&access).await, &[("new", &["a.example.com", "late.example.com"])]));
}

#[tokio::test]
async fn the_hostnames_are_emptied_and_polled_before_the_deletion() {
    let (simulator, access) = start().await;
    let old = created(&access, "old", &["a.example.com"]).await;
    let late = LateReads::new(5, GET, PUT);
    let client = builder(&simulator).middleware(late).build().unwrap();
    let before = operations(&simulator).len();
    let (outcome, took) = simulated(&simulator, of(&client, &simulator).remove(&old.id)).await;
    outcome.unwrap();
    let seen = operations(&simulator).split_off(before);
    assert_eq!((seen[0].as_str(), seen[1].as_str()), (GET, PUT));
    assert_eq!(seen.last().map(String::as_str), Some(DELETE));
    assert_eq!(seen.iter().filter(|one| *one == DELETE).count(), 1);
    assert!(seen.iter().filter(|one| *one == GET).count() >= 7, "{seen:?}");
    assert!(took >= Duration::from_secs(31), "{took:?}");
    assert!(state(&access).await.is_empty());
}

#[tokio::test]
async fn a_deletion_that_is_refused_with_12132_is_repeated_after_2_to_32_seconds() {
    let (simulator, access) = start().await;
    let old = created(&access, "old", &[]).await;
    simulator.fail_times(DELETE, 12, Fault::error(409, 12132, "certificate has active associations"));
    let (outcome, took) = simulated(&simulator, access.remove(&old.id)).await;
    outcome.unwrap();
    // 2, 3, 4.5, 6.75, 10.1, 15.2, 22.8, and five times 32 s, each less up to a fifth.
    assert!((Duration::from_secs(175)..Duration::from_secs(230)).contains(&took), "{took:?}");
    assert!(state(&access).await.is_empty());
}

#[tokio::test]
async fn a_deletion_that_is_refused_for_ever_times_out_with_what_is_left() {
    let (simulator, access) = start().await;
    let old = created(&access, "old", &["a.example.com"]).await;
    simulator.fail_always(DELETE, Fault::error(409, 12132, "certificate has active associations"));
    let error = access.remove(&old.id).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::TimedOut, &*old.id));
    assert!(error.call().unwrap().has_code(12132) && error.is_retryable(), "{error}");
    assert_eq!(error.left(), ["delete the CA, which has no hostnames any more"]);
    assert_eq!(error.done().len(), 1);
}

#[tokio::test]
async fn deleting_what_is_deleted_is_a_success() {
    let (simulator, access) = start().await;
    let old = created(&access, "old", &[]).await;
    access.remove(&old.id).await.unwrap();
    access.remove(&old.id).await.unwrap();
    let other = created(&access, "other", &[]).await;
    simulator.fail_next(DELETE, Fault::error(400, 12135, "certificate not found"));
    access.remove(&other.id).await.unwrap();
}

#[tokio::test]
async fn the_steps_of_a_rotation_are_what_changed() {
    let (_simulator, access) = start().await;
    let old = created(&access, "old", &["a.example.com"]).await;
    let mut steps = access.rotate(&old.id, &ca("new", &[])).steps();
    let mut seen = Vec::new();
    while let Some(event) = steps.try_next().await.unwrap() {
        match event {
            Event::Step(step) => seen.push((step.action, step.id == old.id)),
            Event::Done(_) => break,
            event => panic!("{event:?}"),
        }
    }
    assert_eq!(seen, [(Action::Created, false), (Action::Updated, true), (Action::Deleted, true)]);
}
