//! Decides which pages are fetched, and how far ahead.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt, Stream};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::progress::{Progress, Step};
use super::{List, ListQuery};
use crate::endpoint::{Endpoint, Target};
use crate::{Error, Page, Paging, Result};

/// A stream over the pages of a list.
///
/// Pages are fetched in tasks, which are aborted when the stream is dropped. A request makes progress while the
/// consumer is busy with an item, so neither its deadline nor its position in the rate limit's queue depends on
/// when the consumer polls again. Only the page that the consumer waits for queues for the rate limit; pages ahead
/// of it use only room that no call waits for which they must not overtake.
pub(super) struct Walk<Q: ListQuery> {
    list: List<Q>,
    /// The next page to fetch; `None` after `u64::MAX`.
    next: Option<u64>,
    fetches: VecDeque<Fetch<Q::Item>>,
    progress: Progress,
    /// The error to yield after the last page.
    failure: Option<Error>,
    ended: bool,
}

/// A page in flight.
struct Fetch<T> {
    number: u64,
    state: State<T>,
}

enum State<T> {
    Task(JoinHandle<Result<Page<T>>>),
    /// There is no runtime to spawn on.
    Inline(BoxFuture<'static, Result<Page<T>>>),
    /// Already received; it waits until the previous page has been fetched again.
    Ready(Option<Box<Page<T>>>),
}

impl<Q: ListQuery> Walk<Q> {
    pub(super) fn new(list: List<Q>) -> Self {
        let progress = Progress::new(list.from);
        let next = Some(list.from);
        Self { list, next, fetches: VecDeque::new(), progress, failure: None, ended: false }
    }

    /// Returns whether the list's total changed while it was read.
    pub(super) fn has_changed(&self) -> bool {
        self.progress.has_changed()
    }

    /// Starts to fetch the page that is waited for, and further ones as far as there is room.
    fn fetch(&mut self) {
        if self.fetches.is_empty()
            && let Some(number) = self.next
        {
            self.fetches.push_back(self.begin(number, false));
            self.next = number.checked_add(1);
        }
        let Some(until) = self.progress.known_until() else { return };
        let client = self.list.query.client();
        let has_room = || client.shared.limiter.has_room_ahead(client.options.priority());
        while let Some(number) = self.next.filter(|next| *next <= until) {
            if self.fetches.len() >= self.list.read_ahead || !has_room() {
                return;
            }
            self.fetches.push_back(self.begin(number, true));
            self.next = number.checked_add(1);
        }
    }

    fn begin(&self, number: u64, ahead: bool) -> Fetch<Q::Item> {
        let query = self.list.query.clone();
        let request = self.list.request(number, ahead);
        let page = async move { query.fetch(request).await }.in_current_span();
        let state = match Handle::try_current() {
            Ok(runtime) => State::Task(runtime.spawn(page)),
            Err(_) => State::Inline(page.boxed()),
        };
        Fetch { number, state }
    }

    /// Accepts a page. Returns `None` if it has nothing new, or must wait.
    fn accept(&mut self, mut page: Page<Q::Item>) -> Option<Page<Q::Item>> {
        let number = page.number();
        match self.progress.accept(&mut page, Q::identity) {
            Step::Back => {
                self.fetches.push_front(Fetch { number, state: State::Ready(Some(Box::new(page))) });
                self.fetches.push_front(self.begin(number - 1, false));
                return None;
            }
            Step::Forward if Q::OPERATION.paging == Paging::Pages => {}
            // A page that was received before is still to be yielded.
            Step::End if self.fetches.front().is_some_and(Fetch::is_ready) => {}
            Step::Forward | Step::End => self.end(&page),
        }
        // The first page is yielded even if it is empty: it may carry messages.
        (number == self.list.from || !page.items().is_empty()).then_some(page)
    }

    /// Ends the list at this page.
    fn end(&mut self, page: &Page<Q::Item>) {
        self.stop();
        if self.list.allow_incomplete {
            return;
        }
        self.failure = self.progress.shortfall().map(|(missing, detail)| {
            let error = Error::incomplete(Endpoint::Operation(Q::OPERATION), missing, detail);
            error.with_target(|| Target::new(Q::OPERATION.path, page.path())).on_page(page.number())
        });
    }

    fn stop(&mut self) {
        self.ended = true;
        self.fetches.clear();
    }
}

impl<Q: ListQuery> Stream for Walk<Q> {
    type Item = Result<Page<Q::Item>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.ended {
                return Poll::Ready(self.failure.take().map(Err));
            }
            self.fetch();
            let Some(fetch) = self.fetches.front_mut() else {
                self.ended = true;
                continue;
            };
            let number = fetch.number;
            let outcome = ready!(fetch.poll(context));
            self.fetches.pop_front();
            match outcome {
                Ok(page) => {
                    if let Some(page) = self.accept(page) {
                        return Poll::Ready(Some(Ok(page)));
                    }
                }
                // There was no room to fetch it ahead; now the consumer waits for it.
                Err(error) if error.is_deferred() => {
                    let again = self.begin(number, false);
                    self.fetches.push_front(again);
                }
                Err(error) => {
                    self.stop();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<Q: ListQuery> Unpin for Walk<Q> {}

impl<T> Fetch<T> {
    fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready(_))
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Page<T>>> {
        match &mut self.state {
            State::Task(task) => match ready!(task.poll_unpin(context)) {
                Ok(outcome) => Poll::Ready(outcome),
                // A middleware or an observer panicked: propagate it, as if the call were awaited directly.
                Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
                Err(_) => Poll::Ready(Err(Error::cancelled())),
            },
            State::Inline(page) => page.as_mut().poll(context),
            State::Ready(page) => Poll::Ready(page.take().map(|page| *page).ok_or_else(Error::cancelled)),
        }
    }
}

impl<T> Drop for Fetch<T> {
    fn drop(&mut self) {
        if let State::Task(task) = &self.state {
            task.abort();
        }
    }
}
