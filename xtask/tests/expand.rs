//! `cargo xtask expand`: the public signatures are those of the snapshot.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::process::Command;

#[test]
fn the_public_signatures_are_those_of_the_snapshot() {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask")).args(["expand", "--check"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn flags_that_exclude_each_other_are_refused() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_xtask")).args(["expand", "--check", "--update"]).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
}
