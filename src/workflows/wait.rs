//! Waits for one record.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Context};
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use tracing::Instrument;

use super::poll::{Change, Poll};
use super::source::PollSchedule;
use super::{Result, Run, Schedule, Steps, Until, Waits, Workflow};
use crate::Progress;

/// A wait for a record, from the method `wait` of a handle. Await it for the record, or read its
/// [`stream`](Self::stream) of changes.
///
/// By default it waits until the record is [ready](Progress::Ready). It ends early, with an [`Error`](super::Error) that has the
/// last state, if the record [needs somebody to act](super::ErrorKind::NeedsAction), has [failed](super::ErrorKind::Failed) or is
/// [gone](super::ErrorKind::Gone), unless that is what it waits for. A call that fails for a transient reason is made again
/// until the time is up.
///
/// ```no_run
/// # async fn f(zone: cloudflare_certificates::Zone, id: &str) -> cloudflare_certificates::workflows::Result<()> {
/// use std::time::Duration;
/// use cloudflare_certificates::Progress;
///
/// let packs = zone.certificate_packs();
/// let ordered = packs.wait(id).until(|pack: &cloudflare_certificates::types::CertificatePack| !pack.validation_records.is_empty()).await?;
/// let issued = packs.wait(id).at_most(Duration::from_secs(900)).await?;
/// packs.wait(id).until(Progress::Gone).await?;
/// # Ok(()) }
/// ```
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<S: Waits> {
    handle: S,
    id: String,
    until: Arc<dyn Until<S::Record>>,
    at_most: Duration,
    schedule: Schedule,
}

impl<S: Waits> Wait<S> {
    pub(crate) fn new(handle: S, id: String) -> Self {
        let PollSchedule(schedule) = S::SCHEDULE;
        Self { handle, id, until: Arc::new(Progress::Ready), at_most: schedule.at_most, schedule }
    }

    /// Sets what to wait for: a [`Progress`], or a closure that returns `true` for the record.
    ///
    /// A wait for [`Progress::Gone`] returns the last state that was seen; if the record did not exist at all, one
    /// that has only the id.
    pub fn until(mut self, until: impl Until<S::Record>) -> Self {
        if until.progress() == Some(Progress::Gone) {
            (self.schedule, self.at_most) = S::SCHEDULE.0.for_deletion(self.schedule, self.at_most);
        }
        self.until = Arc::new(until);
        self
    }

    /// Sets how long to wait, on the client's clock. The default is 15 minutes; an hour for custom hostnames, whose
    /// owners have to act; 3 minutes for deletions. When the time is up, the wait looks a last time.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Sets the first and the longest pause between two requests; a pause is one and a half times the previous one,
    /// less up to a fifth at random. The default is 2 s and 30 s; 5 s and 60 s for custom hostnames; 2 s and 10 s for
    /// deletions.
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.schedule = Schedule { first, longest, ..self.schedule };
        self
    }

    /// Returns a stream of the record's states: the first one seen and each that differs from the one before. Its
    /// last item is the state that was waited for, or an error.
    pub fn stream(self) -> Changes<S::Record> {
        Changes { stream: changes(self).boxed() }
    }

    /// Returns a stream of the steps. Its last item is the record.
    pub fn steps(self) -> Steps<S::Record> {
        self.into_workflow().steps()
    }

    fn into_workflow(self) -> Workflow<S::Record> {
        let Self { handle, id, until, at_most, schedule } = self;
        let client = handle.poll_client().clone();
        Workflow::new("wait", &client, at_most, async move |run: Run| {
            run.wait_on(&handle, &id, until, schedule).await
        })
    }
}

impl<S: Waits> IntoFuture for Wait<S> {
    type Output = Result<S::Record>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_workflow().into_future()
    }
}

/// The states of a record, until the wait ends.
fn changes<S: Waits>(wait: Wait<S>) -> impl Stream<Item = Result<S::Record>> + Send {
    let Wait { handle, id, until, at_most, schedule } = wait;
    let client = handle.poll_client().clone();
    let begin = (None, Some(Poll::new(handle, id, until, schedule)));
    let span = super::workflow::span("wait");
    futures_util::stream::unfold(begin, move |(run, poll): (Option<Run>, Option<Poll<S>>)| {
        // The time starts with the first poll.
        let run = run.unwrap_or_else(|| Run::new("wait", &client, at_most, false));
        let span = span.clone();
        async move {
            let mut poll = poll?;
            match poll.next_change(&run).instrument(span).await {
                Ok(Change::Reached(record)) => Some((Ok(record), (Some(run), None))),
                Ok(Change::Seen(record)) => Some((Ok(record), (Some(run), Some(poll)))),
                Err(error) => Some((Err(run.explain(error)), (Some(run), None))),
            }
        }
    })
}

/// A [`Stream`] of the states of a record, from [`Wait::stream`]. To cancel the wait, drop it.
#[must_use = "streams do nothing unless polled"]
pub struct Changes<T> {
    stream: BoxStream<'static, Result<T>>,
}

impl<T> Changes<T> {
    /// Returns the next state, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.stream.next().await.transpose()
    }
}

impl<T> Stream for Changes<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> task::Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}
