//! What a local check refuses: nothing is sent.

use std::path::Path;

use super::{HOSTS, files, issue};
use crate::support::{Ran, Stage};

/// Runs the command with these files.
fn run(stage: &Stage, certificate: &str, key: &str) -> Ran {
    stage.file("cert.pem", certificate);
    stage.file("key.pem", key);
    stage.run(["deploy", "--zone", "example.com", "cert.pem", "key.pem"])
}

#[track_caller]
fn refused(stage: &Stage, ran: Ran, part: &str) {
    let ran = ran.exits(3);
    assert_eq!((ran.stderr.lines().count(), ran.stdout.as_str()), (1, ""), "{}", ran.stderr);
    assert!(ran.stderr.contains(part), "{}", ran.stderr);
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[test]
fn the_key_of_another_certificate() {
    let stage = Stage::new();
    let (one, other) = (issue(&stage, 90), issue(&stage, 90));
    let ran = run(&stage, one.certificate_pem(), other.private_key_pem().unwrap());
    refused(&stage, ran, "belongs to another certificate");
}

#[test]
fn a_certificate_that_has_expired() {
    let stage = Stage::new();
    let expired = stage.simulator.test_ca().certificate(&HOSTS).expired().issue().unwrap();
    let ran = run(&stage, expired.certificate_pem(), expired.private_key_pem().unwrap());
    refused(&stage, ran, "renew the certificate first");
}

#[test]
fn a_certificate_for_hosts_of_another_zone() {
    let stage = Stage::new();
    let foreign = stage.simulator.test_ca().certificate(&["www.example.org"]).issue().unwrap();
    let ran = run(&stage, foreign.certificate_pem(), foreign.private_key_pem().unwrap());
    // It is said for which zone.
    refused(&stage, ran, "example.com: Cloudflare would refuse this");
}

#[test]
fn keys_in_forms_that_cannot_be_used_with_what_helps() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let (certificate, key) = (issued.certificate_pem(), issued.private_key_pem().unwrap());
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let encrypted = key
        .replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE")
        .replace("END PRIVATE", "END ENCRYPTED PRIVATE");
    refused(&stage, run(&stage, certificate, &format!("{parameters}{key}")), "remove that block");
    refused(&stage, run(&stage, certificate, &encrypted), "decrypt it");
    refused(&stage, run(&stage, certificate, &format!("{certificate}{key}")), "send the key alone");
    refused(&stage, run(&stage, &format!("{certificate}{key}"), key), "take the key out");
    refused(&stage, run(&stage, certificate, "not a key"), "not in PEM form");
    refused(&stage, run(&stage, &certificate[..200], key), "certificate: ");
}

#[test]
fn arguments_and_files_that_are_wrong_are_a_matter_of_usage() {
    let stage = Stage::new();
    let [certificate, key] = files(&stage, &issue(&stage, 90));
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let cases: [(&[&str], &str); 7] = [
        (&[], "required"),
        (&[certificate], "<KEY>"),
        (&[certificate, "absent.pem"], "cannot read absent.pem"),
        (&["-", "-"], "only one of the files"),
        (&[certificate, key, "--bundle-method", "best"], "possible values: ubiquitous, optimal, force"),
        (&["--hook", "certbot"], "RENEWED_LINEAGE is not set"),
        (&["--hook", "lego", certificate, key], "cannot be used with"),
    ];
    for (arguments, part) in cases {
        let ran = stage.run(["deploy"].iter().chain(arguments)).exits(2);
        assert!(ran.stderr.contains(part), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(stage.simulator.requests_seen(), 0);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let stage = Stage::new();
    let [_, key] = files(&stage, &issue(&stage, 90));
    let mode =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(&key, 0o644);
    let ran = stage.run(["deploy", "cert.pem", "key.pem", "--dry-run"]).exits(0);
    assert!(ran.stderr.contains("warning: other users may read key.pem"), "{}", ran.stderr);
}
