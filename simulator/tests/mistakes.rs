//! Mistakes of a test in its use of the simulator: none is overlooked.

#![allow(clippy::unwrap_used)] // Tests may panic.

mod common;

use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone, Simulator, Token};
use common::{Api, ZONE, certificates};
use serde_json::json;

/// A mistake, and a part of the message about it.
type Mistake = (fn(&Simulator), &'static str);

#[tokio::test]
async fn every_request_says_what_the_mistake_is_until_a_reset() {
    let mistakes: [Mistake; 11] = [
        (|s| drop(s.fail_next("custom_certificates_creat", Fault::status(500))), "custom_certificates_creat"),
        (|s| drop(s.fail_next(RequestMatch::any().resource("nothing"), Fault::status(500))), "nothing"),
        (|s| drop(s.fail_next(RequestMatch::any().method("FETCH"), Fault::status(500))), "FETCH"),
        (|s| drop(s.fail_nth("zones_list", 0, Fault::status(500))), "nth"),
        (|s| assert!(s.set_stage("custom_hostnames", "x", "blockd").is_none()), "blockd"),
        (|s| assert!(s.set_stage("nothing", "x", "active").is_none()), "nothing"),
        (|s| assert!(!s.patch_record("custom_hostnames", "x", &json!("text"))), "object"),
        (|s| s.set_quota("custom_hostname", 1), "custom_hostname"),
        (|s| s.add_zone(SimulatedZone::new("not a name")), "not a name"),
        (|s| s.add_token(Token::new("")), "empty"),
        (|s| assert!(s.seed_custom_certificates(ZONE, usize::MAX).is_empty()), "at most"),
    ];
    let api = Api::start().await;
    for (mistake, part) in mistakes {
        mistake(&api.simulator);
        let reply = api.get(&certificates(ZONE)).await;
        reply.refused(500, 10500);
        let message = reply.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains(part), "{message}");
        api.simulator.reset();
        api.get(&certificates(ZONE)).await.expect(200);
    }
}

#[tokio::test]
async fn certificates_are_not_seeded_in_a_zone_that_does_not_exist() {
    let simulator = Simulator::start().await.unwrap();
    assert!(simulator.seed_custom_certificates("nowhere", 2).is_empty());
}

#[tokio::test]
async fn a_builder_with_a_mistake_does_not_start() {
    let builders = [
        Simulator::builder().zone(SimulatedZone::new("not a name")),
        Simulator::builder().zone(SimulatedZone::new("example.com").with_id("zz")),
        Simulator::builder().zone(SimulatedZone::new("example.com").plan("platinum")),
        Simulator::builder().quota("certificate_pack", 1),
        Simulator::builder().token(""),
        Simulator::builder().seed_json("[]"),
        Simulator::builder().seed_json(r#"{"zones": [{"name": "not a name"}]}"#),
    ];
    for builder in builders {
        let shown = format!("{builder:?}");
        assert!(builder.start().await.is_err(), "{shown}");
    }
}

#[tokio::test]
async fn the_seed_is_there_at_the_start_and_after_a_reset() {
    let seed = json!({ "custom_certificates": [{ "zone": ZONE, "count": 3 }] }).to_string();
    let api = Api::with(Simulator::builder().seed_json(seed)).await;
    for _ in 0..2 {
        assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids().len(), 3);
        api.simulator.seed_custom_certificates(ZONE, 4);
        assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids().len(), 7);
        api.simulator.reset();
    }
}
