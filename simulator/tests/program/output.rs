//! What the program prints, and how it ends.

use std::process::Command;

use serde_json::Value;

use crate::support::{Program, client, run};

#[tokio::test]
async fn what_it_prints_is_all_that_a_client_needs() {
    let program = Program::start(&[]);
    let base_url = program.value("CLOUDFLARE_BASE_URL");
    assert!(base_url.starts_with("http://127.0.0.1:") && base_url.ends_with("/client/v4"), "{base_url}");
    assert_eq!(program.get("/user/tokens/verify").await.status(), 200);
    let by_key = client()
        .get(format!("{base_url}/zones"))
        .header("x-auth-email", program.value("CLOUDFLARE_EMAIL"))
        .header("x-auth-key", program.value("CLOUDFLARE_API_KEY"));
    assert_eq!(by_key.send().await.unwrap().status(), 200);

    let zones = program.comments("zone");
    let [name, id, _, _, account] = zones[0].split(' ').collect::<Vec<_>>()[..] else { panic!("{zones:?}") };
    assert_eq!((zones.len(), name), (1, "example.com"));
    let zone: Value = program.get(&format!("/zones/{id}")).await.json().await.unwrap();
    assert_eq!(zone["result"]["account"]["id"], account);
    let by_service_key = client()
        .get(format!("{base_url}/certificates?zone_id={id}"))
        .header("x-auth-user-service-key", program.value("CLOUDFLARE_API_USER_SERVICE_KEY"));
    assert_eq!(by_service_key.send().await.unwrap().status(), 200);

    let roots = program.control("/ca", &Value::Null).await;
    let pem: Vec<&str> = roots["test"].as_str().unwrap().lines().collect();
    let start = program.printed.iter().position(|line| line.contains("BEGIN CERTIFICATE")).unwrap();
    let printed: Vec<&str> = program.printed[start..].iter().map(|line| &line[2..]).collect();
    assert_eq!(printed, pem);
}

#[test]
fn a_shell_can_read_what_it_prints() {
    let program = Program::start(&["--token", "a.b-c_d"]);
    let script = format!("{}\nprintf %s \"$CLOUDFLARE_API_TOKEN\"", program.printed.join("\n"));
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "a.b-c_d");
}

#[tokio::test]
async fn its_time_runs() {
    let program = Program::start(&[]);
    let before = program.control("/time", &Value::Null).await;
    while program.control("/time", &Value::Null).await == before {}
}

#[test]
fn the_help_has_every_option() {
    let (short, long) = (run(&["-h"]), run(&["--help"]));
    for output in [&short, &long] {
        assert_eq!(output.status.code(), Some(0));
        let help = String::from_utf8(output.stdout.clone()).unwrap();
        for option in [
            "--port",
            "--host",
            "--token",
            "--email",
            "--api-key",
            "--service-key",
            "--zone",
            "--any-zone",
            "--account",
            "--activation",
            "--latency",
            "--seed",
            "--log",
            "--help",
            "--version",
        ] {
            assert!(help.contains(option), "{option} is not in {help}");
        }
    }
}

#[test]
fn the_readme_describes_every_option() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    let readme = include_str!("../../README.md");
    let words = help.split(|character: char| character.is_whitespace() || character == ',');
    for option in words.filter(|word| word.starts_with("--")) {
        assert!(readme.contains(&format!("`{option}")), "the README lacks {option}");
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    for option in ["--version", "-V"] {
        let output = run(&[option]);
        let expected = format!("cloudflare-certificates-simulator {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!((output.status.code(), String::from_utf8(output.stdout).unwrap()), (Some(0), expected));
    }
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_interrupted_or_terminated() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Program::start(&[]);
        // The child is this test's own and has not been waited for, so the id is its.
        let id = program.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(program.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}
