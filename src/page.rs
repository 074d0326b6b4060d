//! One page of a list.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

use crate::transport::raw_result;
use crate::{Meta, Violation, lenient};

/// One page of a list. `Serialize` writes its items, its number, and the server's `result_info`.
#[derive(Clone, Serialize)]
pub struct Page<T> {
    items: Vec<T>,
    number: u64,
    #[serde(rename = "result_info", skip_serializing_if = "Option::is_none")]
    info: Option<ResultInfo>,
    meta: Meta,
    #[serde(skip)]
    body: Bytes,
    /// The path it was requested from.
    #[serde(skip)]
    path: String,
}

/// The position of a page in its list, as far as the server states it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ResultInfo {
    /// The number of items of the page.
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
    /// The number of items of a full page.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub per_page: Option<i64>,
    /// The number of items of all pages together.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub total_count: Option<i64>,
    /// The number of pages.
    #[serde(
        default,
        deserialize_with = "lenient::optional_integer",
        skip_serializing_if = "Option::is_none"
    )]
    pub total_pages: Option<i64>,
}

/// A request for one page.
#[derive(Clone, Debug)]
pub struct PageRequest {
    pub(crate) page: u64,
    pub(crate) per_page: Option<u32>,
    /// Whether the operation supports pages at all.
    pub(crate) paged: bool,
    /// Whether the page is fetched ahead: nobody waits for it yet.
    pub(crate) ahead: bool,
    /// Why it must not be requested.
    pub(crate) violations: Vec<Violation>,
}

impl PageRequest {
    /// Requests a page of a paged list.
    pub(crate) fn new(page: u64) -> Self {
        Self { page, per_page: None, paged: true, ahead: false, violations: Vec::new() }
    }

    /// Requests the only page of a list without pages.
    pub(crate) fn whole() -> Self {
        Self { paged: false, ..Self::new(1) }
    }

    /// Returns the parameter `page`. The first page is requested without a number: it is the default.
    pub(crate) fn page_parameter(&self) -> Option<i64> {
        (self.page > 1).then(|| i64::try_from(self.page).unwrap_or(i64::MAX))
    }

    /// Returns the parameter `per_page`.
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

    /// Returns the path it was requested from, without the base URL.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Keeps only the items for which the function returns `true`.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.items.retain(keep);
    }

    /// Returns the result of this page as JSON, including fields that this crate does not model. Each call decodes
    /// it again, without a request. Unlike the items, it may hold secrets and items that an earlier page had: it
    /// is what the server sent.
    pub fn raw(&self) -> Value {
        raw_result(&self.body)
    }

    /// Returns the items.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Converts the page into its items.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// Returns the number of this page, counted from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the position of the page in its list, if the server stated it.
    pub fn result_info(&self) -> Option<&ResultInfo> {
        self.info.as_ref()
    }

    /// Returns the number of items of all pages together, if the server stated it.
    pub fn total_count(&self) -> Option<u64> {
        self.info.as_ref()?.total_count.and_then(|count| u64::try_from(count).ok())
    }

    /// Returns the status code, `cf-ray` and messages of the response.
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
