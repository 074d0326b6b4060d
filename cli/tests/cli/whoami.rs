//! Tests of `cfcerts whoami`.

use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone, Token};
use serde_json::{Value, json};

use crate::support::{Ran, Stage};

/// Runs it with the token `mine`.
fn whoami(stage: &Stage, token: Token, more: &[&str]) -> Ran {
    stage.simulator.add_token(token);
    let mut command = stage.command([&["whoami"][..], more].concat());
    Ran::of(command.env("CLOUDFLARE_API_TOKEN", "mine-of-the-test").output().unwrap())
}

fn token() -> Token {
    Token::new("mine-of-the-test")
}

fn row(rows: &[Value], scope: &str, kind: &str) -> Value {
    rows.iter().find(|row| row["scope"] == scope && row["kind"] == kind).unwrap().clone()
}

#[test]
fn a_token_its_places_and_what_it_may_read_are_shown() {
    let stage = Stage::with(|builder| builder.zone(SimulatedZone::new("example.com").plan("enterprise")));
    let expiry = stage.simulator.now() + std::time::Duration::from_secs(86_400);
    let ran = whoami(&stage, token().expires_on(expiry).read_only(), &["--fail"]).exits(0);
    let rows = ran.rows();
    assert_eq!((&rows[0]["kind"], &rows[0]["status"]), (&json!("api_token"), &json!("active")));
    assert!(rows[0]["expires_on"].is_string());
    let zone = row(&rows, "zone", "zones");
    assert_eq!(
        (&zone["name"], &zone["plan"], &zone["status"]),
        (&json!("example.com"), &json!("enterprise"), &json!("active"))
    );
    let deploy = row(&rows, "zone", "custom_certificates");
    assert_eq!((&deploy["command"], &deploy["access"]), (&json!("deploy"), &json!("ok")));
    assert_eq!(deploy["needs_to_write"], json!(["SSL and Certificates Write"]));
    for kind in ["mtls_certificates", "access_certificates", "gateway_certificates"] {
        assert_eq!(row(&rows, "account", kind)["access"], json!("ok"));
    }
    assert!(ran.stderr.contains("needs_to_write"), "{}", ran.stderr);
    assert!(stage.simulator.requests().iter().all(|request| request.method == "GET"));
}

#[test]
fn a_missing_permission_is_named_and_fails_if_asked_to() {
    let stage = Stage::new();
    let packs = RequestMatch::any().resource("certificate_packs");
    stage.simulator.fail_always(packs, Fault::error(403, 10000, "Authentication error"));
    let ran = whoami(&stage, token(), &[]).exits(0);
    let packs = row(&ran.rows(), "zone", "certificate_packs");
    assert_eq!((&packs["access"], &packs["command"]), (&json!("no_permission"), &json!("pack")));
    assert_eq!(packs["needs"], json!(["SSL and Certificates Read", "SSL and Certificates Write"]));
    let ran = whoami(&stage, token(), &["--fail"]).exits(5);
    assert!(ran.stderr.contains("certificate_packs (needs SSL and Certificates Read or"), "{}", ran.stderr);
}

#[test]
fn what_is_not_in_the_plan_is_no_missing_permission() {
    let stage = Stage::new();
    let hostnames = RequestMatch::any().resource("custom_hostnames");
    let fault = Fault::error(403, 1404, "Access to custom hostnames has not been granted");
    stage.simulator.fail_always(hostnames, fault);
    let ran = whoami(&stage, token(), &["--fail"]).exits(0);
    assert_eq!(row(&ran.rows(), "zone", "custom_hostnames")["access"], json!("not_in_plan"));
}

#[test]
fn a_list_that_fails_is_neither_allowed_nor_forbidden() {
    let stage = Stage::new();
    let keyless = RequestMatch::any().resource("keyless_certificates");
    stage.simulator.fail_always(keyless, Fault::error(404, 1000, "something else"));
    let ran = whoami(&stage, token(), &["--fail"]).exits(0);
    let keyless = row(&ran.rows(), "zone", "keyless_certificates");
    assert_eq!(keyless["access"], json!("failed"));
    assert!(keyless["error"].as_str().unwrap().contains("something else"));
}

#[test]
fn a_token_for_one_zone_does_not_reach_another() {
    let stage = Stage::with(|builder| {
        builder.zone(SimulatedZone::new("example.com")).zone(SimulatedZone::new("example.org"))
    });
    let zone = stage.simulator.zones()[0].id().to_owned();
    let account = stage.simulator.zones()[0].account_id().to_owned();
    let rows = whoami(&stage, token().zone(&zone), &[]).exits(0).rows();
    let zones: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "zones").collect();
    assert_eq!((zones.len(), &zones[0]["id"]), (1, &json!(zone)));
    let rows = whoami(&stage, token().zone(&zone), &["--account", &account]).exits(0).rows();
    assert_eq!(row(&rows, "account", "mtls_certificates")["access"], json!("no_permission"));
}

#[test]
fn a_disabled_expired_or_unknown_token_fails_and_says_what_to_do() {
    let stage = Stage::new();
    let past = stage.simulator.now() - std::time::Duration::from_secs(60);
    for (token, problem) in [
        (token().disabled(), "the token is disabled: enable it"),
        (token().expires_on(past), "the token has expired: create another one"),
        (Token::new("another"), "the token is not valid: create another one"),
    ] {
        let ran = whoami(&stage, token, &[]).exits(1);
        assert!(ran.stderr.contains(problem), "{}", ran.stderr);
        assert_eq!(ran.rows()[0]["access"], json!("failed"));
        stage.simulator.reset();
    }
}

#[test]
fn more_zones_than_are_probed_are_named() {
    let stage = Stage::with(|builder| {
        let zones = ["a", "b", "c", "d"].map(|name| SimulatedZone::new(format!("{name}.example")));
        zones.into_iter().fold(builder, |builder, zone| builder.zone(zone))
    });
    let ran = whoami(&stage, token(), &[]).exits(0);
    assert!(ran.stderr.contains("3 of 4 zones were probed"), "{}", ran.stderr);
    let probed =
        |name: &str| ran.rows().iter().any(|row| row["name"] == name && row["kind"] == "certificate_packs");
    assert!(probed("c.example") && !probed("d.example"));
    let rows = whoami(&stage, token(), &["--zone", "d.example"]).exits(0).rows();
    assert_eq!(row(&rows, "zone", "certificate_packs")["name"], json!("d.example"));
}

#[test]
fn a_token_of_an_account_cannot_be_verified_but_is_valid() {
    let stage = Stage::new();
    stage.simulator.fail_always("user_tokens_verify", Fault::error(401, 1000, "Invalid API Token"));
    let rows = whoami(&stage, token(), &[]).exits(0).rows();
    assert_eq!((&rows[0]["kind"], &rows[0]["access"]), (&json!("account_api_token"), &json!("ok")));
}

#[test]
fn the_global_api_key_is_recognized() {
    let stage = Stage::new();
    let mut command = stage.command(["whoami"]);
    command.env_remove("CLOUDFLARE_API_TOKEN");
    command
        .env("CLOUDFLARE_EMAIL", stage.simulator.email())
        .env("CLOUDFLARE_API_KEY", stage.simulator.api_key());
    let rows = Ran::of(command.output().unwrap()).exits(0).rows();
    assert_eq!(rows[0]["kind"], json!("global_api_key"));
    assert_eq!(row(&rows, "zone", "custom_certificates")["access"], json!("ok"));
}

#[test]
fn the_user_service_key_is_good_for_the_origin_ca_only() {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    let whoami = |more: &[&str]| {
        let mut command = stage.command([&["whoami"][..], more].concat());
        command.env_remove("CLOUDFLARE_API_TOKEN");
        command.env("CLOUDFLARE_API_USER_SERVICE_KEY", stage.simulator.user_service_key());
        Ran::of(command.output().unwrap()).exits(0)
    };
    let ran = whoami(&[]);
    assert_eq!((ran.rows().len(), &ran.rows()[0]["kind"]), (1, &json!("user_service_key")));
    assert!(ran.stderr.contains("Origin CA only"), "{}", ran.stderr);
    let rows = whoami(&["--zone", &zone]).rows();
    assert_eq!(
        (rows.len(), &rows[1]["kind"], &rows[1]["access"]),
        (2, &json!("origin_ca_certificates"), &json!("ok"))
    );
}

#[test]
fn a_table_names_the_permissions_in_words() {
    let stage = Stage::new();
    let packs = RequestMatch::any().resource("certificate_packs");
    stage.simulator.fail_always(packs, Fault::error(403, 10000, "Authentication error"));
    let ran = whoami(&stage, token(), &["--output", "table"]).exits(0);
    let line = ran.stdout.lines().find(|line| line.contains("certificate_packs")).unwrap();
    assert!(
        line.contains("no permission")
            && line.contains("SSL and Certificates Read or SSL and Certificates Write")
    );
}

#[test]
fn the_token_is_not_in_the_output_however_verbose() {
    let stage = Stage::new();
    let ran = whoami(&stage, token(), &["-vvv"]).exits(0);
    assert!(ran.stderr.contains("user_tokens_verify"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("mine-of-the-test") && !ran.stdout.contains("mine-of-the-test"));
}
