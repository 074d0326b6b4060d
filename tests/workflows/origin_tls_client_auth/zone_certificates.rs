//! Certificates of the whole zone.

use std::time::Duration;

use super::{active_for_zone, count, new_certificate, start, zone_ids};
use crate::support::simulated;
use cloudflare_certificates::types::{NewOriginPullCertificate, OriginPullSettingsUpdate};
use cloudflare_certificates::workflows::{Action, ErrorKind, Event, Plan};
use cloudflare_certificates_simulator::Fault;

const CREATE: &str = "origin_tls_client_auth_create";
const DELETE: &str = "origin_tls_client_auth_delete";
const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_certificate_is_found_by_its_leaf_whatever_the_line_ends() {
    let (simulator, pulls) = start().await;
    let issued =
        simulator.test_ca().intermediate("X").unwrap().certificate(&["client.example.com"]).issue().unwrap();
    let new = NewOriginPullCertificate::builder()
        .certificate(issued.chain_pem())
        .private_key(issued.private_key_pem().unwrap())
        .build();
    let id = pulls.create(&new).await.unwrap().into_inner().id;
    let leaf = issued.certificate_pem().replace('\n', "\r\n ");
    assert_eq!(pulls.find(&leaf).await.unwrap().unwrap().id, id);
    assert_eq!(pulls.find(&new_certificate(&simulator).certificate).await.unwrap(), None);
    // It is a certificate of the zone, not of hostnames.
    assert_eq!(pulls.hostname_certificates().find(&leaf).await.unwrap(), None);
}

#[tokio::test]
async fn a_certificate_that_is_being_deleted_is_not_found() {
    let (simulator, pulls) = start().await;
    let new = new_certificate(&simulator);
    let id = pulls.create(&new).await.unwrap().into_inner().id;
    pulls.wait(&id).await.unwrap();
    pulls.delete(&id).await.unwrap();
    assert_eq!(pulls.list().all().await.unwrap().len(), 1, "it is still listed");
    assert_eq!(pulls.find(&new.certificate).await.unwrap(), None);
}

#[tokio::test]
async fn a_string_without_a_certificate_is_refused_before_anything_is_sent() {
    let (simulator, pulls) = start().await;
    let new = NewOriginPullCertificate::builder().certificate("PEM").private_key("KEY").build();
    assert_eq!(pulls.find("PEM").await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(pulls.ensure(&new).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(pulls.rotate([""; 0], &new).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(simulator.requests_seen(), 0);
}

#[tokio::test]
async fn ensure_uploads_once_and_says_before_what_it_would_do() {
    let (simulator, pulls) = start().await;
    let new = new_certificate(&simulator);
    assert_eq!(pulls.ensure(&new).plan().await.unwrap(), Plan::Create);
    let first = pulls.ensure(&new).await.unwrap();
    let second = pulls.ensure(&new).await.unwrap();
    assert!(first.is_created() && !second.is_created());
    assert_eq!(first.get().id, second.get().id);
    assert!(
        matches!(pulls.ensure(&new).plan().await.unwrap(), Plan::Keep(kept) if kept.id == first.get().id)
    );
    assert_eq!(count(&simulator, CREATE), 1);
}

#[tokio::test]
async fn an_upload_without_a_response_is_found_and_not_repeated() {
    let (simulator, pulls) = start().await;
    simulator.fail_next(CREATE, Fault::lose_response());
    let created = pulls.ensure(&new_certificate(&simulator)).await.unwrap();
    assert!(created.is_created());
    assert_eq!((count(&simulator, CREATE), zone_ids(&pulls).await), (1, vec![created.into_inner().id]));
}

#[tokio::test]
async fn two_uploads_at_once_end_with_one_certificate() {
    let (simulator, pulls) = start().await;
    let new = new_certificate(&simulator);
    let (one, other) = tokio::join!(pulls.ensure(&new).into_future(), pulls.ensure(&new).into_future());
    let (one, other) = (one.unwrap().into_inner().id, other.unwrap().into_inner().id);
    assert_eq!((zone_ids(&pulls).await, &one), (vec![other], &one));
}

#[tokio::test]
async fn the_same_pem_revives_its_id() {
    let (simulator, pulls) = start().await;
    let new = new_certificate(&simulator);
    let id = pulls.ensure(&new).await.unwrap().into_inner().id;
    simulator.set_stage("origin_tls_client_auth", &id, "tombstone").unwrap();
    assert_eq!(pulls.ensure(&new).plan().await.unwrap(), Plan::Create);
    let revived = pulls.ensure(&new).await.unwrap();
    assert!(revived.is_created());
    assert_eq!(pulls.wait(&revived.get().id).await.unwrap().id, id);
}

/// Cloudflare refuses the upload with 1406 until the deletion is complete.
#[tokio::test]
async fn a_tombstone_with_the_same_content_stands_in_the_way_for_ten_seconds() {
    let (simulator, pulls) = start().await;
    let exists = || Fault::error(400, 1406, "certificate already exists");
    simulator.fail_times(CREATE, 3, exists());
    let (created, took) = simulated(&simulator, pulls.ensure(&new_certificate(&simulator))).await;
    assert!(created.unwrap().is_created());
    assert!(took > 4 * SECOND && took < 30 * SECOND, "{took:?}");

    simulator.fail_always(CREATE, exists());
    let (refused, took) = simulated(&simulator, pulls.ensure(&new_certificate(&simulator))).await;
    assert!(refused.unwrap_err().call().unwrap().has_code(1406));
    assert!(took > 30 * SECOND && took < 90 * SECOND, "{took:?}");
}

#[tokio::test]
async fn a_rotation_presents_a_certificate_at_every_moment() {
    let (simulator, pulls) = start().await;
    pulls.settings().update(&OriginPullSettingsUpdate::builder().enabled(true).build()).await.unwrap();
    let old = active_for_zone(&simulator, &pulls).await;
    let before = simulator.presented("example.com").unwrap();
    assert_eq!(before.id, old);
    let new = pulls.rotate([&old], &new_certificate(&simulator)).await.unwrap();
    assert_eq!(simulator.presented("example.com").unwrap().id, new.id);
    assert_eq!(zone_ids(&pulls).await, [new.id]);
    assert_eq!(simulator.gaps(), []);
    assert_eq!(pulls.settings().get().await.unwrap().enabled, Some(true));
}

#[tokio::test]
async fn a_rotation_removes_only_what_was_named_and_leaves_the_setting_alone() {
    let (simulator, pulls) = start().await;
    let (old, other) = (active_for_zone(&simulator, &pulls).await, active_for_zone(&simulator, &pulls).await);
    let new = pulls.rotate([old], &new_certificate(&simulator)).await.unwrap();
    let left = zone_ids(&pulls).await;
    assert!(left.len() == 2 && left.contains(&other) && left.contains(&new.id), "{left:?}");
    assert_eq!(pulls.settings().get().await.unwrap().enabled, Some(false));
    assert_eq!(count(&simulator, "origin_tls_client_auth_settings_update"), 0);
}

#[tokio::test]
async fn a_rotation_to_the_same_certificate_keeps_it() {
    let (simulator, pulls) = start().await;
    let new = new_certificate(&simulator);
    let id = pulls.ensure(&new).await.unwrap().into_inner().id;
    assert_eq!(pulls.rotate([&id], &new).await.unwrap().id, id);
    assert_eq!((zone_ids(&pulls).await, count(&simulator, DELETE)), (vec![id], 0));
}

#[tokio::test]
async fn a_rotation_whose_certificate_is_not_deployed_keeps_the_old_one() {
    let (simulator, pulls) = start().await;
    let old = active_for_zone(&simulator, &pulls).await;
    let new = new_certificate(&simulator);
    let id = pulls.ensure(&new).await.unwrap().into_inner().id;
    simulator.set_stage("origin_tls_client_auth", &id, "deployment_timed_out").unwrap();
    let error = pulls.rotate([&old], &new).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::NeedsAction, &*id));
    assert_eq!(error.left(), ["wait until the new certificate is active", "delete the old ones"]);
    assert!(zone_ids(&pulls).await.contains(&old));
}

#[tokio::test]
async fn the_steps_of_a_rotation_are_visible() {
    let (simulator, pulls) = start().await;
    let old = active_for_zone(&simulator, &pulls).await;
    let mut steps = pulls.rotate([&old], &new_certificate(&simulator)).steps();
    let mut changes = Vec::new();
    while let Some(event) = steps.try_next().await.unwrap() {
        match event {
            Event::Step(step) if step.action.is_change() => changes.push((step.action, step.id)),
            Event::Done(new) => {
                assert_eq!(changes, [(Action::Created, new.id), (Action::Deleted, old.clone())])
            }
            _ => {}
        }
    }
    assert_eq!(changes.len(), 2);
}

#[tokio::test]
async fn a_removal_ends_with_the_tombstone() {
    let (simulator, pulls) = start().await;
    let id = active_for_zone(&simulator, &pulls).await;
    let ((), took) = simulated(&simulator, async { pulls.remove(&id).await.unwrap() }).await;
    assert!(took >= 2 * SECOND && took < 20 * SECOND, "{took:?}");
    assert_eq!(pulls.list().all().await.unwrap(), []);
}

#[tokio::test]
async fn removing_what_is_removed_or_was_never_there_is_a_success() {
    let (simulator, pulls) = start().await;
    let id = active_for_zone(&simulator, &pulls).await;
    pulls.remove(&id).await.unwrap();
    pulls.remove(&id).await.unwrap();
    pulls.remove("2458ce5a-0c35-4c7f-82c7-8e9487d3ff60").await.unwrap();
    assert_eq!(count(&simulator, DELETE), 1);
}

#[tokio::test]
async fn a_deletion_that_is_running_1414_is_a_success() {
    let (simulator, pulls) = start().await;
    let id = active_for_zone(&simulator, &pulls).await;
    let (one, other) = tokio::join!(pulls.remove(&id).into_future(), pulls.remove(&id).into_future());
    one.and(other).unwrap();
    assert_eq!(zone_ids(&pulls).await, [""; 0]);
}

#[tokio::test]
async fn a_certificate_that_is_being_deployed_1434_is_deleted_when_the_server_allows_it() {
    let (simulator, pulls) = start().await;
    let id = pulls.create(&new_certificate(&simulator)).await.unwrap().into_inner().id;
    simulator.advance(2 * SECOND);
    pulls.remove(&id).await.unwrap();
    assert!(count(&simulator, DELETE) > 1, "the first one is refused");
    assert_eq!(zone_ids(&pulls).await, [""; 0]);
}

#[tokio::test]
async fn while_another_change_runs_409_uploads_and_deletions_wait() {
    let (simulator, pulls) = start().await;
    let old = active_for_zone(&simulator, &pulls).await;
    simulator.fail_times(CREATE, 2, Fault::status(409));
    simulator.fail_times(DELETE, 2, Fault::status(409));
    let new = pulls.rotate([&old], &new_certificate(&simulator)).await.unwrap();
    assert_eq!((zone_ids(&pulls).await, simulator.pending_faults()), (vec![new.id], 0));
}
