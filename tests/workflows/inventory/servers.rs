//! Servers that state what is wrong.

use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::workflows::{GapReason, Kind};
use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};
use serde_json::{Value, json};

use super::{custom, read, with_zones};
use crate::support::builder;

const CUSTOM: [Kind; 1] = [Kind::CustomCertificates];

/// Changes the body of each successful response to an operation.
pub(super) struct Lie<F>(pub(super) &'static str, pub(super) F);

impl<F: Fn(&mut Value) + Send + Sync + 'static> Middleware for Lie<F> {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let is_meant = request.operation() == self.0;
            let response = next.run(request).await?;
            if !is_meant {
                return Ok(response);
            }
            let mut body: Value = serde_json::from_slice(response.body()).unwrap();
            (self.1)(&mut body);
            Ok(CallResponse::new(StatusCode::OK, serde_json::to_vec(&body).unwrap()))
        })
    }
}

async fn start(zones: usize) -> Simulator {
    let simulator = with_zones(zones).start().await.unwrap();
    simulator.zones().iter().for_each(|zone| custom(&simulator, zone, zone.name()));
    simulator
}

async fn sweep(
    simulator: &Simulator,
    operation: &'static str,
    lie: impl Fn(&mut Value) + Send + Sync + 'static,
) -> super::Found {
    let client = builder(simulator).middleware(Lie(operation, lie)).build().unwrap();
    read(client.inventory().kinds(CUSTOM)).await
}

#[tokio::test]
async fn a_total_that_is_too_large_is_a_gap() {
    let simulator = start(2).await;
    let found = sweep(&simulator, "custom_certificates_list", |body| {
        body["result_info"] = json!({ "total_count": 7, "total_pages": 1, "page": 1 });
    });
    let found = found.await;
    assert_eq!(found.entries.len(), 2);
    assert_eq!(found.gaps.iter().map(|gap| gap.2).collect::<Vec<_>>(), [GapReason::Transient; 2]);
}

#[tokio::test]
async fn zones_that_are_missing_are_an_error() {
    let simulator = start(2).await;
    let found = sweep(&simulator, "zones_list", |body| body["result_info"]["total_count"] = json!(9)).await;
    assert_eq!(found.entries.len(), 2);
    assert_eq!(found.error.unwrap().call().unwrap().missing(), Some(7));
}

#[tokio::test]
async fn a_zone_that_comes_on_two_pages_is_visited_once() {
    let simulator = start(60).await;
    let again = json!({ "id": simulator.zones()[0].id(), "name": "z000.example" });
    let found = sweep(&simulator, "zones_list", move |body| {
        if body["result_info"]["page"] == 2 {
            body["result"].as_array_mut().unwrap().insert(0, again.clone());
        }
    });
    let found = found.await;
    assert_eq!(found.entries.len(), 60);
    assert_eq!(found.ids().windows(2).filter(|pair| pair[0] == pair[1]).count(), 0);
}

#[tokio::test]
async fn a_zone_that_comes_twice_on_a_page_is_visited_once() {
    let simulator = start(2).await;
    let found = sweep(&simulator, "zones_list", |body| {
        let again = body["result"][0].clone();
        body["result"].as_array_mut().unwrap().push(again);
    });
    assert_eq!(found.await.ids(), ["z000.example", "z001.example"]);
}

#[tokio::test]
async fn an_interrupted_sweep_says_how_it_continues() {
    let simulator = start(1).await;
    simulator.fail_always(RequestMatch::any().operation("zones_list"), Fault::status(503));
    let found = read(builder(&simulator).build().unwrap().inventory().kinds(CUSTOM)).await;
    let error = found.error.unwrap().to_string();
    assert!(error.contains("from_zone") && !error.contains("from here"), "{error}");
}

#[tokio::test]
async fn a_zone_without_a_valid_id_is_a_gap() {
    let simulator = start(2).await;
    let found = sweep(&simulator, "zones_list", |body| {
        body["result"][0] = json!({ "name": "no-id.example" });
        body["result"].as_array_mut().unwrap().push(json!({ "id": "../../accounts", "name": 7 }));
        body["result_info"]["total_count"] = json!(3);
    });
    let found = found.await;
    assert_eq!(found.ids(), ["z001.example"]);
    let gaps: Vec<_> =
        found.gaps.iter().map(|(name, kind, reason)| (name.as_deref(), *kind, *reason)).collect();
    assert_eq!(gaps.len(), 2, "{gaps:?}");
    assert!(gaps.contains(&(Some("no-id.example"), None, GapReason::Other)));
}

#[tokio::test]
async fn a_zone_without_a_name_is_visited() {
    let simulator = start(1).await;
    let found = sweep(&simulator, "zones_list", |body| body["result"][0]["name"] = Value::Null).await;
    assert_eq!(found.entry("z000.example").place.name(), "");
}

#[tokio::test]
async fn a_huge_name_is_not_copied_into_every_entry() {
    let simulator = start(1).await;
    simulator.seed_custom_certificates(simulator.zones()[0].id(), 100);
    let found =
        sweep(&simulator, "zones_list", |body| body["result"][0]["name"] = json!("é".repeat(1_000_000)))
            .await;
    assert_eq!(found.entries.len(), 101);
    assert!(found.entries.iter().all(|entry| entry.place.name().chars().count() == 255));
}

#[tokio::test]
async fn dates_that_are_none_do_not_matter() {
    let simulator = start(1).await;
    for date in ["", "never", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "-262143-01-01T00:00:00Z"] {
        let found = sweep(&simulator, "custom_certificates_list", move |body| {
            body["result"][0]["expires_on"] = json!(date);
        });
        assert_eq!(found.await.entries.len(), 1, "{date}");
    }
}

#[tokio::test]
async fn a_page_that_never_changes_ends() {
    let simulator = start(1).await;
    let found = sweep(&simulator, "custom_certificates_list", |body| {
        body["result_info"] = json!({ "total_count": 1_000_000, "total_pages": 1_000_000 });
    });
    let found = found.await;
    assert_eq!((found.entries.len(), found.gaps.len()), (1, 1));
}
