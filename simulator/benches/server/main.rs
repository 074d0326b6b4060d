//! Measures what a simulator costs a test: the time until it listens, its memory, and the rate of its responses to 50
//! clients, beside a bare hyper server in the same run. Fails if a limit is exceeded.
//!
//! `cargo bench -p cloudflare-certificates-simulator --bench server`; with `--profile dev`, as tests are built. The
//! servers run in processes of their own, which are this program with an argument.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a command-line program, run by developers"
)]

mod child;
mod clients;
mod report;

use std::process::ExitCode;
use std::time::Instant;

use child::Child;
use clients::Target;
use report::Report;

/// The number of times that a server is started.
const STARTS: usize = 9;
/// The number of times that the rates of both servers are measured.
const ROUNDS: usize = 5;
/// The number of certificates in the zone.
const CERTIFICATES: usize = 1000;
const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["simulator"] => child::run_simulator(),
        ["bare", length] => child::run_bare(length.parse().unwrap()),
        _ => return all(),
    }
    ExitCode::SUCCESS
}

fn all() -> ExitCode {
    let mut report = Report::default();
    starts(&mut report);
    let (mut simulator, bare) = (Child::simulator(), Child::bare(0));
    report.memory("memory at the start", simulator.memory(), bare.memory());
    let id = simulator.seed();
    let list = format!("/zones/{ZONE}/custom_certificates");
    let one = simulator.target(&format!("{list}/{id}"));
    let page = simulator.target(&format!("{list}?per_page=50"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let start = Instant::now();
        one.fetch().await;
        report.first_response(start.elapsed().as_secs_f64());
        report.rate("get, 50 clients", &rates(&one).await, true);
        // Without optimization, nearly all of the time is spent on formatting the JSON of the page.
        report.rate("list of 50, 50 clients", &rates(&page).await, !cfg!(debug_assertions));
    });
    report.memory("memory at the end", simulator.memory(), bare.memory());
    report.exit_code()
}

/// Measures the time from the start of a process until it listens.
fn starts(report: &mut Report) {
    let time = |start: fn() -> Child| {
        let before = Instant::now();
        let child = start();
        let elapsed = before.elapsed().as_secs_f64();
        drop(child);
        elapsed
    };
    let pairs: Vec<(f64, f64)> =
        (0..STARTS).map(|_| (time(Child::simulator), time(|| Child::bare(0)))).collect();
    report.start(&pairs);
}

/// Measures the rates of the simulator and of a bare server with bodies of the same length, in turn: the speed of a
/// machine changes.
async fn rates(simulator: &Target) -> Vec<(f64, f64)> {
    let bare = Child::bare(simulator.fetch().await);
    let bare = bare.target("/");
    let mut pairs = Vec::new();
    for _ in 0..ROUNDS {
        pairs.push((simulator.rate().await, bare.rate().await));
    }
    pairs
}
