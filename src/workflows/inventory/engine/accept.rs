//! Takes what a request brought.

use std::time::UNIX_EPOCH;

use super::{Engine, Fetched, Job, Out};
use crate::Clock;
use crate::workflows::inventory::places::{Batch, Places};
use crate::workflows::inventory::visit::Visit;
use crate::workflows::inventory::{Entry, Gap, Kind, Listed};

impl Engine {
    pub(super) fn accept(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Places { places, width, batch } => {
                self.busy -= width;
                self.accept_places(places, batch);
            }
            Fetched::Page { job, page } => {
                self.busy -= 1;
                self.accept_page(job, page);
            }
        }
    }

    fn accept_places(&mut self, places: Box<Places>, batch: Batch) {
        self.position.zones_stated(batch.stated);
        for place in batch.places {
            let number = self.position.found(&place);
            self.found.push_back((number, place));
        }
        for (place, error) in batch.gaps {
            self.gap(Gap { place, kind: None, error });
        }
        self.failure = batch.failure;
        self.places = (!batch.is_last).then_some(places);
    }

    fn accept_page(&mut self, job: Job, page: Option<crate::Result<Vec<Listed>>>) {
        let now = now(&*self.clock);
        let Some(visit) = self.visits.get_mut(&job.visit) else { return };
        match page {
            Some(Ok(items)) => {
                let kind = job.kind;
                let entries: Vec<Entry> =
                    items.into_iter().filter_map(|item| visit.take(kind, item, &self.plan, now)).collect();
                self.begun.push_front(job);
                entries.into_iter().for_each(|entry| self.entry(entry, now));
                return;
            }
            Some(Err(error)) => {
                let gap = Gap { place: Some(visit.place.clone()), kind: Some(job.kind), error };
                visit.ended(job.kind, false);
                self.gap(gap);
            }
            None => visit.ended(job.kind, true),
        }
        self.settle(job.visit, now);
    }

    /// Hands over what depended on other items, if all lists of a place have been read.
    fn settle(&mut self, number: u64, now: i64) {
        if !self.visits.get(&number).is_some_and(Visit::is_done) {
            return;
        }
        let entries = self.visits.remove(&number).map(|mut visit| visit.settle(now)).unwrap_or_default();
        entries.into_iter().for_each(|entry| self.entry(entry, now));
        self.out.push_back(Out::Done(number));
    }

    fn entry(&mut self, entry: Entry, now: i64) {
        self.position.entry_found();
        if self.plan.wants(&entry, now) {
            self.out.push_back(Out::Entry(Box::new(entry)));
        }
    }

    pub(super) fn gap(&mut self, gap: Gap) {
        tracing::debug!(
            place = gap.place.as_ref().map(tracing::field::display),
            kind = gap.kind.map(Kind::as_str),
            error = %gap.error,
            "a list could not be read"
        );
        self.position.gap_found();
        self.out.push_back(Out::Gap(Box::new(gap)));
    }
}

/// Returns the seconds since 1970 on a clock.
fn now(clock: &dyn Clock) -> i64 {
    let since = clock.system_time().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
