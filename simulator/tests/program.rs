//! The program, as a shell or a test in another language starts it.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

use reqwest::{Client, Response};
use serde_json::{Value, json};

const ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// A program that has printed everything; it ends with the test.
struct Program {
    child: Child,
    /// Kept open, so that the program can write to it.
    _stdout: Lines<BufReader<ChildStdout>>,
    stderr: Lines<BufReader<ChildStderr>>,
    printed: Vec<String>,
}

impl Program {
    /// Starts the program and reads until the end of what it prints: the root certificate.
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut stderr = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut printed = Vec::new();
        loop {
            let Some(line) = stdout.next() else {
                child.wait().unwrap();
                let errors: Vec<String> = stderr.by_ref().map(Result::unwrap).collect();
                panic!("the program has ended: {printed:?} {errors:?}");
            };
            printed.push(line.unwrap());
            if printed.last().is_some_and(|line| line.contains("END CERTIFICATE")) {
                return Self { child, _stdout: stdout, stderr, printed };
            }
        }
    }

    /// The value of a variable that was printed.
    fn value(&self, name: &str) -> &str {
        let prefix = format!("{name}=");
        let value = self.printed.iter().find_map(|line| line.strip_prefix(&prefix));
        value.unwrap_or_else(|| panic!("no {name} in {:?}", self.printed))
    }

    fn comments(&self, about: &str) -> Vec<&str> {
        let prefix = format!("# {about} ");
        self.printed.iter().filter_map(|line| line.strip_prefix(&prefix)).collect()
    }

    async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.value("CLOUDFLARE_BASE_URL"));
        let request = client().get(url).bearer_auth(self.value("CLOUDFLARE_API_TOKEN"));
        request.send().await.unwrap()
    }

    async fn control(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.comments("control plane")[0]);
        let request = if body.is_null() { client().get(url) } else { client().post(url).json(body) };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudflare-certificates-simulator"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a program that ends by itself.
fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The exit code and the error of a program that does not start.
fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "", "{arguments:?}");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// A file that is deleted with the test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

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
async fn credentials_are_those_of_the_options() {
    let program =
        Program::start(&["--token=t-1", "--email=me@example.net", "--api-key=k-1", "--service-key=v1.0-1"]);
    assert_eq!(program.value("CLOUDFLARE_API_TOKEN"), "t-1");
    assert_eq!(program.value("CLOUDFLARE_EMAIL"), "me@example.net");
    assert_eq!(program.value("CLOUDFLARE_API_KEY"), "k-1");
    assert_eq!(program.value("CLOUDFLARE_API_USER_SERVICE_KEY"), "v1.0-1");
    assert_eq!(program.get("/zones").await.status(), 200);
}

#[tokio::test]
async fn zones_have_the_names_ids_and_account_of_the_options() {
    let account = "9999105f4ecef8ad9ca31a8372d0c353";
    let zone = format!("example.org={ID}");
    let program = Program::start(&["--zone", &zone, "--zone=example.net", "--account", account]);
    let overview = program.control("", &Value::Null).await;
    let zones = overview["zones"].as_array().unwrap();
    assert_eq!(zones.len(), 2);
    assert_eq!((&zones[0]["name"], &zones[0]["id"]), (&json!("example.org"), &json!(ID)));
    assert_eq!((&zones[1]["name"], &zones[1]["account"]), (&json!("example.net"), &json!(account)));
    assert_eq!(program.get(&format!("/zones/{ID}")).await.status(), 200);
    assert_eq!(program.comments("zone")[0], format!("example.org {ID} in account {account}"));
}

#[tokio::test]
async fn any_zone_exists_where_it_is_asked_for() {
    let path = format!("/zones/{ID}/custom_certificates");
    assert_eq!(Program::start(&["--any-zone"]).get(&path).await.status(), 200);
    assert_eq!(Program::start(&[]).get(&path).await.status(), 403);
}

#[tokio::test]
async fn stages_take_as_long_as_the_option_says() {
    let program = Program::start(&["--activation", "0", "--zone", &format!("example.com={ID}")]);
    let issued = program.control("/ca/issue", &json!({ "hosts": ["example.com"] })).await;
    let body = json!({ "certificate": issued["certificate"], "private_key": issued["private_key"] });
    let url = format!("{}/zones/{ID}/custom_certificates", program.value("CLOUDFLARE_BASE_URL"));
    let upload = client().post(url).bearer_auth(program.value("CLOUDFLARE_API_TOKEN")).json(&body);
    assert_eq!(upload.send().await.unwrap().status(), 200);
    let list: Value = program.get(&format!("/zones/{ID}/custom_certificates")).await.json().await.unwrap();
    assert_eq!(list["result"][0]["status"], "active");
    for valid in ["2", "2s", "0.5s", "dcv=3"] {
        Program::start(&["--activation", valid]);
    }
    for invalid in ["", "s", "-1", "-1s", "NaNs", "infs", "dcv=", "soon", "99999999999"] {
        let option = format!("--activation={invalid}");
        assert!(refused(&[&option]).1.contains("--activation"), "{invalid}");
    }
}

#[tokio::test]
async fn its_time_runs() {
    let program = Program::start(&[]);
    let before = program.control("/time", &Value::Null).await;
    while program.control("/time", &Value::Null).await == before {}
}

#[tokio::test]
async fn a_seed_is_added() {
    let seed = json!({
        "zones": [{ "name": "example.net", "id": ID }],
        "custom_certificates": [{ "zone": ID, "count": 2 }],
    });
    let file = File::new("seed.json", &seed.to_string());
    let program = Program::start(&["--seed", file.path()]);
    assert_eq!(program.comments("zone").len(), 2);
    let list: Value = program.get(&format!("/zones/{ID}/custom_certificates")).await.json().await.unwrap();
    assert_eq!(list["result"].as_array().unwrap().len(), 2);
}

#[test]
fn a_seed_that_cannot_be_added_is_named() {
    for (name, text) in
        [("empty.json", ""), ("field.json", r#"{"zone":[]}"#), ("token.json", r#"{"tokens":[{"value":""}]}"#)]
    {
        let file = File::new(name, text);
        let (code, error) = refused(&["--seed", file.path()]);
        assert_eq!(code, Some(1));
        assert!(error.starts_with("error: ") && error.contains(file.path()), "{error}");
    }
    let (code, error) = refused(&["--seed", "/nowhere/seed.json"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("/nowhere/seed.json"), "{error}");
}

#[tokio::test]
async fn each_request_is_a_line_of_the_log() {
    let mut program = Program::start(&["--log"]);
    program.get("/zones?per_page=5").await;
    program.get("/nowhere").await;
    let mut line = || program.stderr.next().unwrap().unwrap();
    let first = line();
    assert!(first.starts_with("GET /client/v4/zones?per_page=5 200 zones_list "), "{first}");
    assert!(first.ends_with(" ms"), "{first}");
    let second = line();
    assert!(second.starts_with("GET /client/v4/nowhere 404 - "), "{second}");
}

#[tokio::test]
async fn without_the_option_there_is_no_log() {
    let mut program = Program::start(&[]);
    program.get("/zones").await;
    program.child.kill().unwrap();
    assert!(program.stderr.next().is_none());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, error) = refused(&["--port", &port]);
    assert_eq!(code, Some(1));
    assert!(error.contains(&format!("127.0.0.1:{port}")), "{error}");
}

// Elsewhere, loopback has one address only.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_port_and_the_host_are_those_of_the_options() {
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.2:0").unwrap().local_addr().unwrap().port();
    let program = Program::start(&["--host=127.0.0.2", &format!("--port={port}")]);
    assert_eq!(program.value("CLOUDFLARE_BASE_URL"), format!("http://127.0.0.2:{port}/client/v4"));
    assert_eq!(program.get("/zones").await.status(), 200);
}

#[test]
fn empty_credentials_are_refused() {
    for option in ["--token", "--service-key"] {
        let (code, error) = refused(&[option, ""]);
        assert_eq!(code, Some(2));
        assert!(error.contains(option) && error.contains("empty"), "{error}");
        refused(&[option, " "]);
    }
    refused(&["--email=", "--api-key=k"]);
    refused(&["--email=me@example.com", "--api-key="]);
}

#[test]
fn an_email_needs_a_key_and_a_key_an_email() {
    assert!(refused(&["--email", "me@example.com"]).1.contains("--api-key"));
    assert!(refused(&["--api-key", "k"]).1.contains("--email"));
}

#[test]
fn options_that_cannot_be_read_are_named() {
    for (arguments, named) in [
        (&["--nonsense"][..], "--nonsense"),
        (&["nonsense"], "nonsense"),
        (&["--port", "65536"], "65536"),
        (&["--port"], "--port"),
        (&["--host", "localhost"], "localhost"),
        (&["--zone", "=1"], "--zone"),
        (&["--zone", "example.com=1"], "32 hexadecimal digits"),
        (&["--zone", "*.example.com"], "--zone"),
        (&["--account", "1"], "--account"),
        (&["--latency", "1s"], "--latency"),
    ] {
        let (code, error) = refused(arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(error.contains(named), "{error}");
    }
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
    let readme = include_str!("../README.md");
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
