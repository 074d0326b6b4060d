//! Runs a simulator until it is interrupted.

mod cli;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use cloudflare_certificates_simulator::Simulator;

use cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody to tell if even that fails.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let seed = cli.seed()?;
        let simulator = cli.builder().start().await?;
        if let Some(seed) = seed {
            simulator
                .seed_json(&seed)
                .map_err(|message| io::Error::new(io::ErrorKind::InvalidData, message))?;
        }
        print(&simulator, &mut io::stdout().lock())?;
        tokio::signal::ctrl_c().await
    })
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
