//! Starting validations again, and changing the authority.

use cloudflare_certificates::types::{
    CustomHostnameCertificateAuthority, CustomHostnamePatch, NewCustomHostname, NewCustomHostnameSsl,
};
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates_simulator::Activation;
use serde_json::json;

use super::spy::Spy;
use super::{MINUTE, NAME, STILL, both_active, created, created_as, new, of, start, statuses, succeeded};
use crate::support::client;

const TIMED_OUT: [&str; 5] = [
    "validation_timed_out",
    "timed_out",
    "initializing_timed_out",
    "issuance_timed_out",
    "deployment_timed_out",
];

#[tokio::test]
async fn what_has_timed_out_is_cured_by_an_edit_with_the_same_method_and_all_else_kept() {
    for status in TIMED_OUT {
        let (simulator, hostnames) = start(Activation::by_clock()).await;
        let before = created(&hostnames).await;
        simulator.set_stage("custom_hostnames", &before.id, status).unwrap();
        let (spy, hostnames) = Spy::on(&simulator, |_| {});
        let state = hostnames.onboard(&new(NAME)).await.unwrap();
        assert!(state.is_ready() && state.id == before.id, "{status}: {state}");
        let expected = json!({
            "method": "txt", "type": "dv", "certificate_authority": "lets_encrypt", "wildcard": true,
            "bundle_method": "ubiquitous", "settings": { "min_tls_version": "1.2", "http2": "on" },
        });
        assert_eq!(spy.bodies("custom_hostnames_edit"), [json!({ "ssl": expected })], "{status}");
    }
}

#[tokio::test]
async fn adding_again_would_rotate_the_ownership_token_and_is_never_done() {
    let (simulator, hostnames) = start(STILL).await;
    let before = created(&hostnames).await;
    for stage in TIMED_OUT.into_iter().chain(["blocked", "moved"]) {
        simulator.set_stage("custom_hostnames", &before.id, stage).unwrap();
        let after = hostnames.repair(&before.id).await.unwrap();
        assert_eq!(after.ownership_verification, before.ownership_verification, "{stage}");
        assert_eq!(after.status.unwrap().as_str(), "pending", "{stage}");
    }
    assert_eq!(succeeded(&simulator, "custom_hostnames_create"), 1);
    assert_eq!(succeeded(&simulator, "custom_hostnames_delete"), 0);
    // What it avoids: another token.
    hostnames.offboard(&before.id).await.unwrap();
    assert_ne!(created(&hostnames).await.ownership_verification, before.ownership_verification);
}

#[tokio::test]
async fn what_is_active_is_not_repaired() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let id = created(&hostnames).await.id;
    simulator.advance(MINUTE);
    assert_eq!(statuses(&hostnames.repair(&id).await.unwrap()), both_active());
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 0);
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_repaired() {
    let (_simulator, hostnames) = start(STILL).await;
    let error = hostnames.repair("7365377a-85a4-4390-9480-531ef7dc7a3c").await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, "7365377a-85a4-4390-9480-531ef7dc7a3c"));
}

#[tokio::test]
async fn of_a_certificate_of_your_own_only_the_hostname_is_checked_again() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let issued = simulator.test_ca().certificate(&[NAME]).issue().unwrap();
    let ssl =
        NewCustomHostnameSsl::custom(issued.certificate_pem(), issued.private_key_pem().unwrap()).build();
    let new = NewCustomHostname::builder().hostname(NAME).ssl(ssl).build();
    let id = hostnames.create(&new).await.unwrap().into_inner().id;
    simulator.advance(MINUTE);
    simulator.set_stage("custom_hostnames", &id, "blocked").unwrap();
    let (spy, hostnames) = Spy::on(&simulator, |_| {});
    assert!(hostnames.onboard(&new).await.unwrap().is_ready());
    assert_eq!(spy.bodies("custom_hostnames_edit"), [json!({})]);
    let authority = CustomHostnameCertificateAuthority::Google;
    let error = hostnames.change_authority(&id, authority).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn a_change_of_authority_needs_method_and_type_else_1434() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let google = || CustomHostnameCertificateAuthority::Google;
    let alone = NewCustomHostnameSsl::builder().certificate_authority(google()).build();
    let patch = CustomHostnamePatch::builder().ssl(alone).build();
    assert!(hostnames.edit(&id, &patch).await.unwrap_err().has_code(1434));

    let before = hostnames.get(&id).await.unwrap().into_inner().ssl.unwrap();
    let ssl = hostnames.change_authority(&id, google()).await.unwrap().ssl.unwrap();
    assert_eq!(ssl.certificate_authority, Some(google()));
    assert_eq!((ssl.method, ssl.wildcard, ssl.settings), (before.method, before.wildcard, before.settings));
    // Again changes nothing.
    hostnames.change_authority(&id, google()).await.unwrap();
    assert_eq!(succeeded(&simulator, "custom_hostnames_edit"), 1);
}

#[tokio::test]
async fn a_hostname_is_repaired_and_changed_by_its_name_too() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    created_as(&hostnames, "other.customer.com").await;
    simulator.set_stage("custom_hostnames", &id, "validation_timed_out").unwrap();
    let repaired = hostnames.repair("APP.customer.com.").await.unwrap();
    assert_eq!((repaired.id.clone(), statuses(&repaired).1 == "validation_timed_out"), (id.clone(), false));
    let google = CustomHostnameCertificateAuthority::Google;
    let changed = hostnames.change_authority(NAME, google.clone()).await.unwrap();
    assert_eq!((changed.id, changed.ssl.unwrap().certificate_authority), (id, Some(google)));
    let error = hostnames.repair("none.customer.com").await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, "none.customer.com"));
}

#[tokio::test]
async fn two_repairs_at_once_end_as_one_would_have() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let before = created(&hostnames).await;
    simulator.set_stage("custom_hostnames", &before.id, "validation_timed_out").unwrap();
    let other = of(&simulator, &client(&simulator));
    let (one, two) = tokio::join!(hostnames.repair(&before.id), other.repair(&before.id));
    assert_eq!((one.unwrap().id, two.unwrap().id), (before.id.clone(), before.id));
    assert!(hostnames.onboard(&new(NAME)).await.unwrap().is_ready());
    assert_eq!(hostnames.list().all().await.unwrap().len(), 1);
}
