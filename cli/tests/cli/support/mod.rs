//! A simulator, and the binary with an environment that knows only this simulator.

pub(crate) mod pty;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator, SimulatorBuilder};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The variables of the environment that the binary reads: a developer's own must not reach a test.
const VARIABLES: [&str; 12] = [
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_API_TOKEN_FILE",
    "CLOUDFLARE_EMAIL",
    "CLOUDFLARE_API_KEY",
    "CLOUDFLARE_API_USER_SERVICE_KEY",
    "CLOUDFLARE_BASE_URL",
    "CREDENTIALS_DIRECTORY",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "RUST_BACKTRACE",
];

/// A simulator with real time, a directory for files, and the binary.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) directory: TempDir,
    runtime: Runtime,
}

/// How a run of the binary ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Stage {
    /// Starts a simulator with the zone `example.com`, in which everything becomes active at once.
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder.zone(SimulatedZone::new("example.com")))
    }

    /// Starts a simulator that is set up by a function.
    pub(crate) fn with(set_up: impl FnOnce(SimulatorBuilder) -> SimulatorBuilder) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let builder = set_up(Simulator::builder().real_time().activation(Activation::After(Duration::ZERO)));
        let simulator = runtime.block_on(builder.start()).unwrap();
        Self { simulator, directory: tempfile::tempdir().unwrap(), runtime }
    }

    /// Runs a future, such as calls of the SDK, on the simulator's runtime.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// A client of the simulator, for what a test prepares and looks at.
    pub(crate) fn client(&self) -> cloudflare_certificates::Client {
        cloudflare_certificates::Client::builder()
            .api_token(self.simulator.token())
            .base_url(self.simulator.base_url())
            .build()
            .unwrap()
    }

    /// The binary, with the environment that `cfcerts simulator` would have one export.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = bare(arguments);
        command
            .env("CLOUDFLARE_BASE_URL", self.simulator.base_url())
            .env("CLOUDFLARE_API_TOKEN", self.simulator.token())
            .current_dir(self.directory.path());
        command
    }

    /// Runs the binary to its end, without a terminal.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Ran {
        Ran::of(self.command(arguments).output().unwrap())
    }

    /// Writes a file into the test's directory, for its owner only.
    pub(crate) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        restrict(&path);
        path
    }
}

/// The binary without any of the variables that it reads.
pub(crate) fn bare<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfcerts"));
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        // A process that a signal ended has no code.
        let code = output.status.code().unwrap_or(-1);
        Self { code, stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Asserts the exit code, and shows everything if it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The rows of JSON Lines.
    #[track_caller]
    pub(crate) fn rows(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A process that is ended if the test fails.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
fn restrict(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn restrict(_: &Path) {}

/// The operations that the simulator has seen and that change something, in order.
pub(crate) fn changes(stage: &Stage) -> Vec<String> {
    let requests = stage.simulator.requests().into_iter();
    requests.filter(|request| request.method != "GET").map(|request| request.operation).collect()
}
