//! SIGTERM and SIGINT without a terminal. Windows has no such signals: there, the terminal's tests have Ctrl-C.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use cloudflare_certificates_simulator::{Fault, RequestMatch};

use crate::support::{Running, Stage, changes};

/// Starts the binary, sends it a signal when standard error has a line with this text, and returns its exit code and what
/// it says after that.
fn interrupted(stage: &Stage, arguments: &[&str], text: &str, signal: &str) -> (Option<i32>, String) {
    let mut command = stage.command(arguments);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let mut stderr = BufReader::new(running.0.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "it ended before it said {text:?}");
    }
    send(&running.0, signal);
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    (running.0.wait().unwrap().code(), rest)
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn pending() -> (Stage, String) {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    let id = stage.simulator.seed_custom_certificates(&zone, 1).remove(0);
    stage.simulator.set_stage("custom_certificates", &id, "pending").unwrap();
    (stage, id)
}

#[test]
fn sigterm_ends_a_wait() {
    let (stage, id) = pending();
    let arguments = ["wait", "custom_certificates", &id, "--zone", "example.com"];
    let (code, text) = interrupted(&stage, &arguments, "seen (pending)", "-TERM");
    assert_eq!(code, Some(130), "{text}");
    assert!(text.contains("interrupted") && text.contains("run the same command again"), "{text}");
}

#[test]
fn sigint_ends_a_removal_and_says_what_is_done_and_left() {
    let (stage, id) = pending();
    // The look whether it is gone gets no response.
    let get = RequestMatch::any().operation("custom_certificates_get");
    stage.simulator.fail_nth(get, 2, Fault::hang());
    let arguments = ["remove", "custom_certificates", &id, "--zone", "example.com", "--yes"];
    let (code, text) = interrupted(&stage, &arguments, "deleted", "-INT");
    assert_eq!(code, Some(130), "{text}");
    assert_eq!(changes(&stage), ["custom_certificates_delete"]);
    assert!(text.contains(&format!("done: custom_certificates {id} deleted")), "{text}");
    assert!(text.contains("left: wait until the certificate is gone"), "{text}");
}

#[test]
fn a_reader_that_does_not_read_keeps_nobody_from_ending_the_program() {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    stage.simulator.seed_custom_certificates(&zone, 2000);
    let mut command = stage.command(["list", "custom_certificates", "--zone", "example.com"]);
    let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    // The pipe is full long before the last page.
    while stage.simulator.requests_seen() < 3 {
        std::thread::yield_now();
    }
    send(&running.0, "-TERM");
    assert_eq!(running.0.wait().unwrap().code(), Some(130));
    let mut said = String::new();
    running.0.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("interrupted"), "{said}");
}
