//! Certificates of hostnames.

use std::time::Duration;

use super::{API, APP, SHOP, active_for_hostnames, association, count, hostname_ids, new_certificate, start};
use crate::support::simulated;
use cloudflare_certificates::OriginTlsClientAuth;
use cloudflare_certificates::types::{OriginPullHostnameUpdate, OriginPullHostnamesUpdate, OriginPullStatus};
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates_simulator::{Fault, Simulator};

const DELETE: &str = "origin_tls_client_auth_hostname_certificates_delete";

/// A certificate with which these hostnames are associated.
async fn used_by(simulator: &Simulator, pulls: &OriginTlsClientAuth, hostnames: &[&str]) -> String {
    let id = active_for_hostnames(simulator, pulls).await;
    pulls.hostnames().associate(&id, hostnames.iter().copied()).await.unwrap();
    id
}

#[tokio::test]
async fn a_certificate_is_found_by_its_serial_number() {
    let (simulator, pulls) = start().await;
    let certificates = pulls.hostname_certificates();
    let created = certificates.create(&new_certificate(&simulator)).await.unwrap();
    let serial = created.serial_number.clone().unwrap();
    let found = certificates.find_by_serial(&format!(" 00{serial}\n")).await.unwrap().unwrap();
    assert_eq!(found.id, created.id);
    assert_eq!(certificates.find_by_serial("1").await.unwrap(), None);
}

#[tokio::test]
async fn an_eleventh_certificate_is_refused_with_advice() {
    let (simulator, pulls) = start().await;
    let certificates = pulls.hostname_certificates();
    let refused = || Fault::error(400, 1000, "too many certificates");
    simulator.fail_next("origin_tls_client_auth_hostname_certificates_create", refused());
    let error = certificates.ensure(&new_certificate(&simulator)).await.unwrap_err();
    assert!(!error.to_string().contains("at most 10"), "{error}");
    for _ in 0..10 {
        certificates.create(&new_certificate(&simulator)).await.unwrap();
    }
    simulator.fail_next("origin_tls_client_auth_hostname_certificates_create", refused());
    let error = certificates.ensure(&new_certificate(&simulator)).await.unwrap_err();
    assert!(error.to_string().contains("at most 10") && error.to_string().contains("remove one"), "{error}");
}

#[tokio::test]
async fn a_rotation_presents_a_certificate_to_each_hostname_at_every_moment() {
    let (simulator, pulls) = start().await;
    let old = used_by(&simulator, &pulls, &[APP, API]).await;
    let rotated = pulls
        .hostname_certificates()
        .rotate(&old, &new_certificate(&simulator), [APP, API, "APP.example.com"])
        .await
        .unwrap();
    let id = &rotated.certificate.id;
    for hostname in [APP, API] {
        assert_eq!(simulator.presented(hostname).unwrap().id, *id);
    }
    assert_eq!((rotated.associations.len(), rotated.left_alone.len()), (2, 0));
    assert!(rotated.associations.iter().all(|one| one.status == Some(OriginPullStatus::Active)));
    assert_eq!((hostname_ids(&pulls).await, simulator.gaps()), (vec![id.clone()], vec![]));
}

#[tokio::test]
async fn hostnames_with_another_certificate_or_none_are_left_alone() {
    let (simulator, pulls) = start().await;
    let old = used_by(&simulator, &pulls, &[APP]).await;
    let third = used_by(&simulator, &pulls, &[API]).await;
    let rotated = pulls
        .hostname_certificates()
        .rotate(&old, &new_certificate(&simulator), [APP, API, SHOP])
        .await
        .unwrap();
    assert_eq!(rotated.left_alone, [API, SHOP]);
    assert_eq!(association(&pulls, APP).await, Some((rotated.certificate.id, true)));
    assert_eq!(association(&pulls, API).await, Some((third, true)));
    assert_eq!(association(&pulls, SHOP).await, None);
}

#[tokio::test]
async fn an_association_that_is_off_is_moved_and_stays_off() {
    let (simulator, pulls) = start().await;
    let old = used_by(&simulator, &pulls, &[APP]).await;
    let off =
        OriginPullHostnamesUpdate::builder().config([OriginPullHostnameUpdate::disable(APP, &old)]).build();
    pulls.hostnames().update(&off).await.unwrap();
    let new = new_certificate(&simulator);
    let rotated = pulls.hostname_certificates().rotate(&old, &new, [APP]).await.unwrap();
    assert_eq!(association(&pulls, APP).await, Some((rotated.certificate.id, false)));
}

/// Associations cannot be listed, so the server tells: 1433.
#[tokio::test]
async fn a_hostname_that_was_not_named_keeps_the_old_certificate_alive() {
    let (simulator, pulls) = start().await;
    let old = used_by(&simulator, &pulls, &[APP, API]).await;
    let (certificates, new) = (pulls.hostname_certificates(), new_certificate(&simulator));
    let (outcome, took) = simulated(&simulator, certificates.rotate(&old, &new, [APP])).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::NeedsAction, &*old));
    assert!(error.call().unwrap().has_code(1433) && error.to_string().contains("not named"), "{error}");
    assert!(took > Duration::from_secs(60) && took < Duration::from_secs(120), "{took:?}");
    assert_eq!(association(&pulls, API).await, Some((old.clone(), true)));

    let rotated = certificates.rotate(&old, &new, [APP, API]).await.unwrap();
    assert_eq!(hostname_ids(&pulls).await, [rotated.certificate.id]);
    assert_eq!(simulator.gaps(), []);
}

#[tokio::test]
async fn an_association_that_is_still_being_removed_1433_passes() {
    let (simulator, pulls) = start().await;
    let id = active_for_hostnames(&simulator, &pulls).await;
    simulator.fail_times(DELETE, 3, Fault::error(400, 1433, "the certificate is in use"));
    pulls.hostname_certificates().remove(&id).await.unwrap();
    assert_eq!((hostname_ids(&pulls).await.len(), simulator.pending_faults()), (0, 0));
}

#[tokio::test]
async fn a_removal_disassociates_the_hostnames_of_this_certificate_only() {
    let (simulator, pulls) = start().await;
    let (id, other) = (used_by(&simulator, &pulls, &[APP]).await, used_by(&simulator, &pulls, &[API]).await);
    pulls.hostname_certificates().disassociate_and_remove(&id, [APP, API, SHOP]).await.unwrap();
    assert_eq!(hostname_ids(&pulls).await, [&*other]);
    assert_eq!(association(&pulls, APP).await, None);
    assert_eq!(association(&pulls, API).await, Some((other, true)));
}

#[tokio::test]
async fn two_rotations_at_once_end_as_one() {
    let (simulator, pulls) = start().await;
    let old = used_by(&simulator, &pulls, &[APP, API]).await;
    let (certificates, new) = (pulls.hostname_certificates(), new_certificate(&simulator));
    let (one, other) = tokio::join!(
        certificates.rotate(&old, &new, [APP, API]).into_future(),
        certificates.rotate(&old, &new, [APP, API]).into_future()
    );
    assert_eq!(one.unwrap().certificate.id, other.unwrap().certificate.id);
    let ids = hostname_ids(&pulls).await;
    assert_eq!((association(&pulls, APP).await, ids.len()), (Some((ids[0].clone(), true)), 1));
    assert_eq!(
        (simulator.gaps(), count(&simulator, "origin_tls_client_auth_hostname_certificates_list") > 0),
        (vec![], true)
    );
}
