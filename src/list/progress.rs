//! Tracks which items of a list are new, where it ends, and whether it is complete.

use super::seen::{Seen, hash};
use crate::{Page, ResultInfo};

/// The number of pages in a row that may have nothing new while the total states that there is more: items added
/// at the head push others back by whole pages.
const MOST_REPEATED: u32 = 3;
/// The maximum number of times that one page is fetched again, and that a list goes back at all: a server whose
/// totals change with each response must not keep a client busy.
const MOST_REWINDS_OF_A_PAGE: u32 = 2;
const MOST_REWINDS: u32 = 100;
/// The maximum number of pages with items without ids where no total is known: a server that ignores `page` and
/// never sends exactly the same would keep a client busy forever.
const MOST_UNIDENTIFIED: u64 = 1_000;
/// A larger total is treated as a mistake.
const MOST_ITEMS: u64 = 1_000_000_000;

/// What to fetch after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The next page.
    Forward,
    /// The previous page again, and then this one: items may have moved there.
    Back,
    /// Nothing: the list has ended.
    End,
}

/// The progress through a list.
pub(super) struct Progress {
    from: u64,
    seen: Seen,
    /// The number of items before the first fetched page.
    offset: u64,
    delivered: u64,
    /// The number of items of the largest page received; `per_page` is only what was requested.
    page_size: u64,
    /// The number of items, as stated last.
    total: Option<u64>,
    /// By how much the total has decreased: this many of the items received may have been deleted since, and do
    /// not count towards the total.
    shrunk: u64,
    /// Whether the number of items before the first fetched page is known, so that the total can be compared.
    is_counted: bool,
    /// The number of pages, as stated last.
    last_page: Option<u64>,
    /// The number of pages in a row that had nothing new.
    repeated: u32,
    /// The hash of the last page that has items without ids, and the number of such pages.
    content: Option<u64>,
    unidentified: u64,
    changed: bool,
    /// Whether the total was larger at this page than at the previous one.
    grew: bool,
    /// The page that was fetched again last, and how many times.
    rewound: (u64, u32),
    rewinds: u32,
    /// Whether it could not be determined that nothing moved.
    doubtful: bool,
}

impl Progress {
    pub(super) fn new(from: u64) -> Self {
        Self {
            from,
            seen: Seen::default(),
            offset: 0,
            delivered: 0,
            page_size: 0,
            total: None,
            shrunk: 0,
            is_counted: true,
            last_page: None,
            repeated: 0,
            content: None,
            unidentified: 0,
            changed: false,
            grew: false,
            rewound: (0, 0),
            rewinds: 0,
            doubtful: false,
        }
    }

    /// Returns whether the total changed while the list was read.
    pub(super) fn has_changed(&self) -> bool {
        self.changed
    }

    /// Returns the last page that is worth fetching ahead; `None` if that is unknown or doubtful.
    pub(super) fn known_until(&self) -> Option<u64> {
        if self.repeated > 0 || self.page_size == 0 {
            return None;
        }
        let by_total = self.total.map(|total| total.div_ceil(self.page_size));
        by_total.max(self.last_page)
    }

    /// Returns how many items are missing, if that is known, and why; `None` if the list is complete as far as the
    /// client can see.
    pub(super) fn shortfall(&self) -> Option<(Option<u64>, String)> {
        let came = self.offset.saturating_add(self.delivered);
        if let Some(total) = self.counted_total().filter(|total| *total > came) {
            let missing = total - came;
            let detail = format!("{missing} of {total} items did not come");
            return Some((Some(missing), detail));
        }
        self.doubtful.then(|| {
            (
                None,
                "it changed while it was read, or the server repeated itself; items may be missing"
                    .to_owned(),
            )
        })
    }

    /// Records a page and keeps only its new items. After [`Step::Back`] the page is unchanged.
    pub(super) fn accept<T>(&mut self, page: &mut Page<T>, id: impl Fn(&T) -> &str) -> Step {
        let count = page.items().len() as u64;
        if self.may_have_moved(page, &id) && self.may_go_back(page.number()) {
            return Step::Back;
        }
        self.page_size = self.page_size.max(count);
        if self.has_come_unidentified(page, &id) {
            page.retain(|item| !id(item).is_empty());
        }
        let fresh = self.keep_new(page, &id);
        if page.number() == self.from {
            let offset = offset(page.number(), count, page.result_info(), self.total);
            self.is_counted = offset.is_some();
            self.offset = offset.unwrap_or(0);
        }
        let read_again = self.rewound.0 == page.number();
        if fresh {
            self.repeated = 0;
        } else if !read_again {
            self.repeated += 1;
            // Items that were added push others back by a page; without them, a page that is received twice hides
            // another one.
            self.doubtful |= count > 0 && !self.grew && self.total.is_some();
        }
        self.step(page.number(), count)
    }

    /// Decides what follows a page with this many items.
    fn step(&mut self, number: u64, count: u64) -> Step {
        let total = self.counted_total();
        let there = self.offset.saturating_add(self.delivered).saturating_sub(self.shrunk);
        let enough = total.is_some_and(|total| there >= total);
        let was_last = match (total, self.last_page) {
            (Some(_), last) => enough && last.is_none_or(|last| number >= last),
            (None, Some(last)) => number >= last,
            (None, None) => self.unidentified >= MOST_UNIDENTIFIED,
        };
        self.doubtful |= total.is_none() && self.last_page.is_none() && was_last;
        let most_repeated = if total.is_some() && !enough { MOST_REPEATED } else { 1 };
        if !(count == 0 || was_last || self.repeated >= most_repeated) {
            return Step::Forward;
        }
        // Some servers state one page for an empty list.
        let empty = count == 0 && number > 1;
        self.doubtful |= self.last_page.is_some_and(|last| number < last || (empty && number == last));
        Step::End
    }

    fn counted_total(&self) -> Option<u64> {
        self.total.filter(|_| self.is_counted)
    }

    /// Returns whether a page has items without ids and the same result as the last such page.
    fn has_come_unidentified<T>(&mut self, page: &Page<T>, id: &impl Fn(&T) -> &str) -> bool {
        if page.items().iter().all(|item| !id(item).is_empty()) {
            return false;
        }
        self.unidentified += 1;
        // Only the result: `result_info` may echo the page number.
        let content = hash(page.raw().to_string().as_bytes());
        self.content.replace(content) == Some(content)
    }

    /// Keeps only the items that no earlier page had. Returns whether there are any.
    fn keep_new<T>(&mut self, page: &mut Page<T>, id: &impl Fn(&T) -> &str) -> bool {
        let mut here = Vec::new();
        page.retain(|item| {
            let id = id(item);
            if id.is_empty() {
                return true;
            }
            let new = !self.seen.contains(id);
            here.extend(new.then(|| hash(id.as_bytes())));
            new
        });
        // Items of one page are not compared with each other: the server sent them together.
        self.seen.insert(here);
        self.delivered += page.items().len() as u64;
        !page.items().is_empty()
    }

    /// Returns whether the total changed and this page does not overlap with earlier ones: then items may have
    /// moved to the previous page after it was read.
    fn may_have_moved<T>(&mut self, page: &Page<T>, id: &impl Fn(&T) -> &str) -> bool {
        let number = page.number();
        let stated = |value: fn(&ResultInfo) -> Option<i64>| {
            let value = u64::try_from(page.result_info().and_then(value)?).ok()?;
            (1..=MOST_ITEMS).contains(&value).then_some(value)
        };
        let total = stated(|info| info.total_count);
        let changed = matches!((self.total, total), (Some(before), Some(now)) if before != now);
        self.grew = matches!((self.total, total), (Some(before), Some(now)) if before < now);
        if let (Some(before), Some(now)) = (self.total, total) {
            self.shrunk += before.saturating_sub(now);
        }
        self.changed |= changed;
        // Totals stated before remain valid if a later page has none.
        self.total = total.or(self.total);
        self.last_page = stated(|info| info.total_pages).or(self.last_page);
        let read_again = self.rewound.0 == number;
        if number <= self.from || !(changed || read_again) {
            return false;
        }
        let first = page.items().first().map(id).filter(|id| !id.is_empty());
        !first.is_some_and(|id| self.seen.contains(id))
    }

    /// Returns whether the previous page may be fetched once more.
    fn may_go_back(&mut self, number: u64) -> bool {
        let before = number - 1;
        let times = if self.rewound.0 == before { self.rewound.1 } else { 0 };
        if times >= MOST_REWINDS_OF_A_PAGE || self.rewinds >= MOST_REWINDS {
            self.doubtful = true;
            return false;
        }
        self.rewound = (before, times + 1);
        self.rewinds += 1;
        true
    }
}

/// Returns the number of items before the first fetched page, if that can be known. A page with fewer items than
/// its `per_page` is either the last one, or the server clips its pages.
fn offset(number: u64, count: u64, info: Option<&ResultInfo>, total: Option<u64>) -> Option<u64> {
    let before = number.saturating_sub(1);
    if before == 0 {
        return Some(0);
    }
    let (info, total) = (info?, total?);
    let stated = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok());
    let by_size = stated(info.per_page).map(|per_page| before.saturating_mul(per_page));
    let last = stated(info.total_pages).filter(|pages| *pages > 0);
    if count == 0 {
        // Beyond the end, unless the server states that this page exists.
        return if last.is_some_and(|last| number <= last) { by_size } else { Some(total) };
    }
    let is_last = match last {
        Some(last) => number >= last,
        None => by_size?.saturating_add(count) == total,
    };
    Some(if is_last { total.saturating_sub(count) } else { before.saturating_mul(count) })
}
