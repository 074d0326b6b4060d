//! One page of a list.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

use crate::transport::raw_result;
use crate::{Meta, Violation, lenient};

/// One page of a list. It is serialized with its items, its number and what the server said of it.
#[derive(Clone, Serialize)]
pub struct Page<T> {
    items: Vec<T>,
    number: u64,
    #[serde(rename = "result_info", skip_serializing_if = "Option::is_none")]
    info: Option<ResultInfo>,
    meta: Meta,
    #[serde(skip)]
    body: Bytes,
    /// The path that it came from.
    #[serde(skip)]
    path: String,
}

/// Where a page stands in its list, as far as the server says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ResultInfo {
    /// How many items the page has.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub count: Option<i64>,
    /// The page's number, counted from 1.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub page: Option<i64>,
    /// How many items a full page has.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub per_page: Option<i64>,
    /// How many items all pages have together.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub total_count: Option<i64>,
    /// How many pages there are.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub total_pages: Option<i64>,
}

/// Which page is asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    pub(crate) page: u64,
    pub(crate) per_page: Option<u32>,
    /// Whether the operation knows pages at all.
    pub(crate) paged: bool,
    /// Whether nobody waits for the page yet.
    pub(crate) ahead: bool,
    /// Why it must not be asked for.
    pub(crate) violations: Vec<Violation>,
}

impl PageRequest {
    /// A page of a list that has some, without anything else to say of it.
    pub(crate) fn new(page: u64) -> Self {
        Self { page, per_page: None, paged: true, ahead: false, violations: Vec::new() }
    }

    /// The only page of a list that has no pages.
    pub(crate) fn whole() -> Self {
        Self { paged: false, ..Self::new(1) }
    }

    /// The parameter `page`. The first page is not asked for by number: it is the default.
    pub(crate) fn page_parameter(&self) -> Option<i64> {
        (self.page > 1).then(|| i64::try_from(self.page).unwrap_or(i64::MAX))
    }

    /// The parameter `per_page`.
    pub(crate) fn per_page_parameter(&self) -> Option<i64> {
        self.per_page.map(i64::from)
    }
}

impl<T> Page<T> {
    pub(crate) fn new(
        items: Vec<T>,
        number: u64,
        info: Option<ResultInfo>,
        meta: Meta,
        body: Bytes,
        path: String,
    ) -> Self {
        Self { items, number, info, meta, body, path }
    }

    /// The path that it came from, without the base URL.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Keeps only some of the items.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items.retain(keep);
    }

    /// The result of this page as JSON, with everything that the server sent, also what this crate does not model. It
    /// is decoded anew at each call, without a request. Unlike the items it may hold secrets, and items that an
    /// earlier page had: it is what came over the wire.
    pub fn raw(&self) -> Value {
        raw_result(&self.body)
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

/// Without the body, which may hold secrets.
impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { items, number, info, meta, body: _, path: _ } = self;
        f.debug_struct("Page")
            .field("items", items)
            .field("number", number)
            .field("info", info)
            .field("meta", meta)
            .finish()
    }
}
