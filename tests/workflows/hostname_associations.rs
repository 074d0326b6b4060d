//! Changing the hostnames of a CA.

use cloudflare_certificates::types::NewMtlsCertificate;
use cloudflare_certificates::workflows::ErrorKind;
use cloudflare_certificates::{Client, ClientCa, HostnameAssociations, workflows};
use cloudflare_certificates_simulator::{Fault, Simulator, TestCa};

use crate::support::between::After;
use crate::support::crash::{Case, converges};
use crate::support::{account_of, builder, client, operations, zone_of};

const PUT: &str = "hostname_associations_update";

/// A CA with `a.example.com`, and the managed one with `managed.example.com`.
async fn start() -> (Simulator, ClientCa) {
    let simulator = Simulator::builder().zone("example.com").start().await.unwrap();
    let client = client(&simulator);
    let new = NewMtlsCertificate::authority(TestCa::new().unwrap().certificate_pem()).build();
    let id = account_of(&client, &simulator).mtls_certificates().create(&new).await.unwrap().into_inner().id;
    let associations = zone_of(&client, &simulator).hostname_associations();
    let authority = ClientCa::uploaded(id);
    associations.update(&authority, ["a.example.com"]).await.unwrap();
    associations.update(&ClientCa::Managed, ["managed.example.com"]).await.unwrap();
    (simulator, authority)
}

fn associations(simulator: &Simulator) -> HostnameAssociations {
    zone_of(&client(simulator), simulator).hostname_associations()
}

async fn hostnames(simulator: &Simulator, authority: &ClientCa) -> Vec<String> {
    let mut hostnames = associations(simulator).get(authority).await.unwrap().into_inner().hostnames;
    hostnames.sort();
    hostnames
}

fn writes(simulator: &Simulator) -> usize {
    operations(simulator).iter().filter(|operation| *operation == PUT).count()
}

#[tokio::test]
async fn put_replaces_the_whole_list_and_the_others_are_kept() {
    let (simulator, authority) = start().await;
    let all = associations(&simulator).add(&authority, ["b.example.com", "c.example.com"]).await.unwrap();
    assert_eq!(all, ["a.example.com", "b.example.com", "c.example.com"]);
    assert_eq!(hostnames(&simulator, &authority).await, all);

    let left = associations(&simulator).remove(&authority, ["B.example.com"]).await.unwrap();
    assert_eq!(left, ["a.example.com", "c.example.com"]);
    assert_eq!(hostnames(&simulator, &authority).await, left);
}

#[tokio::test]
async fn nothing_is_written_if_nothing_changes() {
    let (simulator, authority) = start().await;
    let before = writes(&simulator);
    associations(&simulator).add(&authority, ["A.example.com"]).await.unwrap();
    associations(&simulator).remove(&authority, ["z.example.com"]).await.unwrap();
    associations(&simulator).add(&authority, Vec::<String>::new()).await.unwrap();
    assert_eq!(writes(&simulator), before);
}

#[tokio::test]
async fn the_managed_ca_is_never_hit_unless_it_is_named() {
    let (simulator, authority) = start().await;
    associations(&simulator).add(&authority, ["b.example.com"]).await.unwrap();
    associations(&simulator).remove(&authority, ["a.example.com", "managed.example.com"]).await.unwrap();
    assert_eq!(hostnames(&simulator, &ClientCa::Managed).await, ["managed.example.com"]);

    let before = simulator.requests_seen();
    for empty in ["", " "] {
        let error =
            associations(&simulator).add(&ClientCa::uploaded(empty), ["b.example.com"]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
    }
    assert_eq!(simulator.requests_seen(), before);

    associations(&simulator).add(&ClientCa::Managed, ["b.example.com"]).await.unwrap();
    assert_eq!(hostnames(&simulator, &ClientCa::Managed).await, ["b.example.com", "managed.example.com"]);
}

#[tokio::test]
async fn a_ca_that_does_not_exist_is_gone() {
    let (simulator, _) = start().await;
    let unknown = ClientCa::uploaded("3822ff90-ea29-44df-9e55-21300bb9419b");
    let error = associations(&simulator).add(&unknown, ["b.example.com"]).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Gone, "3822ff90-ea29-44df-9e55-21300bb9419b"));
}

#[tokio::test]
async fn an_update_that_conflicts_with_another_is_made_again() {
    let (simulator, authority) = start().await;
    simulator.fail_times(PUT, 3, Fault::error(409, 1000, "another update is running"));
    associations(&simulator).add(&authority, ["b.example.com"]).await.unwrap();
    assert_eq!(hostnames(&simulator, &authority).await, ["a.example.com", "b.example.com"]);
}

/// A client during whose first updates another program writes a list that it read before.
fn beside_another_writer(simulator: &Simulator, authority: &ClientCa, times: usize) -> Client {
    let (other, authority) = (associations(simulator), authority.clone());
    let writes = After::first(times, PUT, move || {
        let (other, authority) = (other.clone(), authority.clone());
        async move {
            other.update(&authority, ["a.example.com", "other.example.com"]).await.unwrap();
        }
    });
    builder(simulator).middleware(writes).build().unwrap()
}

#[tokio::test]
async fn a_writer_that_undoes_the_change_is_noticed_and_nothing_of_either_is_lost() {
    let (simulator, authority) = start().await;
    let client = beside_another_writer(&simulator, &authority, 1);
    let all = zone_of(&client, &simulator).hostname_associations().add(&authority, ["b.example.com"]).await;
    let wanted = ["a.example.com", "b.example.com", "other.example.com"];
    let mut all = all.unwrap();
    all.sort();
    assert_eq!(all, wanted);
    assert_eq!(hostnames(&simulator, &authority).await, wanted);
}

#[tokio::test]
async fn a_writer_that_always_undoes_the_change_ends_the_workflow() {
    let (simulator, authority) = start().await;
    let client = beside_another_writer(&simulator, &authority, usize::MAX);
    let associations = zone_of(&client, &simulator).hostname_associations();
    let before = writes(&simulator);
    let error = associations.add(&authority, ["b.example.com"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(error.to_string().contains("another program"), "{error}");
    assert_eq!(writes(&simulator) - before, 10, "5 of its own and 5 of the other");
}

#[tokio::test]
async fn runs_at_once_lose_none_of_each_others_hostnames() {
    let (simulator, authority) = start().await;
    let add = |hostname: &'static str| {
        let associations = associations(&simulator);
        associations.add(&authority, [hostname]).into_future()
    };
    let (b, c) = tokio::join!(add("b.example.com"), add("c.example.com"));
    b.unwrap();
    c.unwrap();
    let all = hostnames(&simulator, &authority).await;
    assert_eq!(all, ["a.example.com", "b.example.com", "c.example.com"]);
}

#[tokio::test]
async fn an_addition_converges_after_any_crash() {
    let workflow = async |client: Client, data: &(String, ClientCa)| -> workflows::Result<()> {
        let associations = client.zone(&data.0).unwrap().hostname_associations();
        associations.add(&data.1, ["b.example.com"]).await.map(drop)
    };
    let check = async |simulator: &Simulator, _: Client, data: &(String, ClientCa), case: Case| {
        let all = hostnames(simulator, &data.1).await;
        assert_eq!(all, ["a.example.com", "b.example.com"], "{case:?}");
        assert_eq!(hostnames(simulator, &ClientCa::Managed).await, ["managed.example.com"], "{case:?}");
    };
    converges("hostname_associations.add", stage, workflow, check).await;
}

#[tokio::test]
async fn a_removal_converges_after_any_crash() {
    let workflow = async |client: Client, data: &(String, ClientCa)| -> workflows::Result<()> {
        let associations = client.zone(&data.0).unwrap().hostname_associations();
        associations.remove(&data.1, ["a.example.com"]).await.map(drop)
    };
    let check = async |simulator: &Simulator, _: Client, data: &(String, ClientCa), case: Case| {
        assert!(hostnames(simulator, &data.1).await.is_empty(), "{case:?}");
        assert_eq!(hostnames(simulator, &ClientCa::Managed).await, ["managed.example.com"], "{case:?}");
    };
    converges("hostname_associations.remove", stage, workflow, check).await;
}

async fn stage() -> (Simulator, (String, ClientCa)) {
    let (simulator, authority) = start().await;
    let zone = simulator.zones()[0].id().to_owned();
    (simulator, (zone, authority))
}
