//! What the steps of a running workflow share.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{retain_clean, sanitized};
use super::poll::Poll;
use super::source::Record;
use super::{Action, Error, ErrorKind, Result, Schedule, Step, Until, Waits};
#[cfg(feature = "preflight")]
use crate::preflight::{Findings, Preflight};
use crate::{Client, Clock, Credentials, Options, Progress};

/// The shortest deadline of a call: the last look at a record, when the workflow's time is up, takes some time too.
const LAST_LOOK: Duration = Duration::from_secs(10);

/// A running workflow: its deadline, its steps so far, and what is left to do.
#[derive(Clone)]
pub(crate) struct Run {
    state: Arc<State>,
}

struct State {
    name: &'static str,
    client: Client,
    clock: Arc<dyn Clock>,
    start: Duration,
    at_most: Duration,
    /// Whether somebody reads the steps.
    observed: bool,
    recorded: Mutex<Recorded>,
}

#[derive(Default)]
struct Recorded {
    /// Steps that the stream has not returned yet.
    unread: VecDeque<Step>,
    /// The steps that changed something.
    done: Vec<Step>,
    /// What is left to do, in words.
    left: Vec<&'static str>,
}

impl Run {
    pub(super) fn new(name: &'static str, client: &Client, at_most: Duration, observed: bool) -> Self {
        let clock = client.clock();
        let state = State {
            name,
            client: client.clone(),
            start: clock.now(),
            clock,
            at_most,
            observed,
            recorded: Mutex::default(),
        };
        Self { state: Arc::new(state) }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.state.client
    }

    /// Records a step.
    pub(crate) fn step(&self, action: Action, resource: &'static str, id: &str, status: Option<String>) {
        self.record(Step { action, resource, id: id.to_owned(), status, setup: Vec::new() });
    }

    /// Records a step on a record.
    pub(crate) fn step_on<R: Record>(&self, action: Action, record: &R) {
        let waits = matches!(record.progress(), Progress::Pending | Progress::NeedsAction);
        let setup = if waits { record.setup() } else { Vec::new() };
        let (resource, id, status) = (R::RESOURCE, record.id().to_owned(), record.status_text());
        self.record(Step { action, resource, id, status, setup });
    }

    fn record(&self, mut step: Step) {
        let credentials = &self.state.client.shared.credentials;
        step.id = sanitized(credentials, &step.id);
        step.status = step.status.map(|status| sanitized(credentials, &status));
        retain_clean(credentials, &mut step.setup);
        let (action, resource) = (step.action, step.resource);
        tracing::info!(
            action = action.name(),
            resource,
            id = step.id,
            status = step.status.as_deref(),
            "a step of the workflow"
        );
        let mut recorded = self.recorded();
        if self.state.observed {
            recorded.unread.push_back(step.clone());
        }
        if action.is_change() {
            recorded.done.push(step);
        }
    }

    /// Returns a value that the server sent without the client's credentials and private keys, should the server have
    /// sent them back.
    pub(crate) fn without_secrets<T: Serialize + DeserializeOwned>(&self, value: T) -> T {
        let Ok(mut json) = serde_json::to_value(&value) else { return value };
        if !redact(&mut json, &self.state.client.shared.credentials) {
            return value;
        }
        serde_json::from_value(json).unwrap_or(value)
    }

    /// Sets what is left to do, in words: each entry says what a person would have to do.
    pub(crate) fn left(&self, left: &[&'static str]) {
        self.recorded().left = left.to_vec();
    }

    /// Returns how much time is left.
    pub(crate) fn remaining(&self) -> Duration {
        let State { clock, start, at_most, .. } = &*self.state;
        start.saturating_add(*at_most).saturating_sub(clock.now())
    }

    /// Returns options for a call that reads: it ends with the workflow's time, or soon after.
    pub(crate) fn reading(&self) -> Options {
        let own = self.state.client.call_deadline();
        Options::new().deadline(self.remaining().max(LAST_LOOK).min(own))
    }

    /// Returns the time of the client's clock.
    pub(crate) fn system_time(&self) -> SystemTime {
        self.state.clock.system_time()
    }

    /// Checks a request before it is sent.
    #[cfg(feature = "preflight")]
    pub(crate) fn check(
        &self,
        resource: &'static str,
        check: impl FnOnce(Preflight) -> Findings,
    ) -> Result<()> {
        let findings = check(Preflight::at(self.system_time()));
        for finding in findings.warnings() {
            tracing::warn!(
                resource,
                field = finding.field,
                problem = finding.problem,
                "a check before the upload"
            );
        }
        findings.into_result().map(|_| ()).map_err(|refused| Error::refused_by_check(resource, refused))
    }

    /// Waits for the duration on the client's clock, or until the workflow's time is up.
    pub(crate) async fn sleep(&self, duration: Duration) {
        let duration = duration.min(self.remaining());
        self.state.clock.sleep(duration).await;
    }

    /// Fails if the workflow's time is up. A workflow calls it before each change: a change that was sent is never
    /// cut off.
    pub(crate) fn check_time(&self) -> Result<()> {
        if self.remaining().is_zero() { Err(Error::new(ErrorKind::TimedOut)) } else { Ok(()) }
    }

    /// Waits until a record has reached a progress or satisfies a closure, within the workflow's time.
    pub(crate) async fn wait<S: Waits>(
        &self,
        handle: &S,
        id: &str,
        until: impl Until<S::Record>,
    ) -> Result<S::Record> {
        self.wait_on(handle, id, until, S::SCHEDULE.0).await
    }

    /// As [`wait`](Self::wait), with other pauses.
    pub(crate) async fn wait_on<S: Waits>(
        &self,
        handle: &S,
        id: &str,
        until: impl Until<S::Record>,
        schedule: Schedule,
    ) -> Result<S::Record> {
        Poll::new(handle.clone(), id.to_owned(), Arc::new(until), schedule).reached(self).await
    }

    /// Completes an error with what the workflow has done and what is left.
    pub(super) fn explain(&self, error: Error) -> Error {
        let recorded = self.recorded();
        let error = error.within(self.state.name, &recorded.done, &recorded.left);
        error.sanitized(&self.state.client.shared.credentials)
    }

    pub(super) fn next_unread(&self) -> Option<Step> {
        self.recorded().unread.pop_front()
    }

    pub(super) fn what_is_left(&self) -> Vec<&'static str> {
        self.recorded().left.clone()
    }

    pub(super) fn what_is_done(&self) -> Vec<Step> {
        self.recorded().done.clone()
    }

    pub(super) fn name(&self) -> &'static str {
        self.state.name
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.state.clock.now().saturating_sub(self.state.start)
    }

    fn recorded(&self) -> std::sync::MutexGuard<'_, Recorded> {
        // A list of steps is whole at any time.
        self.state.recorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Redacts the strings that contain a secret. Returns whether there were any.
fn redact(value: &mut Value, credentials: &Credentials) -> bool {
    match value {
        Value::String(text) => {
            let is_secret = text.contains("PRIVATE KEY")
                || credentials.secrets().any(|secret| !secret.is_empty() && text.contains(secret));
            if is_secret {
                "[redacted]".clone_into(text);
            }
            is_secret
        }
        Value::Array(items) => {
            items.iter_mut().filter_map(|item| redact(item, credentials).then_some(())).count() > 0
        }
        Value::Object(fields) => {
            fields.values_mut().filter_map(|item| redact(item, credentials).then_some(())).count() > 0
        }
        _ => false,
    }
}
