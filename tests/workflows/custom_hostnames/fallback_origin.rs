//! The fallback origin.

use std::time::Duration;

use cloudflare_certificates::types::{FallbackOriginStatus, FallbackOriginUpdate};
use cloudflare_certificates::workflows::{ErrorKind, Plan};
use cloudflare_certificates_simulator::Activation;

use super::{MINUTE, STILL, of, start, succeeded};
use crate::support::between::LateReads;
use crate::support::{builder, client, operations};

const ORIGIN: &str = "origin.example.com";
const SET: &str = "custom_hostnames_fallback_origin_update";

#[tokio::test]
async fn a_fallback_origin_is_set_and_waited_for() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let origin = hostnames.fallback_origin();
    assert_eq!(origin.ensure(ORIGIN).plan().await.unwrap(), Plan::Create);
    let ensured = origin.ensure(ORIGIN).await.unwrap();
    assert!(ensured.is_created());
    assert_eq!(ensured.get().status, Some(FallbackOriginStatus::Active));
    assert_eq!(succeeded(&simulator, SET), 1);
}

#[tokio::test]
async fn a_fallback_origin_that_was_already_active_ends_it_with_the_first_request() {
    let (simulator, hostnames) = start(Activation::After(Duration::ZERO)).await;
    let origin = hostnames.fallback_origin();
    origin.ensure(ORIGIN).await.unwrap();
    let before = operations(&simulator).len();
    let ensured = origin.ensure("ORIGIN.example.com.").await.unwrap();
    assert!(!ensured.is_created());
    assert_eq!(operations(&simulator)[before..], ["custom_hostnames_fallback_origin_get"]);
}

#[tokio::test]
async fn one_that_is_being_deployed_is_not_set_again_and_one_that_timed_out_is() {
    let (simulator, hostnames) = start(Activation::After(MINUTE)).await;
    let origin = hostnames.fallback_origin();
    origin.update(&FallbackOriginUpdate::builder().origin(ORIGIN).build()).await.unwrap();
    assert!(!origin.ensure(ORIGIN).await.unwrap().is_created());
    assert_eq!(succeeded(&simulator, SET), 1);
    simulator.set_stage("custom_hostnames_fallback_origin", "", "deployment_timed_out").unwrap();
    assert!(origin.ensure(ORIGIN).await.unwrap().is_created());
    assert_eq!(succeeded(&simulator, SET), 2);
}

#[tokio::test]
async fn the_state_of_a_failed_origin_that_is_still_shown_is_not_the_new_ones() {
    let (simulator, hostnames) = start(Activation::After(MINUTE / 12)).await;
    let old = FallbackOriginUpdate::builder().origin("old.example.com").build();
    hostnames.fallback_origin().update(&old).await.unwrap();
    simulator.set_stage("custom_hostnames_fallback_origin", "", "deployment_timed_out").unwrap();
    let late = LateReads::new(2, "custom_hostnames_fallback_origin_get", SET);
    let client = builder(&simulator).middleware(late).build().unwrap();
    let ensured = of(&simulator, &client).fallback_origin().ensure(ORIGIN).await.unwrap();
    assert_eq!(ensured.into_inner().origin.as_deref(), Some(ORIGIN));
    assert_eq!(succeeded(&simulator, SET), 2);
}

#[tokio::test]
async fn another_one_is_replaced() {
    let (_simulator, hostnames) = start(Activation::by_clock()).await;
    let origin = hostnames.fallback_origin();
    origin.ensure("old.example.com").await.unwrap();
    let ensured = origin.ensure(ORIGIN).await.unwrap();
    assert!(ensured.is_created());
    assert_eq!(ensured.into_inner().origin.as_deref(), Some(ORIGIN));
}

#[tokio::test]
async fn a_deployment_that_takes_too_long_ends_at_the_deadline() {
    let (_simulator, hostnames) = start(STILL).await;
    let error = hostnames.fallback_origin().ensure(ORIGIN).at_most(MINUTE).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::TimedOut, Some("initializing")));
}

#[tokio::test]
async fn two_at_once_end_as_one_would_have() {
    let (simulator, hostnames) = start(Activation::by_clock()).await;
    let other = of(&simulator, &client(&simulator));
    let (one, two) =
        tokio::join!(hostnames.fallback_origin().ensure(ORIGIN), other.fallback_origin().ensure(ORIGIN));
    let active = Some(FallbackOriginStatus::Active);
    assert_eq!(
        (one.unwrap().into_inner().status, two.unwrap().into_inner().status),
        (active.clone(), active)
    );
}
