//! What is known of each hostname that is followed, and when it is repaired.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::super::source::Record;
use super::super::wait_all::{Rounds, Seen};
use super::super::{Error, ErrorKind, Result, Run, Schedule, Until};
use super::resume::{BETWEEN_REPAIRS, repair_is_due, repaired_once};
use super::{Onboarding, RESOURCE, look};
use crate::types::CustomHostname;
use crate::{CustomHostnames, Progress};

/// Follows hostnames, round by round.
pub(super) struct Following {
    handle: CustomHostnames,
    rounds: Rounds<CustomHostnames>,
    known: HashMap<String, Known>,
}

/// What is known of a hostname.
#[derive(Default)]
struct Known {
    state: Option<Onboarding>,
    target: Option<String>,
    /// Whether this workflow has seen it.
    was_seen: bool,
    /// When its last repair failed, on the workflow's time.
    repair_failed: Option<Duration>,
}

/// Waits until a hostname is active. One that needs somebody to act is looked at further.
struct Active {
    /// The names of those that were passed with one. A state that was stored elsewhere may have the id of another.
    names: HashMap<String, String>,
}

impl Active {
    fn is_meant(&self, record: &CustomHostname) -> bool {
        self.names.get(&record.id).is_none_or(|name| look::may_be_named(record, name))
    }
}

impl Until<CustomHostname> for Active {
    fn is_reached(&self, record: &CustomHostname, progress: Progress) -> bool {
        progress == Progress::Ready || !self.is_meant(record)
    }

    fn is_patient(&self) -> bool {
        true
    }
}

impl Following {
    pub(super) fn new(
        handle: CustomHostnames,
        hostnames: impl Iterator<Item = (String, Option<Onboarding>, Option<String>)>,
        schedule: Schedule,
    ) -> Self {
        let (mut ids, mut known, mut names) = (Vec::new(), HashMap::new(), HashMap::new());
        for (id, state, target) in hostnames {
            if known.contains_key(&id) {
                continue;
            }
            if let Some(state) = &state {
                names.insert(id.clone(), state.hostname.clone());
            }
            // Only the call that created it returns such a state.
            let state = state.map(|state| Onboarding { created: false, ..state });
            known.insert(id.clone(), Known { state, target, ..Known::default() });
            ids.push(id);
        }
        let until: Arc<dyn Until<CustomHostname>> = Arc::new(Active { names });
        let rounds = Rounds::new(handle.clone(), ids, &until, schedule).with_changes();
        Self { handle, rounds, known }
    }

    /// Returns the next state that differs from the one before, or is the last one.
    pub(super) async fn next(&mut self, run: &Run) -> Option<(String, Result<Onboarding>)> {
        loop {
            let (_, id, seen) = self.rounds.next_event(run).await?;
            let known = self.known.entry(id.clone()).or_default();
            let next = match seen {
                Seen::Changed(record) => known.changed(&self.handle, run, record).await,
                Seen::Settled(outcome) => known.settled(run, &id, outcome),
            };
            if let Some(next) = next {
                let next = next.map_err(|error| run.explain(error.about(RESOURCE, &id)));
                return Some((id, next));
            }
        }
    }

    /// Returns the last states of those that were seen.
    pub(super) fn into_seen(self) -> impl Iterator<Item = (String, Onboarding)> {
        let seen = self.known.into_iter().filter(|(_, known)| known.was_seen);
        seen.filter_map(|(id, known)| Some((id, known.state?)))
    }
}

impl Known {
    /// Returns the state of a hostname that is not active yet, if it is another one than before. Repairs it if that
    /// helps.
    async fn changed(
        &mut self,
        handle: &CustomHostnames,
        run: &Run,
        record: CustomHostname,
    ) -> Option<Result<Onboarding>> {
        let seen = self.since(&record);
        if !self.may_repair(run) || !repair_is_due(run, &record, &seen) {
            return self.keep(run, seen).map(Ok);
        }
        match repair(handle, run, record, &seen).await {
            Ok(repaired) => {
                self.repair_failed = None;
                let repaired = self.with_target(repaired);
                self.keep(run, repaired).map(Ok)
            }
            Err(error) => {
                self.keep(run, seen);
                self.repair_failed = Some(run.elapsed());
                // The time is up: the next workflow repairs it.
                (error.kind() != ErrorKind::TimedOut).then_some(Err(error))
            }
        }
    }

    /// Returns the last state of a hostname, or why there is none.
    fn settled(
        &mut self,
        run: &Run,
        id: &str,
        outcome: Result<CustomHostname>,
    ) -> Option<Result<Onboarding>> {
        let error = match outcome {
            Ok(record) if record.progress() == Progress::Ready && self.is_named_as(&record) => {
                return self.last(run, self.since(&record));
            }
            Ok(_) => {
                let detail = "the id is that of another hostname: `resume` finds this one by its name";
                return Some(Err(Error::new(ErrorKind::Gone).about(RESOURCE, id).detailed(detail)));
            }
            Err(error) => error,
        };
        match (error.kind(), self.state.clone()) {
            (ErrorKind::TimedOut, Some(_)) if self.was_seen => None,
            (ErrorKind::Gone, Some(state)) => self.last(run, state.gone()),
            (ErrorKind::Failed, _) => match error.last::<CustomHostname>() {
                Some(record) => self.last(run, self.since(record)),
                None => Some(Err(error)),
            },
            _ => Some(Err(error)),
        }
    }

    fn is_named_as(&self, record: &CustomHostname) -> bool {
        self.state.as_ref().is_none_or(|state| look::may_be_named(record, &state.hostname))
    }

    fn may_repair(&self, run: &Run) -> bool {
        let between = Duration::from_secs(BETWEEN_REPAIRS.unsigned_abs());
        self.repair_failed.is_none_or(|at| run.elapsed().saturating_sub(at) >= between)
    }

    /// Returns the state of the record, with what the state before has kept.
    fn since(&self, record: &CustomHostname) -> Onboarding {
        let state =
            self.state.as_ref().map_or_else(|| Onboarding::of(record), |before| before.updated(record));
        self.with_target(state)
    }

    fn with_target(&self, state: Onboarding) -> Onboarding {
        state.with_target(self.target.as_deref().unwrap_or_default())
    }

    fn last(&mut self, run: &Run, state: Onboarding) -> Option<Result<Onboarding>> {
        let state = run.without_secrets(state);
        self.keep(run, state.clone());
        Some(Ok(state))
    }

    /// Keeps a state, and returns it if it is another one than before.
    fn keep(&mut self, run: &Run, state: Onboarding) -> Option<Onboarding> {
        self.was_seen = true;
        let state = run.without_secrets(state);
        if self.state.as_ref() == Some(&state) {
            return None;
        }
        self.state = Some(state.clone());
        Some(state)
    }
}

/// Repairs a hostname, after a second look: since the list was read, others may have been repaired first.
async fn repair(
    handle: &CustomHostnames,
    run: &Run,
    record: CustomHostname,
    seen: &Onboarding,
) -> Result<Onboarding> {
    run.check_time()?;
    match look::by_id(handle, run, &record.id).await? {
        Some(record) if look::may_be_named(&record, &seen.hostname) => {
            repaired_once(handle, run, record, Some(seen)).await
        }
        // The next round shows that it is gone.
        _ => Ok(seen.clone()),
    }
}
