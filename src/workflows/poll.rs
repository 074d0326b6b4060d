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
    id: String,
    until: Arc<dyn Until<S::Record>>,
    schedule: Schedule,
    pauses: Box<dyn Iterator<Item = Duration> + Send>,
    /// When the first look began, on the workflow's time.
    start: Option<Duration>,
    last: Option<S::Record>,
    /// How often in a row the record was missing.
    missing: u32,
}

/// What a look at a record shows.
enum Look<T> {
    Reached(T),
    Changed(T),
    Same,
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
        Self { handle, id, until, schedule, pauses, start: None, last: None, missing: 0 }
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
            if self.start.is_some() {
                run.sleep(self.pauses.next().unwrap_or(self.schedule.longest)).await;
            } else {
                self.start = Some(run.elapsed());
            }
            let time_is_up = run.remaining().is_zero();
            let failure = match self.look(run).await {
                Ok(Look::Reached(record)) => return Ok(Change::Reached(record)),
                Ok(Look::Changed(record)) if !time_is_up => return Ok(Change::Seen(record)),
                Ok(Look::Changed(_) | Look::Same) => None,
                Err(error) if error.is_transient_read() => {
                    run.step(Action::Retrying, S::Record::RESOURCE, &self.id, None);
                    error.into_call()
                }
                Err(error) => return Err(error),
            };
            if time_is_up {
                return Err(self.ended(ErrorKind::TimedOut).with_call(failure));
            }
        }
    }

    async fn look(&mut self, run: &Run) -> Result<Look<S::Record>> {
        let handle = self.handle.poll_with(run.reading());
        match handle.poll_record(&self.id).await {
            Ok(Some(record)) => self.present(run, record),
            Ok(None) => self.absent(run),
            Err(error) => {
                let error = Error::from(error).about(S::Record::RESOURCE, &self.id);
                Err(match self.last.clone() {
                    Some(last) => error.with_last(last),
                    None => error,
                })
            }
        }
    }

    fn present(&mut self, run: &Run, record: S::Record) -> Result<Look<S::Record>> {
        self.missing = 0;
        let before = self.last.replace(record.clone());
        if before.as_ref().map(Record::status_text) != Some(record.status_text()) {
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
            Progress::NeedsAction => Some(ErrorKind::NeedsAction),
            Progress::Pending | Progress::Ready => None,
        };
        match end {
            Some(kind) => Err(self.ended(kind)),
            None if before.as_ref() == Some(&record) => Ok(Look::Same),
            None => Ok(Look::Changed(record)),
        }
    }

    fn absent(&mut self, run: &Run) -> Result<Look<S::Record>> {
        if self.waits_for_deletion() {
            let last = self.last.take().or_else(|| S::Record::absent(&self.id));
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

    fn waits_for_deletion(&self) -> bool {
        self.until.progress() == Some(Progress::Gone)
    }

    fn ended(&self, kind: ErrorKind) -> Error {
        let error = Error::new(kind).about(S::Record::RESOURCE, &self.id);
        match self.last.clone() {
            Some(last) => error.with_last(last),
            None => error,
        }
    }
}
