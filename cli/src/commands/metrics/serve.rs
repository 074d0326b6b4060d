//! Serves metrics, and sweeps in the background.

mod http;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;

use super::samples::Samples;
use super::{exposition, sweep};
use crate::context::Context;
use crate::exit::Exit;
use crate::fleet::Fleet;
use crate::{Failure, Result, warnings};
use cloudflare_certificates::Client;

/// After a failed sweep, the next one starts as soon as this, or after the interval if that is shorter.
const AGAIN: Duration = Duration::from_secs(60);
/// Sweeps that follow each other at once would take the whole share of the rate limit.
const SHORTEST: Duration = Duration::from_secs(1);

/// What is known, for the server.
pub(super) struct Known {
    client: Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    samples: Option<Samples>,
    failed: u64,
}

/// Serves until it is interrupted, which is how it is meant to end.
pub(super) async fn serve(
    context: &Context,
    fleet: &Fleet,
    address: SocketAddr,
    interval: Duration,
) -> Result<Exit> {
    let known = Arc::new(Known { client: context.client()?, state: Mutex::default() });
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| Failure::usage(format!("cannot listen on {address}: {error}")))?;
    let address = listener.local_addr()?;
    context.interrupt.handle();
    say(context, &format!("listening on http://{address}/metrics"));
    tokio::select! {
        () = context.interrupt.happened() => {}
        () = http::accept(listener, Arc::clone(&known)) => {}
        () = keep_sweeping(context, fleet, &known, interval.max(SHORTEST)) => {}
    }
    Ok(Exit::Done)
}

async fn keep_sweeping(context: &Context, fleet: &Fleet, known: &Known, interval: Duration) {
    loop {
        let pause = match sweep::once(context, fleet).await {
            Ok((mut samples, gaps)) => {
                gaps.show(context);
                let mut state = known.state();
                // A sweep that missed lists is no success.
                let before = state.samples.as_ref().and_then(|samples| samples.ended);
                samples.ended = samples.ended.or(before);
                state.samples = Some(samples);
                interval
            }
            Err(failure) => {
                let mut state = known.state();
                state.failed = state.failed.saturating_add(1);
                drop(state);
                warnings::warn(&format!("a sweep failed: {}", failure.message()));
                interval.min(AGAIN)
            }
        };
        tokio::time::sleep(pause).await;
    }
}

impl Known {
    /// Returns the metrics, once there are any.
    fn text(&self) -> Option<String> {
        let status = self.client.rate_limit_status();
        let state = self.state();
        let samples = state.samples.as_ref()?;
        Some(exposition::write(samples, &status, Some(state.failed)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn say(context: &Context, line: &str) {
    context.progress.say(&indicatif::ProgressBar::hidden(), line);
}
