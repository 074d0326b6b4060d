//! One way through every list: a page, all pages, all items.

mod read_ahead;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use serde::Deserialize;

use crate::check::out_of_bounds;
use crate::error::CallName;
use crate::{Error, Meta, Operation, Paging, Result, Violation, lenient};

/// How many pages are fetched ahead unless told otherwise.
const READ_AHEAD: usize = 8;

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    items: Vec<T>,
    number: u64,
    info: Option<ResultInfo>,
    meta: Meta,
}

/// Where a page stands in its list, as far as the server says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ResultInfo {
    /// How many items the page has.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub count: Option<i64>,
    /// The page's number, counted from 1.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub page: Option<i64>,
    /// How many items a full page has.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub per_page: Option<i64>,
    /// How many items all pages have together.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_count: Option<i64>,
    /// How many pages there are.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub total_pages: Option<i64>,
}

/// Which page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    pub(crate) page: u64,
    pub(crate) per_page: Option<u32>,
    /// Whether the operation knows pages at all.
    pub(crate) paged: bool,
}

impl PageRequest {
    /// The only page of a list that has no pages.
    pub(crate) const WHOLE: Self = Self { page: 1, per_page: None, paged: false };

    /// The parameter `page`. The first page is not asked for by number: it is the default.
    pub(crate) fn page_parameter(self) -> Option<i64> {
        (self.page > 1).then(|| i64::try_from(self.page).unwrap_or(i64::MAX))
    }

    /// The parameter `per_page`.
    pub(crate) fn per_page_parameter(self) -> Option<i64> {
        self.per_page.map(i64::from)
    }
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, request: PageRequest, info: Option<ResultInfo>, meta: Meta) -> Self {
        Self { items, number: request.page, info, meta }
    }

    /// The items.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items alone.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// The number of this page, counted from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What the server said of the page's place in the list.
    pub fn result_info(&self) -> Option<&ResultInfo> {
        self.info.as_ref()
    }

    /// How many items all pages have together, if the server said it.
    pub fn total_count(&self) -> Option<u64> {
        self.info.as_ref()?.total_count.and_then(|count| u64::try_from(count).ok())
    }

    /// Status, `cf-ray` and messages of the answer.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// What a list asks of its operation. The resources implement it; users meet it only in [`List`]'s bounds.
pub trait ListQuery: Clone + Send + Sync + 'static {
    /// What the list consists of.
    type Item: Send + 'static;

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
/// Nothing is requested until [`page`](Self::page), [`all`](Self::all), or one of the streams is awaited. A list ends
/// where the server says so, or at a page that is empty, short without a known total, or begins with an item that
/// was seen before (a server that ignores `page`). It never asks for a page that it can know to be empty.
#[derive(Clone)]
#[must_use = "a list does nothing until it is awaited: `all()`, `stream()`, `pages()` or `page(n)`"]
pub struct List<Q> {
    pub(crate) query: Q,
    from: u64,
    per_page: Option<u32>,
    read_ahead: usize,
}

impl<Q: ListQuery> List<Q> {
    pub(crate) fn new(query: Q) -> Self {
        Self { query, from: 1, per_page: None, read_ahead: READ_AHEAD }
    }

    /// How many items make a page. More of them mean fewer requests; the server's default is 20.
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

    /// How many pages may be under way at once, 8 unless set. They are delivered in order, and memory holds no more
    /// than these. 1 asks for each page only when it is wanted.
    pub fn read_ahead(mut self, pages: usize) -> Self {
        self.read_ahead = pages.max(1);
        self
    }

    /// One page, counted from 1.
    pub async fn page(&self, number: u64) -> Result<Page<Q::Item>> {
        let request = self.request(number)?;
        self.query.fetch(request).await
    }

    /// The pages, one after the other.
    pub fn pages(self) -> Pages<Q::Item> {
        Pages { stream: read_ahead::pages(self) }
    }

    /// The items of all pages, one after the other.
    pub fn stream(self) -> Items<Q::Item> {
        let items =
            self.pages().map_ok(|page| futures_util::stream::iter(page.into_items().into_iter().map(Ok)));
        Items { stream: items.try_flatten().boxed() }
    }

    /// The items of all pages at once. An error loses what was fetched before it; use [`stream`](Self::stream) where
    /// that matters.
    pub async fn all(self) -> Result<Vec<Q::Item>> {
        let mut pages = self.pages();
        let mut items = Vec::new();
        while let Some(page) = pages.try_next().await? {
            items.extend(page);
        }
        Ok(items)
    }

    fn request(&self, number: u64) -> Result<PageRequest> {
        let paged = Q::OPERATION.paging == Paging::Pages;
        let mut violations = Vec::new();
        if number == 0 {
            violations.push(violation("page", "must be at least 1, it is 0".to_owned()));
        }
        if !paged && (number > 1 || self.per_page.is_some()) {
            violations.push(violation("page", "this list has no pages".to_owned()));
        }
        let bounds = Q::OPERATION.query.iter().find(|parameter| parameter.name == "per_page");
        if let (Some(per_page), Some(bounds)) = (self.per_page, bounds) {
            let problem = out_of_bounds(i64::from(per_page), bounds.minimum, bounds.maximum);
            violations.extend(problem.map(|problem| violation("per_page", problem)));
        }
        if violations.is_empty() {
            return Ok(PageRequest { page: number, per_page: self.per_page, paged });
        }
        Err(Error::refused(Some(CallName::Operation(Q::OPERATION)), violations))
    }
}

fn violation(field: &str, problem: String) -> Violation {
    Violation { field: field.to_owned(), problem }
}

impl<Q> fmt::Debug for List<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query: _, from, per_page, read_ahead } = self;
        f.debug_struct("List")
            .field("from", from)
            .field("per_page", per_page)
            .field("read_ahead", read_ahead)
            .finish_non_exhaustive()
    }
}

/// The pages of a list, a [`Stream`]. After an error it ends; the error says which page failed.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    stream: BoxStream<'static, Result<Page<T>>>,
}

/// The items of a list, a [`Stream`]. After an error it ends; the error says which page failed. Dropping it stops
/// what is under way.
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
