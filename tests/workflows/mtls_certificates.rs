//! Finding, ensuring, rotating and removing mTLS certificates.

mod crashes;
mod rotate;

use std::time::Duration;

use cloudflare_certificates::types::NewMtlsCertificate;
use cloudflare_certificates::workflows::{Ensured, ErrorKind, Plan};
use cloudflare_certificates::{ClientCa, HostnameAssociations, MtlsCertificates};
use cloudflare_certificates_simulator::{Fault, Simulator, TestCa};

use crate::support::between::After;
use crate::support::{account_of, builder, client, operations, simulated};

const POST: &str = "mtls_certificates_create";
const DELETE: &str = "mtls_certificates_delete";
const PUT: &str = "hostname_associations_update";
const IN_USE: &str = "Certificate cannot be deleted while in use.";

async fn start() -> (Simulator, MtlsCertificates) {
    let builder = Simulator::builder().zone("example.com").zone("example.org");
    let simulator = builder.start().await.unwrap();
    let certificates = account_of(&client(&simulator), &simulator).mtls_certificates();
    (simulator, certificates)
}

fn ca(name: &str) -> NewMtlsCertificate {
    NewMtlsCertificate::authority(TestCa::new().unwrap().certificate_pem()).name(name).build()
}

async fn created(certificates: &MtlsCertificates, name: &str) -> String {
    certificates.create(&ca(name)).await.unwrap().into_inner().id
}

/// The association handles of both zones.
fn zones(simulator: &Simulator) -> [HostnameAssociations; 2] {
    let client = client(simulator);
    [0, 1].map(|index| client.zone(simulator.zones()[index].id()).unwrap().hostname_associations())
}

async fn hostnames(associations: &HostnameAssociations, authority: &ClientCa) -> Vec<String> {
    let mut hostnames = associations.get(authority).await.unwrap().into_inner().hostnames;
    hostnames.sort();
    hostnames
}

/// The names of all certificates.
async fn names(certificates: &MtlsCertificates) -> Vec<String> {
    let all = certificates.list().all().await.unwrap();
    let mut names: Vec<String> = all.into_iter().map(|one| one.name.unwrap()).collect();
    names.sort();
    names
}

fn count(simulator: &Simulator, operation: &str) -> usize {
    operations(simulator).iter().filter(|one| *one == operation).count()
}

#[tokio::test]
async fn a_certificate_is_found_by_its_content_whatever_the_whitespace() {
    let (_simulator, certificates) = start().await;
    created(&certificates, "other").await;
    let new = ca("one");
    let id = certificates.create(&new).await.unwrap().into_inner().id;
    let pem = &new.certificates;
    let around = format!("subject=/CN=x\n{}\n\n", pem.replace('\n', "\r\n  "));
    for form in [pem.clone(), around, pem.trim_end().to_owned()] {
        assert_eq!(certificates.find(&form).await.unwrap().unwrap().id, id, "{form}");
    }
    assert_eq!(certificates.find(&ca("x").certificates).await.unwrap(), None);
    let both = format!("{pem}{}", ca("x").certificates);
    assert_eq!(certificates.find(&both).await.unwrap(), None);
    for none in ["", "not PEM", "-----BEGIN CERTIFICATE-----\nMII"] {
        assert_eq!(certificates.find(none).await.unwrap_err().kind(), ErrorKind::Refused);
    }
}

#[tokio::test]
async fn a_certificate_is_found_by_its_serial_number_in_each_form() {
    let (simulator, certificates) = start().await;
    created(&certificates, "other").await;
    let id = created(&certificates, "one").await;
    let serial = |value: &str| {
        simulator.patch_record("mtls_certificates", &id, &serde_json::json!({ "serial_number": value }));
    };
    let decimal = "235217144297995885180570755458463043449861756659";
    serial(decimal);
    let hex = "29338064D8DC5D56518F8A10B74487B25D5CD6F3";
    let colons: Vec<&str> = (0..20).map(|at| &hex[2 * at..2 * at + 2]).collect();
    for form in [decimal.to_owned(), format!("0x{hex}"), colons.join(":").to_lowercase()] {
        let found = certificates.find_by_serial(&form).await.unwrap();
        assert_eq!(found.map(|one| one.id), Some(id.clone()), "{form}");
    }
    serial("00:ff");
    for form in ["255", "0x0000FF", "ff:"] {
        assert!(certificates.find_by_serial(form).await.unwrap().is_some(), "{form}");
    }
    assert_eq!(certificates.find_by_serial("1").await.unwrap(), None);
    for wrong in ["", ":", "0x", "12g", "ff"] {
        assert_eq!(
            certificates.find_by_serial(wrong).await.unwrap_err().kind(),
            ErrorKind::Refused,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_certificate_is_found_by_its_name_unless_several_have_it() {
    let (_simulator, certificates) = start().await;
    let id = created(&certificates, "one").await;
    assert_eq!(certificates.find_by_name("one").await.unwrap().unwrap().id, id);
    assert_eq!(certificates.find_by_name("two").await.unwrap(), None);
    let other = created(&certificates, "one").await;
    let error = certificates.find_by_name("one").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ambiguous);
    assert!(error.to_string().contains(&id) && error.to_string().contains(&other), "{error}");
}

#[tokio::test]
async fn ensure_uploads_a_certificate_once_also_under_another_name() {
    let (simulator, certificates) = start().await;
    let new = ca("one");
    assert_eq!(certificates.ensure(&new).plan().await.unwrap(), Plan::Create);
    let id = certificates.ensure(&new).await.unwrap().into_inner().id;
    let renamed = NewMtlsCertificate::authority(&new.certificates).name("two").build();
    let Ensured::Existed(existed) = certificates.ensure(&renamed).await.unwrap() else { panic!() };
    assert_eq!((existed.id.clone(), existed.name.as_deref()), (id, Some("one")));
    assert_eq!(certificates.ensure(&renamed).plan().await.unwrap(), Plan::Keep(existed));
    assert_eq!(count(&simulator, POST), 1);
}

#[tokio::test]
async fn a_code_1471_means_that_the_certificate_exists() {
    let (simulator, certificates) = start().await;
    let new = ca("one");
    // Another run uploads it between the lookup and the upload.
    let (other, body) = (certificates.clone(), new.clone());
    let uploads = After::first(1, "mtls_certificates_list", move || {
        let (other, body) = (other.clone(), body.clone());
        async move { drop(other.create(&body).await.unwrap()) }
    });
    let client = builder(&simulator).middleware(uploads).build().unwrap();
    let ensured = account_of(&client, &simulator).mtls_certificates().ensure(&new).await.unwrap();
    assert!(!ensured.is_created());
    assert_eq!(names(&certificates).await, ["one"]);

    simulator.fail_next(POST, Fault::error(400, 1471, "exists"));
    let error = certificates.ensure(&ca("one")).await.unwrap_err();
    assert!(
        error.call().unwrap().has_code(1471) && error.to_string().contains("other intermediates"),
        "{error}"
    );
}

#[tokio::test]
async fn an_upload_over_the_quota_says_so() {
    let (simulator, certificates) = start().await;
    simulator.set_quota("mtls_certificates", 0);
    let error = certificates.ensure(&ca("one")).await.unwrap_err();
    assert!(error.call().unwrap().has_code(1489) && error.to_string().contains("not needed"), "{error}");
}

#[tokio::test]
async fn a_leaf_is_ensured_with_its_key_and_the_key_is_in_no_message() {
    let (simulator, certificates) = start().await;
    let issued = simulator.test_ca().certificate(&["client.example.com"]).issue().unwrap();
    let key = issued.private_key_pem().unwrap().to_owned();
    let leaf = NewMtlsCertificate::leaf(issued.certificate_pem(), key.clone()).build();
    let ensure = certificates.ensure(&leaf);
    let secret: String = key.lines().nth(1).unwrap().to_owned();
    assert!(!format!("{ensure:?}").contains(&secret));
    assert!(ensure.await.unwrap().is_created());
    assert!(!certificates.ensure(&leaf).await.unwrap().is_created());
    simulator.fail_always(POST, Fault::error(400, 1000, "refused"));
    let wrong = NewMtlsCertificate::leaf(ca("x").certificates, key).build();
    let error = certificates.ensure(&wrong).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(&secret));
}

#[tokio::test]
async fn a_ca_that_stays_in_use_for_a_while_is_polled() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates, "one").await;
    simulator.fail_times(DELETE, 6, Fault::error(400, 1474, IN_USE));
    let (outcome, took) = simulated(&simulator, certificates.remove(&id)).await;
    outcome.unwrap();
    // 2, 3, 4.5, 6.75, 10.1, 15.2 s, each less up to a fifth.
    assert!((Duration::from_secs(33)..Duration::from_secs(43)).contains(&took), "{took:?}");
    assert!(names(&certificates).await.is_empty());
}

#[tokio::test]
async fn a_ca_with_hostnames_is_not_deleted_and_the_error_names_what_uses_it() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates, "one").await;
    let [com, _] = zones(&simulator);
    com.update(&ClientCa::uploaded(&id), ["a.example.com"]).await.unwrap();
    let error = certificates.remove(&id).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::TimedOut, &*id));
    assert!(error.to_string().contains("used by hostname_associations"), "{error}");
    assert_eq!((count(&simulator, DELETE), names(&certificates).await.len()), (0, 1));
}

#[tokio::test]
async fn a_removal_empties_the_lists_of_the_named_zones_only() {
    let (simulator, certificates) = start().await;
    let (id, other) = (created(&certificates, "one").await, created(&certificates, "other").await);
    let [com, org] = zones(&simulator);
    com.update(&ClientCa::uploaded(&id), ["a.example.com"]).await.unwrap();
    com.update(&ClientCa::uploaded(&other), ["a.example.com"]).await.unwrap();
    com.update(&ClientCa::Managed, ["m.example.com"]).await.unwrap();
    org.update(&ClientCa::uploaded(&id), ["a.example.org"]).await.unwrap();
    certificates.remove_with_associations(&id, [com.clone(), org.clone()]).await.unwrap();
    assert_eq!(names(&certificates).await, ["other"]);
    assert_eq!(hostnames(&com, &ClientCa::uploaded(other)).await, ["a.example.com"]);
    assert_eq!(hostnames(&com, &ClientCa::Managed).await, ["m.example.com"]);
    certificates.remove_with_associations(&id, [com, org]).await.unwrap();
}

#[tokio::test]
async fn a_retried_deletion_that_is_already_done_is_a_success() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates, "one").await;
    simulator.fail_next(DELETE, Fault::lose_response());
    certificates.remove(&id).await.unwrap();
    // The second attempt got 400: already deleted.
    assert_eq!(count(&simulator, DELETE), 2);
    certificates.remove(&id).await.unwrap();
    assert_eq!(count(&simulator, DELETE), 2);
}

#[tokio::test]
async fn a_deletion_without_permission_ends_at_once() {
    let (simulator, certificates) = start().await;
    let id = created(&certificates, "one").await;
    simulator.fail_always(DELETE, Fault::error(403, 10000, "Authentication error"));
    let error = certificates.remove(&id).await.unwrap_err();
    assert!(error.call().unwrap().is_permission_denied(), "{error}");
    assert_eq!(count(&simulator, DELETE), 1);
}
