//! Offboarding.

use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::workflows::ErrorKind;

use super::{MINUTE, NAME, STILL, created, new, of, start, succeeded};
use crate::support::{builder, client, simulated};

#[tokio::test]
async fn a_hostname_is_deleted_by_its_name_or_its_id() {
    let (_simulator, hostnames) = start(STILL).await;
    let other = hostnames.create(&new("other.customer.com")).await.unwrap().into_inner().id;
    created(&hostnames).await;
    hostnames.offboard("APP.customer.com.").await.unwrap();
    assert!(hostnames.find(NAME).await.unwrap().is_none());
    let id = created(&hostnames).await.id;
    hostnames.offboard(&id).await.unwrap();
    let left = hostnames.list().all().await.unwrap();
    assert_eq!(left.into_iter().map(|record| record.id).collect::<Vec<_>>(), [other]);
}

#[tokio::test]
async fn what_does_not_exist_is_a_success() {
    let (simulator, hostnames) = start(STILL).await;
    hostnames.offboard(NAME).await.unwrap();
    hostnames.offboard("7365377a-85a4-4390-9480-531ef7dc7a3c").await.unwrap();
    assert_eq!(succeeded(&simulator, "custom_hostnames_delete"), 0);
}

#[tokio::test]
async fn a_hostname_that_another_program_deletes_meanwhile_is_a_success() {
    let (_simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let deletion = hostnames.delete(&id);
    let (offboarded, deleted) = tokio::join!(hostnames.offboard(NAME), deletion);
    offboarded.unwrap();
    deleted.unwrap();
}

#[tokio::test]
async fn two_offboardings_at_once_end_as_one_would_have() {
    let (simulator, hostnames) = start(STILL).await;
    created(&hostnames).await;
    let other = of(&simulator, &client(&simulator));
    let (one, two) = tokio::join!(hostnames.offboard(NAME), other.offboard(NAME));
    one.unwrap();
    two.unwrap();
    assert!(hostnames.list().all().await.unwrap().is_empty());
}

/// A server that accepts a deletion, and carries it out later.
struct Accepts;

impl Middleware for Accepts {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            if request.operation() == "custom_hostnames_delete" {
                return CallResponse::result(&serde_json::json!({ "id": "accepted" }));
            }
            next.run(request).await
        })
    }
}

#[tokio::test]
async fn it_waits_until_the_hostname_is_gone() {
    let (simulator, hostnames) = start(STILL).await;
    let id = created(&hostnames).await.id;
    let accepting = builder(&simulator).middleware(Accepts).build().unwrap();
    let deletion = async {
        client(&simulator).clock().sleep(MINUTE).await;
        hostnames.delete(&id).await.unwrap();
    };
    let offboarding = simulated(&simulator, of(&simulator, &accepting).offboard(NAME));
    let ((outcome, took), ()) = tokio::join!(offboarding, deletion);
    outcome.unwrap();
    assert!(took >= MINUTE, "{took:?}");

    created(&hostnames).await;
    let error = of(&simulator, &accepting).offboard(NAME).await.unwrap_err();
    assert_eq!((error.kind(), error.left()), (ErrorKind::TimedOut, ["wait until it is gone"].as_slice()));
}
