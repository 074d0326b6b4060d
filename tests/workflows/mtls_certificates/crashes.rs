//! The workflows of mTLS certificates after any crash, and two at once.

use cloudflare_certificates::{Client, workflows};

use super::*;
use crate::support::crash::{Case, converges};

struct Stage {
    account: String,
    zones: [String; 2],
    old: String,
    new: NewMtlsCertificate,
}

impl Stage {
    fn certificates(&self, client: &Client) -> MtlsCertificates {
        client.account(&self.account).unwrap().mtls_certificates()
    }

    fn lists(&self, client: &Client) -> [HostnameAssociations; 2] {
        self.zones.each_ref().map(|zone| client.zone(zone).unwrap().hostname_associations())
    }
}

/// An old CA with hostnames in two zones.
async fn stage() -> (Simulator, Stage) {
    let (simulator, certificates) = start().await;
    let old = created(&certificates, "old").await;
    let [com, org] = zones(&simulator);
    com.update(&ClientCa::uploaded(&old), ["a.example.com", "b.example.com"]).await.unwrap();
    com.update(&ClientCa::Managed, ["m.example.com"]).await.unwrap();
    org.update(&ClientCa::uploaded(&old), ["a.example.org"]).await.unwrap();
    let zones = [0, 1].map(|at| simulator.zones()[at].id().to_owned());
    let account = simulator.zones()[0].account_id().to_owned();
    (simulator, Stage { account, zones, old, new: ca("new") })
}

async fn check_rotated(client: &Client, stage: &Stage, case: &str) {
    let certificates = stage.certificates(client);
    assert_eq!(names(&certificates).await, ["new"], "{case}");
    let new = ClientCa::uploaded(certificates.find_by_name("new").await.unwrap().unwrap().id);
    let [com, org] = stage.lists(client);
    assert_eq!(hostnames(&com, &new).await, ["a.example.com", "b.example.com"], "{case}");
    assert_eq!(hostnames(&org, &new).await, ["a.example.org"], "{case}");
    assert_eq!(hostnames(&com, &ClientCa::Managed).await, ["m.example.com"], "{case}");
}

#[tokio::test]
async fn a_rotation_converges_after_any_crash_and_loses_no_hostname() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        let rotate = stage.certificates(&client).rotate(&stage.old, &stage.new, stage.lists(&client));
        rotate.await.map(drop)
    };
    let check = async |_: &Simulator, client: Client, stage: &Stage, case: Case| {
        check_rotated(&client, stage, &format!("{case:?}")).await;
    };
    converges("mtls_certificates.rotate", stage, workflow, check).await;
}

#[tokio::test]
async fn a_removal_with_associations_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        stage.certificates(&client).remove_with_associations(&stage.old, stage.lists(&client)).await
    };
    let check = async |_: &Simulator, client: Client, stage: &Stage, case: Case| {
        assert!(names(&stage.certificates(&client)).await.is_empty(), "{case:?}");
        let [com, _] = stage.lists(&client);
        assert_eq!(hostnames(&com, &ClientCa::Managed).await, ["m.example.com"], "{case:?}");
    };
    converges("mtls_certificates.remove_with_associations", stage, workflow, check).await;
}

#[tokio::test]
async fn a_removal_converges_after_any_crash() {
    let unused = async || {
        let (simulator, stage) = stage().await;
        let id = created(&stage.certificates(&client(&simulator)), "unused").await;
        (simulator, Stage { old: id, ..stage })
    };
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        stage.certificates(&client).remove(&stage.old).await
    };
    let check = async |_: &Simulator, client: Client, stage: &Stage, case: Case| {
        assert_eq!(names(&stage.certificates(&client)).await, ["old"], "{case:?}");
    };
    converges("mtls_certificates.remove", unused, workflow, check).await;
}

#[tokio::test]
async fn ensure_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        stage.certificates(&client).ensure(&stage.new).await.map(drop)
    };
    let check = async |_: &Simulator, client: Client, stage: &Stage, case: Case| {
        assert_eq!(names(&stage.certificates(&client)).await, ["new", "old"], "{case:?}");
    };
    converges("mtls_certificates.ensure", stage, workflow, check).await;
}

#[tokio::test]
async fn two_rotations_at_once_end_as_one() {
    let (simulator, stage) = stage().await;
    let rotate = || {
        let client = client(&simulator);
        stage.certificates(&client).rotate(&stage.old, &stage.new, stage.lists(&client)).into_future()
    };
    let (one, other) = tokio::join!(rotate(), rotate());
    assert_eq!(one.unwrap().id, other.unwrap().id);
    check_rotated(&client(&simulator), &stage, "two at once").await;
}

#[tokio::test]
async fn two_removals_at_once_end_as_one() {
    let (simulator, stage) = stage().await;
    let remove = || {
        let client = client(&simulator);
        let lists = stage.lists(&client);
        stage.certificates(&client).remove_with_associations(&stage.old, lists).into_future()
    };
    let (one, other) = tokio::join!(remove(), remove());
    one.unwrap();
    other.unwrap();
    assert!(names(&stage.certificates(&client(&simulator))).await.is_empty());
}

#[tokio::test]
async fn ensure_twice_at_once_uploads_one() {
    let (simulator, stage) = stage().await;
    let ensure = || stage.certificates(&client(&simulator)).ensure(&stage.new).into_future();
    let (one, other) = tokio::join!(ensure(), ensure());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.get().id, other.get().id);
    assert!(one.is_created() != other.is_created());
}
