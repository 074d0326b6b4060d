//! Measures the overhead of the SDK, as ratios to raw reqwest + serde_json against the same server in the same
//! run.
//!
//! `cargo bench --bench ratios` runs all of it. The server runs in a separate process, so that neither its memory
//! nor its instructions are counted. Counting instructions needs valgrind; without it, that line of the output
//! says so.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a program for the terminal, run by developers"
)]

mod calls;
mod inventory;
mod limit;
mod server;
mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use calls::{Raw, Sdk};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => server::run(),
        ["get", which, count, base_url] => gets(which, count.parse().unwrap(), base_url),
        ["stream", count, base_url] => stream(count.parse().unwrap(), base_url),
        ["sweep", base_url] => sweep(base_url),
        ["inventory"] => inventories(),
        _ => all(),
    }
}

/// A server process, which is killed when this value is dropped.
struct Server {
    child: Child,
    base_url: String,
}

impl Server {
    fn start() -> Self {
        let mut child = itself().arg("serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, base_url: line.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn itself() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn all() {
    let server = Server::start();
    runtime().block_on(async {
        time_of_a_get(&server.base_url).await;
    });
    instructions_of_a_get(&server.base_url);
    runtime().block_on(time_of_a_listing(&server.base_url));
    runtime().block_on(requests_of_a_wait(&server.base_url));
    memory_of_a_stream(&server.base_url);
    runtime().block_on(limit::five_thousand_calls());
    runtime().block_on(limit::two_hundred_lists(&server.base_url));
    inventories();
}

/// Measures the inventory; `cargo bench --bench ratios -- inventory` runs only this.
fn inventories() {
    memory_of_a_sweep();
    runtime().block_on(inventory::time_of_sweeps());
}

/// Alternates blocks of calls, and the order within each pair, so that both clients meet the same conditions. A
/// machine changes between several speeds: each block is compared only with its neighbour, and the median of those
/// ratios is the overhead of the SDK.
async fn time_of_a_get(base_url: &str) {
    const PAIRS: usize = 200;
    const CALLS: usize = 100;
    let (raw, sdk) = (Raw::new(base_url), Sdk::new(base_url));
    let time_raw = async || {
        let start = Instant::now();
        for _ in 0..CALLS {
            raw.get().await;
        }
        start.elapsed().as_secs_f64()
    };
    let time_sdk = async || {
        let start = Instant::now();
        for _ in 0..CALLS {
            sdk.get().await;
        }
        start.elapsed().as_secs_f64()
    };
    let mut pairs = Vec::new();
    for pair in 0..PAIRS {
        pairs.push(if pair % 2 == 0 {
            let first = time_raw().await;
            (first, time_sdk().await)
        } else {
            let first = time_sdk().await;
            (time_raw().await, first)
        });
    }
    let each = |of: fn(&(f64, f64)) -> f64| median(pairs.iter().map(of)) * 1e6 / CALLS as f64;
    println!(
        "get, time:           sdk {:.1} µs, raw {:.1} µs, ratio {:.3} (limit 1.05)",
        each(|(_, sdk)| *sdk),
        each(|(raw, _)| *raw),
        median(pairs.iter().map(|(raw, sdk)| sdk / raw)),
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Counts instructions with callgrind over 1000 calls, without start and end of the program.
fn instructions_of_a_get(base_url: &str) {
    let count = |which: &str, calls: usize| -> Option<u64> {
        let mut valgrind = Command::new("valgrind");
        valgrind
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(std::env::current_exe().ok()?);
        let output = valgrind.args(["get", which, &calls.to_string(), base_url]).output().ok()?;
        let report = String::from_utf8_lossy(&output.stderr).into_owned();
        let refs = report
            .lines()
            .find_map(|line| line.split_once("Collected :"))
            .map(|(_, number)| number.trim())?;
        refs.parse().ok()
    };
    let each = |which: &str| Some((count(which, 1100)?.checked_sub(count(which, 100)?)?) / 1000);
    match (each("sdk"), each("raw")) {
        (Some(sdk), Some(raw)) => println!(
            "get, instructions:   sdk {sdk}, raw {raw}, ratio {:.3} (limit 1.10)",
            sdk as f64 / raw as f64
        ),
        _ => println!("get, instructions:   not measured: valgrind is not installed or cannot run here"),
    }
}

/// Lists 2,000 certificates at 50 per page, with a latency of 40 ms.
async fn time_of_a_listing(base_url: &str) {
    let slow = format!("{base_url}/delay-40/total-2000");
    let start = Instant::now();
    let (count, requests) = Raw::new(&slow).list_until_empty().await;
    let raw = start.elapsed();
    println!("list 2,000, raw:     {count} items, {requests} requests, {:.3} s", raw.as_secs_f64());
    let sdk = Sdk::new(&slow);
    let start = Instant::now();
    let count = sdk.list().await;
    let elapsed = start.elapsed();
    let requests = sdk.requests_seen().await - requests;
    println!(
        "list 2,000, sdk:     {count} items, {requests} requests, {:.3} s, ratio {:.3} (limits: 40 requests, 0.35 s)",
        elapsed.as_secs_f64(),
        elapsed.as_secs_f64() / raw.as_secs_f64()
    );
}

/// Waits for 1,000 hostnames, one round of which takes a request per page.
async fn requests_of_a_wait(base_url: &str) {
    let sdk = Sdk::new(&format!("{base_url}/total-1000"));
    let before = sdk.requests_seen().await;
    let count = sdk.wait_for_hostnames(1000).await;
    let requests = sdk.requests_seen().await - before;
    println!("wait for 1,000:      {count} hostnames, {requests} requests a round (limit: 20 requests)");
}

/// Compares the peak resident size of a process that streams all of the certificates with that for a tenth of
/// them.
fn memory_of_a_stream(base_url: &str) {
    let peak = |count: usize| -> Option<u64> {
        let url = format!("{base_url}/total-{count}");
        let output = itself().args(["stream", &count.to_string(), &url]).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    match (peak(10_000), peak(100_000)) {
        (Some(tenth), Some(all)) => println!(
            "stream, peak memory: {all} kB for 100,000 items, {tenth} kB for 10,000, ratio {:.3}",
            all as f64 / tenth as f64
        ),
        _ => println!("stream, peak memory: not measured: no /proc here"),
    }
}

/// Compares the peak resident size of a process that sweeps 10,000 zones with that of one that sweeps ten.
fn memory_of_a_sweep() {
    let peak = |zones: usize| -> Option<u64> {
        let fleet = inventory::Fleet::start(zones, 5, Duration::ZERO, None);
        let output = itself().args(["sweep", fleet.url()]).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    match (peak(10), peak(10_000)) {
        (Some(few), Some(all)) => println!(
            "sweep, peak memory:  {all} kB for 10,000 zones, {few} kB for 10, {} kB more (limit 51200 kB)",
            all.saturating_sub(few)
        ),
        _ => println!("sweep, peak memory:  not measured: no /proc here"),
    }
}

fn sweep(base_url: &str) {
    runtime().block_on(inventory::sweep(base_url, true));
    print_peak();
}

fn gets(which: &str, count: usize, base_url: &str) {
    runtime().block_on(async {
        if which == "sdk" {
            let sdk = Sdk::new(base_url);
            for _ in 0..count {
                sdk.get().await;
            }
        } else {
            let raw = Raw::new(base_url);
            for _ in 0..count {
                raw.get().await;
            }
        }
    });
}

fn stream(count: usize, base_url: &str) {
    let seen = runtime().block_on(async { Sdk::new(base_url).stream().await });
    assert_eq!(seen, count);
    print_peak();
}

fn print_peak() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or_default().trim().trim_end_matches(" kB"));
}
