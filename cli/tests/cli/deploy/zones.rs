//! The zones to which a certificate is deployed.

use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone, Token};
use serde_json::Value;

use super::{all, changes, files};
use crate::support::Stage;

const ZONES: [&str; 3] = ["example.com", "shop.example.com", "example.net"];

/// Three zones, and the files of a certificate for these hosts.
fn stage(hosts: &[&str]) -> Stage {
    let stage = Stage::with(|builder| ZONES.into_iter().fold(builder, |builder, zone| builder.zone(zone)));
    files(&stage, &stage.simulator.test_ca().certificate(hosts).issue().unwrap());
    stage
}

fn zones(rows: &[Value]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["zone"].as_str()).collect()
}

#[test]
fn without_a_zone_it_is_deployed_to_the_zone_of_each_host() {
    let stage = stage(&["www.example.com", "*.example.net", "a.b.shop.example.com", "www.not-example.com"]);
    let ran = stage.run(["deploy", "cert.pem", "key.pem"]).exits(0);
    let mut found = zones(&ran.rows()).into_iter().map(str::to_owned).collect::<Vec<_>>();
    found.sort();
    assert_eq!(found, ["example.com", "example.net", "shop.example.com"]);
    assert!(ran.stderr.contains("the token sees no zone of www.not-example.com"), "{}", ran.stderr);
    assert_eq!(changes(&stage).len(), 3);
}

#[test]
fn a_zone_that_fails_does_not_stop_the_others() {
    let stage = stage(&["www.example.com", "www.example.net"]);
    let id =
        stage.simulator.zones().iter().find(|zone| zone.name() == "example.com").unwrap().id().to_owned();
    let create = RequestMatch::any().zone(&id).operation("custom_certificates_create");
    stage.simulator.fail_always(create, Fault::error(403, 1404, "not entitled"));
    let given = ["deploy", "--zone", "example.com", "--zone", "example.net", "cert.pem", "key.pem"];
    let ran = stage.run(given).exits(1);
    assert_eq!(zones(&ran.rows()), ["example.net"]);
    assert!(ran.stderr.contains("error: example.com: ") && ran.stderr.contains("1404"), "{}", ran.stderr);
}

#[test]
fn a_zone_can_be_given_by_its_id() {
    let stage = stage(&["www.example.com"]);
    let zone = stage.simulator.zones().into_iter().find(|zone| zone.name() == "example.com").unwrap();
    let ran = stage.run(["deploy", "--zone", zone.id(), "cert.pem", "key.pem"]).exits(0);
    assert_eq!(zones(&ran.rows()), ["example.com"]);
}

#[test]
fn if_the_token_sees_no_zone_of_the_hosts_the_error_says_what_to_do() {
    let stage = Stage::with(|builder| {
        let zone = SimulatedZone::new("example.com");
        builder.zone(zone).zone("example.net")
    });
    let other =
        stage.simulator.zones().iter().find(|zone| zone.name() == "example.net").unwrap().id().to_owned();
    stage.simulator.add_token(Token::new("sees-only-example-net-0123456789abcdefghij").zone(other));
    files(&stage, &stage.simulator.test_ca().certificate(&["www.example.com"]).issue().unwrap());
    let mut command = stage.command(["deploy", "cert.pem", "key.pem"]);
    command.env("CLOUDFLARE_API_TOKEN", "sees-only-example-net-0123456789abcdefghij");
    let ran = crate::support::Ran::of(command.output().unwrap()).exits(2);
    assert!(ran.stderr.contains("--zone") && ran.stderr.contains("www.example.com"), "{}", ran.stderr);
    assert_eq!(all(&stage).len(), 0);
}
