//! What expires, over fifty zones.

use std::time::{Duration, SystemTime};

use cloudflare_certificates::Timestamp;
use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone};
use serde_json::json;

use crate::support::{Ran, Stage};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// Half an hour more, so that the hours that are left do not change while a test runs.
const SPARE: i64 = 1_800;
const CUSTOM: [&str; 2] = ["--kind", "custom_certificates"];

/// Fifty zones, of which four have a certificate.
pub(crate) fn fleet() -> Stage {
    let stage = Stage::with(|builder| (0..50).fold(builder, |builder, number| builder.zone(zone(number))));
    add(&stage, 7, &["www.zone-07.example"], -2 * DAY);
    add(&stage, 23, &["a.zone-23.example", "b.zone-23.example", "c.zone-23.example"], 20 * DAY);
    add(&stage, 11, &["shop.zone-11.example"], 3 * DAY + 4 * HOUR);
    add(&stage, 31, &["zone-31.example"], 60 * DAY);
    stage
}

pub(crate) fn zone(number: usize) -> SimulatedZone {
    SimulatedZone::new(format!("zone-{number:02}.example"))
}

/// Adds a certificate that expires in so many seconds; returns its id.
pub(crate) fn add(stage: &Stage, number: usize, hosts: &[&str], left: i64) -> String {
    let id = stage.simulator.seed_custom_certificates(zone(number).id(), 1).remove(0);
    let now = SystemTime::now();
    let spare = Duration::from_secs(SPARE.unsigned_abs());
    let length = Duration::from_secs(left.unsigned_abs());
    let expires_on = if left < 0 { now - length - spare } else { now + length + spare };
    let expires_on = Timestamp::from(chrono::DateTime::<chrono::Utc>::from(expires_on));
    let patch = json!({ "hosts": hosts, "expires_on": expires_on, "issuer": "Test CA" });
    assert!(stage.simulator.patch_record("custom_certificates", &id, &patch));
    id
}

/// Presses Ctrl-C.
#[cfg(unix)]
pub(crate) fn interrupt(child: &std::process::Child) {
    signal(child, "-INT");
}

#[cfg(unix)]
pub(crate) fn signal(child: &std::process::Child, name: &str) {
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args([name, &id]).status().unwrap().success());
}

fn zones(ran: &Ran) -> Vec<String> {
    let mut zones: Vec<String> =
        ran.rows().iter().map(|row| row["zone"].as_str().unwrap().to_owned()).collect();
    zones.sort();
    zones
}

#[test]
fn the_table_begins_with_what_expires_first() {
    let stage = fleet();
    let ran = stage.run(["expiring", "-o", "table", CUSTOM[0], CUSTOM[1]]).exits(0);
    // The dates are today's, but always as long.
    let table: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| {
            let is_date = |word: &&str| word.len() == 10 && word.starts_with("20");
            line.split(' ')
                .find(is_date)
                .map_or_else(|| line.to_owned(), |date| line.replace(date, "yyyy-mm-dd"))
        })
        .collect();
    let expected = [
        " ZONE             KIND                 HOSTS                 ISSUER   EXPIRES ON  LEFT   TIME LINE             WHO  ATTENTION",
        " zone-07.example  custom_certificates  www.zone-07.example   Test CA  yyyy-mm-dd  -2d    ✗───────────────────  you  expired",
        " zone-11.example  custom_certificates  shop.zone-11.example  Test CA  yyyy-mm-dd  3d 4h  ━━●─────────────────  you  expiring",
        " zone-23.example  custom_certificates  a.zone-23.example +2  Test CA  yyyy-mm-dd  20d    ━━━━━━━━━━━━●───────  you  expiring",
    ];
    assert_eq!(table, expected, "{}", ran.stdout);
    assert!(ran.stderr.contains("3 of 4 certificates in 50 zones"), "{}", ran.stderr);
}

#[test]
fn rows_have_stable_fields() {
    let stage = fleet();
    let ran = stage.run(["expiring", "--all", CUSTOM[0], CUSTOM[1]]).exits(0);
    assert_eq!(zones(&ran), ["zone-07.example", "zone-11.example", "zone-23.example", "zone-31.example"]);
    let rows = ran.rows();
    let row = rows.iter().find(|row| row["zone"] == "zone-11.example").unwrap();
    assert_eq!(row["zone_id"], zone(11).id());
    assert_eq!(row["account"], json!(null));
    assert_eq!(row["kind"], "custom_certificates");
    assert_eq!(row["hosts"], json!(["shop.zone-11.example"]));
    assert_eq!(row["days_left"], 3);
    assert_eq!(row["progress"], "ready");
    assert_eq!(row["managed_by"], "you");
    assert_eq!(row["attention"], "expiring");

    let ran =
        stage.run(["expiring", "-o", "csv", CUSTOM[0], CUSTOM[1], "--zone", "zone-23.example"]).exits(0);
    let mut reader = csv::Reader::from_reader(ran.stdout.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>().join(","),
        "zone,account,kind,id,hosts,issuer,expires_on,days_left,status,progress,managed_by,attention,type,validity_days,\
         fingerprint,serial_number,zone_id,account_id"
    );
    let record = reader.records().next().unwrap().unwrap();
    assert_eq!(&record[4], "a.zone-23.example, b.zone-23.example, c.zone-23.example");
    assert_eq!(&record[7], "20");
}

#[test]
fn with_fail_a_script_learns_whether_there_is_anything() {
    let stage = fleet();
    stage.run(["expiring", "--fail", "--within", "5d", CUSTOM[0], CUSTOM[1]]).exits(5);
    let nothing = ["expiring", "--fail", CUSTOM[0], CUSTOM[1], "--zone", "zone-31.example"];
    let ran = stage.run(nothing).exits(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("nothing expires within 30d in 1 zone"), "{}", ran.stderr);
}

#[test]
fn what_cloudflare_renews_needs_no_attention() {
    let stage = Stage::new();
    // The universal pack expires in 90 days.
    let ran = stage.run(["expiring", "--within", "100d"]).exits(0);
    assert_eq!(ran.rows()[0]["managed_by"], "cloudflare", "{}", ran.stdout);
    let ran = stage.run(["expiring", "--within", "100d", "--attention", "--fail"]).exits(0);
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("nobody must act"), "{}", ran.stderr);
}

#[test]
fn what_waits_for_somebody_is_shown_whenever_it_expires() {
    let stage = Stage::new();
    let zone = stage.simulator.zones().remove(0);
    let order: cloudflare_certificates::types::NewCertificatePack = serde_json::from_value(json!({
        "certificate_authority": "google", "hosts": ["example.com", "*.example.com"], "type": "advanced",
        "validation_method": "txt", "validity_days": 90,
    }))
    .unwrap();
    let client = stage.client();
    let pack = stage.block_on(async {
        client.zone(zone.id()).unwrap().certificate_packs().create(&order).await.unwrap().into_inner()
    });
    assert!(stage.simulator.time_out_validation(&pack.id));
    let rows = stage.run(["expiring"]).exits(0).rows();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["attention"], "needs_action");
}

#[test]
fn lists_that_the_token_or_the_plan_lacks_are_named_and_the_sweep_goes_on() {
    let stage = fleet();
    let hostnames = RequestMatch::any().zone(zone(3).id()).resource("custom_hostnames");
    stage.simulator.fail_always(hostnames, Fault::error(403, 10_000, "Authentication error"));
    let access = RequestMatch::any().resource("access_certificates");
    stage.simulator.fail_always(access, Fault::error(403, 1450, "not entitled"));
    let kinds = "custom_certificates,custom_hostnames,access_certificates";
    let ran = stage.run(["expiring", "--kind", kinds]).exits(0);
    assert_eq!(zones(&ran), ["zone-07.example", "zone-11.example", "zone-23.example"]);
    assert!(ran.stderr.contains("no permission: custom_hostnames of zone-03.example\n"), "{}", ran.stderr);
    // Fifty zones, and their account.
    assert!(ran.stderr.contains("not in the plan: access_certificates of "), "{}", ran.stderr);
    assert!(ran.stderr.contains(" and 50 others\n"), "{}", ran.stderr);

    stage.run(["expiring", "--kind", kinds, "--strict"]).exits(1);
    let rows = stage.run(["expiring", "--kind", kinds, "--gaps"]).exits(0).rows();
    assert_eq!(rows.len(), 52);
    let of_hostnames: Vec<_> = rows.iter().filter(|row| row["kind"] == "custom_hostnames").collect();
    assert_eq!(of_hostnames[0]["zone"], "zone-03.example");
    assert_eq!(of_hostnames[0]["reason"], "permission");
}

#[test]
fn an_answer_that_lacks_a_list_for_a_passing_reason_is_a_failure() {
    let stage = fleet();
    let list = RequestMatch::any().zone(zone(40).id()).resource("custom_certificates");
    stage.simulator.fail_always(list, Fault::status(503));
    let ran = stage.run(["expiring", CUSTOM[0], CUSTOM[1]]).exits(1);
    assert_eq!(zones(&ran).len(), 3, "what was found is printed");
    assert!(ran.stderr.contains("failed: custom_certificates of zone-40.example: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 of the lists could not be read"), "{}", ran.stderr);
}

#[test]
fn a_429_midway_is_waited_for() {
    let stage = fleet();
    let list = RequestMatch::any().zone(zone(20).id());
    let limited = stage.simulator.fail_next(list, Fault::too_many_requests(Duration::from_secs(3)));
    let ran = stage.run(["expiring", CUSTOM[0], CUSTOM[1]]).exits(0);
    assert_eq!(limited.times_happened(), 1);
    assert!(ran.stderr.contains("waiting for the rate limit until "), "{}", ran.stderr);
    assert_eq!(zones(&ran).len(), 3);
    assert!(ran.stderr.contains("3 of 4 certificates in 50 zones"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn when_interrupted_it_shows_what_it_found_and_says_where_to_continue() {
    let stage = fleet();
    // One after the other: zone-20 comes after zone-11.
    let list = RequestMatch::any().zone(zone(20).id());
    let hung = stage.simulator.fail_next(list, Fault::hang());
    let arguments = ["expiring", "-o", "jsonl", CUSTOM[0], CUSTOM[1], "--in-flight", "1"];
    let mut command = stage.command(arguments);
    let child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    stage.block_on(hung.happened());
    interrupt(&child);
    let first = Ran::of(child.wait_with_output().unwrap()).exits(130);
    let (_, from) = first.stderr.trim().rsplit_once("continue with --from-zone ").unwrap();
    let second = stage.run(["expiring", "-o", "jsonl", CUSTOM[0], CUSTOM[1], "--from-zone", from]).exits(0);
    let mut both = [zones(&first), zones(&second)].concat();
    both.sort();
    assert_eq!(both, ["zone-07.example", "zone-11.example", "zone-23.example"]);
    assert!(!zones(&first).is_empty() && !zones(&second).is_empty(), "{first:?} {second:?}");
}

#[test]
fn mistakes_are_found_before_anything_is_sent() {
    let stage = Stage::new();
    for arguments in [
        ["expiring", "--kind", "cetificates"],
        ["expiring", "--within", "soon"],
        ["expiring", "--share", "0"],
        ["expiring", "--in-flight", "0"],
    ] {
        stage.run(arguments).exits(2);
    }
    assert_eq!(stage.simulator.requests().len(), 0);
}

#[test]
fn quiet_keeps_what_makes_the_answer_incomplete() {
    let stage = fleet();
    let list = RequestMatch::any().zone(zone(3).id()).resource("custom_certificates");
    stage.simulator.fail_always(list, Fault::error(500, 10_000, "Internal error"));
    let ran = stage.run(["expiring", "--quiet", "--fail", "--kind", "custom-certificates"]).exits(5);
    assert!(ran.stderr.contains("warning: failed: custom_certificates of zone-03.example"), "{}", ran.stderr);
}

#[test]
fn a_zone_that_the_token_does_not_see_is_a_mistake_of_the_command_line() {
    let ran = fleet().run(["expiring", "--zone", "unknown.example"]).exits(2);
    assert!(ran.stderr.contains("unknown.example"), "{}", ran.stderr);
}
