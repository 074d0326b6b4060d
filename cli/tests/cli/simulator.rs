//! `cfcerts simulator`.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{Ran, Running, bare};

/// Starts it, and returns the variables that it has one export.
fn started(arguments: &[&str]) -> (Running, Vec<(String, String)>) {
    let mut command = bare(["simulator"].iter().chain(arguments));
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut running = Running(child);
    let stdout = BufReader::new(running.0.stdout.take().unwrap());
    let lines = stdout.lines().map(Result::unwrap);
    let exports = lines.take_while(|line| line.starts_with("export ")).map(|line| {
        let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    });
    let exports = exports.collect();
    (running, exports)
}

#[test]
fn its_environment_is_all_that_other_commands_need() {
    let (_running, exports) = started(&["--zone", "example.com", "--zone", "example.net"]);
    let names: Vec<&str> = exports.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["CLOUDFLARE_BASE_URL", "CLOUDFLARE_API_TOKEN"]);
    let ran = Ran::of(bare(["list", "zones", "-o", "csv"]).envs(exports).output().unwrap()).exits(0);
    assert_eq!(ran.stdout.lines().count(), 3, "{}", ran.stdout);
    assert!(ran.stdout.contains(",example.net,active"), "{}", ran.stdout);
}

#[test]
fn it_accepts_the_token_that_it_is_given() {
    let (_running, exports) = started(&["--token", "of-the-test"]);
    assert_eq!(exports[1].1, "of-the-test");
}

#[test]
fn a_seed_that_cannot_be_read_is_a_mistake() {
    let ran = Ran::of(bare(["simulator", "--seed", "missing.json"]).output().unwrap()).exits(2);
    assert!(ran.stderr.contains("missing.json"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_its_normal_end() {
    let (mut running, _) = started(&[]);
    let pid = running.0.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
}
