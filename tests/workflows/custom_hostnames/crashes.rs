//! Each workflow, ended at each of its calls in each way, and started again with a new client.

use cloudflare_certificates::types::{
    CustomHostname, CustomHostnameCertificateAuthority, FallbackOriginStatus, OwnershipVerification,
};
use cloudflare_certificates::{Client, CustomHostnames};
use cloudflare_certificates_simulator::{Activation, Simulator};

use super::{NAME, both_active, created, new, of, start, statuses, succeeded};
use crate::support::client;
use crate::support::crash::{Case, converges};

/// What a workflow starts with.
struct Data {
    zone: String,
    id: String,
    ownership: Option<OwnershipVerification>,
}

impl Data {
    fn hostnames(&self, client: &Client) -> CustomHostnames {
        client.zone(&self.zone).unwrap().custom_hostnames()
    }
}

async fn empty() -> (Simulator, Data) {
    let (simulator, _) = start(Activation::by_clock()).await;
    let zone = simulator.zones()[0].id().to_owned();
    (simulator, Data { zone, id: String::new(), ownership: None })
}

/// A hostname in a stage.
async fn in_stage(stage: &str) -> (Simulator, Data) {
    let (simulator, data) = empty().await;
    let record = created(&data.hostnames(&client(&simulator))).await;
    simulator.set_stage("custom_hostnames", &record.id, stage).unwrap();
    (simulator, Data { id: record.id, ownership: record.ownership_verification, ..data })
}

/// The only hostname. It was created once and never deleted: its ownership's record is still the first one.
async fn only(simulator: &Simulator, client: &Client, case: &Case) -> CustomHostname {
    let mut all = of(simulator, client).list().all().await.unwrap();
    assert_eq!(all.len(), 1, "{case:?}");
    assert_eq!(succeeded(simulator, "custom_hostnames_delete"), 0, "{case:?}");
    let creations = succeeded(simulator, "custom_hostnames_create");
    assert!(creations <= 1, "{creations} creations: {case:?}");
    all.remove(0)
}

#[tokio::test]
async fn ensure() {
    converges(
        "custom_hostnames.ensure",
        empty,
        async |client: Client, data: &Data| data.hostnames(&client).ensure(&new(NAME)).await.map(drop),
        async |simulator: &Simulator, client, _: &Data, case| drop(only(simulator, &client, &case).await),
    )
    .await;
}

#[tokio::test]
async fn ensure_all() {
    let names = ["a.customer.com", "b.customer.com", "c.customer.com"];
    converges(
        "custom_hostnames.ensure_all",
        empty,
        async |client: Client, data: &Data| {
            let outcomes = data.hostnames(&client).ensure_all(names.map(new)).await?;
            outcomes.into_iter().try_for_each(|outcome| outcome.map(drop))
        },
        async |simulator: &Simulator, client, _: &Data, case| {
            let all = of(simulator, &client).list().all().await.unwrap();
            let mut found: Vec<_> = all.into_iter().filter_map(|record| record.hostname).collect();
            found.sort();
            assert_eq!(found, names, "{case:?}");
        },
    )
    .await;
}

async fn is_active(simulator: &Simulator, client: Client, data: &Data, case: Case) {
    let record = only(simulator, &client, &case).await;
    assert_eq!(statuses(&record), both_active(), "{case:?}");
    assert!(data.id.is_empty() || data.id == record.id, "{case:?}");
}

#[tokio::test]
async fn onboard() {
    converges(
        "custom_hostnames.onboard",
        empty,
        async |client: Client, data: &Data| data.hostnames(&client).onboard(&new(NAME)).await.map(drop),
        is_active,
    )
    .await;
}

#[tokio::test]
async fn onboard_with_a_repair() {
    converges(
        "custom_hostnames.onboard (repair)",
        async || in_stage("validation_timed_out").await,
        async |client: Client, data: &Data| data.hostnames(&client).onboard(&new(NAME)).await.map(drop),
        is_active,
    )
    .await;
}

/// The validation runs again, with the ownership's record as it was.
async fn is_repaired(simulator: &Simulator, client: Client, data: &Data, case: Case) {
    let record = only(simulator, &client, &case).await;
    assert_eq!(record.id, data.id, "{case:?}");
    if record.ownership_verification.is_some() {
        assert_eq!(record.ownership_verification, data.ownership, "{case:?}");
    }
    let certificate = statuses(&record).1;
    assert!(!certificate.ends_with("timed_out"), "{certificate}: {case:?}");
    assert!(of(simulator, &client).onboard(&new(NAME)).await.unwrap().is_ready(), "{case:?}");
}

#[tokio::test]
async fn repair() {
    converges(
        "custom_hostnames.repair",
        async || in_stage("validation_timed_out").await,
        async |client: Client, data: &Data| data.hostnames(&client).repair(&data.id).await.map(drop),
        is_repaired,
    )
    .await;
}

#[tokio::test]
async fn resume() {
    converges(
        "custom_hostnames.onboarding, resume",
        async || in_stage("validation_timed_out").await,
        async |client: Client, data: &Data| {
            let state = data.hostnames(&client).onboarding(NAME).await?.unwrap();
            data.hostnames(&client).resume(&state).await.map(drop)
        },
        is_repaired,
    )
    .await;
}

#[tokio::test]
async fn follow_all_with_a_repair() {
    converges(
        "custom_hostnames.follow_all",
        async || in_stage("validation_timed_out").await,
        async |client: Client, data: &Data| {
            let outcomes = data.hostnames(&client).follow_all([&data.id]).await;
            outcomes.into_iter().try_for_each(|(_, outcome)| outcome.map(drop))
        },
        is_active,
    )
    .await;
}

#[tokio::test]
async fn change_authority() {
    converges(
        "custom_hostnames.change_authority",
        async || in_stage("pending_validation").await,
        async |client: Client, data: &Data| {
            let google = CustomHostnameCertificateAuthority::Google;
            data.hostnames(&client).change_authority(&data.id, google).await.map(drop)
        },
        async |simulator: &Simulator, client, data: &Data, case| {
            let record = only(simulator, &client, &case).await;
            assert_eq!(record.id, data.id, "{case:?}");
            let authority = record.ssl.unwrap().certificate_authority;
            assert_eq!(authority, Some(CustomHostnameCertificateAuthority::Google), "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn offboard() {
    converges(
        "custom_hostnames.offboard",
        async || {
            let (simulator, data) = in_stage("active").await;
            data.hostnames(&client(&simulator)).create(&new("other.customer.com")).await.unwrap();
            (simulator, data)
        },
        async |client: Client, data: &Data| data.hostnames(&client).offboard(NAME).await,
        async |simulator: &Simulator, client, _: &Data, case| {
            let left = of(simulator, &client).list().all().await.unwrap();
            let left: Vec<_> = left.iter().filter_map(|record| record.hostname.as_deref()).collect();
            assert_eq!(left, ["other.customer.com"], "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn fallback_origin() {
    converges(
        "custom_hostnames.fallback_origin.ensure",
        async || {
            let (simulator, data) = empty().await;
            let origin = data.hostnames(&client(&simulator)).fallback_origin();
            origin.ensure("old.example.com").await.unwrap();
            (simulator, data)
        },
        async |client: Client, data: &Data| {
            data.hostnames(&client).fallback_origin().ensure("origin.example.com").await.map(drop)
        },
        async |simulator: &Simulator, client, _: &Data, case| {
            let origin = of(simulator, &client).fallback_origin().get().await.unwrap().into_inner();
            assert_eq!(origin.origin.as_deref(), Some("origin.example.com"), "{case:?}");
            assert_eq!(origin.status, Some(FallbackOriginStatus::Active), "{case:?}");
        },
    )
    .await;
}
