//! `cfcerts simulator`.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use clap::Args;
use cloudflare_certificates_simulator::Simulator as Running;
use cloudflare_certificates_simulator::cli::Options;

use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

const EXAMPLES: &str = "\
It runs until Ctrl-C. Standard output has lines for a shell, which other programs can read as soon as they are there.

Examples:
  cfcerts simulator --port 8787 --zone example.com --zone example.net
  cfcerts simulator > simulator.env &
  . ./simulator.env && cfcerts list zones";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Simulator {
    #[command(flatten)]
    options: Options,
}

pub(crate) async fn run(context: &Context, simulator: Simulator) -> Result<Exit> {
    let options = simulator.options;
    let seed = options.seed().map(|file| file.display().to_string());
    let failed = |error: io::Error| match &seed {
        Some(file) if error.kind() == io::ErrorKind::InvalidData => {
            Failure::usage(format!("{file}: {error}"))
        }
        _ => Failure::new(Exit::Failed, format!("the simulator cannot be started: {error}")),
    };
    let running = options.builder().map_err(&failed)?.start().await.map_err(&failed)?;
    {
        let mut out = io::stdout().lock();
        out.write_all(environment(&running).as_bytes())?;
        out.flush()?;
    }
    context.progress.note(&format!("the simulator listens on {}; Ctrl-C ends it", running.base_url()));
    context.interrupt.happened().await;
    Ok(Exit::Done)
}

/// Returns what a client needs, as a shell reads it. Values need no quotes: the options refuse what would.
fn environment(simulator: &Running) -> String {
    let mut text = String::new();
    let variables =
        [("CLOUDFLARE_BASE_URL", simulator.base_url()), ("CLOUDFLARE_API_TOKEN", simulator.token())];
    for (name, value) in variables {
        let _ = writeln!(text, "export {name}={value}");
    }
    for zone in simulator.zones() {
        let _ = writeln!(text, "# zone {} {} in account {}", zone.name(), zone.id(), zone.account_id());
    }
    let _ = writeln!(text, "# control plane {}", simulator.control_url());
    let _ = writeln!(text, "# the certificate authority for tests:");
    for line in simulator.test_ca().certificate_pem().lines() {
        let _ = writeln!(text, "# {line}");
    }
    text
}
