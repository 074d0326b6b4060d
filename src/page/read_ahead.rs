//! Which pages are fetched, how far ahead, and where a list ends.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, FuturesOrdered};
use futures_util::{FutureExt, StreamExt};

use super::{List, ListQuery, Page};
use crate::{Paging, Result};

/// The pages of a list, in order.
pub(super) fn pages<Q: ListQuery>(list: List<Q>) -> BoxStream<'static, Result<Page<Q::Item>>> {
    let walk = Walk {
        next: list.from,
        under_way: FuturesOrdered::new(),
        last: if Q::OPERATION.paging == Paging::Pages { None } else { Some(1) },
        per_page: list.per_page.map(u64::from),
        firsts: HashSet::new(),
        seen: 0,
        ended: false,
        list,
    };
    stream::unfold(walk, |mut walk| async move { walk.advance().await.map(|page| (page, walk)) }).boxed()
}

/// A walk through the pages of a list.
struct Walk<Q: ListQuery> {
    list: List<Q>,
    /// The page that is asked for next.
    next: u64,
    under_way: FuturesOrdered<BoxFuture<'static, Result<Page<Q::Item>>>>,
    /// The last page, once it is known.
    last: Option<u64>,
    per_page: Option<u64>,
    /// Hashes of the first item of each page: enough to notice a page that comes again, and small for long lists.
    firsts: HashSet<u64>,
    /// How many items the pages up to here have, those before the first page of the walk included.
    seen: u64,
    ended: bool,
}

impl<Q: ListQuery> Walk<Q> {
    async fn advance(&mut self) -> Option<Result<Page<Q::Item>>> {
        if self.ended {
            return None;
        }
        self.ask();
        match self.under_way.next().await? {
            Ok(page) if self.accept(&page) => Some(Ok(page)),
            Ok(_) => self.end(),
            Err(error) => {
                self.end::<()>();
                Some(Err(error))
            }
        }
    }

    /// Asks for pages: the next one while the end is unknown, else as many as may be under way.
    fn ask(&mut self) {
        let (until, most) = match self.last {
            Some(last) => (last, self.list.read_ahead),
            None => (self.next, 1),
        };
        while self.next <= until && self.under_way.len() < most {
            let (list, number) = (self.list.clone(), self.next);
            self.under_way.push_back(async move { list.page(number).await }.boxed());
            self.next += 1;
        }
    }

    /// Takes note of a page; `false` if the list was over before it.
    fn accept(&mut self, page: &Page<Q::Item>) -> bool {
        let Some(first) = page.items().first() else { return false };
        let identity = Q::identity(first);
        if !identity.is_empty() && !self.firsts.insert(hash(identity)) {
            return false;
        }
        let count = page.items().len() as u64;
        let info = page.result_info();
        let known =
            |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok()).filter(|value| *value > 0);
        let per_page = known(info.and_then(|info| info.per_page)).or(self.per_page);
        if self.seen == 0 && page.number() > 1 {
            self.seen = per_page.unwrap_or(count).saturating_mul(page.number() - 1);
        }
        self.seen = self.seen.saturating_add(count);
        let total_pages = known(info.and_then(|info| info.total_pages));
        let total_count = known(info.and_then(|info| info.total_count));
        // What the server said of the total before is not forgotten when a later page is silent.
        let last = total_pages.or_else(|| Some(total_count?.div_ceil(per_page?))).or(self.last);
        let short = per_page.is_some_and(|per_page| count < per_page);
        let over = match last {
            Some(last) => page.number() >= last,
            None => short,
        };
        self.last = last;
        self.ended = over || (total_pages.is_none() && total_count.is_some_and(|total| self.seen >= total));
        if self.ended {
            self.under_way = FuturesOrdered::new();
        }
        true
    }

    fn end<T>(&mut self) -> Option<T> {
        self.ended = true;
        self.under_way = FuturesOrdered::new();
        None
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
