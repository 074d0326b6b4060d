//! `cargo xtask ci`: the steps in their order, with a cargo that only writes down what it is asked for.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the task, with a pkg-config that knows every library; the steps that were run, as `RUSTDOCFLAGS|arguments`. The step that begins with `fails` fails.
fn ci(arguments: &[&str], fails: &str) -> (Output, Vec<String>) {
    ci_with(arguments, fails, true)
}

fn ci_with(arguments: &[&str], fails: &str, libraries: bool) -> (Output, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (cargo, log) = (folder.path().join("cargo"), folder.path().join("log"));
    let script = "#!/bin/sh\necho \"${RUSTDOCFLAGS}|$*\" >> \"$CI_LOG\"\necho \"said by $*\"\n\
                  case \"$*\" in \"$CI_FAILS\"*) exit 7;; esac\n";
    std::fs::write(&cargo, script).unwrap();
    std::fs::set_permissions(&cargo, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pkg_config = folder.path().join("pkg-config");
    std::fs::write(&pkg_config, if libraries { "#!/bin/sh\nexit 0\n" } else { "#!/bin/sh\nexit 1\n" })
        .unwrap();
    std::fs::set_permissions(&pkg_config, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("ci").args(arguments).env("CARGO", &cargo).env("CI_LOG", &log).env("CI_FAILS", fails);
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let output = command.env("PATH", path).env_remove("RUSTDOCFLAGS").output().unwrap();
    let steps = std::fs::read_to_string(&log).unwrap_or_default();
    (output, steps.lines().map(str::to_owned).collect())
}

#[test]
fn every_step_runs_once_and_the_tests_are_last() {
    let (output, steps) = ci(&[], "nothing");
    assert!(output.status.success());
    for wanted in [
        "|fmt --all --check",
        "|clippy --workspace --all-targets -- -D warnings",
        "-D warnings|doc --workspace --no-deps",
        "|run --quiet -p cfcerts -- tour",
        "|xtask validate",
        "|xtask bundle",
        "|xtask expand --check",
        "|check --package cloudflare-certificates --no-default-features",
        "|check --package cloudflare-certificates --no-default-features --features custom_certificates,workflows",
        "|check --package cloudflare-certificates --no-default-features --features total_tls,workflows",
        "|check --package cloudflare-certificates --no-default-features --features full",
        "|check --package cloudflare-certificates --features schemars",
        "|test --package cloudflare-certificates --features mocks --test mocks",
        "|test --package cloudflare-certificates --features mocks --doc mocks",
        "|check --package cloudflare-certificates --all-features",
        "|test --package cloudflare-certificates --no-default-features --features custom_csrs --test tls",
        "|test --package cloudflare-certificates --no-default-features --features custom_csrs,rustls-no-provider --test tls --test crypto_provider",
        "|test --package cloudflare-certificates --no-default-features --features custom_csrs,native-tls --test tls",
    ] {
        assert_eq!(steps.iter().filter(|step| *step == wanted).count(), 1, "{wanted} in {steps:?}");
    }
    assert_eq!(steps.last().unwrap(), "|test --workspace");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.matches("\n== ").count(), steps.len(), "each step is named");
    assert!(!text.contains("said by xtask bundle"), "a whole document is not for the log");
    let (_, without) = ci(&["--without-tests"], "nothing");
    assert_eq!(without, steps[..steps.len() - 1]);
}

/// A feature that the document has no resource for, or a resource without a feature, would be seen by nobody.
#[test]
fn each_resource_of_the_document_is_a_feature_and_is_checked_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
    let document = cloudflare_certificates_compiler::Document::load(&folder).unwrap();
    let tags = document.root["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap());
    let mut tags: Vec<String> = tags.map(str::to_owned).collect();
    tags.sort();
    let (_, steps) = ci(&[], "nothing");
    let alone = "|check --package cloudflare-certificates --no-default-features --features ";
    let checked = steps.iter().filter_map(|step| step.strip_prefix(alone)?.strip_suffix(",workflows"));
    let checked: Vec<String> = checked.map(str::to_owned).collect();
    assert_eq!(checked, tags);
}

#[test]
#[cfg(not(target_vendor = "apple"))]
fn what_needs_a_library_that_is_not_there_is_left_out_with_a_word() {
    let (with, all) = ci(&[], "nothing");
    let (output, steps) = ci_with(&[], "nothing", false);
    assert!(with.status.success() && output.status.success());
    assert_eq!(steps.len(), all.len() - 2);
    assert!(!steps.iter().any(|step| step.contains("native-tls") || step.contains("--all-features")));
    assert!(String::from_utf8_lossy(&output.stdout).contains("left out: this machine lacks"));
}

#[test]
fn it_stops_at_the_first_failure_and_names_it() {
    let (output, steps) = ci(&[], "doc");
    assert!(!output.status.success());
    assert_eq!(steps.last().unwrap(), "-D warnings|doc --workspace --no-deps");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("`documentation` failed: cargo doc --workspace --no-deps"), "{said}");
}

#[test]
fn an_unknown_argument_runs_nothing() {
    let (output, steps) = ci(&["--fast"], "nothing");
    assert!(!output.status.success() && steps.is_empty());
}

#[test]
fn the_script_runs_the_task_and_ends_with_the_tests() {
    let script = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.ci/run")).unwrap();
    let lines: Vec<&str> = script.lines().collect();
    assert!(lines.contains(&"set -euo pipefail") && lines.contains(&"cargo xtask ci --without-tests"));
    assert_eq!(lines.last(), Some(&"cargo test --workspace"));
}
