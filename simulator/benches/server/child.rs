//! The servers' processes: how they are started, and what runs in them.

use std::convert::Infallible;
use std::future::pending;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use bytes::Bytes;
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use crate::clients::Target;
use crate::{CERTIFICATES, ZONE};

/// A server process, which is killed when this value is dropped.
pub(crate) struct Child {
    process: std::process::Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    base_url: String,
    token: String,
}

impl Child {
    /// Starts a simulator, and returns when it listens.
    pub(crate) fn simulator() -> Self {
        Self::start(&["simulator"])
    }

    /// Starts a server with a fixed body of this length, and returns when it listens.
    pub(crate) fn bare(length: usize) -> Self {
        Self::start(&["bare", &length.to_string()])
    }

    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let input = process.stdin.take().unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut child = Self { process, input, output, base_url: String::new(), token: String::new() };
        child.base_url = child.line();
        child.token = child.line();
        child
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// Lets a simulator create the certificates, and returns the id of one of them.
    pub(crate) fn seed(&mut self) -> String {
        self.input.write_all(b"seed\n").unwrap();
        self.line()
    }

    /// Returns the resident memory in MB, where `/proc` has it.
    pub(crate) fn memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: f64 = resident.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kibibytes * 1024.0 / 1e6)
    }

    /// Returns a path of this server as a target of requests.
    pub(crate) fn target(&self, path: &str) -> Target {
        Target::new(&self.base_url, path, &self.token)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs a simulator in this process, as its program does.
pub(crate) fn run_simulator() {
    block_on(async {
        let zone = SimulatedZone::new("example.com").with_id(ZONE);
        let simulator = Simulator::builder().zone(zone).start().await.unwrap();
        listening(simulator.base_url(), simulator.token());
        // Nothing is requested before, so that the runtime may be blocked.
        io::stdin().lines().next().unwrap().unwrap();
        let ids = simulator.seed_custom_certificates(ZONE, CERTIFICATES);
        println!("{}", ids[0]);
        pending::<()>().await;
    });
}

/// Runs a server in this process that does nothing but respond.
pub(crate) fn run_bare(length: usize) {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listening(&format!("http://{}", listener.local_addr().unwrap()), "");
        let body = Bytes::from(vec![b'x'; length]);
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(respond(stream, body.clone()));
        }
    });
}

async fn respond(stream: TcpStream, body: Bytes) {
    stream.set_nodelay(true).unwrap();
    let service = service_fn(move |_| {
        let mut response = hyper::Response::new(Full::new(body.clone()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        async { Ok::<_, Infallible>(response) }
    });
    // Ends with an error when a client breaks the connection off.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

fn listening(base_url: &str, token: &str) {
    println!("{base_url}\n{token}");
}

fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}
