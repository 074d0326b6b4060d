//! Decides which list is read next, and in which order its items are handed over.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};

use super::lists::{self, Rows};
use super::places::{Batch, Places};
use super::plan::Plan;
use super::position::Position;
use super::visit::Visit;
use super::{Entry, Gap, Inventory, InventoryItem, Kind, Listed, Place, SweepProgress, share};
use crate::workflows::{Error, Result};
use crate::{Client, Clock};

/// How long a call may wait for its turn in the rate limit: other calls go first, and a pause after a 429 may be long.
const PATIENCE: Duration = Duration::from_secs(7 * 86_400);

/// A running sweep. It only makes progress while it is polled, apart from the requests that are in flight.
pub(super) struct Engine {
    client: Client,
    clock: Arc<dyn Clock>,
    plan: Plan,
    in_flight: usize,
    /// What finds the zones and accounts; `None` while it does, and after the last one.
    places: Option<Box<Places>>,
    fetching: FuturesUnordered<BoxFuture<'static, Fetched>>,
    /// How many requests are in flight.
    busy: usize,
    /// Places that have been found and wait for a visit.
    found: VecDeque<(u64, Place)>,
    visits: BTreeMap<u64, Visit>,
    /// Lists that have more pages, and go first.
    begun: VecDeque<Job>,
    out: VecDeque<Out>,
    position: Position,
    waiting_until: Option<SystemTime>,
    failure: Option<Error>,
    has_failed: bool,
}

/// A list that is read.
struct Job {
    visit: u64,
    kind: Kind,
    rows: Rows,
}

/// What a request brought.
enum Fetched {
    Places { places: Box<Places>, width: usize, batch: Batch },
    Page { job: Job, page: Option<crate::Result<Vec<Listed>>> },
}

/// What is handed over to the consumer.
enum Out {
    Entry(Box<Entry>),
    Gap(Box<Gap>),
    /// All of this place has been handed over.
    Done(u64),
}

impl Engine {
    pub(super) fn new(inventory: &Inventory, plan: Plan) -> Self {
        let client = share::client(&inventory.client, inventory.percent, PATIENCE);
        let places = Places::new(inventory, client.clone(), &plan);
        Self {
            clock: client.clock(),
            client,
            plan,
            in_flight: inventory.in_flight,
            places: Some(Box::new(places)),
            fetching: FuturesUnordered::new(),
            busy: 0,
            found: VecDeque::new(),
            visits: BTreeMap::new(),
            begun: VecDeque::new(),
            out: VecDeque::new(),
            position: Position::default(),
            waiting_until: None,
            failure: None,
            has_failed: false,
        }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<InventoryItem>>> {
        loop {
            if let Some(out) = self.out.pop_front() {
                return Poll::Ready(Some(Ok(self.hand_over(out))));
            }
            self.start();
            match self.fetching.poll_next_unpin(context) {
                Poll::Ready(Some(fetched)) => self.accept(fetched),
                Poll::Ready(None) => return Poll::Ready(self.end().map(Err)),
                Poll::Pending if self.begins_to_wait() => {
                    return Poll::Ready(Some(Ok(InventoryItem::Progress(self.progress()))));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    /// Returns how far it is, as of the last item that was handed over.
    pub(super) fn progress(&self) -> SweepProgress {
        SweepProgress { waiting_until: self.waiting_until, ..self.position.snapshot() }
    }

    /// Starts requests as long as more may be in flight: more zones before they run out, then lists that have begun,
    /// then other lists of open places, then another place.
    fn start(&mut self) {
        while self.busy < self.in_flight {
            if self.found.len() < self.in_flight
                && let Some(places) = self.places.take()
            {
                self.find(places);
            } else if let Some(job) = self.begun.pop_front().or_else(|| self.next_job()) {
                self.busy += 1;
                self.fetching.push(fetch(job).boxed());
            } else {
                return;
            }
        }
    }

    fn find(&mut self, mut places: Box<Places>) {
        let width = places.width(self.in_flight - self.busy);
        self.busy += width;
        let find = async move {
            let batch = places.next(width).await;
            Fetched::Places { places, width, batch }
        };
        self.fetching.push(find.boxed());
    }

    /// Returns a list that has not begun.
    fn next_job(&mut self) -> Option<Job> {
        loop {
            let begun = self.visits.iter_mut().find_map(|(number, visit)| Some((*number, visit.begin()?)));
            let Some((number, kind)) = begun else {
                let (number, place) = self.found.pop_front()?;
                self.open(number, place);
                continue;
            };
            let visit = self.visits.get(&number)?;
            match lists::rows(&self.client, &visit.place, kind) {
                Ok(rows) => return Some(Job { visit: number, kind, rows }),
                // The place has no valid id.
                Err(error) => {
                    let place = Some(visit.place.clone());
                    self.visits.remove(&number);
                    self.gap(Gap { place, kind: None, error });
                    self.out.push_back(Out::Done(number));
                }
            }
        }
    }

    fn open(&mut self, number: u64, place: Place) {
        let kinds = if place.is_zone() { &self.plan.zone_kinds } else { &self.plan.account_kinds };
        self.visits.insert(number, Visit::new(place, kinds));
    }

    fn accept(&mut self, fetched: Fetched) {
        match fetched {
            Fetched::Places { places, width, batch } => {
                self.busy -= width;
                self.accept_places(places, batch);
            }
            Fetched::Page { job, page } => {
                self.busy -= 1;
                self.waiting_until = None;
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
        if let Some(error) = batch.gap {
            self.gap(Gap { place: None, kind: None, error });
        }
        self.failure = batch.failure;
        self.places = (!batch.is_last).then_some(places);
    }

    fn accept_page(&mut self, job: Job, page: Option<crate::Result<Vec<Listed>>>) {
        let now = now(&*self.clock);
        let Some(visit) = self.visits.get_mut(&job.visit) else { return };
        let is_complete = match page {
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
                false
            }
            None => {
                visit.ended(job.kind, true);
                true
            }
        };
        tracing::trace!(kind = job.kind.as_str(), is_complete, "a list has been read");
        self.settle(job.visit, now);
    }

    /// Hands over what depended on other items, if all lists of a place have been read.
    fn settle(&mut self, number: u64, now: i64) {
        if !self.visits.get(&number).is_some_and(Visit::is_done) {
            return;
        }
        let entries = self.visits.remove(&number).map(|mut visit| visit.settle()).unwrap_or_default();
        entries.into_iter().for_each(|entry| self.entry(entry, now));
        self.out.push_back(Out::Done(number));
    }

    fn entry(&mut self, entry: Entry, now: i64) {
        self.position.entry_found();
        if self.plan.wants(&entry, now) {
            self.out.push_back(Out::Entry(Box::new(entry)));
        }
    }

    fn gap(&mut self, gap: Gap) {
        tracing::debug!(
            place = gap.place.as_ref().map(tracing::field::display),
            kind = gap.kind.map(Kind::as_str),
            error = %gap.error,
            "a list could not be read"
        );
        self.position.gap_found();
        self.out.push_back(Out::Gap(Box::new(gap)));
    }

    fn hand_over(&mut self, out: Out) -> InventoryItem {
        match out {
            Out::Entry(entry) => InventoryItem::Entry(entry),
            Out::Gap(gap) => InventoryItem::Gap(gap),
            Out::Done(number) => {
                self.position.done(number);
                if self.is_at_end() {
                    self.position.finish();
                }
                InventoryItem::Progress(self.progress())
            }
        }
    }

    fn is_at_end(&self) -> bool {
        self.fetching.is_empty()
            && self.places.is_none()
            && self.found.is_empty()
            && self.visits.is_empty()
            && self.out.is_empty()
            && self.failure.is_none()
            && !self.has_failed
    }

    /// Ends the sweep, with the error that ended the search for places.
    fn end(&mut self) -> Option<Error> {
        let failure = self.failure.take();
        self.has_failed |= failure.is_some();
        if self.is_at_end() {
            self.position.finish();
        }
        failure
    }

    /// Returns whether all requests wait for the rate limit, if that has not been reported yet.
    fn begins_to_wait(&mut self) -> bool {
        let until = share::waiting_until(&self.client);
        let begins = until.is_some() && self.waiting_until.is_none();
        if until.is_some() {
            self.waiting_until = until;
        }
        begins
    }
}

async fn fetch(mut job: Job) -> Fetched {
    let page = job.rows.next().await;
    Fetched::Page { job, page }
}

/// Returns the seconds since 1970 on a clock.
fn now(clock: &dyn Clock) -> i64 {
    let since = clock.system_time().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
