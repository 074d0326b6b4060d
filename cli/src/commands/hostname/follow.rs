//! Follows hostnames until they have come far enough.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::workflows::{NextStep, Onboarding};

use crate::context::Context;
use crate::exit::Exit;
use crate::output::printable;
use crate::setup;
use crate::{Failure, Result};

/// The first and the longest pause between two looks.
const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(30);

/// Follows those that have not come far enough, and returns the last states of all by their ids. When the time is up, they
/// are as they are.
pub(super) async fn until(
    context: &Context,
    handle: &CustomHostnames,
    states: Vec<Onboarding>,
    is_enough: fn(&Onboarding) -> bool,
    at_most: Duration,
) -> Result<BTreeMap<String, Result<Onboarding>>> {
    let open: Vec<Onboarding> = states.iter().filter(|state| !is_enough(state)).cloned().collect();
    let mut left: BTreeSet<String> = open.iter().map(|state| state.id.clone()).collect();
    let mut last: BTreeMap<String, Result<Onboarding>> =
        states.into_iter().map(|state| (state.id.clone(), Ok(state))).collect();
    let mut shown = Vec::new();
    let spinner = context.progress.spinner(format!("{} hostnames", left.len()));
    let mut changes = handle.follow_all(open).interval(FIRST, LONGEST).at_most(at_most).stream();
    while !left.is_empty() {
        let change = tokio::select! {
            biased;
            change = changes.next() => change,
            () = context.interrupt.happened() => return Err(interrupted(&last, &left)),
        };
        let Some((id, seen)) = change else { break };
        match seen {
            Ok(state) => {
                spinner.set_message(printable(&state.to_string()));
                context.progress.say(&spinner, &printable(&state.to_string()));
                context.show_setup(&spinner, &state.setup, &mut shown);
                if is_enough(&state) {
                    left.remove(&id);
                }
                last.insert(id, Ok(state));
            }
            Err(error) => {
                left.remove(&id);
                last.insert(id, Err(error.into()));
            }
        }
    }
    spinner.finish_and_clear();
    Ok(last)
}

/// Returns whether nothing changes by waiting: it is active, or somebody must act first.
pub(super) fn is_settled(state: &Onboarding) -> bool {
    match state.next {
        NextStep::Wait | NextStep::SetUp | NextStep::Repair => false,
        // It is checked again first: the block may be gone.
        NextStep::Unblock => state.repaired_at.is_some(),
        _ => true,
    }
}

/// Returns whether it is known what is to be set up, or nothing is.
pub(super) fn is_stated(state: &Onboarding) -> bool {
    state.is_setup_complete || !matches!(state.next, NextStep::Wait | NextStep::SetUp)
}

/// Fails unless the hostname is active.
pub(super) fn must_be_active(state: &Onboarding) -> Result<()> {
    let exit = match state.next {
        NextStep::Done => return Ok(()),
        NextStep::Wait | NextStep::SetUp => Exit::Pending,
        NextStep::Investigate | NextStep::AddAgain => Exit::Failed,
        _ => Exit::NeedsAction,
    };
    let mut message = state.to_string();
    let records: Vec<String> = state.setup.iter().map(setup::line).collect();
    if !records.is_empty() {
        message.push_str(&format!("; to set up: {}", records.join(", ")));
    }
    for problem in &state.problems {
        message.push_str(&format!("; {}", problem.message));
        if !problem.advice.is_empty() {
            message.push_str(&format!(": {}", problem.advice));
        }
    }
    Err(Failure::new(exit, message))
}

fn interrupted(last: &BTreeMap<String, Result<Onboarding>>, left: &BTreeSet<String>) -> Failure {
    let names = left.iter().filter_map(|id| last.get(id)?.as_ref().ok()).map(|state| state.hostname.as_str());
    let names: Vec<&str> = names.collect();
    let message = format!(
        "interrupted; not active yet: {}; run the same command again: it looks what is there, and continues",
        names.join(", ")
    );
    Failure::new(Exit::Interrupted, message)
}
