//! Creates a record unless it exists.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use super::source::Record;
use super::{Result, Steps, Workflow};

/// What [`Ensure`] returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Ensured<T> {
    /// It did not exist and was created.
    Created(T),
    /// It existed.
    Existed(T),
}

impl<T> Ensured<T> {
    /// Returns the record.
    pub fn into_inner(self) -> T {
        let (Self::Created(record) | Self::Existed(record)) = self;
        record
    }

    /// Returns the record.
    pub fn get(&self) -> &T {
        let (Self::Created(record) | Self::Existed(record)) = self;
        record
    }

    /// Returns `true` if it was created.
    pub fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

/// What [`Ensure`] would do now.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Plan<T> {
    /// Nothing: this record exists.
    Keep(T),
    /// Change this record, which exists but lacks something.
    Change(T),
    /// Create the record.
    Create,
    /// Create the record, wait until it is ready, and then remove these.
    CreateThenRemove(Vec<T>),
    /// Wait until this record, which exists, is ready, and then remove these.
    KeepThenRemove(T, Vec<T>),
}

/// Creates a record unless it exists. Await it, or look at its [`plan`](Self::plan) first.
///
/// If the outcome of the creation is unknown, such as after a timeout, it looks for the record; it never creates it a
/// second time.
#[must_use = "nothing is created until it is awaited"]
pub struct Ensure<T> {
    plan: Workflow<Plan<T>>,
    workflow: Workflow<Ensured<T>>,
}

impl<T: Record> Ensure<T> {
    /// Creates it from two workflows.
    pub(crate) fn of(plan: Workflow<Plan<T>>, workflow: Workflow<Ensured<T>>) -> Self {
        Self { plan, workflow }
    }

    /// Sets how long it may take, on the client's clock.
    pub fn at_most(self, duration: Duration) -> Self {
        Self { plan: self.plan.at_most(duration), workflow: self.workflow.at_most(duration) }
    }

    /// Returns what it would do now, without changing anything.
    pub async fn plan(self) -> Result<Plan<T>> {
        self.plan.await
    }

    /// Returns a stream of the steps. Its last item is the result.
    pub fn steps(self) -> Steps<Ensured<T>> {
        self.workflow.steps()
    }
}

impl<T: Record> IntoFuture for Ensure<T> {
    type Output = Result<Ensured<T>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.workflow.into_future()
    }
}

impl<T> fmt::Debug for Ensure<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ensure").field("workflow", &self.workflow).finish_non_exhaustive()
    }
}
