//! Which requests a fault happens to, and what the journal says of it.

#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};
use common::{ACCOUNT, Api, OTHER_ZONE, ZONE, certificates, new_csr};
use reqwest::Method;
use serde_json::json;

fn csrs() -> String {
    format!("/zones/{ZONE}/custom_csrs")
}

/// The status of a GET; `None` if the connection was closed.
async fn status(api: &Api, path: &str) -> Option<u16> {
    let request = api.request(Method::GET, path).bearer_auth(api.simulator.token());
    request.send().await.ok().map(|response| response.status().as_u16())
}

async fn statuses(api: &Api, path: &str, count: usize) -> Vec<u16> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(status(api, path).await.unwrap());
    }
    all
}

#[tokio::test]
async fn fail_next_fails_one_request() {
    let api = Api::start().await;
    api.simulator.fail_next("custom_csrs_list", Fault::status(503));
    assert_eq!(statuses(&api, &csrs(), 3).await, [503, 200, 200]);
    assert_eq!(api.simulator.pending_faults(), 0);
}

#[tokio::test]
async fn a_fault_leaves_other_operations_alone() {
    let api = Api::start().await;
    api.simulator.fail_next("custom_csrs_list", Fault::status(503));
    api.get(&certificates(ZONE)).await.expect(200);
    api.post(&csrs(), &new_csr("p256v1")).await.expect(201);
    assert_eq!(api.simulator.pending_faults(), 1);
}

#[tokio::test]
async fn fail_nth_fails_the_nth_request() {
    let api = Api::start().await;
    api.simulator.fail_nth("custom_csrs_list", 3, Fault::status(503));
    assert_eq!(statuses(&api, &csrs(), 4).await, [200, 200, 503, 200]);
}

#[tokio::test]
async fn fail_times_fails_that_many_requests() {
    let api = Api::start().await;
    api.simulator.fail_times("custom_csrs_list", 2, Fault::status(503));
    assert_eq!(statuses(&api, &csrs(), 3).await, [503, 503, 200]);
}

#[tokio::test]
async fn fail_times_zero_fails_none() {
    let api = Api::start().await;
    api.simulator.fail_times(RequestMatch::any(), 0, Fault::status(503));
    assert_eq!(api.simulator.pending_faults(), 0);
    assert_eq!(statuses(&api, &csrs(), 2).await, [200, 200]);
}

#[tokio::test]
async fn fail_always_fails_until_the_faults_are_cleared() {
    let api = Api::start().await;
    api.simulator.fail_always("custom_csrs_list", Fault::status(503));
    assert_eq!(statuses(&api, &csrs(), 4).await, [503; 4]);
    assert_eq!(api.simulator.pending_faults(), 1);
    api.simulator.clear_faults();
    assert_eq!(statuses(&api, &csrs(), 1).await, [200]);
}

#[tokio::test]
async fn fail_when_fails_the_requests_for_which_the_predicate_holds() {
    let api = Api::start().await;
    let predicate = |request: &cloudflare_certificates_simulator::RequestInfo| {
        request.zone_id.as_deref() == Some(ZONE)
            && request.method == "GET"
            && request.resource == "custom_csrs"
            && request.operation == "custom_csrs_list"
            && request.path.ends_with("?page=2")
    };
    api.simulator.fail_when(predicate, Fault::status(503));
    let page = format!("{}?page=2", csrs());
    assert_eq!(statuses(&api, &page, 2).await, [503, 503]);
    assert_eq!(statuses(&api, &csrs(), 1).await, [200]);
    assert_eq!(statuses(&api, &page.replace(ZONE, OTHER_ZONE), 1).await, [200]);
}

#[tokio::test]
async fn requests_match_by_method_path_zone_and_account() {
    let api = Api::start().await;
    let account = format!("/accounts/{ACCOUNT}/custom_csrs");
    for (matching, failing) in [
        (RequestMatch::any().method("get").path_contains("page=7"), format!("{}?page=7", csrs())),
        (RequestMatch::any().zone(ZONE.to_uppercase()), csrs()),
        (RequestMatch::any().account(ACCOUNT), account),
        (RequestMatch::any().resource("custom_certificates").zone(OTHER_ZONE), certificates(OTHER_ZONE)),
    ] {
        api.simulator.fail_always(matching, Fault::status(503));
        assert_eq!(status(&api, &failing).await, Some(503), "{failing}");
        assert_eq!(status(&api, &certificates(ACCOUNT)).await, Some(200), "{failing}");
        api.simulator.clear_faults();
    }
}

#[tokio::test]
async fn faults_happen_in_the_order_in_which_they_were_ordered() {
    let api = Api::start().await;
    for code in [500, 502, 503] {
        api.simulator.fail_next("custom_csrs_list", Fault::status(code));
    }
    assert_eq!(statuses(&api, &csrs(), 4).await, [500, 502, 503, 200]);
}

#[tokio::test]
async fn a_request_that_fails_counts_for_the_nth_of_another_fault() {
    let api = Api::start().await;
    api.simulator.fail_nth("custom_csrs_list", 1, Fault::status(500));
    api.simulator.fail_nth("custom_csrs_list", 2, Fault::status(502));
    // A fault that is not due does not hide the next one.
    api.simulator.fail_nth(RequestMatch::any(), 4, Fault::status(504));
    api.simulator.fail_nth("custom_csrs_list", 3, Fault::status(503));
    assert_eq!(statuses(&api, &csrs(), 5).await, [500, 502, 503, 504, 200]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_requests_take_a_fault_exactly_once() {
    let api = std::sync::Arc::new(Api::start().await);
    api.simulator.fail_next("custom_csrs_list", Fault::status(503));
    api.simulator.fail_nth("custom_csrs_list", 25, Fault::status(502));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let api = std::sync::Arc::clone(&api);
            tokio::spawn(async move { status(&api, &csrs()).await.unwrap() })
        })
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.push(task.await.unwrap());
    }
    let count = |status| seen.iter().filter(|other| **other == status).count();
    assert_eq!((count(503), count(502), count(200)), (1, 1, 48));
}

#[tokio::test]
async fn the_journal_shows_what_happened() {
    let api = Api::start().await;
    let faults = [
        (Fault::status(503), Some(503), "error"),
        (Fault::status(520), Some(520), "html"),
        (Fault::close_connection(), None, "close_connection"),
        (Fault::lose_response(), None, "lose_response"),
        (Fault::delay(Duration::from_millis(1)), Some(200), "delay"),
        (Fault::truncate_body(), Some(200), "truncate_body"),
        (Fault::invalid_gzip(), Some(200), "invalid_gzip"),
    ];
    for (fault, ..) in &faults {
        api.simulator.fail_next("custom_csrs_list", fault.clone());
        status(&api, &csrs()).await;
    }
    let seen = api.simulator.requests();
    let seen: Vec<_> =
        seen.iter().map(|request| (request.status, request.fault.as_deref().unwrap())).collect();
    assert_eq!(seen, faults.map(|(_, status, name)| (status, name)));
    status(&api, &csrs()).await;
    assert_eq!(api.simulator.requests().last().unwrap().fault, None);
}

#[tokio::test]
async fn a_request_that_the_client_gave_up_is_in_the_journal() {
    let api = Api::start().await;
    api.simulator.fail_next("custom_csrs_create", Fault::delay(Duration::MAX));
    let request = api.request(Method::POST, &csrs()).bearer_auth(api.simulator.token());
    let request = request.json(&new_csr("p256v1")).timeout(Duration::from_millis(300));
    assert!(request.send().await.unwrap_err().is_timeout());
    let is_seen = async {
        while api.simulator.requests_seen() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), is_seen).await.unwrap();
    let seen = &api.simulator.requests()[0];
    assert_eq!((seen.operation.as_str(), seen.status), ("custom_csrs_create", None));
    // It was handled, and nothing hangs.
    assert_eq!(api.get(&csrs()).await.expect(200).ids().len(), 1);
}

#[tokio::test]
async fn the_journal_keeps_the_last_ten_thousand_requests() {
    let api = Api::start().await;
    api.get(&csrs()).await;
    let api = std::sync::Arc::new(api);
    let tasks: Vec<_> = (0..40)
        .map(|_| {
            let api = std::sync::Arc::clone(&api);
            tokio::spawn(async move {
                for _ in 0..250 {
                    assert_eq!(status(&api, "/nowhere").await, Some(404));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(api.simulator.requests_seen(), 10_001);
    let kept = api.simulator.requests();
    assert_eq!(kept.len(), 10_000);
    assert!(kept.iter().all(|request| request.path == "/client/v4/nowhere"));
}

#[tokio::test]
async fn what_a_zone_is_not_entitled_to_fails_in_that_zone_only() {
    let api = Api::start().await;
    for (resource, path, status, code) in [
        ("custom_certificates", "custom_certificates", 400, 1011),
        ("custom_hostnames", "custom_hostnames", 403, 1404),
        ("certificate_packs", "ssl/certificate_packs", 403, 1450),
        ("keyless_certificates", "keyless_certificates", 403, 10000),
        ("client_certificates", "client_certificates", 404, 7003),
    ] {
        let requests = RequestMatch::any().zone(ZONE).resource(resource);
        api.simulator.fail_always(requests, Fault::error(status, code, "not entitled"));
        for _ in 0..2 {
            api.get(&format!("/zones/{ZONE}/{path}")).await.refused(status, code.into());
        }
        api.get(&format!("/zones/{OTHER_ZONE}/{path}")).await.expect(200);
    }
    api.get(&csrs()).await.expect(200);
}

#[tokio::test]
async fn a_setting_that_is_busy_is_409_and_unchanged() {
    let api = Api::start().await;
    let settings = format!("/zones/{ZONE}/access/certificates/settings");
    let setting =
        json!({ "hostname": "a.example.com", "china_network": false, "client_certificate_forwarding": true });
    let busy = "access.api.error.conflict: previous certificate settings still being updated";
    api.simulator.fail_next("access_certificates_settings_update", Fault::error(409, 12132, busy));
    let change = json!({ "settings": [setting] });
    api.put(&settings, &change).await.refused(409, 12132);
    assert_eq!(api.get(&settings).await.expect(200).result(), &json!([]));
    api.put(&settings, &change).await.expect(202);

    let settings = format!("/zones/{ZONE}/origin_tls_client_auth/settings");
    api.simulator.fail_next("origin_tls_client_auth_settings_update", Fault::status(409));
    api.put(&settings, &json!({ "enabled": true })).await.expect(409);
    assert_eq!(api.get(&settings).await.expect(200).result()["enabled"], false);
    api.put(&settings, &json!({ "enabled": true })).await.expect(200);
}

#[tokio::test]
async fn a_predicate_that_panics_fails_its_request_and_no_other() {
    let api = Api::start().await;
    api.simulator
        .fail_when(|request| request.path.contains("page=2") && panic!("on purpose"), Fault::status(503));
    api.get(&format!("{}?page=2", csrs())).await.refused(500, 10500);
    api.get(&csrs()).await.expect(200);
    api.simulator.clear_faults();
    api.get(&format!("{}?page=2", csrs())).await.expect(200);
    assert_eq!(api.simulator.requests_seen(), 3);
}

#[tokio::test]
async fn a_reset_forgets_the_faults_and_the_journal() {
    let api = Api::with(Simulator::builder()).await;
    api.get(&csrs()).await.expect(200);
    api.simulator.fail_always(RequestMatch::any(), Fault::status(503));
    api.simulator.reset();
    assert_eq!((api.simulator.pending_faults(), api.simulator.requests_seen()), (0, 0));
    api.get(&csrs()).await.expect(200);
}
