//! The hooks of ACME clients: the lines that the help documents, in the environments that the clients make.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::deploy::{all, changes, issue};
use crate::support::{Ran, Stage};

/// Returns the command between the quotes on the line of the help that has this option.
fn documented(stage: &Stage, client: &str) -> String {
    let help = stage.run(["deploy", "--help"]).exits(0).stdout;
    let line = help.lines().find(|line| line.trim_start().starts_with(client)).unwrap().to_owned();
    line.split('\'').nth(1).unwrap().to_owned()
}

/// Gives a command the environment of the stage, with the binary on the path.
fn prepared(stage: &Stage, mut command: Command, variables: &[(&str, &Path)]) -> Command {
    let model = stage.command(["deploy"]);
    for (name, value) in model.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let own = Path::new(env!("CARGO_BIN_EXE_cfcerts")).parent().unwrap().to_owned();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([own].into_iter().chain(std::env::split_paths(&rest))).unwrap();
    command.env("PATH", path).envs(variables.iter().copied()).current_dir("/");
    command
}

fn in_shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}

/// As lego does: no shell, and arguments are what stands between spaces.
fn without_shell(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap());
    command.args(words);
    command
}

/// Runs a hook twice: the second run changes nothing.
#[track_caller]
fn deploys_once(stage: &Stage, run: impl Fn() -> Command) {
    let first = Ran::of(run().output().unwrap()).exits(0);
    assert_eq!(
        (&first.rows()[0]["action"], &first.rows()[0]["zone"]),
        (&json!("created"), &json!("example.com"))
    );
    let second = Ran::of(run().output().unwrap()).exits(0);
    assert_eq!(second.rows()[0]["action"], "unchanged");
    assert_eq!((changes(stage).len(), all(stage).len()), (1, 1));
}

#[test]
fn certbot_deploys_from_its_lineage_of_symbolic_links_and_replaces_at_a_renewal() {
    let stage = Stage::new();
    let root = stage.directory.path().join("etc lets encrypt");
    let (archive, live) = (root.join("archive/example.com"), root.join("live/example.com"));
    std::fs::create_dir_all(&archive).unwrap();
    std::fs::create_dir_all(&live).unwrap();
    let renewed = |number: u32, days| {
        let issued = issue(&stage, days);
        let written = stage.file("key", issued.private_key_pem().unwrap());
        std::fs::rename(written, archive.join(format!("privkey{number}.pem"))).unwrap();
        std::fs::write(archive.join(format!("fullchain{number}.pem")), issued.chain_pem()).unwrap();
        for name in ["privkey", "fullchain"] {
            let _ = std::fs::remove_file(live.join(format!("{name}.pem")));
            let target = format!("../../archive/example.com/{name}{number}.pem");
            symlink(target, live.join(format!("{name}.pem"))).unwrap();
        }
    };
    let line = documented(&stage, "certbot");
    let run = || {
        let domains = Path::new("www.example.com *.app.example.com");
        prepared(&stage, in_shell(&line), &[("RENEWED_LINEAGE", &live), ("RENEWED_DOMAINS", domains)])
    };
    renewed(1, 30);
    deploys_once(&stage, run);
    renewed(2, 90);
    let ran = Ran::of(run().output().unwrap()).exits(0);
    assert_eq!(ran.rows()[0]["action"], "replaced");
    assert_eq!(
        (all(&stage).len(), stage.simulator.gaps(), ran.stderr.contains("warning")),
        (1, vec![], false)
    );
}

#[test]
fn acme_sh_deploys_from_the_directory_of_the_domain() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let certificate = stage.file("www.example.com.cer", issued.certificate_pem());
    let full = stage.file("fullchain.cer", issued.chain_pem());
    let authority = stage.file("ca.cer", stage.simulator.test_ca().certificate_pem());
    let key = stage.file("www.example.com.key", issued.private_key_pem().unwrap());
    let line = documented(&stage, "acme.sh");
    deploys_once(&stage, || {
        let variables = [
            ("CERT_PATH", certificate.as_path()),
            ("CERT_KEY_PATH", &key),
            ("CA_CERT_PATH", &authority),
            ("CERT_FULLCHAIN_PATH", &full),
            ("Le_Domain", Path::new("www.example.com")),
        ];
        prepared(&stage, in_shell(&line), &variables)
    });
}

#[test]
fn lego_deploys_without_a_shell_and_with_one() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let certificate = stage.file("www.example.com.crt", issued.chain_pem());
    let key = stage.file("www.example.com.key", issued.private_key_pem().unwrap());
    let line = documented(&stage, "lego");
    let variables: [(&str, &Path); 4] = [
        ("LEGO_HOOK_CERT_NAME", Path::new("www.example.com")),
        ("LEGO_HOOK_ACCOUNT_EMAIL", Path::new("admin@example.com")),
        ("LEGO_HOOK_CERT_PATH", &certificate),
        ("LEGO_HOOK_CERT_KEY_PATH", &key),
    ];
    deploys_once(&stage, || prepared(&stage, without_shell(&line), &variables));
    let ran = Ran::of(prepared(&stage, in_shell(&line), &variables).output().unwrap()).exits(0);
    assert_eq!(ran.rows()[0]["action"], "unchanged");
}

#[test]
fn lego_before_version_5_has_other_variables() {
    let stage = Stage::new();
    let issued = issue(&stage, 90);
    let certificate = stage.file("www.example.com.crt", issued.chain_pem());
    let key = stage.file("www.example.com.key", issued.private_key_pem().unwrap());
    let line = documented(&stage, "lego");
    let variables: [(&str, &Path); 4] = [
        ("LEGO_CERT_DOMAIN", Path::new("www.example.com")),
        ("LEGO_ACCOUNT_EMAIL", Path::new("admin@example.com")),
        ("LEGO_CERT_PATH", &certificate),
        ("LEGO_CERT_KEY_PATH", &key),
    ];
    deploys_once(&stage, || prepared(&stage, without_shell(&line), &variables));
}
