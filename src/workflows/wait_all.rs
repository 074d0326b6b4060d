//! Waits for many records at once.

mod pages;
mod rounds;

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use tracing::Instrument;

use super::source::PollSchedule;
use super::{Result, Run, Schedule, Steps, Until, Workflow};
use crate::Progress;

pub(super) use rounds::{Rounds, Seen};

pub use pages::WaitsAll;

const NAME: &str = "wait_all";

/// A wait for many records of a resource, from the method `wait_all` of a handle. Await it for all outcomes, or read
/// its [`stream`](Self::stream) for each as soon as it is known.
///
/// Each record is waited for as [`Wait`](super::Wait) does, and has an outcome of its own: the record, or the error
/// with its last state. One that fails does not end the wait for the others. When the time is up, those that are still
/// pending are [`TimedOut`](super::ErrorKind::TimedOut). A call that fails for a transient reason is made again until
/// then; one that fails for good, such as for a lack of permission, ends the wait for all records that it was about.
///
/// # Requests
/// A round, between two pauses, makes at most as many requests as there are records left, or pages of the list if those
/// are fewer: 50 records are on a page, 100 for custom hostnames. So a wait for 1,000 new hostnames, of 1,000, makes at
/// most 10 requests a round. A record that the list does not show is asked for by its id in the next round, 50 of them at
/// most or as many as the list has pages; it is gone only if that says so.
///
/// Only the records that are waited for are kept in memory, and a few pages at a time.
///
/// ```no_run
/// # async fn f(zone: cloudflare_certificates::Zone, ids: Vec<String>) {
/// for (id, outcome) in zone.custom_hostnames().wait_all(ids).await {
///     match outcome {
///         Ok(hostname) => println!("{} is active", hostname.hostname.unwrap_or(id)),
///         Err(error) => eprintln!("{error}"),
///     }
/// }
/// # }
/// ```
#[must_use = "a wait does nothing until it is awaited"]
pub struct WaitAll<S: WaitsAll> {
    handle: S,
    ids: Vec<String>,
    until: Arc<dyn Until<S::Record>>,
    at_most: Duration,
    schedule: Schedule,
}

impl<S: WaitsAll> WaitAll<S> {
    pub(crate) fn new(handle: S, ids: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let PollSchedule(schedule) = S::SCHEDULE;
        let ids = ids.into_iter().map(Into::into).collect();
        Self { handle, ids, until: Arc::new(Progress::Ready), at_most: schedule.at_most, schedule }
    }

    /// Sets what to wait for: a [`Progress`], or a closure that returns `true` for the record. See
    /// [`Wait::until`](super::Wait::until).
    pub fn until(mut self, until: impl Until<S::Record>) -> Self {
        if until.progress() == Some(Progress::Gone) {
            (self.schedule, self.at_most) = S::SCHEDULE.0.for_deletion(self.schedule, self.at_most);
        }
        self.until = Arc::new(until);
        self
    }

    /// Sets how long to wait, on the client's clock. The default is 15 minutes; an hour for custom hostnames; 3 minutes
    /// for deletions. When the time is up, the wait looks a last time.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Sets the first and the longest pause between two rounds; see [`Wait::interval`](super::Wait::interval).
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.schedule = Schedule { first, longest, ..self.schedule };
        self
    }

    /// Returns a stream of the outcomes, each as soon as it is known. An id that was passed several times has one.
    pub fn stream(self) -> Settled<S::Record> {
        let client = self.handle.poll_client().clone();
        let at_most = self.at_most;
        let begin: (Option<Run>, Rounds<S>) = (None, self.into_rounds());
        let span = super::workflow::span(NAME);
        let outcomes = futures_util::stream::unfold(begin, move |(run, mut rounds)| {
            // The time starts with the first poll.
            let run = run.unwrap_or_else(|| Run::new(NAME, &client, at_most, false));
            let span = span.clone();
            let next = async move { rounds.next(&run).await.map(|outcome| (outcome, (Some(run), rounds))) };
            next.instrument(span)
        });
        Settled { stream: outcomes.map(|(_, id, outcome)| (id, outcome)).boxed() }
    }

    /// Returns a stream of the steps. Its last item are the outcomes.
    pub fn steps(self) -> Steps<Vec<(String, Result<S::Record>)>> {
        let client = self.handle.poll_client().clone();
        let at_most = self.at_most;
        let rounds = self.into_rounds();
        Workflow::new(NAME, &client, at_most, async move |run: Run| Ok(rounds.all(&run).await)).steps()
    }

    fn into_rounds(self) -> Rounds<S> {
        Rounds::new(self.handle, self.ids, &self.until, self.schedule)
    }
}

/// The outcomes, in the order of the ids. An id that was passed several times has one, at its first place.
impl<S: WaitsAll> IntoFuture for WaitAll<S> {
    type Output = Vec<(String, Result<S::Record>)>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let span = super::workflow::span(NAME);
        let waiting = async move {
            let run = Run::new(NAME, self.handle.poll_client(), self.at_most, false);
            self.into_rounds().all(&run).await
        };
        Box::pin(waiting.instrument(span))
    }
}

/// A [`Stream`] of the outcomes of a wait, from [`WaitAll::stream`]. To cancel the wait, drop it.
#[must_use = "streams do nothing unless polled"]
pub struct Settled<T> {
    stream: BoxStream<'static, (String, Result<T>)>,
}

impl<T> Settled<T> {
    /// Returns the next id with its outcome, or `None` at the end.
    pub async fn next(&mut self) -> Option<(String, Result<T>)> {
        self.stream.next().await
    }
}

impl<T> Stream for Settled<T> {
    type Item = (String, Result<T>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Settled<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settled").finish_non_exhaustive()
    }
}

impl<S: WaitsAll> fmt::Debug for WaitAll<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { handle: _, ids, until: _, at_most, schedule } = self;
        f.debug_struct("WaitAll")
            .field("ids", ids)
            .field("at_most", at_most)
            .field("schedule", schedule)
            .finish_non_exhaustive()
    }
}
