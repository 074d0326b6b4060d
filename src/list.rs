//! Pagination: one page, all pages, or all items.

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

/// The default number of pages fetched at once.
const READ_AHEAD: usize = 8;
/// The maximum. More pages only cost memory: each one is a request of its own.
const MOST_READ_AHEAD: usize = 64;

/// An operation that returns a list. The resources implement it; you meet it only in the bounds of [`List`].
pub trait ListQuery: Clone + Send + Sync + 'static {
    /// The type of the items.
    type Item: Send + 'static;

    /// Returns the client that makes the calls.
    #[doc(hidden)]
    fn client(&self) -> &Client;

    /// The operation.
    #[doc(hidden)]
    const OPERATION: &'static Operation;

    /// Fetches one page.
    #[doc(hidden)]
    fn fetch(&self, request: PageRequest) -> impl Future<Output = Result<Page<Self::Item>>> + Send;

    /// Returns the item's identifier.
    #[doc(hidden)]
    fn identity(item: &Self::Item) -> &str;
}

/// A request for a list: its filters, and how to fetch it.
///
/// Nothing is requested until you await [`page`](Self::page), [`all`](Self::all), or one of the streams.
///
/// # Where a list ends
/// A list ends after as many items as `total_count` and as many pages as `total_pages` state. Without totals it
/// ends at a page that is empty or has nothing new. A list that ends with fewer items than the server stated last
/// yields all of them and then the error [`Incomplete`](crate::ErrorKind::Incomplete), with the number of
/// [missing](crate::Error::missing) items; [`allow_incomplete`](Self::allow_incomplete) turns that off.
///
/// # Lists that change while they are read
/// No item is yielded twice: items are compared by id across pages (the last 8,192 of them, so that a list of any
/// length takes the same memory). If the total changes from one page to the next, the previous page is fetched
/// again, so that items that moved there are not lost. A client cannot detect that one item was deleted and
/// another one added between two requests: total and pages look the same, and one item may be missing. If the
/// server states no total, this applies to every deletion.
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

    /// Sets the number of items per page. Larger pages mean fewer requests. The server's default is 20, and it may
    /// return fewer items than requested.
    ///
    /// # Errors
    /// Fetching fails with [`InvalidRequest`](crate::ErrorKind::InvalidRequest) if the number is out of the
    /// operation's bounds, or if the list has no pages.
    pub fn per_page(mut self, count: u32) -> Self {
        self.per_page = Some(count);
        self
    }

    /// Sets the page at which the streams and [`all`](Self::all) start, counted from 1. Use it to resume an
    /// interrupted list.
    pub fn from_page(mut self, number: u64) -> Self {
        self.from = number.max(1);
        self
    }

    /// Sets how many pages may be fetched at once: 8 by default and 64 at most. They are yielded in order, and no
    /// more than these are held in memory. With 1, each page is requested only when it is needed.
    ///
    /// Pages are fetched ahead only while the client's rate limit has room that no other call waits for.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.read_ahead = pages.clamp(1, MOST_READ_AHEAD);
        self
    }

    /// Accepts fewer items than the server states, instead of ending with an error. Use it for a service whose
    /// totals are wrong.
    pub fn allow_incomplete(mut self) -> Self {
        self.allow_incomplete = true;
        self
    }

    /// Fetches one page, counted from 1. The first page is requested without the parameter `page`, as it is the
    /// server's default.
    pub async fn page(&self, number: u64) -> Result<Page<Q::Item>> {
        self.query.fetch(self.request(number, false)).await
    }

    /// Returns a stream of the pages. Items that an earlier page had are left out.
    pub fn pages(self) -> Pages<Q::Item> {
        Pages { stream: Walk::new(self).boxed() }
    }

    /// Returns a stream of the items of all pages.
    pub fn stream(self) -> Items<Q::Item> {
        let items =
            self.pages().map_ok(|page| futures_util::stream::iter(page.into_items().into_iter().map(Ok)));
        Items { stream: items.try_flatten().boxed() }
    }

    /// Fetches the items of all pages into a `Vec`. A list that is incomplete because it changed while it was read
    /// is fetched a second time. An error discards the items fetched before it; use [`stream`](Self::stream) if
    /// you need them.
    pub async fn all(self) -> Result<Vec<Q::Item>> {
        let again = self.clone();
        match self.collect().await {
            Err((error, true)) if error.kind() == ErrorKind::Incomplete => again.collect().await,
            outcome => outcome,
        }
        .map_err(|(error, _)| error)
    }

    /// Fetches all items; an error comes with whether the list's total changed while it was read.
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

/// A [`Stream`] of the pages of a list. It ends after an error; the error has the number of the page that failed.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    stream: BoxStream<'static, Result<Page<T>>>,
}

/// A [`Stream`] of the items of a list. It ends after an error; the error has the number of the page that failed.
/// Dropping the stream cancels the requests in flight.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    stream: BoxStream<'static, Result<T>>,
}

impl<T> Pages<T> {
    /// Returns the next page, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        TryStreamExt::try_next(&mut self.stream).await
    }
}

impl<T> Items<T> {
    /// Returns the next item, or `None` at the end.
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
