//! One resource.

use std::collections::VecDeque;

use serde_json::Value;
use time::OffsetDateTime;

use super::Moment;
use super::schedule::{Change, Due, Step};
use crate::activation::Activation;
use crate::clock::after;

/// A resource: its record, what is stored with it but never shown, and the changes that are scheduled.
#[derive(Debug)]
pub(crate) struct Item {
    /// What responses show.
    pub(crate) record: Value,
    /// What responses never show.
    pub(crate) internal: Value,
    steps: VecDeque<Step>,
    /// When the last step was made.
    since: OffsetDateTime,
    /// How many responses have shown it since the last step.
    reads: u32,
}

impl Item {
    pub(super) fn new(record: Value, now: OffsetDateTime, steps: impl IntoIterator<Item = Step>) -> Self {
        let steps = steps.into_iter().collect();
        Self { record, internal: Value::Null, steps, since: now, reads: 0 }
    }

    /// Replaces the scheduled changes.
    pub(crate) fn schedule(&mut self, now: OffsetDateTime, steps: impl IntoIterator<Item = Step>) {
        self.steps = steps.into_iter().collect();
        self.since = now;
        self.reads = 0;
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
    pub(crate) fn count_read(&mut self) {
        self.reads = self.reads.saturating_add(1);
    }

    /// Whether nothing happens to it before a date.
    pub(super) fn only_waits_for_dates(&self) -> bool {
        self.steps.front().is_none_or(|step| matches!(step.due, Due::At(_)))
    }

    /// Makes the due changes; adds the ids of the items that they remove.
    pub(super) fn settle(&mut self, id: &str, moment: Moment, removed: &mut Vec<String>) {
        let dated =
            self.steps.iter().rposition(|step| matches!(step.due, Due::At(date) if date <= moment.now));
        let mut overtaken = dated.map_or(0, |position| position.saturating_add(1));
        while let Some(step) = self.steps.front() {
            let since = if overtaken > 0 { Some(moment.now) } else { self.due_since(step.due, moment) };
            let Some(since) = since else { return };
            overtaken = overtaken.saturating_sub(1);
            self.since = since;
            self.reads = 0;
            match self.steps.pop_front().map(|step| step.change) {
                Some(Change::Merge(change)) => self.merge(&change),
                Some(Change::Run(change)) => {
                    let more = change(&mut self.record, since);
                    self.steps.extend(more);
                }
                Some(Change::Remove) => removed.push(id.to_owned()),
                Some(Change::RemoveOthers(ids)) => removed.extend(ids),
                None => {}
            }
        }
    }

    /// Returns since when a step is due; `None` if it is not.
    fn due_since(&self, due: Due, moment: Moment) -> Option<OffsetDateTime> {
        let delay = match due {
            Due::Activation => moment.activation.stage(),
            Due::Validation => moment.activation.validation(),
            Due::After(delay) => Some(delay),
            Due::At(date) => return (date <= moment.now).then_some(date),
        };
        match (delay, moment.activation) {
            (Some(delay), _) => Some(after(self.since, delay)).filter(|date| *date <= moment.now),
            // With no reads at all, all stages end at once.
            (None, Activation::AfterReads(reads)) => (self.reads >= reads).then_some(moment.now),
            (None, _) => None,
        }
    }
}
