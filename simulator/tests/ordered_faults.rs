//! Faults at a certain request of a program, and tests that wait for them.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use std::time::Duration;

use cloudflare_certificates_simulator::{Fault, OrderedFault, RequestMatch};
use common::{Api, ZONE, certificates, new_csr};
use reqwest::Method;
use serde_json::Value;
use tokio::time::timeout;

/// Longer than any test takes, unless something hangs.
const PATIENCE: Duration = Duration::from_secs(20);

fn csrs() -> String {
    format!("/zones/{ZONE}/custom_csrs")
}

/// Three requests, of which the second one changes something.
async fn program(api: &Api) {
    for (method, path, body) in [
        (Method::GET, certificates(ZONE), None),
        (Method::POST, csrs(), Some(new_csr("p256v1"))),
        (Method::GET, csrs(), None),
    ] {
        send(api, method, &path, body.as_ref()).await;
    }
}

async fn send(api: &Api, method: Method, path: &str, body: Option<&Value>) -> Option<u16> {
    let request = api.request(method, path).bearer_auth(api.simulator.token());
    let request = if let Some(body) = body { request.json(body) } else { request };
    request.send().await.ok().map(|response| response.status().as_u16())
}

async fn get(api: &Api, path: &str) -> Option<u16> {
    send(api, Method::GET, path, None).await
}

/// Runs the program until the fault has happened, and drops it then. Returns whether it came to its end before.
async fn run_until(api: &Api, fault: &OrderedFault) -> bool {
    let running = async {
        tokio::select! {
            () = program(api) => true,
            happened = fault.happened() => happened.is_none(),
        }
    };
    timeout(PATIENCE, running).await.unwrap()
}

async fn created(api: &Api) -> usize {
    api.get(&csrs()).await.expect(200).ids().len()
}

#[tokio::test]
async fn a_program_can_be_dropped_after_each_of_its_requests_was_handled() {
    for (nth, operation, count) in
        [(1, "custom_certificates_list", 0), (2, "custom_csrs_create", 1), (3, "custom_csrs_list", 1)]
    {
        let api = Api::start().await;
        let fault = api.simulator.fail_nth(RequestMatch::any(), nth, Fault::withhold_response());
        assert!(!run_until(&api, &fault).await);
        assert_eq!(fault.happened().await.unwrap().operation, operation);
        assert_eq!(created(&api).await, count, "{operation}");
    }
}

#[tokio::test]
async fn a_program_with_fewer_requests_comes_to_its_end() {
    let api = Api::start().await;
    let fault = api.simulator.fail_nth(RequestMatch::any(), 4, Fault::withhold_response());
    assert!(run_until(&api, &fault).await);
    assert_eq!((fault.times_happened(), api.simulator.pending_faults()), (0, 1));
}

#[tokio::test]
async fn a_request_that_hangs_changes_nothing() {
    let api = Api::start().await;
    let fault = api.simulator.fail_nth(RequestMatch::any(), 2, Fault::hang());
    assert!(!run_until(&api, &fault).await);
    assert_eq!(created(&api).await, 0);
}

#[tokio::test]
async fn a_request_without_a_response_is_in_the_journal_when_the_client_has_given_up() {
    let api = Api::start().await;
    for (fault, name) in [(Fault::hang(), "hang"), (Fault::withhold_response(), "withhold_response")] {
        api.simulator.reset();
        let fault = api.simulator.fail_next(RequestMatch::any(), fault);
        run_until(&api, &fault).await;
        let is_seen = async {
            while api.simulator.requests_seen() == 0 {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, is_seen).await.unwrap();
        let seen = &api.simulator.requests()[0];
        assert_eq!((seen.status, seen.fault.as_deref()), (None, Some(name)));
    }
}

#[tokio::test]
async fn the_simulated_time_goes_on_while_a_response_is_withheld() {
    let api = Api::start().await;
    let clock = api.simulator.clock();
    let deadline = clock.now() + Duration::from_secs(3600);
    for fault in [Fault::hang(), Fault::withhold_response()] {
        let fault = api.simulator.fail_next(RequestMatch::any(), fault);
        let waiting = async {
            tokio::select! {
                () = program(&api) => unreachable!("there is no response"),
                () = async {
                    fault.happened().await.unwrap();
                    clock.sleep_until(deadline).await;
                } => {}
            }
        };
        timeout(PATIENCE, waiting).await.unwrap();
    }
}

#[tokio::test]
async fn a_fault_that_never_happens_is_not_waited_for() {
    let api = Api::start().await;
    let cleared = api.simulator.fail_next("custom_csrs_list", Fault::status(500));
    let none = api.simulator.fail_times("custom_csrs_list", 0, Fault::status(500));
    api.simulator.clear_faults();
    for fault in [cleared, none] {
        assert_eq!(timeout(PATIENCE, fault.happened()).await.unwrap(), None);
    }
    let pending = api.simulator.fail_next("custom_csrs_list", Fault::status(500));
    drop(api);
    assert_eq!(timeout(PATIENCE, pending.happened()).await.unwrap(), None);
}

#[tokio::test]
async fn a_fault_that_happens_several_times_is_counted() {
    let api = Api::start().await;
    let fault = api.simulator.fail_times("custom_csrs_list", 3, Fault::status(500));
    for times in 1..=3 {
        get(&api, &csrs()).await;
        timeout(PATIENCE, fault.happened_times(times)).await.unwrap().unwrap();
        assert_eq!(fault.times_happened(), times);
    }
    assert_eq!(timeout(PATIENCE, fault.happened_times(4)).await.unwrap(), None);
}

#[tokio::test]
async fn the_nth_of_any_request_counts_all_operations_and_what_is_none() {
    let api = Api::start().await;
    api.simulator.fail_nth(RequestMatch::any(), 4, Fault::status(503));
    let paths = [csrs(), "/nowhere".to_owned(), certificates(ZONE), csrs(), csrs()];
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(get(&api, &path).await.unwrap());
        // What the test itself asks for does not count.
        api.client.get(format!("{}/time", api.simulator.control_url())).send().await.unwrap();
    }
    assert_eq!(statuses, [200, 404, 200, 503, 200]);
}

#[tokio::test]
async fn a_request_fails_with_all_its_retries_and_nothing_else_does() {
    let api = Api::start().await;
    let post = |body: Value| {
        let api = &api;
        async move { send(api, Method::POST, &csrs(), Some(&body)).await }
    };
    let mut other = new_csr("p256v1");
    other["name"] = "another".into();
    for status in [500, 429, 409] {
        let fault = api.simulator.fail_nth_with_retries(RequestMatch::any(), 2, Fault::status(status));
        assert_eq!(get(&api, &csrs()).await, Some(200));
        assert_eq!(post(new_csr("p256v1")).await, Some(status));
        assert_eq!(api.simulator.pending_faults(), 0);
        for _ in 0..3 {
            assert_eq!(get(&api, &csrs()).await, Some(200));
            assert_eq!(post(other.clone()).await, Some(201));
            assert_eq!(post(new_csr("p256v1")).await, Some(status));
        }
        assert_eq!(fault.times_happened(), 4);
        api.simulator.clear_faults();
        assert_eq!(post(new_csr("p256v1")).await, Some(201));
    }
}

#[tokio::test]
async fn a_path_and_a_query_tell_requests_apart() {
    let api = Api::start().await;
    api.simulator.fail_nth_with_retries("custom_csrs_list", 1, Fault::status(500));
    let page = |page: u32| format!("{}?page={page}", csrs());
    for (page, status) in [(page(2), 500), (page(1), 200), (csrs(), 200), (page(2), 500)] {
        assert_eq!(get(&api, &page).await, Some(status), "{page}");
    }
}

#[tokio::test]
async fn the_control_plane_orders_a_fault_with_retries() {
    let api = Api::start().await;
    let url = format!("{}/faults", api.simulator.control_url());
    let order = |body: &'static str| api.client.post(&url).body(body).send();
    let body = r#"{"nth": 2, "with_retries": true, "fault": {"kind": "error", "status": 503}}"#;
    assert_eq!(order(body).await.unwrap().status().as_u16(), 200);
    let mut statuses = Vec::new();
    for path in [certificates(ZONE), csrs(), certificates(ZONE), csrs()] {
        statuses.push(get(&api, &path).await.unwrap());
    }
    assert_eq!(statuses, [200, 503, 200, 503]);
    let both = r#"{"always": true, "with_retries": true, "fault": {"kind": "hang"}}"#;
    assert_eq!(order(both).await.unwrap().status().as_u16(), 400);
}
