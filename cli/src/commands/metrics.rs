//! `cfcerts metrics`.

mod exposition;
mod hosts_hash;
mod samples;
#[cfg(feature = "metrics")]
mod serve;
mod sweep;

#[cfg(feature = "metrics")]
use std::net::SocketAddr;
use std::path::PathBuf;
#[cfg(feature = "metrics")]
use std::time::Duration;

use clap::Args;

use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::fleet::Fleet;
#[cfg(feature = "metrics")]
use crate::span;
use crate::{Failure, Result, input, whole_file};

/// Prints what the certificates of all zones and accounts are, as metrics in Prometheus' text format, or writes them to a
/// file for the textfile collector of node_exporter, or serves them.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = LONG)]
pub(crate) struct Metrics {
    #[command(flatten)]
    fleet: Fleet,
    /// Write them to this file, which is replaced as a whole; - is standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Serve them at http://ADDRESS/metrics until Ctrl-C, such as 127.0.0.1:9999
    #[cfg(feature = "metrics")]
    #[arg(long, value_name = "ADDRESS", conflicts_with = "output_file")]
    listen: Option<SocketAddr>,
    /// How long to wait between two sweeps over all zones
    #[cfg(feature = "metrics")]
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = span::parse, requires = "listen")]
    interval: Duration,
}

const EXAMPLES: &str = "\
Examples:
  cfcerts metrics
  cfcerts metrics --output-file /var/lib/node_exporter/cloudflare.prom
  cfcerts metrics --listen 127.0.0.1:9999 --interval 6h";

const LONG: &str = "\
Examples:
  cfcerts metrics
  cfcerts metrics --output-file /var/lib/node_exporter/cloudflare.prom
  cfcerts metrics --listen 127.0.0.1:9999 --interval 6h

Metrics (gauges; the labels zone or account, and kind, say where a certificate is):
  cloudflare_certificate_not_after_timestamp_seconds{zone,account,kind,hosts_hash,issuer}
      when it expires; of several with the same labels, the first to expire
  cloudflare_certificate_status{zone,account,kind,hosts_hash,status}              1
  cloudflare_certificate_needs_attention{zone,account,kind,hosts_hash,reason}     1
      why somebody must act: expired, failed, needs_action, expiring, not_renewed
  cloudflare_certificate_info{zone,account,kind,hosts_hash,hosts}                 1
      the first ten of the hosts of a hash
  cloudflare_certificates_scrape_errors{zone,account,kind,reason}
      the lists that could not be read: permission, entitlement, transient, other
  cloudflare_certificates_scrape_duration_seconds
  cloudflare_certificates_last_success_timestamp_seconds
  cloudflare_certificates_failed_sweeps_total (a counter, with --listen)
  cloudflare_rate_limit_remaining, cloudflare_rate_limit_limit

hosts_hash is the first 16 hexadecimal digits of the SHA-256 of the hosts: in lower case, sorted, each once, joined with
commas: `printf 'example.com,www.example.com' | sha256sum | cut -c1-16`. It stays the same when a certificate is renewed,
where ids change. For a certificate without hosts, it is that of its id.

With --listen, /metrics answers 503 until the first sweep is complete, and keeps the last values if a later one fails;
/healthz answers 200. There is neither TLS nor a password: listen on an address that only Prometheus reaches.";

pub(crate) async fn run(context: &Context, arguments: Metrics) -> Result<Exit> {
    if context.global.output.is_some_and(|form| form != Form::Table) {
        return Err(Failure::usage(
            "metrics have one form, Prometheus' text; `cfcerts expiring --all` has others",
        ));
    }
    #[cfg(feature = "metrics")]
    if let Some(address) = arguments.listen {
        return serve::serve(context, &arguments.fleet, address, arguments.interval).await;
    }
    let (samples, gaps) = sweep::once(context, &arguments.fleet).await?;
    let text = exposition::write(&samples, &context.client()?.rate_limit_status(), None);
    match &arguments.output_file {
        Some(path) if !input::is_stdin(path) => whole_file::replace(path, &text).map_err(|error| {
            Failure::new(Exit::Failed, format!("cannot write {}: {error}", path.display()))
        })?,
        _ => {
            use std::io::Write;
            let mut out = std::io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()?;
        }
    }
    gaps.show(context);
    gaps.verdict(false)
}
