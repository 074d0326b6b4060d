//! Starts the program.

use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, Output, Stdio};

use reqwest::{Client, Response};
use serde_json::Value;

pub(crate) const ID: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// A program that has printed everything; it ends with the test.
pub(crate) struct Program {
    pub(crate) child: Child,
    /// Kept open, so that the program can write to it.
    _stdout: Lines<BufReader<ChildStdout>>,
    pub(crate) stderr: Lines<BufReader<ChildStderr>>,
    pub(crate) printed: Vec<String>,
}

impl Program {
    /// Starts the program and reads until the end of what it prints: the root certificate.
    pub(crate) fn start(arguments: &[&str]) -> Self {
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
    pub(crate) fn value(&self, name: &str) -> &str {
        let prefix = format!("{name}=");
        let value = self.printed.iter().find_map(|line| line.strip_prefix(&prefix));
        value.unwrap_or_else(|| panic!("no {name} in {:?}", self.printed))
    }

    pub(crate) fn comments(&self, about: &str) -> Vec<&str> {
        let prefix = format!("# {about} ");
        self.printed.iter().filter_map(|line| line.strip_prefix(&prefix)).collect()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.value("CLOUDFLARE_BASE_URL"));
        let request = client().get(url).bearer_auth(self.value("CLOUDFLARE_API_TOKEN"));
        request.send().await.unwrap()
    }

    pub(crate) async fn control(&self, path: &str, body: &Value) -> Value {
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

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudflare-certificates-simulator"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a program that ends by itself.
pub(crate) fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The exit code and the error of a program that does not start.
pub(crate) fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "", "{arguments:?}");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

pub(crate) fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// A file that is deleted with the test.
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
