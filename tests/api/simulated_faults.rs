//! The client against a simulator that fails, in simulated time.

use std::time::{Duration, Instant};

use cloudflare_certificates::{Client, ClockFn, ErrorKind};
use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};

/// A client whose waits take no real time.
fn client(simulator: &Simulator) -> Client {
    let (now, sleep_until) = simulator.clock().functions();
    let clock = ClockFn::new(now, sleep_until);
    let builder = Client::builder().api_token(simulator.token()).base_url(simulator.base_url());
    builder.clock(clock).build().unwrap()
}

#[tokio::test]
async fn the_wait_that_a_429_asks_for_passes_in_simulated_time() {
    let simulator = Simulator::start().await.unwrap();
    let zone = client(&simulator).zone(simulator.zones()[0].id()).unwrap();
    simulator.fail_next("custom_certificates_list", Fault::too_many_requests(Duration::from_secs(240)));
    let (start, real) = (simulator.now(), Instant::now());
    assert!(zone.custom_certificates().list().all().await.unwrap().is_empty());
    assert!(simulator.now().duration_since(start).unwrap() >= Duration::from_secs(240));
    assert!(real.elapsed() < Duration::from_secs(60), "no real time passed");
    assert_eq!(simulator.pending_faults(), 0);
}

#[tokio::test]
async fn a_read_is_repeated_through_every_fault_and_a_change_whose_response_is_lost_is_not() {
    let simulator = Simulator::start().await.unwrap();
    let zone = client(&simulator).zone(simulator.zones()[0].id()).unwrap();
    for fault in [
        Fault::status(503),
        Fault::status(522),
        Fault::close_connection(),
        Fault::lose_response(),
        Fault::truncate_body(),
    ] {
        let label = format!("{fault:?}");
        simulator.fail_next("dcv_delegation_get", fault);
        assert!(zone.dcv_delegation().get().await.is_ok(), "{label}");
        assert_eq!(simulator.pending_faults(), 0, "{label}");
    }
    let issued = simulator.test_ca().certificate(&["www.example.com"]).issue().unwrap();
    let new = cloudflare_certificates::types::NewCustomCertificate::with_key(
        issued.certificate_pem(),
        issued.private_key_pem().unwrap(),
    )
    .build();
    simulator.fail_next("custom_certificates_create", Fault::lose_response());
    let error = zone.custom_certificates().create(&new).await.unwrap_err();
    assert!(error.may_have_taken_effect(), "{error}");
    assert_eq!(zone.custom_certificates().list().all().await.unwrap().len(), 1, "it was made once");
}

#[tokio::test]
async fn a_zone_without_the_entitlement_says_so_and_the_others_go_on() {
    let simulator = Simulator::builder().zone("example.com").zone("example.org").start().await.unwrap();
    let client = client(&simulator);
    let [with, without] = &*simulator.zones() else { panic!("two zones") };
    let hostnames = RequestMatch::any().zone(without.id()).resource("custom_hostnames");
    simulator.fail_always(hostnames, Fault::error(403, 1404, "No quota has been allocated for this zone."));
    let error = client.zone(without.id()).unwrap().custom_hostnames().list().all().await.unwrap_err();
    assert!(error.is_permission_denied() && error.has_code(1404), "{error}");
    assert_eq!(error.kind(), ErrorKind::Api);
    assert!(error.to_string().contains("no permission helps"), "{error}");
    assert!(client.zone(with.id()).unwrap().custom_hostnames().list().all().await.unwrap().is_empty());
}
