//! `cfcerts check`: local checks, without a token or a network.

use std::process::Stdio;

use cloudflare_certificates_simulator::TestCa;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Ran, bare};

const HOSTS: [&str; 2] = ["www.example.com", "*.example.com"];

/// A directory with files, in which the binary runs without anything in its environment.
struct Files(TempDir);

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = directory.path().join(name);
            std::fs::write(&path, content).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
        Self(directory)
    }

    fn run(&self, arguments: &str) -> Ran {
        let mut command = bare(["check"].into_iter().chain(arguments.split(' ')));
        Ran::of(command.current_dir(self.0.path()).output().unwrap())
    }
}

/// A certificate with its chain, its key, and the key of another one.
fn files() -> (TestCa, Files) {
    let authority = TestCa::new().unwrap();
    let (certificate, key) = authority.issue(&HOSTS, 90).unwrap();
    let (_, other) = authority.issue(&HOSTS, 90).unwrap();
    let full = format!("{certificate}{}", authority.certificate_pem());
    let files = [("cert.pem", &*certificate), ("full.pem", &full), ("key.pem", &key), ("other.pem", &other)];
    (authority, Files::new(&files))
}

#[test]
fn a_certificate_that_can_be_uploaded_has_no_findings() {
    let (_authority, files) = files();
    for arguments in [
        "cert.pem",
        "cert.pem key.pem --strict",
        "full.pem key.pem --zone example.com --zone www.example.com --strict",
        "full.pem key.pem --bundle-method force --strict",
        "cert.pem key.pem --for mtls --strict",
        "cert.pem key.pem --for origin-pull --strict",
    ] {
        let ran = files.run(arguments).exits(0);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""), "{arguments}");
    }
}

#[test]
fn each_error_is_a_row_and_the_exit_code_is_3() {
    let (authority, files) = files();
    std::fs::write(files.0.path().join("ca.pem"), authority.certificate_pem()).unwrap();
    for (arguments, field, code) in [
        ("cert.pem other.pem", "private_key", json!(2200)),
        ("cert.pem key.pem --zone example.org", "certificate", json!(2103)),
        ("key.pem key.pem", "certificate", json!(1002)),
        ("ca.pem", "certificate", json!(2101)),
        ("ca.pem key.pem --for origin-pull", "certificate", json!(null)),
        ("cert.pem --for mtls-ca", "certificates", json!(null)),
        ("cert.pem --for access-ca", "certificate", json!(12130)),
        ("cert.pem --for trusted-ca", "certificate", json!(1411)),
    ] {
        let ran = files.run(arguments).exits(3);
        let rows = ran.rows();
        let errors: Vec<_> = rows.iter().filter(|row| row["level"] == "error").collect();
        assert!(
            errors.iter().any(|row| row["field"] == field && row["code"] == code),
            "{arguments}: {rows:?}"
        );
        assert!(errors.iter().all(|row| row["advice"] != ""), "{arguments}");
        assert_eq!(ran.stderr.lines().count(), 1, "{arguments}: {}", ran.stderr);
    }
}

#[test]
fn a_finding_says_for_which_zone_it_is() {
    let (_authority, files) = files();
    let rows = files.run("cert.pem key.pem --zone example.com --zone example.org").exits(3).rows();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["zone"], &rows[0]["level"]), (&json!("example.org"), &json!("error")));
}

#[test]
fn warnings_refuse_only_if_it_is_strict() {
    let authority = TestCa::new().unwrap();
    let later = authority.certificate(&HOSTS).not_yet_valid().issue().unwrap();
    let files = Files::new(&[("cert.pem", later.certificate_pem())]);
    let rows = files.run("cert.pem").exits(0).rows();
    assert_eq!((rows.len(), &rows[0]["level"]), (1, &json!("warning")));
    files.run("cert.pem --strict").exits(3);
}

#[test]
fn files_and_arguments_that_cannot_be_used_are_exit_2() {
    let (_authority, files) = files();
    std::fs::write(files.0.path().join("binary.der"), [0x30, 0x82, 0xff, 0xfe]).unwrap();
    for (arguments, part) in [
        ("absent.pem", "cannot read absent.pem"),
        ("binary.der", "binary.der is not text"),
        ("- -", "only one of the files"),
        ("cert.pem --for mtls --zone example.com", "--zone is for custom certificates"),
        ("cert.pem --zone 023e105f4ecef8ad9ca31a8372d0c353", "name the zone"),
    ] {
        let ran = files.run(arguments).exits(2);
        assert!(ran.stderr.contains(part), "{arguments}: {}", ran.stderr);
    }
}

#[test]
fn a_table_begins_with_what_the_certificate_says() {
    let authority = TestCa::new().unwrap();
    let issued = authority.certificate(&HOSTS).valid_days(90).issue().unwrap();
    let (certificate, key) = (issued.chain_pem(), issued.private_key_pem().unwrap());
    let files = Files::new(&[("cert.pem", certificate), ("key.pem", key)]);
    let ran = files.run("cert.pem key.pem --output table").exits(0);
    for part in [
        "www.example.com, *.example.com",
        "Simulator Test Root",
        "(in 89d 23h)",
        "ECDSA of 256 bits, signed with ECDSAWithSHA256",
        issued.fingerprint_sha256(),
        "belongs to the certificate",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    assert!(key.lines().all(|line| !ran.stdout.contains(line)));
}

#[test]
fn a_key_can_come_from_standard_input() {
    let (_authority, files) = files();
    let key = std::fs::File::open(files.0.path().join("other.pem")).unwrap();
    let mut command = bare(["check", "cert.pem", "-"]);
    let ran = command.current_dir(files.0.path()).stdin(Stdio::from(key)).output().unwrap();
    assert_eq!(Ran::of(ran).exits(3).rows()[0]["code"], 2200);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_may_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let (_authority, files) = files();
    let key = files.0.path().join("key.pem");
    std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o640)).unwrap();
    let ran = files.run("cert.pem key.pem").exits(0);
    assert!(ran.stderr.contains("warning: other users may read key.pem"), "{}", ran.stderr);
}
