//! A workflow that has not started yet, as a future and as a stream of its steps.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream, StreamExt};
use tracing::{Instrument, Span, info_span};

use super::{Result, Run, Step};
use crate::Client;

/// A workflow. Await it for its result, or read its [`steps`](Self::steps). Nothing happens before that.
#[must_use = "a workflow does nothing until it is awaited"]
pub struct Workflow<T> {
    name: &'static str,
    client: Client,
    at_most: Duration,
    body: Box<dyn FnOnce(Run) -> BoxFuture<'static, Result<T>> + Send>,
}

impl<T: Send + 'static> Workflow<T> {
    pub(crate) fn new<F: Future<Output = Result<T>> + Send + 'static>(
        name: &'static str,
        client: &Client,
        at_most: Duration,
        body: impl FnOnce(Run) -> F + Send + 'static,
    ) -> Self {
        Self { name, client: client.clone(), at_most, body: Box::new(|run| body(run).boxed()) }
    }

    /// Sets how long the workflow may take, on the client's clock. It starts when the workflow is first polled. When
    /// the time is up, the workflow looks a last time and makes no further change; a change that was sent is not cut
    /// off.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Returns a stream of the steps. Its last item is the result.
    pub fn steps(self) -> Steps<T> {
        Steps { running: Running::new(self, true) }
    }

    /// Returns the client that makes the calls.
    pub(crate) fn start(self, observed: bool) -> (Run, BoxFuture<'static, Result<T>>) {
        let run = Run::new(self.name, &self.client, self.at_most, observed);
        (run.clone(), (self.body)(run))
    }
}

impl<T: Send + 'static> IntoFuture for Workflow<T> {
    type Output = Result<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut running = Running::new(self, false);
            std::future::poll_fn(move |context| running.poll(context)).await
        })
    }
}

/// Creates the span of a workflow.
pub(super) fn span(name: &'static str) -> Span {
    info_span!("cloudflare_certificates.workflow", otel.name = name, workflow = name)
}

/// A workflow from its first poll to its result.
enum Running<T> {
    Waiting(Option<Workflow<T>>, bool),
    Started { run: Run, future: BoxFuture<'static, Result<T>>, result: Option<Result<T>> },
    Finished,
}

impl<T: Send + 'static> Running<T> {
    fn new(workflow: Workflow<T>, observed: bool) -> Self {
        Self::Waiting(Some(workflow), observed)
    }

    fn run(&self) -> Option<&Run> {
        match self {
            Self::Started { run, .. } => Some(run),
            _ => None,
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<T>> {
        if let Self::Waiting(workflow, observed) = self {
            let Some(workflow) = workflow.take() else { return Poll::Pending };
            let (run, future) = workflow.start(*observed);
            let span =
                info_span!("cloudflare_certificates.workflow", otel.name = run.name(), workflow = run.name());
            *self = Self::Started { run, future: future.instrument(span).boxed(), result: None };
        }
        let Self::Started { run, future, result } = self else { return Poll::Pending };
        if let Some(result) = result.take() {
            return Poll::Ready(result);
        }
        future.poll_unpin(context).map_err(|error| run.explain(error))
    }

    /// Keeps a result until the steps before it have been read.
    fn keep(&mut self, finished: Result<T>) {
        if let Self::Started { result, .. } = self {
            *result = Some(finished);
        }
    }
}

/// A step of a workflow, or its result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<T> {
    /// A step has happened.
    Step(Step),
    /// The workflow is complete, with this result.
    Done(T),
}

/// A [`Stream`] of the steps of a workflow. It ends with [`Event::Done`] or an error. To cancel the workflow, drop it.
#[must_use = "streams do nothing unless polled"]
pub struct Steps<T> {
    running: Running<T>,
}

impl<T: Send + 'static> Steps<T> {
    /// Returns the next event, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Event<T>>> {
        self.next().await.transpose()
    }

    /// Calls a function with each step, and returns the result.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, id: &str) -> cloudflare_certificates::workflows::Result<()> {
    /// let pack = zone.certificate_packs().wait(id).steps().each(|step| println!("{step}")).await?;
    /// # Ok(()) }
    /// ```
    pub async fn each(mut self, mut on_step: impl FnMut(&Step)) -> Result<T> {
        std::future::poll_fn(move |context| {
            loop {
                if let Some(step) = self.next_step() {
                    on_step(&step);
                    continue;
                }
                let polled = self.running.poll(context);
                match self.next_step() {
                    Some(step) => on_step(&step),
                    None => return polled,
                }
                if let Poll::Ready(result) = polled {
                    self.running.keep(result);
                }
            }
        })
        .await
    }

    /// Returns how long the workflow has been running, on the client's clock.
    pub fn elapsed(&self) -> Duration {
        self.running.run().map_or(Duration::ZERO, Run::elapsed)
    }

    /// Returns what is left to do, in words: for a program that cancels the workflow, and says what remains.
    pub fn left(&self) -> Vec<&'static str> {
        self.running.run().map(Run::what_is_left).unwrap_or_default()
    }

    /// Returns the steps that have changed something.
    pub fn done(&self) -> Vec<Step> {
        self.running.run().map(Run::what_is_done).unwrap_or_default()
    }

    fn next_step(&self) -> Option<Step> {
        self.running.run().and_then(Run::next_unread)
    }
}

impl<T: Send + 'static> Stream for Steps<T> {
    type Item = Result<Event<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if matches!(self.running, Running::Finished) {
            return Poll::Ready(None);
        }
        if let Some(step) = self.next_step() {
            return Poll::Ready(Some(Ok(Event::Step(step))));
        }
        let polled = self.running.poll(context);
        if let Some(step) = self.next_step() {
            if let Poll::Ready(result) = polled {
                self.running.keep(result);
            }
            return Poll::Ready(Some(Ok(Event::Step(step))));
        }
        polled.map(|result| {
            self.running = Running::Finished;
            Some(result.map(Event::Done))
        })
    }
}

// The result and the future are never pinned in place.
impl<T> Unpin for Steps<T> {}

impl<T> fmt::Debug for Workflow<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workflow")
            .field("name", &self.name)
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Steps<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").finish_non_exhaustive()
    }
}
