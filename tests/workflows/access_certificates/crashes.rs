//! The workflows of Access certificates after any crash, and two at once.

use cloudflare_certificates::workflows;

use super::*;
use crate::support::crash::{Case, converges};

struct Stage {
    zone: String,
    old: String,
    /// The upload of the old one.
    upload: NewAccessCertificate,
    new: NewAccessCertificate,
}

/// An old certificate with two hostnames and an unrelated one.
async fn stage() -> (Simulator, Stage) {
    let (simulator, access) = start().await;
    created(&access, "unrelated", &["u.example.com"]).await;
    let upload = ca("old", &["a.example.com", "b.example.com"]);
    let old = access.create(&upload).await.unwrap().id.clone();
    let new = ca("new", &["c.example.com"]);
    let zone = simulator.zones()[0].id().to_owned();
    (simulator, Stage { zone, old, upload, new })
}

async fn check(simulator: &Simulator, wanted: &[(&str, &[&str])], case: &Case) {
    let state = state(&of(&client(simulator), simulator)).await;
    assert!(is(&state, wanted), "{state:?} {case:?}");
}

fn zone(client: &Client, stage: &Stage) -> AccessCertificates {
    client.zone(&stage.zone).unwrap().access_certificates()
}

const UNRELATED: (&str, &[&str]) = ("unrelated", &["u.example.com"]);
const OLD: (&str, &[&str]) = ("old", &["a.example.com", "b.example.com"]);

#[tokio::test]
async fn a_rotation_converges_after_any_crash_and_loses_no_hostname() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        zone(&client, stage).rotate(&stage.old, &stage.new).await.map(drop)
    };
    converges("access_certificates.rotate", stage, workflow, async |simulator, _, _, case| {
        let new: (&str, &[&str]) = ("new", &["a.example.com", "b.example.com", "c.example.com"]);
        check(simulator, &[new, UNRELATED], &case).await;
    })
    .await;
}

#[tokio::test]
async fn a_removal_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        zone(&client, stage).remove(&stage.old).await
    };
    converges("access_certificates.remove", stage, workflow, async |simulator, _, _, case| {
        check(simulator, &[UNRELATED], &case).await;
    })
    .await;
}

#[tokio::test]
async fn ensure_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        zone(&client, stage).ensure(&stage.new).await.map(drop)
    };
    converges("access_certificates.ensure", stage, workflow, async |simulator, _, _, case| {
        check(simulator, &[("new", &["c.example.com"]), OLD, UNRELATED], &case).await;
    })
    .await;
}

#[tokio::test]
async fn ensure_with_more_hostnames_converges_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        let mut more = stage.upload.clone();
        more.associated_hostnames = Some(vec!["c.example.com".to_owned()]);
        zone(&client, stage).ensure(&more).await.map(drop)
    };
    converges(
        "access_certificates.ensure, more hostnames",
        stage,
        workflow,
        async |simulator, _, _, case| {
            let more: (&str, &[&str]) = ("old", &["a.example.com", "b.example.com", "c.example.com"]);
            check(simulator, &[more, UNRELATED], &case).await;
        },
    )
    .await;
}

#[tokio::test]
async fn removed_hostnames_converge_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        zone(&client, stage).remove_hostnames(&stage.old, ["a.example.com"]).await.map(drop)
    };
    converges("access_certificates.remove_hostnames", stage, workflow, async |simulator, _, _, case| {
        check(simulator, &[("old", &["b.example.com"]), UNRELATED], &case).await;
    })
    .await;
}

#[tokio::test]
async fn added_hostnames_converge_after_any_crash() {
    let workflow = async |client: Client, stage: &Stage| -> workflows::Result<()> {
        zone(&client, stage).add_hostnames(&stage.old, ["d.example.com"]).await.map(drop)
    };
    converges("access_certificates.add_hostnames", stage, workflow, async |simulator, _, _, case| {
        let hostnames: (&str, &[&str]) = ("old", &["a.example.com", "b.example.com", "d.example.com"]);
        check(simulator, &[hostnames, UNRELATED], &case).await;
    })
    .await;
}

#[tokio::test]
async fn two_rotations_at_once_end_as_one() {
    let (simulator, stage) = stage().await;
    let rotate = || zone(&client(&simulator), &stage).rotate(&stage.old, &stage.new).into_future();
    let (one, other) = tokio::join!(rotate(), rotate());
    assert_eq!(one.unwrap().id, other.unwrap().id);
    let new: (&str, &[&str]) = ("new", &["a.example.com", "b.example.com", "c.example.com"]);
    assert!(is(&state(&of(&client(&simulator), &simulator)).await, &[new, UNRELATED]));
}

#[tokio::test]
async fn two_removals_at_once_end_as_one() {
    let (simulator, stage) = stage().await;
    let remove = || zone(&client(&simulator), &stage).remove(&stage.old).into_future();
    let (one, other) = tokio::join!(remove(), remove());
    one.unwrap();
    other.unwrap();
    assert!(is(&state(&of(&client(&simulator), &simulator)).await, &[UNRELATED]));
}

#[tokio::test]
async fn ensure_twice_at_once_creates_one() {
    let (simulator, stage) = stage().await;
    let ensure = || zone(&client(&simulator), &stage).ensure(&stage.new).into_future();
    let (one, other) = tokio::join!(ensure(), ensure());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.get().id, other.get().id);
    assert_eq!([one.is_created(), other.is_created()].iter().filter(|created| **created).count(), 1);
}
