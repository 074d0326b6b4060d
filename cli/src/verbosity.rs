//! `-v`: the spans and events of the SDK, on standard error.

use std::io;

use tracing::{Level, Metadata};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// What the targets of the SDK's spans and events begin with.
const SDK: &str = "cloudflare_certificates";
/// The span of a request; a call has several if it is retried.
const ATTEMPT: &str = "cloudflare_certificates.attempt";

/// Shows the spans, when they end, and the events: once for the calls and what happens to them, twice for every request,
/// three times for everything, that of the libraries included.
pub(crate) fn show_spans(verbose: u8) {
    if verbose == 0 {
        return;
    }
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never)
        .with_span_events(FmtSpan::CLOSE)
        .with_target(verbose > 2);
    let filter = filter_fn(move |metadata| is_shown(verbose, metadata));
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
}

fn is_shown(verbose: u8, metadata: &Metadata<'_>) -> bool {
    let is_of_sdk = metadata.target().starts_with(SDK);
    match verbose {
        1 => is_of_sdk && *metadata.level() <= Level::INFO && metadata.name() != ATTEMPT,
        2 => is_of_sdk && *metadata.level() <= Level::DEBUG,
        _ => true,
    }
}
