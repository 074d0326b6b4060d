//! `cfcerts tour`.

mod fleet;
mod made;
mod replacement;
mod report;
mod stage;
mod steps;

use clap::Args;

use crate::change::Confirmed;
use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::{Failure, Result};

use made::Made;
use report::say;
use stage::Stage;

/// Shows in a few seconds what the SDK does: a certificate for a CSR, its activation, lists and their order, a
/// replacement without downtime, Access roots, Keyless SSL, an error, and what expires over several zones. It removes
/// everything that it made, also if a step fails or you press Ctrl-C.
///
/// It runs on a simulator that it starts itself: no account, no token, nothing that could break.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  cfcerts tour
  cfcerts tour --live --zone test.example.com   # at Cloudflare, in a zone that serves nobody")]
pub(crate) struct Tour {
    /// Take the tour at Cloudflare instead, in a zone that serves nobody; asks first
    #[arg(long, requires = "zone")]
    live: bool,
    /// The zone for --live, by its name or id
    #[arg(long, value_name = "ZONE", requires = "live")]
    zone: Option<String>,
    #[command(flatten)]
    confirmed: Confirmed,
}

pub(crate) async fn run(context: &Context, arguments: Tour) -> Result<Exit> {
    if context.global.output.is_some_and(|form| form != Form::Table) {
        return Err(Failure::usage("the tour is text for people: it has no other form"));
    }
    let stage = match &arguments.zone {
        Some(zone) => Stage::live(context, zone, arguments.confirmed.yes).await?,
        None => Stage::simulated(context.interrupt.clone()).await?,
    };
    // Between the steps, it looks whether it was interrupted: what was made has to be removed.
    context.interrupt.handle();
    let mut made = Made::default();
    let outcome = steps::all(&stage, &mut made).await;
    let left = made.remove(&stage).await;
    outcome?;
    if left > 0 {
        return Err(Failure::new(
            Exit::Failed,
            format!("{left} things could not be removed; they are named above"),
        ));
    }
    say(&format!("\n{}", stage.farewell()));
    Ok(Exit::Done)
}
