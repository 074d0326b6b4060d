//! One way through every list: a page, all pages, all items.

mod progress;
mod seen;
mod walk;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};

use crate::{Client, Error, ErrorKind, Operation, Page, PageRequest, Paging, Result, Violation};
use walk::Walk;

/// How many pages are fetched at once unless set.
const READ_AHEAD: usize = 8;
/// More of them only take memory: every page is a request on a connection of its own.
const MOST_READ_AHEAD: usize = 64;

/// What a list asks of its operation. The resources implement it; users meet it only in [`List`]'s bounds.
pub trait ListQuery: Clone + Send + Sync + 'static {
    /// What the list consists of.
    type Item: Send + 'static;

    /// The client that makes the calls.
    #[doc(hidden)]
    fn client(&self) -> &Client;

    /// The operation.
    #[doc(hidden)]
    const OPERATION: &'static Operation;

    /// Fetches one page.
    #[doc(hidden)]
    fn fetch(&self, request: PageRequest) -> impl Future<Output = Result<Page<Self::Item>>> + Send;

    /// What tells an item from another.
    #[doc(hidden)]
    fn identity(item: &Self::Item) -> &str;
}

/// A list that is not fetched yet: its filters, and the ways through it.
///
/// Nothing is requested until [`page`](Self::page), [`all`](Self::all), or one of the streams is awaited.
///
/// # Where a list ends
/// Where the server says so: after as many items as `total_count` and as many pages as `total_pages`. Without totals it
/// ends at a page that is empty or has nothing new. A list that ends before as many items came as the server stated last
/// delivers all of them and then the error [`Incomplete`](crate::ErrorKind::Incomplete), which says how many are
/// [missing](crate::Error::missing); [`allow_incomplete`](Self::allow_incomplete) turns that off.
///
/// # Lists that change while they are read
/// No item is delivered twice: items are told apart by their id across pages (the last 8,192 of them, so that a list of
/// any length takes the same memory). Where the total changes from one page to
/// the next, the page before is read again, so that what moved there is not lost. What no client can see is that one
/// item was deleted and another one added between two requests: total and pages look the same, and one item may be
/// missing. Where the server states no total, any deletion is of that kind.
#[derive(Clone)]
#[must_use = "a list does nothing until it is awaited: `all()`, `stream()`, `pages()` or `page(n)`"]
pub struct List<Q> {
    pub(crate) query: Q,
    from: u64,
    per_page: Option<u32>,
    read_ahead: usize,
    allow_incomplete: bool,
}

impl<Q: ListQuery> List<Q> {
    pub(crate) fn new(query: Q) -> Self {
        Self { query, from: 1, per_page: None, read_ahead: READ_AHEAD, allow_incomplete: false }
    }

    /// How many items make a page. More of them mean fewer requests; the server's default is 20, and it may return
    /// fewer than it is asked for.
    ///
    /// # Errors
    /// What is awaited then is refused if the number is out of the operation's bounds, or if the list has no pages.
    pub fn per_page(mut self, count: u32) -> Self {
        self.per_page = Some(count);
        self
    }

    /// The page at which the streams and [`all`](Self::all) begin, counted from 1: to go on where one was interrupted.
    pub fn from_page(mut self, number: u64) -> Self {
        self.from = number.max(1);
        self
    }

    /// How many pages may be fetched at once, 8 unless set and 64 at most. They are delivered in order, and memory holds
    /// no more than these. 1 asks for each page only when it is wanted.
    ///
    /// Pages are fetched ahead only while the client's rate limit has room that no other call waits for.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.read_ahead = pages.clamp(1, MOST_READ_AHEAD);
        self
    }

    /// Accepts that fewer items come than the server says there are, instead of ending with an error: for a service
    /// whose totals are wrong.
    pub fn allow_incomplete(mut self) -> Self {
        self.allow_incomplete = true;
        self
    }

    /// One page, counted from 1. The first page is the server's default, and requested without the parameter `page`.
    pub async fn page(&self, number: u64) -> Result<Page<Q::Item>> {
        self.query.fetch(self.request(number, false)).await
    }

    /// The pages, one after the other. Items that an earlier page had are left out.
    pub fn pages(self) -> Pages<Q::Item> {
        Pages { stream: Walk::new(self).boxed() }
    }

    /// The items of all pages, one after the other.
    pub fn stream(self) -> Items<Q::Item> {
        let items =
            self.pages().map_ok(|page| futures_util::stream::iter(page.into_items().into_iter().map(Ok)));
        Items { stream: items.try_flatten().boxed() }
    }

    /// The items of all pages at once. A list that is incomplete because it changed while it was read is read once
    /// more. An error loses what was fetched before it; use [`stream`](Self::stream) where that matters.
    pub async fn all(self) -> Result<Vec<Q::Item>> {
        let again = self.clone();
        match self.collect().await {
            Err((error, true)) if error.kind() == ErrorKind::Incomplete => again.collect().await,
            outcome => outcome,
        }
        .map_err(|(error, _)| error)
    }

    /// All items; with an error, whether the list's total changed while it was read.
    async fn collect(self) -> Result<Vec<Q::Item>, (Error, bool)> {
        let mut walk = Walk::new(self);
        let mut items = Vec::new();
        while let Some(page) = walk.next().await {
            match page {
                Ok(page) => items.extend(page),
                Err(error) => return Err((error, walk.has_changed())),
            }
        }
        Ok(items)
    }

    fn request(&self, number: u64, ahead: bool) -> PageRequest {
        let paged = Q::OPERATION.paging == Paging::Pages;
        let mut violations = Vec::new();
        if number == 0 {
            violations.push(violation("page", "must be at least 1, it is 0".to_owned()));
        }
        if !paged && (number > 1 || self.per_page.is_some()) {
            violations.push(violation("page", "this list has no pages".to_owned()));
        }
        PageRequest { page: number, per_page: self.per_page, paged, ahead, violations }
    }
}

fn violation(field: &str, problem: String) -> Violation {
    Violation { field: field.to_owned(), problem }
}

impl<Q> fmt::Debug for List<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query: _, from, per_page, read_ahead, allow_incomplete } = self;
        f.debug_struct("List")
            .field("from", from)
            .field("per_page", per_page)
            .field("read_ahead", read_ahead)
            .field("allow_incomplete", allow_incomplete)
            .finish_non_exhaustive()
    }
}

/// The pages of a list, a [`Stream`]. After an error it ends; the error says which page failed.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    stream: BoxStream<'static, Result<Page<T>>>,
}

/// The items of a list, a [`Stream`]. After an error it ends; the error says which page failed. Dropping it stops
/// what is in flight.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    stream: BoxStream<'static, Result<T>>,
}

impl<T> Pages<T> {
    /// The next page, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        TryStreamExt::try_next(&mut self.stream).await
    }
}

impl<T> Items<T> {
    /// The next item, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        TryStreamExt::try_next(&mut self.stream).await
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}
