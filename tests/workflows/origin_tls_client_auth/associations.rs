//! Associations of hostnames with certificates.

use super::{API, APP, SHOP, active_for_hostnames, association, count, new_certificate, start};
use cloudflare_certificates::Progress;
use cloudflare_certificates::types::OriginPullStatus;
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates_simulator::Fault;

const UPDATE: &str = "origin_tls_client_auth_hostnames_update";

#[tokio::test]
async fn hostnames_are_associated_with_one_request_and_read_back() {
    let (simulator, pulls) = start().await;
    let id = active_for_hostnames(&simulator, &pulls).await;
    let associations = pulls.hostnames().associate(&id, [APP, API, APP]).await.unwrap();
    assert_eq!(associations.len(), 2);
    for one in associations {
        assert_eq!((one.cert_id, one.status), (Some(id.clone()), Some(OriginPullStatus::Active)));
    }
    pulls.hostnames().associate(&id, [APP]).await.unwrap();
    assert_eq!(count(&simulator, UPDATE), 1, "what is so is not changed");
}

/// A hostname whose certificate is not active yet is presented nothing.
#[tokio::test]
async fn hostnames_move_only_to_a_certificate_that_is_active() {
    let (simulator, pulls) = start().await;
    let old = active_for_hostnames(&simulator, &pulls).await;
    pulls.hostnames().associate(&old, [APP]).await.unwrap();
    let new =
        pulls.hostname_certificates().create(&new_certificate(&simulator)).await.unwrap().into_inner().id;
    pulls.hostnames().associate(&new, [APP]).await.unwrap();
    assert_eq!(simulator.presented(APP).unwrap().id, new);
    assert_eq!(simulator.gaps(), []);
}

#[tokio::test]
async fn the_changes_of_a_zone_are_serialized_409() {
    let (simulator, pulls) = start().await;
    let id = active_for_hostnames(&simulator, &pulls).await;
    simulator.fail_times(UPDATE, 3, Fault::status(409));
    pulls.hostnames().associate(&id, [APP]).await.unwrap();
    simulator.fail_times(UPDATE, 3, Fault::status(409));
    pulls.hostnames().disassociate([APP]).await.unwrap();
    assert_eq!((association(&pulls, APP).await, simulator.pending_faults()), (None, 0));
}

#[tokio::test]
async fn removing_an_association_twice_is_a_success() {
    let (simulator, pulls) = start().await;
    let id = active_for_hostnames(&simulator, &pulls).await;
    pulls.hostnames().associate(&id, [APP, API]).await.unwrap();
    for _ in 0..2 {
        pulls.hostnames().disassociate([APP, SHOP]).await.unwrap();
    }
    assert_eq!(count(&simulator, UPDATE), 2);
    assert_eq!(association(&pulls, APP).await, None);
    assert_eq!(association(&pulls, API).await, Some((id, true)));
}

/// Cloudflare refuses the removal of an association whose certificate is deleted.
#[tokio::test]
async fn an_association_without_its_certificate_1415_does_not_prevent_the_removal_of_others() {
    let (simulator, pulls) = start().await;
    let id = active_for_hostnames(&simulator, &pulls).await;
    pulls.hostnames().associate(&id, [APP, API]).await.unwrap();
    let refused = || Fault::error(400, 1415, "invalid hostname config");
    // Once for both, once for the first one.
    simulator.fail_times(UPDATE, 2, refused());
    pulls.hostnames().disassociate([APP, API]).await.unwrap();
    assert_eq!(association(&pulls, API).await, None);
}

#[tokio::test]
async fn an_association_can_be_waited_for() {
    let (simulator, pulls) = start().await;
    let id = active_for_hostnames(&simulator, &pulls).await;
    pulls.hostnames().associate(&id, [APP]).await.unwrap();
    assert_eq!(pulls.hostnames().wait(APP).await.unwrap().cert_id, Some(id));
    assert_eq!(pulls.hostnames().wait(SHOP).until(Progress::Gone).await.unwrap().hostname, SHOP);
    assert_eq!(pulls.hostnames().wait(SHOP).await.unwrap_err().kind(), ErrorKind::Gone);
}
