//! Servers that lie, lag and send secrets back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::types::{NewCustomHostname, NewCustomHostnameSsl, ValidationMethod};
use cloudflare_certificates::workflows::Onboarding;
use cloudflare_certificates_simulator::{Activation, Simulator, TestCa};
use serde_json::json;

use crate::support::{builder, client, operations, zone_of};

/// Responds instead of the server, to the first calls of an operation.
pub(crate) struct Lie(&'static str, usize, u16, String, Arc<AtomicUsize>);

impl Lie {
    pub(crate) fn new(operation: &'static str, times: usize, status: u16, body: serde_json::Value) -> Self {
        Self(operation, times, status, body.to_string(), Arc::default())
    }
}

impl Middleware for Lie {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            if request.operation() == self.0 && self.4.fetch_add(1, Ordering::Relaxed) < self.1 {
                return Ok(CallResponse::new(
                    StatusCode::from_u16(self.2).unwrap(),
                    self.3.clone().into_bytes(),
                ));
            }
            next.run(request).await
        })
    }
}

async fn start(activation: Activation) -> Simulator {
    Simulator::builder().zone("example.com").activation(activation).start().await.unwrap()
}

const STILL: Activation = Activation::After(Duration::from_secs(60_000));

fn hostnames(simulator: &Simulator) -> CustomHostnames {
    zone_of(&client(simulator), simulator).custom_hostnames()
}

fn new(hostname: &str) -> NewCustomHostname {
    NewCustomHostname::builder()
        .hostname(hostname)
        .ssl(NewCustomHostnameSsl::managed(ValidationMethod::Txt).build())
        .build()
}

fn count(simulator: &Simulator, operation: &str) -> usize {
    operations(simulator).iter().filter(|other| *other == operation).count()
}

#[tokio::test]
async fn an_onboarding_shows_no_token() {
    let simulator = start(STILL).await;
    let handle = hostnames(&simulator);
    let created = handle.create(&new("app.customer.com")).await.unwrap().into_inner();
    let secret = format!("the token {} may not", simulator.token());
    let patch = json!({"status": secret, "verification_errors": [secret],
        "ownership_verification": {"type": "txt", "name": "_x.app.customer.com", "value": secret}});
    assert!(simulator.patch_record("custom_hostnames", &created.id, &patch));
    let state = handle.onboard(&new("app.customer.com")).no_wait().await.unwrap();
    let shown = format!("{state} {state:?} {}", serde_json::to_string(&state).unwrap());
    assert!(!shown.contains(simulator.token()), "{shown}");
}

#[tokio::test]
async fn an_error_shows_no_private_key_of_a_record() {
    let simulator = start(STILL).await;
    let handle = hostnames(&simulator);
    let created = handle.create(&new("app.customer.com")).await.unwrap().into_inner();
    let key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----";
    let patch = json!({"status": format!("bad {key}"),
        "ownership_verification": {"type": "txt", "name": "_x.app.customer.com", "value": key}});
    assert!(simulator.patch_record("custom_hostnames", &created.id, &patch));
    let error = handle.onboard(&new("app.customer.com")).at_most(Duration::from_secs(60)).await.unwrap_err();
    let shown = format!("{error} {error:?} {:?}", error.setup());
    assert!(!shown.contains("MIGHAgEAMBMGByqGSM49"), "{shown}");
}

fn manipulated(state: &Onboarding, change: impl FnOnce(&mut serde_json::Value)) -> Onboarding {
    let mut value = serde_json::to_value(state).unwrap();
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

#[tokio::test]
async fn a_state_with_the_id_of_another_hostname_shows_and_changes_nothing_of_it() {
    let simulator = start(STILL).await;
    let handle = hostnames(&simulator);
    let mine = handle.onboard(&new("app.customer.com")).no_wait().await.unwrap();
    let other = handle.create(&new("victim.other.com")).await.unwrap().into_inner();
    simulator.time_out_validation(&other.id);
    let state = manipulated(&mine, |value| value["id"] = json!(other.id));
    let before = count(&simulator, "custom_hostnames_edit");
    let seen = handle.resume(&state).await.unwrap();
    let edits = count(&simulator, "custom_hostnames_edit") - before;
    assert!(seen.hostname == "app.customer.com" && edits == 0, "{edits} edits of {seen:?}");
}

#[tokio::test]
async fn offboarding_nothing_deletes_nothing() {
    let simulator = start(STILL).await;
    let handle = hostnames(&simulator);
    handle.create(&new("app.customer.com")).await.unwrap();
    for which in ["", " ", ".", "*.", "com", "customer.com", "..", "*"] {
        let outcome = handle.offboard(which).await;
        println!("{which:?}: {outcome:?}");
    }
    assert_eq!(handle.list().all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_ensure_is_not_starved_by_many_with_a_higher_limit() {
    let simulator = start(Activation::by_clock()).await;
    simulator.set_quota("custom_hostnames", 100_000);
    let handle = hostnames(&simulator);
    let many: Vec<_> = (0..600).map(|number| new(&format!("app-{number}.customer.com"))).collect();
    let other = handle.clone();
    let last = new("last.customer.com");
    let clock = simulator.clock();
    let (all, one) = tokio::join!(handle.ensure_all(many).per_minute(30), async {
        let start = clock.now();
        let outcome = other.ensure(&last).await;
        (outcome, clock.now().duration_since(start).unwrap())
    });
    assert!(all.unwrap().iter().all(Result::is_ok));
    assert!(one.0.is_ok(), "after {:?}: {:?}", one.1, one.0);
}

#[tokio::test]
async fn an_ensure_is_not_starved_by_500_at_15_a_minute() {
    let simulator = start(Activation::by_clock()).await;
    simulator.set_quota("custom_hostnames", 100_000);
    let handle = hostnames(&simulator);
    let many: Vec<_> = (0..300).map(|number| new(&format!("app-{number}.customer.com"))).collect();
    let other = handle.clone();
    let last = new("last.customer.com");
    let clock = simulator.clock();
    let (all, one) = tokio::join!(handle.ensure_all(many), async {
        let start = clock.now();
        let outcome = other.ensure(&last).await;
        (outcome, clock.now().duration_since(start).unwrap())
    });
    assert!(all.unwrap().iter().all(Result::is_ok));
    assert!(one.0.is_ok() && one.1 < Duration::from_secs(180), "after {:?}: {:?}", one.1, one.0);
}

/// Creations that take some time each, as real ones do.
async fn starved(per_minute: usize, count: usize, each: Duration) {
    let simulator = start(Activation::by_clock()).await;
    simulator.set_quota("custom_hostnames", 100_000);
    let ticking = simulator.clock();
    let slow = crate::support::between::After::first(usize::MAX, "custom_hostnames_create", move || {
        let (_, sleep_until) = ticking.functions();
        let until = ticking.now() + each;
        async move { sleep_until(until).await }
    });
    let _ = (slow, each);
    let clock = fast(200);
    let client = cloudflare_certificates::Client::builder()
        .api_token(simulator.token())
        .base_url(simulator.base_url())
        .clock(clock.clone())
        .build()
        .unwrap();
    let handle = zone_of(&client, &simulator).custom_hostnames();
    let many: Vec<_> = (0..count).map(|number| new(&format!("app-{number}.customer.com"))).collect();
    let other = handle.clone();
    let last = new("last.customer.com");
    let (all, one) = tokio::join!(handle.ensure_all(many).per_minute(per_minute), async {
        use cloudflare_certificates::Clock;
        clock.sleep(Duration::from_secs(70)).await;
        let start = clock.now();
        let outcome = other.ensure(&last).await;
        (outcome, clock.now() - start)
    });
    let failed = all.unwrap().iter().filter(|one| one.is_err()).count();
    println!("{failed} of all failed; the one after {:?}", one.1);
    assert!(one.0.is_ok() && one.1 < Duration::from_secs(300), "after {:?}: {:?}", one.1, one.0);
}

#[tokio::test]
async fn an_ensure_is_not_starved_by_slow_creations_at_15_a_minute() {
    starved(15, 300, Duration::from_secs(3)).await;
}

#[tokio::test]
async fn an_ensure_is_not_starved_by_slow_creations_at_30_a_minute() {
    starved(30, 600, Duration::from_secs(1)).await;
}

#[tokio::test]
async fn a_renewal_is_not_the_certificate_before_the_one_to_renew() {
    use cloudflare_certificates::types::{NewOriginCaCertificate, OriginCaRequestType};
    let simulator = start(Activation::by_clock()).await;
    let zone = simulator.zones()[0].id().to_owned();
    let certificates = client(&simulator).origin_ca_certificates();
    let (csr, _) =
        TestCa::csr(&["example.com"], cloudflare_certificates_simulator::KeyType::EcdsaP256).unwrap();
    let new = NewOriginCaCertificate::builder()
        .csr(csr)
        .hostnames(["example.com"])
        .request_type(OriginCaRequestType::OriginEcc)
        .requested_validity(90)
        .build();
    let day = Duration::from_secs(86_400);
    let a = certificates.issue(&zone, &new).await.unwrap().into_inner();
    simulator.advance(60 * day);
    let b = certificates.renew(&zone, &a.id, &new).await.unwrap().into_inner();
    assert_ne!(a.id, b.id);
    simulator.advance(20 * day);
    let c = certificates.renew(&zone, &b.id, &new).await.unwrap();
    assert_ne!(
        c.get().id,
        a.id,
        "renewing the one that expires {:?} gave the older one, which expires {:?}",
        b.expires_on,
        c.get().expires_on
    );
}

#[tokio::test]
async fn deadlines_of_zero_and_forever() {
    let simulator = start(STILL).await;
    let handle = hostnames(&simulator);
    for at_most in [Duration::ZERO] {
        let error = handle.ensure(&new("zero.customer.com")).at_most(at_most).await.unwrap_err();
        assert!(error.is_timeout(), "{error}");
        let all = handle.ensure_all(vec![new("zero.customer.com")]).at_most(at_most).await.unwrap();
        assert!(all[0].is_err());
        handle.onboard(&new("zero.customer.com")).at_most(at_most).await.unwrap_err();
    }
    assert_eq!(count(&simulator, "custom_hostnames_create"), 0);
    handle.ensure(&new("max.customer.com")).at_most(Duration::MAX).await.unwrap();
    handle.onboard(&new("max.customer.com")).at_most(Duration::MAX).until_setup().await.unwrap();
    handle.ensure_all(vec![new("m.customer.com"); 3]).at_most(Duration::MAX).per_minute(0).await.unwrap();
    handle.offboard("max.customer.com").at_most(Duration::MAX).await.unwrap();
    let _ = handle.offboard("m.customer.com").at_most(Duration::ZERO).await.unwrap_err();
}

/// Lookups are not sanitized by a run.
#[tokio::test]
async fn an_ambiguous_lookup_shows_no_token() {
    let simulator = start(STILL).await;
    let one = json!({"id": simulator.token(), "name": "x"});
    let body = json!({"success": true, "errors": [], "messages": [], "result": [one, one],
        "result_info": {"page": 1, "per_page": 50, "count": 2, "total_count": 2, "total_pages": 1}});
    let client =
        builder(&simulator).middleware(Lie::new("access_certificates_list", 1, 200, body)).build().unwrap();
    let error = zone_of(&client, &simulator).access_certificates().find_by_name("x").await.unwrap_err();
    assert!(!format!("{error} {error:?} {}", error.id()).contains(simulator.token()), "{error}");
}

/// A clock that runs so many times faster: other than the simulator's, a sleeper does not move it.
pub(crate) fn fast(times: u32) -> Arc<dyn cloudflare_certificates::Clock> {
    let start = std::time::Instant::now();
    let origin = std::time::SystemTime::now();
    let now = move || origin + start.elapsed() * times;
    Arc::new(cloudflare_certificates::ClockFn::new(now, move |until: std::time::SystemTime| {
        let left = until.duration_since(now()).unwrap_or_default() / times;
        async move { tokio::time::sleep(left).await }
    }))
}
