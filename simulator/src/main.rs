//! Runs a simulator until it is interrupted.

use std::io::{self, Write};
use std::process::ExitCode;

use cloudflare_certificates_simulator::{Simulator, SimulatorBuilder};

const HELP: &str = "\
Runs an embedded Cloudflare API (its certificate part) on loopback until ctrl-c. Its
clock stands still; an uploaded certificate becomes active after it was read twice.

Usage: cloudflare-certificates-simulator [--port PORT] [--token TOKEN]

  --port PORT    the port to listen on; a free one unless said otherwise
  --token TOKEN  the API token to let in
  --help         this text

Example: cloudflare-certificates-simulator --port 8787
";

/// What the command line asks for.
enum Asked {
    Run(SimulatorBuilder),
    Help,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nobody to tell if even that fails.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let builder = match asked(std::env::args().skip(1))? {
        Asked::Help => return write!(io::stdout(), "{HELP}"),
        Asked::Run(builder) => builder,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let simulator = builder.start().await?;
        // The form of a shell's `export`, for `eval` and for copying.
        writeln!(io::stdout(), "CLOUDFLARE_BASE_URL={}", simulator.base_url())?;
        writeln!(io::stdout(), "CLOUDFLARE_API_TOKEN={}", simulator.token())?;
        io::stdout().flush()?;
        tokio::signal::ctrl_c().await
    })
}

fn asked(mut arguments: impl Iterator<Item = String>) -> io::Result<Asked> {
    let wrong = |message: String| io::Error::new(io::ErrorKind::InvalidInput, message);
    let mut builder = Simulator::builder();
    while let Some(argument) = arguments.next() {
        if argument == "--help" {
            return Ok(Asked::Help);
        }
        let value =
            arguments.next().ok_or_else(|| wrong(format!("{argument} lacks its value; see --help")))?;
        builder = match argument.as_str() {
            "--port" => builder
                .port(value.parse().map_err(|_| wrong(format!("{value} is not a port from 0 to 65535")))?),
            "--token" => builder.token(value),
            _ => return Err(wrong(format!("{argument} is unknown; see --help"))),
        };
    }
    Ok(Asked::Run(builder))
}
