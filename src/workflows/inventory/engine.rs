//! Decides what is requested next, and in which order items are handed over.

mod accept;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;
use futures_util::{FutureExt, StreamExt};

use super::lists::{self, Rows};
use super::places::{Batch, Places};
use super::plan::Plan;
use super::position::Position;
use super::share::Waiting;
use super::visit::Visit;
use super::{Entry, Gap, Inventory, InventoryItem, Kind, Listed, Place, SweepProgress, share};
use crate::workflows::{Error, Result};
use crate::{Client, Clock};

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
    waiting: Waiting,
    /// Woken when a call begins to wait: pages are fetched in tasks.
    on_wait: Arc<AtomicWaker>,
    /// Whether requests were started since the last look at the rate limit.
    has_started: bool,
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
        let on_wait = Arc::default();
        let client = share::client(&inventory.client, inventory.percent, &on_wait);
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
            waiting: Waiting::default(),
            on_wait,
            has_started: false,
            failure: None,
            has_failed: false,
        }
    }

    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<InventoryItem>>> {
        loop {
            if let Some(out) = self.out.pop_front() {
                return Poll::Ready(Some(Ok(self.hand_over(out))));
            }
            self.on_wait.register(context.waker());
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
        let waiting_until = self.waiting.until(self.clock.system_time());
        SweepProgress { waiting_until, ..self.position.snapshot() }
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
                self.has_started = true;
                self.fetching.push(fetch(job).boxed());
            } else {
                return;
            }
        }
    }

    fn find(&mut self, mut places: Box<Places>) {
        let width = places.width(self.in_flight - self.busy);
        self.busy += width;
        self.has_started = true;
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
        let credentials = &self.client.shared.credentials;
        let failure = self.failure.take().map(|error| error.sanitized(credentials));
        self.has_failed |= failure.is_some();
        if self.is_at_end() {
            self.position.finish();
        }
        failure
    }

    /// Returns whether a wait for the rate limit begins.
    fn begins_to_wait(&mut self) -> bool {
        let has_started = std::mem::take(&mut self.has_started);
        self.waiting.begins(&self.client, self.clock.system_time(), has_started)
    }
}

async fn fetch(mut job: Job) -> Fetched {
    let page = job.rows.next().await;
    Fetched::Page { job, page }
}
