//! Pages of lists.

use serde::Serialize;

/// How many items a page has by default.
const PER_PAGE: usize = 20;

/// A requested page of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    number: usize,
    size: usize,
}

/// The `result_info` of a list.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct ResultInfo {
    page: usize,
    per_page: usize,
    count: usize,
    total_count: usize,
    total_pages: usize,
}

impl Page {
    /// The page that a request names; the document's bounds have been checked.
    pub(crate) fn requested(number: Option<i64>, size: Option<i64>) -> Self {
        let positive = |value: Option<i64>, otherwise| match value {
            Some(value) => usize::try_from(value).unwrap_or(usize::MAX).max(1),
            None => otherwise,
        };
        Self { number: positive(number, 1), size: positive(size, PER_PAGE) }
    }

    /// How many items come before this page.
    pub(crate) fn start(self) -> usize {
        (self.number - 1).saturating_mul(self.size)
    }

    /// How many items this page has at most.
    pub(crate) fn size(self) -> usize {
        self.size
    }

    /// Describes the page, given the length of the list.
    pub(crate) fn info(self, total: usize) -> ResultInfo {
        ResultInfo {
            page: self.number,
            per_page: self.size,
            count: total.saturating_sub(self.start()).min(self.size),
            total_count: total,
            total_pages: total.div_ceil(self.size),
        }
    }
}

impl ResultInfo {
    /// Describes a list without pages.
    pub(crate) fn whole(total: usize) -> Self {
        Page { number: 1, size: total.max(PER_PAGE) }.info(total)
    }
}
