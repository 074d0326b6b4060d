//! One resource.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;
use time::OffsetDateTime;

use super::Moment;
use super::collection::Settled;
use super::schedule::{Change, Due, Step};
use super::tracked::Tracked;
use crate::activation::Activation;
use crate::clock::after;

/// A resource: its record, what is stored with it but never shown, and the changes that are scheduled.
#[derive(Debug)]
pub(crate) struct Item {
    /// What responses show.
    pub(crate) record: Tracked,
    /// What responses never show. Whatever changes it changes the record, too.
    pub(crate) internal: Value,
    steps: VecDeque<Step>,
    /// When the last step was made.
    since: OffsetDateTime,
    /// How many responses have shown it since the last step.
    reads: AtomicU32,
    /// How many reads do not show it, because it is new.
    unseen_reads: AtomicU32,
    /// Whether lists show it.
    pub(crate) is_listed: bool,
}

impl Item {
    pub(super) fn new(record: Value, now: OffsetDateTime, steps: impl IntoIterator<Item = Step>) -> Self {
        let (record, steps) = (Tracked::new(record), steps.into_iter().collect());
        let (reads, unseen_reads) = (AtomicU32::new(0), AtomicU32::new(0));
        Self { record, internal: Value::Null, steps, since: now, reads, unseen_reads, is_listed: true }
    }

    /// Keeps it from being seen by the next reads, this many.
    pub(super) fn hide(&mut self, reads: u32) {
        *self.unseen_reads.get_mut() = reads;
    }

    /// Whether a read sees it, which counts the read if it does not.
    pub(crate) fn is_seen(&self) -> bool {
        let less = |reads: u32| reads.checked_sub(1);
        self.unseen_reads.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_err()
    }

    /// Replaces the scheduled changes.
    pub(crate) fn schedule(&mut self, now: OffsetDateTime, steps: impl IntoIterator<Item = Step>) {
        self.steps = steps.into_iter().collect();
        self.since = now;
        *self.reads.get_mut() = 0;
    }

    /// Changes fields of the record, as a JSON merge patch.
    pub(crate) fn merge(&mut self, change: &Value) {
        json_patch::merge(&mut self.record, change);
    }

    /// Returns a string of the record; empty if there is none.
    pub(crate) fn str(&self, field: &str) -> &str {
        self.record.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// Counts a response that has shown the item.
    pub(crate) fn count_read(&self) {
        // More than are needed to end any stage.
        if self.reads.load(Ordering::Relaxed) < u32::MAX {
            self.reads.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether nothing happens to it before a date.
    pub(super) fn only_waits_for_dates(&self) -> bool {
        self.steps.front().is_none_or(|step| matches!(step.due, Due::At(_)))
    }

    /// Makes the due changes, each at the time when it was due.
    pub(super) fn settle(&mut self, id: &str, moment: Moment, settled: &mut Settled<'_>) {
        while let Some(at) = self.next_step(moment) {
            self.since = at;
            *self.reads.get_mut() = 0;
            match self.steps.pop_front().map(|step| step.change) {
                Some(Change::Merge(change)) => self.merge(&change),
                Some(Change::Run(change)) => {
                    let more = change(&mut self.record, at);
                    self.steps.extend(more);
                }
                Some(Change::Remove) => settled.remove(id.to_owned(), at),
                Some(Change::RemoveOthers(ids)) => {
                    ids.into_iter().for_each(|id| settled.remove(id, at));
                }
                None => {}
            }
            if self.record.take_change() {
                settled.changed(at, id, self);
            }
        }
    }

    /// Returns when the next step was due; `None` if it is not. One with a date does not wait for those before it, which are made
    /// at that date at the latest.
    fn next_step(&self, moment: Moment) -> Option<OffsetDateTime> {
        let next = self.steps.front()?;
        let date = self.steps.iter().find_map(|step| match step.due {
            Due::At(date) if date <= moment.now => Some(date),
            _ => None,
        });
        let due = [self.due(next.due, moment), date].into_iter().flatten().min()?;
        Some(due.max(self.since))
    }

    /// Returns when a step is due; `None` if it is not.
    fn due(&self, due: Due, moment: Moment) -> Option<OffsetDateTime> {
        let delay = match due {
            Due::Activation => moment.activation.stage(),
            Due::Validation => moment.activation.validation(),
            Due::After(delay) => Some(delay),
            Due::At(date) => return (date <= moment.now).then_some(date),
        };
        match (delay, moment.activation) {
            (Some(delay), _) => Some(after(self.since, delay)).filter(|date| *date <= moment.now),
            // With no reads at all, all stages end at once.
            (None, Activation::AfterReads(reads)) => {
                (self.reads.load(Ordering::Relaxed) >= reads).then_some(moment.now)
            }
            (None, _) => None,
        }
    }
}
