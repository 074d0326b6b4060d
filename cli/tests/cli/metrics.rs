//! Metrics: printed, written to a file, and served.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cloudflare_certificates_simulator::{Fault, RequestMatch, Token};
use prometheus_parse::{Sample, Scrape, Value};
use serde_json::json;

use crate::expiring::{add, fleet, zone};
use crate::support::{Ran, Stage};

const DAY: i64 = 86_400;
const CUSTOM: [&str; 2] = ["--kind", "custom_certificates"];

fn parse(text: &str) -> Scrape {
    Scrape::parse(text.lines().map(|line| Ok(line.to_owned()))).unwrap()
}

fn of<'a>(scrape: &'a Scrape, metric: &str) -> Vec<&'a Sample> {
    scrape.samples.iter().filter(|sample| sample.metric == metric).collect()
}

fn value(sample: &Sample) -> f64 {
    match sample.value {
        Value::Gauge(value) | Value::Counter(value) | Value::Untyped(value) => value,
        ref other => panic!("{other:?}"),
    }
}

#[test]
fn a_parser_of_prometheus_reads_them() {
    let stage = fleet();
    let ran = stage.run(["metrics", CUSTOM[0], CUSTOM[1]]).exits(0);
    let scrape = parse(&ran.stdout);
    let not_after = of(&scrape, "cloudflare_certificate_not_after_timestamp_seconds");
    assert_eq!(not_after.len(), 4);
    let sample =
        not_after.iter().find(|sample| sample.labels.get("zone") == Some("zone-23.example")).unwrap();
    // printf 'a.zone-23.example,b.zone-23.example,c.zone-23.example' | sha256sum | cut -c1-16
    assert_eq!(sample.labels.get("hosts_hash"), Some("c4430ccb0431f7cc"));
    assert_eq!(sample.labels.get("kind"), Some("custom_certificates"));
    assert_eq!(sample.labels.get("issuer"), Some("Test CA"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    assert!((value(sample) - now - 20.0 * 86_400.0 - 1_800.0).abs() < 60.0, "{sample:?}");

    let attention = of(&scrape, "cloudflare_certificate_needs_attention");
    let reasons: BTreeMap<_, _> =
        attention.iter().map(|sample| (sample.labels.get("zone"), sample.labels.get("reason"))).collect();
    assert_eq!(reasons[&Some("zone-07.example")], Some("expired"));
    assert_eq!(reasons[&Some("zone-11.example")], Some("expiring"));
    assert_eq!(reasons.len(), 3);
    assert_eq!(of(&scrape, "cloudflare_certificate_status").len(), 4);
    let success = of(&scrape, "cloudflare_certificates_last_success_timestamp_seconds");
    assert!((value(success[0]) - now).abs() < 60.0);
    let (limit, remaining) = ("cloudflare_rate_limit_limit", "cloudflare_rate_limit_remaining");
    assert_eq!(value(of(&scrape, limit)[0]), 1200.0);
    let remaining = value(of(&scrape, remaining)[0]);
    assert!(remaining > 0.0 && remaining < 1200.0, "{remaining}");
}

/// The parser takes what Prometheus refuses: two samples with the same labels, a family without a type.
#[test]
fn each_family_is_described_once_and_each_set_of_labels_is_there_once() {
    let stage = fleet();
    add(&stage, 11, &["Shop.zone-11.example"], 50 * DAY);
    let ran = stage.run(["metrics", CUSTOM[0], CUSTOM[1]]).exits(0);
    let (mut described, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for line in ran.stdout.lines() {
        let mut words = line.split(' ');
        if let (Some("#"), Some("TYPE"), Some(name)) = (words.next(), words.next(), words.next()) {
            assert!(described.insert(name.to_owned()), "{line}");
        } else if !line.starts_with('#') {
            let (series, _) = line.rsplit_once(' ').unwrap();
            let name = series.split('{').next().unwrap();
            assert!(described.contains(name), "{line}");
            assert!(seen.insert(series.to_owned()), "{line}");
        }
    }
    // Of the two certificates for the same host, the first to expire counts.
    let scrape = parse(&ran.stdout);
    let samples = of(&scrape, "cloudflare_certificate_not_after_timestamp_seconds");
    let of_host: Vec<_> =
        samples.iter().filter(|sample| sample.labels.get("zone") == Some("zone-11.example")).collect();
    assert_eq!(of_host.len(), 1);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
    assert!(value(of_host[0]) - now < 4.0 * 86_400.0);
}

#[test]
fn values_of_labels_are_escaped() {
    let stage = fleet();
    let id = add(&stage, 1, &["a.zone-01.example"], 40 * DAY);
    stage.simulator.patch_record("custom_certificates", &id, &json!({ "issuer": "A \"B\" \\ C\nD" }));
    let ran = stage.run(["metrics", CUSTOM[0], CUSTOM[1], "--zone", "zone-01.example"]).exits(0);
    assert!(ran.stdout.contains(r#"issuer="A \"B\" \\ C\nD""#), "{}", ran.stdout);
}

#[test]
fn lists_that_cannot_be_read_are_counted() {
    let stage = fleet();
    let list = RequestMatch::any().zone(zone(3).id()).resource("custom_certificates");
    stage.simulator.fail_always(list, Fault::error(403, 10_000, "Authentication error"));
    let ran = stage.run(["metrics", CUSTOM[0], CUSTOM[1]]).exits(0);
    let scrape = parse(&ran.stdout);
    let errors = of(&scrape, "cloudflare_certificates_scrape_errors");
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].labels.get("zone"), Some("zone-03.example"));
    assert_eq!(errors[0].labels.get("kind"), Some("custom_certificates"));
    assert_eq!(errors[0].labels.get("reason"), Some("permission"));
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let stage = fleet();
    let path = stage.file("cloudflare.prom", "old\n");
    let arguments = ["metrics", CUSTOM[0], CUSTOM[1], "--output-file", "cloudflare.prom"];
    // A sweep that fails leaves the old file.
    stage.simulator.fail_next("zones_list", Fault::error(403, 10_000, "Authentication error"));
    stage.run(arguments).exits(1);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old\n");
    let old = std::fs::File::open(&path).unwrap();

    let ran = stage.run(arguments).exits(0);
    assert_eq!(ran.stdout, "");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(of(&parse(&text), "cloudflare_certificate_status").len(), 4);
    // A reader of the old one still reads it.
    assert_eq!(std::io::read_to_string(old).unwrap(), "old\n");
    assert_eq!(std::fs::read_dir(stage.directory.path()).unwrap().count(), 1, "nothing is left beside it");
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(std::fs::metadata(&path).unwrap().mode() & 0o777, 0o644);
    }
}

#[test]
fn a_link_to_a_file_stays_a_link() {
    let stage = fleet();
    let target = stage.file("target.prom", "old\n");
    let arguments = ["metrics", CUSTOM[0], CUSTOM[1], "--output-file", "link.prom"];
    #[cfg(unix)]
    {
        let link = stage.directory.path().join("link.prom");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        stage.run(arguments).exits(0);
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(std::fs::read_to_string(&target).unwrap().contains("cloudflare_certificate_status"));
    }
    // A device, or another thing that is no file, is written to.
    #[cfg(unix)]
    stage.run(["metrics", CUSTOM[0], CUSTOM[1], "--output-file", "/dev/stderr"]).exits(0);
    let printed = stage.run(["metrics", CUSTOM[0], CUSTOM[1], "--output-file", "-"]).exits(0);
    assert!(printed.stdout.contains("cloudflare_certificate_status"));
    let _ = (target, arguments);
}

#[test]
fn of_a_token_that_sees_no_zone_there_are_no_metrics() {
    let stage = Stage::with(|builder| {
        builder.zone("example.com").add_token(Token::new("sees-nothing").zone("0".repeat(32)))
    });
    for arguments in [&["metrics"][..], &["expiring", "--fail"]] {
        let mut command = stage.command(arguments);
        let ran = Ran::of(command.env("CLOUDFLARE_API_TOKEN", "sees-nothing").output().unwrap()).exits(1);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.contains("cfcerts whoami"), "{}", ran.stderr);
    }
}

#[test]
fn a_sweep_that_missed_lists_is_no_success() {
    let stage = fleet();
    let list = RequestMatch::any().zone(zone(3).id()).resource("custom_certificates");
    stage.simulator.fail_always(list, Fault::error(500, 10_000, "Internal error"));
    let ran = stage.run(["metrics", CUSTOM[0], CUSTOM[1]]).exits(1);
    let scrape = parse(&ran.stdout);
    assert_eq!(value(of(&scrape, "cloudflare_certificates_last_success_timestamp_seconds")[0]), 0.0);
    assert_eq!(of(&scrape, "cloudflare_certificate_status").len(), 4);
    assert!(ran.stderr.contains("zone-03.example"), "{}", ran.stderr);
}

#[test]
fn they_have_no_other_form() {
    let stage = Stage::new();
    stage.run(["metrics", "-o", "csv"]).exits(2);
    assert_eq!(stage.simulator.requests().len(), 0);
}

#[cfg(all(unix, feature = "metrics"))]
mod served {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{SocketAddr, TcpListener, TcpStream};
    use std::process::Stdio;

    use super::*;
    use crate::expiring::signal;
    use crate::support::Running;

    /// Starts to serve; returns the address.
    fn serve(stage: &Stage, interval: &str) -> (Running, SocketAddr) {
        let arguments = ["metrics", CUSTOM[0], CUSTOM[1], "--listen", "127.0.0.1:0", "--interval", interval];
        let mut child = stage.command(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        stderr.read_line(&mut line).unwrap();
        // What is printed later must find a reader.
        std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        let address =
            line.trim().strip_prefix("listening on http://").unwrap().strip_suffix("/metrics").unwrap();
        (Running(child), address.parse().unwrap())
    }

    /// Sends a request; returns the head and the body of the response.
    fn ask(address: SocketAddr, method: &str, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    }

    /// Scrapes until a condition holds.
    fn scrape_until(address: SocketAddr, condition: impl Fn(&str) -> bool) -> (String, String) {
        for _ in 0..100 {
            let (head, body) = ask(address, "GET", "/metrics");
            if head.starts_with("http/1.1 200") && condition(&body) {
                return (head, body);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the metrics did not come");
    }

    #[test]
    fn over_http_until_it_is_ended() {
        let stage = fleet();
        let (mut running, address) = serve(&stage, "1h");
        let (head, body) = scrape_until(address, |_| true);
        assert!(head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{head}");
        assert_eq!(of(&parse(&body), "cloudflare_certificate_status").len(), 4);
        let (head, _) = ask(address, "HEAD", "/metrics");
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let (head, body) = ask(address, "GET", "/healthz");
        assert!(head.starts_with("http/1.1 200") && body == "ok\n", "{head} {body}");
        assert!(ask(address, "GET", "/").0.starts_with("http/1.1 404"));
        assert!(ask(address, "POST", "/metrics").0.starts_with("http/1.1 405"));
        signal(&running.0, "-TERM");
        assert_eq!(running.0.wait().unwrap().code(), Some(0));
    }

    #[test]
    fn until_the_first_sweep_is_complete_there_is_nothing_to_scrape() {
        let stage = fleet();
        let hung = stage.simulator.fail_next(RequestMatch::any().zone(zone(20).id()), Fault::hang());
        let (_running, address) = serve(&stage, "1h");
        stage.block_on(hung.happened());
        assert!(ask(address, "GET", "/metrics").0.starts_with("http/1.1 503"));
        assert!(ask(address, "GET", "/healthz").0.starts_with("http/1.1 200"));
    }

    #[test]
    fn a_sweep_that_fails_keeps_the_last_values() {
        let stage = fleet();
        let (_running, address) = serve(&stage, "1s");
        scrape_until(address, |_| true);
        stage.simulator.fail_always("zones_list", Fault::error(403, 10_000, "Authentication error"));
        let failed = |body: &str| !body.contains("cloudflare_certificates_failed_sweeps_total 0\n");
        let (_, body) = scrape_until(address, failed);
        assert_eq!(of(&parse(&body), "cloudflare_certificate_status").len(), 4);
    }

    #[test]
    fn clients_that_say_nothing_do_not_keep_others_from_scraping() {
        let stage = fleet();
        let (_running, address) = serve(&stage, "1h");
        scrape_until(address, |_| true);
        // As many as it serves at once, and more.
        let _silent: Vec<TcpStream> = (0..100).map(|_| TcpStream::connect(address).unwrap()).collect();
        let (head, _) = ask(address, "GET", "/metrics");
        assert!(head.starts_with("http/1.1 200"), "{head}");
    }

    #[test]
    fn an_address_that_is_taken_is_a_mistake_of_the_environment() {
        let stage = Stage::new();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let ran: Ran = stage.run(["metrics", "--listen", &address]).exits(2);
        assert!(ran.stderr.contains(&format!("cannot listen on {address}")), "{}", ran.stderr);
    }
}
