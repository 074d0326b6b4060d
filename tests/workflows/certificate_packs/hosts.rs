//! Packs and orders whose hosts are missing, or are fewer.

use cloudflare_certificates::workflows::{ErrorKind, PackKey};
use cloudflare_certificates_simulator::Activation;

use super::{HOSTS, active, existing, ids, start};
use crate::support::rewrite::Rewrite;
use crate::support::{builder, operations, pack, zone_of};

#[tokio::test]
async fn a_key_without_hosts_is_that_of_no_pack() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    active(&simulator, &zone, &["example.com"]).await;
    let packs = zone.certificate_packs();
    assert!(packs.find(PackKey::new([""; 0])).await.unwrap().is_none());
    assert!(packs.find(&pack(&[])).await.unwrap().is_none());
}

#[tokio::test]
async fn an_order_without_hosts_replaces_nothing() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await.id;
    // The pack that an empty set of hosts and a name added by the server would be.
    let apex = active(&simulator, &zone, &["example.com"]).await.id;
    zone.certificate_packs().ensure(&pack(&[])).replacing(&old).await.unwrap_err();
    zone.certificate_packs().rotate(&old).order(&pack(&[])).await.unwrap_err();
    assert_eq!(ids(&existing(&zone).await), [old, apex]);
    assert_eq!(simulator.gaps(), []);
}

#[tokio::test]
async fn a_pack_that_is_shown_without_hosts_is_not_rotated() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &HOSTS).await.id;
    let apex = active(&simulator, &zone, &["example.com"]).await.id;
    let hidden = old.clone();
    let without_hosts = Rewrite::each("certificate_packs_get", move |record| {
        if record["id"] == hidden {
            record.as_object_mut().unwrap().remove("hosts");
        }
    });
    let client = builder(&simulator).middleware(without_hosts).build().unwrap();
    let error = zone_of(&client, &simulator).certificate_packs().rotate(&old).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused | ErrorKind::Ambiguous), "{error}");
    assert_eq!(ids(&existing(&zone).await), [old, apex]);
    assert!(!operations(&simulator).contains(&"certificate_packs_delete".to_owned()));
}

#[tokio::test]
async fn a_rotation_to_an_order_that_lacks_hosts_is_refused() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &["example.com", "www.example.com", "a.example.com"]).await.id;
    let before = operations(&simulator).iter().filter(|name| *name == "certificate_packs_create").count();
    for hosts in [&["example.com", "other.example.com"][..], &["www.example.com"], &["example.com"]] {
        let error = zone.certificate_packs().rotate(&old).order(&pack(hosts)).await.unwrap_err();
        assert_eq!((error.kind(), error.id()), (ErrorKind::Refused, &*old), "{hosts:?}");
        assert!(error.to_string().contains("a.example.com"), "{error}");
    }
    let orders = operations(&simulator).iter().filter(|name| *name == "certificate_packs_create").count();
    assert_eq!((ids(&existing(&zone).await), orders), (vec![&*old], before));
}

#[tokio::test]
async fn a_rotation_to_an_order_that_covers_the_hosts_by_a_wildcard_is_none_with_fewer() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let old = active(&simulator, &zone, &["example.com", "www.example.com", "a.example.com"]).await.id;
    let order = pack(&["example.com", "*.example.com"]);
    let rotated = zone.certificate_packs().rotate(&old).order(&order).await.unwrap();
    assert_eq!((ids(&existing(&zone).await), simulator.gaps()), (vec![&*rotated.pack.id], vec![]));
}

#[tokio::test]
async fn a_rotation_need_not_order_the_apex_that_the_server_adds() {
    let (simulator, zone) = start(Activation::by_clock()).await;
    let order = pack(&["www.example.com", "a.example.com"]);
    let old = active(&simulator, &zone, &["www.example.com", "a.example.com"]).await;
    assert_eq!(old.hosts.len(), 3, "{:?}", old.hosts);
    let rotated = zone.certificate_packs().rotate(&old.id).order(&order).await.unwrap();
    assert_eq!((ids(&existing(&zone).await), simulator.gaps()), (vec![&*rotated.pack.id], vec![]));
}
