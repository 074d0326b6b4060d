//! Runs a simulator until it is interrupted.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
#[cfg(unix)]
use std::task::Poll;

use clap::Parser;
use cloudflare_certificates_simulator::Simulator;
use cloudflare_certificates_simulator::cli::Options;

/// Runs a simulator of the certificate part of the Cloudflare API until it is interrupted.
///
/// Its time runs with real time; POST /__simulator/advance lets more pass. It prints its base URL, its credentials, its zones, and the
/// root of its certificate authority.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(flatten)]
    options: Options,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody to tell if even that fails.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let file = options.seed().map(Path::to_owned);
        let started = match options.builder() {
            Ok(builder) => builder.start().await,
            Err(error) => Err(error),
        };
        let simulator = started.map_err(|error| match file {
            Some(file) if error.kind() == io::ErrorKind::InvalidData => named(&file, &error),
            _ => error,
        })?;
        // Before anything is printed, so that a reader can already end the program.
        let interrupted = interruption()?;
        print(&simulator, &mut io::stdout().lock())?;
        interrupted.await
    })
}

/// Names the file that an error is about.
fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}

/// Returns a future that ends with SIGINT or SIGTERM. A container's first process has no other way to end on either.
#[cfg(unix)]
fn interruption() -> io::Result<impl Future<Output = io::Result<()>>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut signals = [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    Ok(std::future::poll_fn(move |context| {
        let received = signals.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if received { Poll::Ready(Ok(())) } else { Poll::Pending }
    }))
}

#[cfg(not(unix))]
fn interruption() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(tokio::signal::ctrl_c())
}

/// Prints what a client needs, in the form of a shell's variables, and the root as a comment.
fn print(simulator: &Simulator, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "CLOUDFLARE_BASE_URL={}", simulator.base_url())?;
    writeln!(out, "CLOUDFLARE_API_TOKEN={}", simulator.token())?;
    writeln!(out, "CLOUDFLARE_EMAIL={}", simulator.email())?;
    writeln!(out, "CLOUDFLARE_API_KEY={}", simulator.api_key())?;
    writeln!(out, "CLOUDFLARE_API_USER_SERVICE_KEY={}", simulator.user_service_key())?;
    for zone in simulator.zones() {
        writeln!(out, "# zone {} {} in account {}", zone.name(), zone.id(), zone.account_id())?;
    }
    writeln!(out, "# control plane {}", simulator.control_url())?;
    writeln!(out, "# the certificate authority for tests:")?;
    for line in simulator.test_ca().certificate_pem().lines() {
        writeln!(out, "# {line}")?;
    }
    out.flush()
}
