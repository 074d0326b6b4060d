//! Changes that happen by themselves.

use std::time::Duration;

use serde_json::Value;
use time::OffsetDateTime;

/// A scheduled change of an item.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) due: Due,
    pub(crate) change: Change,
}

/// When a step is due. Steps are made in order, except that one with a date does not wait for those before it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Due {
    /// When the simulator's [`Activation`](crate::Activation) says so, counted from the step before.
    Activation,
    /// When domain control validation succeeds; the same, unless validations have a schedule of their own.
    Validation,
    /// After this simulated time, counted from the step before.
    After(Duration),
    /// At this simulated time.
    At(OffsetDateTime),
}

#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Changes fields, as a JSON merge patch: `null` removes a field, and objects are changed field by field.
    Merge(Value),
    /// Changes the record in a way that depends on the time, and schedules more steps.
    Run(fn(&mut Value, OffsetDateTime) -> Vec<Step>),
    /// Removes the item.
    Remove,
    /// Removes other items of the collection.
    RemoveOthers(Vec<String>),
}

impl Step {
    /// Changes fields when the activation says so.
    pub(crate) fn then(change: Value) -> Self {
        Self { due: Due::Activation, change: Change::Merge(change) }
    }

    /// Changes fields when domain control validation succeeds.
    pub(crate) fn validated(change: Value) -> Self {
        Self { due: Due::Validation, change: Change::Merge(change) }
    }

    /// Changes fields at a date.
    pub(crate) fn at(date: OffsetDateTime, change: Value) -> Self {
        Self { due: Due::At(date), change: Change::Merge(change) }
    }

    /// Changes the record when the activation says so, in a way that depends on the time, and schedules more steps.
    pub(crate) fn then_run(change: fn(&mut Value, OffsetDateTime) -> Vec<Self>) -> Self {
        Self { due: Due::Activation, change: Change::Run(change) }
    }

    /// Removes the item after a simulated time.
    pub(crate) fn remove_after(time: Duration) -> Self {
        Self { due: Due::After(time), change: Change::Remove }
    }

    /// Removes the item when the activation says so.
    pub(crate) fn then_remove() -> Self {
        Self { due: Due::Activation, change: Change::Remove }
    }

    /// Removes other items at the same time as the step before.
    pub(crate) fn and_remove_others(ids: Vec<String>) -> Self {
        Self { due: Due::After(Duration::ZERO), change: Change::RemoveOthers(ids) }
    }
}
