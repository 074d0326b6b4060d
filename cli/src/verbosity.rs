//! `-v`: the spans and events of the SDK, on standard error.

use std::io;

use tracing::Level;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Shows the spans and events from this level on: once for what happens, twice for every request, three times for
/// everything, that of the libraries included.
pub(crate) fn show_spans(verbose: u8) {
    let filter = match verbose {
        0 => return,
        1 => Targets::new().with_target("cloudflare_certificates", Level::INFO),
        2 => Targets::new().with_target("cloudflare_certificates", Level::DEBUG),
        _ => Targets::new().with_default(LevelFilter::TRACE),
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never);
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
}
