//! Polls one record.

use std::sync::Arc;
use std::time::Duration;

use super::source::Record;
use super::{Action, Error, ErrorKind, Result, Run, Schedule, Until, Waits};
use crate::Progress;

/// How long a record that was never seen may be missing: a new record can appear some seconds late.
const APPEARS_WITHIN: Duration = Duration::from_secs(30);
/// How often in a row a record that was seen must be missing before it counts as gone.
const MISSING: u32 = 2;

/// Polls one record until it has reached what is waited for.
pub(super) struct Poll<S: Waits> {
    handle: S,
    awaited: Awaited<S::Record>,
    schedule: Schedule,
    pauses: Box<dyn Iterator<Item = Duration> + Send>,
}

/// A state of the record that differs from the one before.
pub(super) enum Change<T> {
    /// What is waited for.
    Reached(T),
    /// Another state.
    Seen(T),
}

impl<S: Waits> Poll<S> {
    pub(super) fn new(handle: S, id: String, until: Arc<dyn Until<S::Record>>, schedule: Schedule) -> Self {
        let pauses = Box::new(schedule.pauses());
        Self { handle, awaited: Awaited::new(id, until), schedule, pauses }
    }

    /// Returns the record when it has reached what is waited for.
    pub(super) async fn reached(&mut self, run: &Run) -> Result<S::Record> {
        loop {
            if let Change::Reached(record) = self.next_change(run).await? {
                return Ok(record);
            }
        }
    }

    /// Returns the next state of the record.
    pub(super) async fn next_change(&mut self, run: &Run) -> Result<Change<S::Record>> {
        loop {
            if self.awaited.begin(run) {
                run.sleep(self.pauses.next().unwrap_or(self.schedule.longest)).await;
            }
            let time_is_up = run.remaining().is_zero();
            let handle = self.handle.poll_with(run.reading());
            let outcome = handle.poll_record(&self.awaited.id).await;
            match self.awaited.look(run, outcome)? {
                Look::Reached(record) => return Ok(Change::Reached(record)),
                Look::Changed(record) if !time_is_up => return Ok(Change::Seen(record)),
                Look::Changed(_) | Look::Same => {}
            }
            if time_is_up {
                return Err(self.awaited.timed_out());
            }
        }
    }
}

/// A record that is waited for, and what was seen of it.
pub(super) struct Awaited<R> {
    pub(super) id: String,
    until: Arc<dyn Until<R>>,
    /// When the first look began, on the workflow's time.
    start: Option<Duration>,
    last: Option<R>,
    /// How often in a row the record was missing.
    missing: u32,
    /// Why the last look failed.
    failure: Option<Arc<crate::Error>>,
}

/// What a look at a record shows.
pub(super) enum Look<T> {
    Reached(T),
    Changed(T),
    /// The same as before, or nothing.
    Same,
}

impl<R: Record> Awaited<R> {
    pub(super) fn new(id: String, until: Arc<dyn Until<R>>) -> Self {
        Self { id, until, start: None, last: None, missing: 0, failure: None }
    }

    /// Records when the first look begins. Returns whether there was one before.
    pub(super) fn begin(&mut self, run: &Run) -> bool {
        let has_begun = self.start.is_some();
        self.start.get_or_insert_with(|| run.elapsed());
        has_begun
    }

    /// Judges what a look has shown: a record, that there is none, or an error. Fails if the wait ends with that.
    pub(super) fn look(&mut self, run: &Run, outcome: crate::Result<Option<R>>) -> Result<Look<R>> {
        match outcome {
            Ok(Some(record)) => self.present(run, record),
            Ok(None) => self.absent(run),
            Err(error) => {
                self.failed(Arc::new(error))?;
                run.step(Action::Retrying, R::RESOURCE, &self.id, None);
                Ok(Look::Same)
            }
        }
    }

    fn present(&mut self, run: &Run, record: R) -> Result<Look<R>> {
        self.missing = 0;
        self.failure = None;
        let before = self.last.replace(record.clone());
        let has_new_status = before.as_ref().map(Record::status_text) != Some(record.status_text());
        let setup = record.setup();
        let has_new_setup = !setup.is_empty() && before.as_ref().map(Record::setup) != Some(setup);
        if has_new_status || has_new_setup {
            run.step_on(Action::Seen, &record);
        }
        let progress = record.progress();
        if self.until.is_reached(&record, progress) {
            return Ok(Look::Reached(record));
        }
        let end = match progress {
            // A record that is being deleted keeps its old status for a moment.
            _ if self.waits_for_deletion() => None,
            Progress::Gone => Some(ErrorKind::Gone),
            Progress::Failed => Some(ErrorKind::Failed),
            Progress::NeedsAction if !self.until.is_patient() => Some(ErrorKind::NeedsAction),
            Progress::NeedsAction | Progress::Pending | Progress::Ready => None,
        };
        let is_stuck = progress == Progress::NeedsAction && self.until.is_patient();
        match end {
            Some(kind) => Err(self.ended(kind)),
            None if before.as_ref() == Some(&record) && !is_stuck => Ok(Look::Same),
            None => Ok(Look::Changed(record)),
        }
    }

    fn absent(&mut self, run: &Run) -> Result<Look<R>> {
        self.failure = None;
        if self.waits_for_deletion() {
            let last = self.last.take().or_else(|| R::absent(&self.id));
            return last.map(Look::Reached).ok_or_else(|| self.ended(ErrorKind::Gone));
        }
        self.missing = self.missing.saturating_add(1);
        let waited = run.elapsed().saturating_sub(self.start.unwrap_or_default());
        let is_gone = match &self.last {
            Some(_) => self.missing >= MISSING,
            None => waited >= APPEARS_WITHIN || run.remaining().is_zero(),
        };
        if is_gone { Err(self.ended(ErrorKind::Gone)) } else { Ok(Look::Same) }
    }

    /// Records that a look failed. Fails too unless the error is transient.
    pub(super) fn failed(&mut self, failure: Arc<crate::Error>) -> Result<()> {
        let error = self.ended(ErrorKind::Call).with_call(Some(Arc::clone(&failure)));
        if !error.is_transient_read() {
            return Err(error);
        }
        self.failure = Some(failure);
        Ok(())
    }

    fn waits_for_deletion(&self) -> bool {
        self.until.progress() == Some(Progress::Gone)
    }

    /// Returns the error of a wait whose time is up.
    pub(super) fn timed_out(&mut self) -> Error {
        let failure = self.failure.take();
        self.ended(ErrorKind::TimedOut).with_call(failure)
    }

    fn ended(&self, kind: ErrorKind) -> Error {
        let error = Error::new(kind).about(R::RESOURCE, &self.id);
        match self.last.clone() {
            Some(last) => error.with_last(last),
            None => error,
        }
    }
}
