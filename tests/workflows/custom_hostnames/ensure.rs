//! Finding and ensuring.

use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::workflows::{ErrorKind, Plan};
use cloudflare_certificates_simulator::{Activation, Fault};
use serde_json::json;
use std::time::Duration;

use super::{MINUTE, NAME, STILL, created, new, of, start, succeeded};
use crate::support::{builder, client, simulated};

#[tokio::test]
async fn a_hostname_is_found_whatever_its_case_and_with_a_trailing_dot() {
    let (_simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    for name in [NAME, "App.Customer.COM", "app.customer.com."] {
        assert_eq!(hostnames.find(name).await.unwrap().map(|found| found.id), Some(id.clone()), "{name}");
    }
    assert!(hostnames.find("customer.com").await.unwrap().is_none());
}

/// A server that does not know the filter.
struct WithoutFilter;

impl Middleware for WithoutFilter {
    fn handle<'a>(&'a self, _: CallRequest, _: Next<'a>) -> Answered<'a> {
        let hostname = |name: &str| json!({ "id": name, "hostname": name, "status": "active" });
        let body = json!({
            "success": true, "errors": [], "messages": [],
            "result": [hostname("my-app.customer.com"), hostname("APP.customer.com")],
            "result_info": { "page": 1, "per_page": 50, "count": 2, "total_count": 2, "total_pages": 1 },
        });
        Box::pin(async move { Ok(CallResponse::new(StatusCode::OK, body.to_string())) })
    }
}

#[tokio::test]
async fn the_filter_is_not_relied_upon() {
    let (simulator, _) = start(STILL).await;
    let client = builder(&simulator).middleware(WithoutFilter).build().unwrap();
    let found = of(&simulator, &client).find(NAME).await.unwrap().unwrap();
    assert_eq!(found.hostname.as_deref(), Some("APP.customer.com"));
    assert!(of(&simulator, &client).find("www.customer.com").await.unwrap().is_none());
}

#[tokio::test]
async fn deleted_and_pending_deletion_count_as_gone() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    for status in ["deleted", "pending_deletion"] {
        assert!(simulator.patch_record("custom_hostnames", &id, &json!({ "status": status })));
        assert!(hostnames.find(NAME).await.unwrap().is_none(), "{status}");
    }
}

#[tokio::test]
async fn a_plan_changes_nothing() {
    let (simulator, hostnames) = start(STILL).await;
    assert_eq!(hostnames.ensure(&new(NAME)).plan().await.unwrap(), Plan::Create);
    assert_eq!(succeeded(&simulator, "custom_hostnames_create"), 0);
    let created = hostnames.ensure(&new(NAME)).await.unwrap();
    assert!(created.is_created());
    assert_eq!(hostnames.ensure(&new(NAME)).plan().await.unwrap(), Plan::Keep(created.into_inner()));
    assert!(!hostnames.ensure(&new("APP.customer.com.")).await.unwrap().is_created());
    assert_eq!(succeeded(&simulator, "custom_hostnames_create"), 1);
}

#[tokio::test]
async fn duplicate_409_1406_means_that_it_existed() {
    let (simulator, hostnames) = start(STILL).await;
    let other = of(&simulator, &client(&simulator));
    let new = new(NAME);
    let (one, two) = tokio::join!(hostnames.ensure(&new), other.ensure(&new));
    let (one, two) = (one.unwrap(), two.unwrap());
    let requests = simulator.requests();
    assert!(requests.iter().any(|request| request.status == Some(409)), "they ran at the same time");
    assert_ne!(one.is_created(), two.is_created());
    assert_eq!(one.into_inner().id, two.into_inner().id);
    assert_eq!(hostnames.list().all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_hostname_that_is_still_being_deleted_is_waited_for() {
    let (simulator, hostnames) = start(STILL).await;
    let old = created(&hostnames).await.id;
    simulator.patch_record("custom_hostnames", &old, &json!({ "status": "pending_deletion" }));
    let new = new(NAME);
    let deletion = async {
        client(&simulator).clock().sleep(Duration::from_secs(20)).await;
        hostnames.delete(&old).await.unwrap();
    };
    let (ensured, ()) = tokio::join!(hostnames.ensure(&new), deletion);
    let ensured = ensured.unwrap();
    assert!(ensured.is_created() && ensured.get().id != old);
}

#[tokio::test]
async fn one_that_never_goes_away_ends_with_the_conflict() {
    let (simulator, hostnames) = start(STILL).await;
    let old = created(&hostnames).await.id;
    simulator.patch_record("custom_hostnames", &old, &json!({ "status": "pending_deletion" }));
    let new = new(NAME);
    let (outcome, took) = simulated(&simulator, hostnames.ensure(&new)).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Call, NAME));
    assert!(error.call().unwrap().has_code(1406) && error.is_retryable(), "{error}");
    assert!(took > 2 * MINUTE && took < 5 * MINUTE, "{took:?}");
}

#[tokio::test]
async fn a_creation_that_is_invalid_is_not_made_again() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let error = hostnames.ensure(&new("app.customer.invalid")).await.unwrap_err();
    assert_eq!((error.kind(), error.id()), (ErrorKind::Call, "app.customer.invalid"));
    assert!(!error.is_retryable(), "{error}");
    let creations = simulator.requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!(creations, 1);
}

#[tokio::test]
async fn a_creation_whose_response_is_lost_is_looked_for_and_not_made_again() {
    let (simulator, hostnames) = start(STILL).await;
    simulator.fail_next("custom_hostnames_create", Fault::lose_response());
    let ensured = hostnames.ensure(&new(NAME)).await.unwrap();
    assert!(ensured.is_created());
    let creations = simulator.requests().iter().filter(|request| request.method == "POST").count();
    assert_eq!((creations, hostnames.list().all().await.unwrap().len()), (1, 1));
}
