//! Several programs that write the same lists and associations.

use cloudflare_certificates::ClientCa;
use cloudflare_certificates::types::{
    NewAccessCertificate, NewMtlsCertificate, OriginPullHostnameUpdate, OriginPullHostnamesUpdate,
};
use cloudflare_certificates_simulator::{Fault, Simulator, TestCa};

use crate::origin_tls_client_auth::{APP, active_for_hostnames, association, new_certificate, pulls, start};
use crate::support::between::After;
use crate::support::{account_of, builder, client, zone_of};

fn busy() -> Fault {
    Fault::error(409, 1000, "another update is running")
}

async fn access(simulator: &Simulator) -> cloudflare_certificates::AccessCertificates {
    zone_of(&client(simulator), simulator).access_certificates()
}

fn ca(name: &str, hostnames: &[&str]) -> NewAccessCertificate {
    NewAccessCertificate::builder()
        .certificate(TestCa::new().unwrap().certificate_pem())
        .name(name)
        .associated_hostnames(hostnames.iter().copied())
        .build()
}

async fn zone() -> Simulator {
    Simulator::builder().zone("example.com").zone("example.org").start().await.unwrap()
}

#[tokio::test]
async fn a_retry_after_409_does_not_undo_what_the_other_writer_added() {
    let simulator = zone().await;
    let plain = client(&simulator);
    let new = NewMtlsCertificate::authority(TestCa::new().unwrap().certificate_pem()).build();
    let id = account_of(&plain, &simulator).mtls_certificates().create(&new).await.unwrap().into_inner().id;
    let authority = ClientCa::uploaded(id);
    let other = zone_of(&plain, &simulator).hostname_associations();
    other.update(&authority, ["a.example.com"]).await.unwrap();
    let (theirs, of) = (other.clone(), authority.clone());
    let after = After::first(1, "hostname_associations_update", move || {
        let (theirs, of) = (theirs.clone(), of.clone());
        async move { drop(theirs.add(&of, ["b.example.com"]).await.unwrap()) }
    });
    let client = builder(&simulator).middleware(after).build().unwrap();
    simulator.fail_next("hostname_associations_update", busy());
    zone_of(&client, &simulator).hostname_associations().add(&authority, ["c.example.com"]).await.unwrap();
    let mut all = other.get(&authority).await.unwrap().into_inner().hostnames;
    all.sort();
    assert_eq!(all, ["a.example.com", "b.example.com", "c.example.com"]);
}

#[tokio::test]
async fn a_hostname_that_was_removed_by_another_is_not_revived_by_a_retry_after_409() {
    let simulator = zone().await;
    let others = access(&simulator).await;
    let id = others.create(&ca("one", &["a.example.com", "b.example.com"])).await.unwrap().into_inner().id;
    let (theirs, of) = (others.clone(), id.clone());
    let after = After::first(1, "access_certificates_update", move || {
        let (theirs, of) = (theirs.clone(), of.clone());
        async move { drop(theirs.remove_hostnames(&of, ["b.example.com"]).await.unwrap()) }
    });
    let client = builder(&simulator).middleware(after).build().unwrap();
    simulator.fail_next("access_certificates_update", busy());
    zone_of(&client, &simulator).access_certificates().add_hostnames(&id, ["c.example.com"]).await.unwrap();
    let all = others.get(&id).await.unwrap().into_inner().associated_hostnames;
    assert_eq!(all, ["a.example.com", "c.example.com"]);
}

/// A writer of the new CA that waits for 409 to pass takes every rotated hostname off both CAs.
#[tokio::test]
async fn a_rotation_beside_an_addition_leaves_no_hostname_without_a_ca() {
    let simulator = zone().await;
    let others = access(&simulator).await;
    let old = others.create(&ca("old", &["a.example.com", "b.example.com"])).await.unwrap().into_inner().id;
    let new = ca("new", &[]);
    let new_id = others.create(&new).await.unwrap().into_inner().id;
    let theirs = others.clone();
    let after = After::first(1, "access_certificates_update", move || {
        let (theirs, old, new) = (theirs.clone(), old.clone(), new.clone());
        async move { drop(theirs.rotate(&old, &new).await.unwrap()) }
    });
    let client = builder(&simulator).middleware(after).build().unwrap();
    simulator.fail_next("access_certificates_update", busy());
    zone_of(&client, &simulator)
        .access_certificates()
        .add_hostnames(&new_id, ["c.example.com"])
        .await
        .unwrap();
    let mut all = others.get(&new_id).await.unwrap().into_inner().associated_hostnames;
    all.sort();
    assert_eq!(all, ["a.example.com", "b.example.com", "c.example.com"]);
}

/// Two ensures at once, with a list between both.
#[tokio::test]
async fn two_rotations_at_once_end_as_one() {
    let simulator = zone().await;
    let others = access(&simulator).await;
    let old = others.create(&ca("old", &["a.example.com", "b.example.com"])).await.unwrap().into_inner().id;
    let new = ca("new", &["c.example.com"]);
    let one = access(&simulator).await;
    let (first, second) = tokio::join!(one.rotate(&old, &new), others.rotate(&old, &new));
    assert_eq!(first.unwrap().id, second.unwrap().id);
    let all = others.list().all().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].associated_hostnames.len(), 3);
}

async fn move_to(pulls: cloudflare_certificates::OriginTlsClientAuth, id: String) {
    let change = OriginPullHostnameUpdate::builder().hostname(APP).cert_id(id).enabled(Some(true)).build();
    let body = OriginPullHostnamesUpdate::builder().config(vec![change]).build();
    pulls.hostnames().update(&body).await.unwrap();
    pulls.hostnames().wait(APP).await.unwrap();
}

async fn third_after(
    simulator: &Simulator,
    operation: &'static str,
) -> (String, String, cloudflare_certificates::OriginTlsClientAuth) {
    let others = pulls(&client(simulator), simulator);
    let old = active_for_hostnames(simulator, &others).await;
    others.hostnames().associate(&old, [APP]).await.unwrap();
    let third = active_for_hostnames(simulator, &others).await;
    let (theirs, to) = (others.clone(), third.clone());
    let after = After::first(1, operation, move || move_to(theirs.clone(), to.clone()));
    let client = builder(simulator).middleware(after).build().unwrap();
    (old, third, pulls(&client, simulator))
}

#[tokio::test]
async fn a_rotation_leaves_a_hostname_alone_that_moved_to_a_third_certificate_between_its_two_looks() {
    let (simulator, _) = start().await;
    let (old, third, mine) = third_after(&simulator, "origin_tls_client_auth_hostnames_get").await;
    let _ = mine.hostname_certificates().rotate(&old, &new_certificate(&simulator), [APP]).await;
    assert_eq!(association(&pulls(&client(&simulator), &simulator), APP).await.unwrap().0, third);
}

#[tokio::test]
async fn a_rotation_leaves_a_hostname_alone_that_moved_to_a_third_certificate_during_409() {
    let (simulator, _) = start().await;
    let (old, third, mine) = third_after(&simulator, "origin_tls_client_auth_hostnames_update").await;
    simulator.fail_next("origin_tls_client_auth_hostnames_update", busy());
    let _ = mine.hostname_certificates().rotate(&old, &new_certificate(&simulator), [APP]).await;
    assert_eq!(association(&pulls(&client(&simulator), &simulator), APP).await.unwrap().0, third);
}

#[tokio::test]
async fn a_removal_does_not_strip_a_hostname_that_moved_to_a_third_certificate_between_its_two_looks() {
    let (simulator, _) = start().await;
    let (old, third, mine) = third_after(&simulator, "origin_tls_client_auth_hostnames_get").await;
    let _ = mine.hostname_certificates().disassociate_and_remove(&old, [APP]).await;
    assert_eq!(simulator.presented(APP).map(|presented| presented.id), Some(third), "{:?}", simulator.gaps());
}

#[tokio::test]
async fn a_removal_does_not_strip_a_hostname_that_moved_to_a_third_certificate_during_409() {
    let (simulator, _) = start().await;
    let (old, third, mine) = third_after(&simulator, "origin_tls_client_auth_hostnames_update").await;
    simulator.fail_next("origin_tls_client_auth_hostnames_update", busy());
    let _ = mine.hostname_certificates().disassociate_and_remove(&old, [APP]).await;
    assert_eq!(simulator.presented(APP).map(|presented| presented.id), Some(third), "{:?}", simulator.gaps());
}

async fn authority(simulator: &Simulator) -> ClientCa {
    let plain = client(simulator);
    let new = NewMtlsCertificate::authority(TestCa::new().unwrap().certificate_pem()).build();
    ClientCa::uploaded(
        account_of(&plain, simulator).mtls_certificates().create(&new).await.unwrap().into_inner().id,
    )
}

#[tokio::test]
async fn a_hostname_with_a_dot_at_its_end_is_removed_too() {
    let simulator = zone().await;
    let authority = authority(&simulator).await;
    let lists = zone_of(&client(&simulator), &simulator).hostname_associations();
    lists.update(&authority, ["a.example.com", "b.example.com"]).await.unwrap();
    let left = lists.remove(&authority, ["a.example.com."]).await;
    let listed = lists.get(&authority).await.unwrap().into_inner().hostnames;
    assert_eq!(listed, ["b.example.com"], "it said {left:?}");
}

#[tokio::test]
async fn a_hostname_with_a_dot_at_its_end_is_not_added_twice() {
    let simulator = zone().await;
    let authority = authority(&simulator).await;
    let lists = zone_of(&client(&simulator), &simulator).hostname_associations();
    lists.update(&authority, ["a.example.com", "b.example.com"]).await.unwrap();
    let outcome = lists.add(&authority, ["a.example.com."]).await;
    let listed = lists.get(&authority).await.unwrap().into_inner().hostnames;
    assert_eq!(listed, ["a.example.com", "b.example.com"], "it said {outcome:?}");
}

#[tokio::test]
async fn a_retry_after_429_does_not_undo_what_the_other_writer_added() {
    let simulator = zone().await;
    let authority = authority(&simulator).await;
    let lists = zone_of(&client(&simulator), &simulator).hostname_associations();
    lists.update(&authority, ["a.example.com"]).await.unwrap();
    simulator.fail_next(
        "hostname_associations_update",
        Fault::too_many_requests(std::time::Duration::from_secs(60)),
    );
    let (one, two) = tokio::join!(
        lists.add(&authority, ["b.example.com"]).into_future(),
        zone_of(&client(&simulator), &simulator)
            .hostname_associations()
            .add(&authority, ["c.example.com"])
            .into_future()
    );
    let mut all = lists.get(&authority).await.unwrap().into_inner().hostnames;
    all.sort();
    assert_eq!(all, ["a.example.com", "b.example.com", "c.example.com"], "{one:?} {two:?}");
}

async fn many_writers(count: usize) {
    let simulator = zone().await;
    let authority = authority(&simulator).await;
    let lists = zone_of(&client(&simulator), &simulator).hostname_associations();
    let mut writers = Vec::new();
    for number in 0..count {
        let handle = zone_of(&client(&simulator), &simulator).hostname_associations();
        let authority = authority.clone();
        writers.push(tokio::spawn(async move {
            handle.add(&authority, [format!("h{number}.example.com")]).await
        }));
    }
    let mut outcomes = Vec::new();
    for writer in writers {
        outcomes.push(writer.await.unwrap());
    }
    let all = lists.get(&authority).await.unwrap().into_inner().hostnames;
    let failed: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!(all.len(), count, "{} failed, {:?}; listed {all:?}", failed.len(), failed.first());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_writers_at_once_lose_no_hostname() {
    many_writers(4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twelve_writers_at_once_lose_no_hostname() {
    many_writers(12).await;
}

/// The record without its list: is the old CA deleted, the hostnames moved?
#[tokio::test]
async fn an_access_ca_shown_without_its_hostnames_does_not_lose_them() {
    let simulator = zone().await;
    let others = access(&simulator).await;
    let id = others.create(&ca("one", &["a.example.com"])).await.unwrap().into_inner().id;
    let body = serde_json::json!({"success": true, "errors": [], "messages": [], "result": {"id": id, "name": "one"}});
    let lie = crate::lying_servers::Lie::new("access_certificates_get", 1, 200, body);
    let client = builder(&simulator).middleware(lie).build().unwrap();
    let outcome =
        zone_of(&client, &simulator).access_certificates().add_hostnames(&id, ["b.example.com"]).await;
    let all = others.get(&id).await.unwrap().into_inner().associated_hostnames;
    assert!(all.contains(&"a.example.com".to_owned()), "{all:?} {outcome:?}");
}

/// Another writer replaces the new CA's list after the old CA was emptied: it is seen before the old CA is deleted.
#[tokio::test]
async fn a_rotation_looks_at_the_new_ca_before_it_deletes_the_old_one() {
    let simulator = zone().await;
    let others = access(&simulator).await;
    let old = others.create(&ca("old", &["a.example.com", "b.example.com"])).await.unwrap().into_inner().id;
    let theirs = others.clone();
    let after = After::first(1, "access_certificates_update", move || {
        let theirs = theirs.clone();
        async move {
            let new = theirs.find_by_name("new").await.unwrap().unwrap();
            let update = cloudflare_certificates::types::AccessCertificateUpdate::builder();
            let update = update.associated_hostnames(vec!["w.example.com".to_owned()]).build();
            theirs.update(&new.id, &update).await.unwrap();
        }
    });
    let client = builder(&simulator).middleware(after).build().unwrap();
    let outcome = zone_of(&client, &simulator).access_certificates().rotate(&old, &ca("new", &[])).await;
    let all = others.list().all().await.unwrap();
    let mut hostnames: Vec<_> = all.iter().flat_map(|one| one.associated_hostnames.clone()).collect();
    hostnames.sort();
    assert_eq!(hostnames, ["a.example.com", "b.example.com", "w.example.com"], "{outcome:?}");
}
