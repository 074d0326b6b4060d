//! Looks at many records, round by round, with as few requests as possible.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;

use super::pages::{WaitsAll, pages};
use crate::Page;
use crate::workflows::poll::{Awaited, Look};
use crate::workflows::source::Record;
use crate::workflows::{Action, Error, Result, Run, Schedule, Until, Waits};

/// How many requests of a round are made at once.
const AT_ONCE: usize = 8;
/// How many records that the list does not show are asked for in a round, even if the list has fewer pages: a thousand
/// deletions are seen in time, and it is no more than the user's limit allows.
const UNLISTED: usize = 50;

/// The place of an id among all ids.
type Place = usize;
type Outcome<S> = (Place, String, Result<<S as Waits>::Record>);
type Event<S> = (Place, String, Seen<<S as Waits>::Record>);

/// What was seen of a record.
pub(in crate::workflows) enum Seen<R> {
    /// A state in which it does not stay for good.
    Changed(R),
    /// The outcome: it is not looked at again.
    Settled(Result<R>),
}

/// The records that are waited for.
pub(in crate::workflows) struct Rounds<S: WaitsAll> {
    handle: S,
    schedule: Schedule,
    pauses: Box<dyn Iterator<Item = Duration> + Send>,
    has_begun: bool,
    awaited: BTreeMap<Place, Awaited<S::Record>>,
    places: HashMap<String, Place>,
    /// How many pages the list has, if it was seen.
    pages: Option<u64>,
    /// Those that the list did not show. They are asked for by their ids, in turns with the list.
    unlisted: BTreeSet<Place>,
    is_turn_of_unlisted: bool,
    /// The one that was asked for last: the next turn begins after it.
    asked: Place,
    /// Whether changes are reported too.
    reports_changes: bool,
    events: VecDeque<Event<S>>,
}

impl<S: WaitsAll> Rounds<S> {
    pub(in crate::workflows) fn new(
        handle: S,
        ids: Vec<String>,
        until: &Arc<dyn Until<S::Record>>,
        schedule: Schedule,
    ) -> Self {
        let mut places = HashMap::new();
        let mut awaited = BTreeMap::new();
        for (place, id) in ids.into_iter().enumerate() {
            if !places.contains_key(&id) {
                places.insert(id.clone(), place);
                awaited.insert(place, Awaited::new(id, Arc::clone(until)));
            }
        }
        Self {
            handle,
            schedule,
            pauses: Box::new(schedule.pauses()),
            has_begun: false,
            awaited,
            places,
            pages: None,
            unlisted: BTreeSet::new(),
            is_turn_of_unlisted: false,
            asked: 0,
            reports_changes: false,
            events: VecDeque::new(),
        }
    }

    /// Reports changes too: see [`next_event`](Self::next_event).
    pub(in crate::workflows) fn with_changes(mut self) -> Self {
        self.reports_changes = true;
        self
    }

    /// Returns all outcomes, in the order of the ids.
    pub(super) async fn all(mut self, run: &Run) -> Vec<(String, Result<S::Record>)> {
        let mut outcomes = BTreeMap::new();
        while let Some((place, id, outcome)) = self.next(run).await {
            outcomes.insert(place, (id, outcome));
        }
        outcomes.into_values().collect()
    }

    /// Returns the next outcome, or `None` when all are known.
    pub(super) async fn next(&mut self, run: &Run) -> Option<Outcome<S>> {
        loop {
            if let (place, id, Seen::Settled(outcome)) = self.next_event(run).await? {
                return Some((place, id, outcome));
            }
        }
    }

    /// Returns what is seen next, or `None` when all outcomes are known.
    pub(in crate::workflows) async fn next_event(&mut self, run: &Run) -> Option<Event<S>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            if self.awaited.is_empty() {
                return None;
            }
            if std::mem::replace(&mut self.has_begun, true) {
                run.sleep(self.pauses.next().unwrap_or(self.schedule.longest)).await;
            }
            let time_is_up = run.remaining().is_zero();
            self.round(run, time_is_up).await;
            if time_is_up {
                self.settle_if(run, |_, awaited| Some(awaited.timed_out()));
            }
        }
    }

    /// Looks at the records with at most as many requests as there are records, or pages if those are fewer.
    async fn round(&mut self, run: &Run, is_last: bool) {
        let count = self.awaited.len();
        let pages = self.pages.map(|pages| usize::try_from(pages).unwrap_or(usize::MAX));
        // With all of them missing, the list would show nothing.
        let is_turn_of_unlisted = std::mem::replace(&mut self.is_turn_of_unlisted, false) && !is_last
            || self.unlisted.len() == count;
        if count == 1 || pages.is_some_and(|pages| pages >= count) {
            self.ask_for_each(run, self.awaited.keys().copied().collect()).await;
        } else if is_turn_of_unlisted && !self.unlisted.is_empty() {
            let at_most = pages.unwrap_or_default().max(UNLISTED);
            let next: Vec<Place> = self.after_asked().take(at_most).collect();
            self.asked = next.last().copied().unwrap_or_default();
            self.ask_for_each(run, next).await;
        } else {
            self.look_at_pages(run, count).await;
        }
    }

    /// Returns those that the list did not show, beginning after the one that was asked for last.
    fn after_asked(&self) -> impl Iterator<Item = Place> {
        let after = self.unlisted.range((Bound::Excluded(self.asked), Bound::Unbounded));
        after.chain(self.unlisted.range(..=self.asked)).copied()
    }

    async fn look_at_pages(&mut self, run: &Run, count: usize) {
        let mut unseen: BTreeSet<Place> = self.awaited.keys().copied().collect();
        for awaited in self.awaited.values_mut() {
            awaited.begin(run);
        }
        let is_complete = match self.pages {
            Some(pages) => self.read(run, 1..=pages, &mut unseen).await,
            None => {
                let is_complete = self.read(run, 1..=1, &mut unseen).await;
                match self.pages {
                    Some(pages) if usize::try_from(pages).is_ok_and(|pages| pages < count) => {
                        is_complete && self.read(run, 2..=pages, &mut unseen).await
                    }
                    // One request was made for the page.
                    Some(_) => {
                        let rest = unseen.iter().copied().take(count.saturating_sub(1)).collect();
                        return self.ask_for_each(run, rest).await;
                    }
                    None => false,
                }
            }
        };
        if is_complete {
            self.unlisted = unseen;
            self.is_turn_of_unlisted = true;
        }
    }

    /// Reads pages until all awaited records were seen. Returns whether it has read as many as it had to.
    async fn read(
        &mut self,
        run: &Run,
        numbers: impl Iterator<Item = u64> + Send,
        unseen: &mut BTreeSet<Place>,
    ) -> bool {
        let handle = self.handle.poll_with(run.reading());
        let page = |number| {
            let handle = handle.clone();
            async move { handle.poll_page(number).await }
        };
        let mut pages =
            std::pin::pin!(futures_util::stream::iter(numbers.map(page)).buffer_unordered(AT_ONCE));
        let mut failure = None;
        while let Some(page) = if unseen.is_empty() { None } else { pages.next().await } {
            match page {
                Ok(page) => self.see(run, page, unseen),
                Err(error) => failure = Error::from(error).into_call(),
            }
        }
        let Some(failure) = failure else { return true };
        run.step(Action::Retrying, S::Record::RESOURCE, "list", None);
        self.settle_if(run, |place, awaited| {
            if unseen.contains(&place) { awaited.failed(Arc::clone(&failure)).err() } else { None }
        });
        false
    }

    fn see(&mut self, run: &Run, page: Page<S::Record>, unseen: &mut BTreeSet<Place>) {
        // A list whose length is unknown has more pages than it is worth to read.
        self.pages = Some(pages(&page, S::PER_PAGE).unwrap_or(u64::MAX));
        for record in page {
            if let Some(place) = self.places.get(record.id()).copied() {
                unseen.remove(&place);
                self.look(run, place, Ok(Some(record)));
            }
        }
    }

    /// Requests these records one by one.
    async fn ask_for_each(&mut self, run: &Run, places: Vec<Place>) {
        let handle = self.handle.poll_with(run.reading());
        let mut requests = Vec::new();
        for place in places {
            let Some(awaited) = self.awaited.get_mut(&place) else { continue };
            awaited.begin(run);
            let (handle, id) = (handle.clone(), awaited.id.clone());
            requests.push(async move { (place, handle.poll_record(&id).await) });
        }
        let mut responses = std::pin::pin!(futures_util::stream::iter(requests).buffer_unordered(AT_ONCE));
        while let Some((place, outcome)) = responses.next().await {
            self.look(run, place, outcome);
        }
    }

    fn look(&mut self, run: &Run, place: Place, outcome: crate::Result<Option<S::Record>>) {
        let Some(awaited) = self.awaited.get_mut(&place) else { return };
        if matches!(outcome, Ok(Some(_))) {
            // It exists: the list may show it now.
            self.unlisted.remove(&place);
        }
        match awaited.look(run, outcome) {
            Ok(Look::Reached(record)) => self.settle(place, Ok(record)),
            Ok(Look::Changed(record)) if self.reports_changes => {
                let id = awaited.id.clone();
                self.events.push_back((place, id, Seen::Changed(record)));
            }
            Ok(Look::Changed(_) | Look::Same) => {}
            Err(error) => self.settle(place, Err(run.explain(error))),
        }
    }

    /// Ends the wait for those for which the function returns an error.
    fn settle_if(&mut self, run: &Run, end: impl Fn(Place, &mut Awaited<S::Record>) -> Option<Error>) {
        let ended =
            self.awaited.iter_mut().filter_map(|(place, awaited)| Some((*place, end(*place, awaited)?)));
        for (place, error) in ended.collect::<Vec<_>>() {
            self.settle(place, Err(run.explain(error)));
        }
    }

    fn settle(&mut self, place: Place, outcome: Result<S::Record>) {
        if let Some(Awaited { id, .. }) = self.awaited.remove(&place) {
            self.places.remove(&id);
            self.unlisted.remove(&place);
            self.events.push_back((place, id, Seen::Settled(outcome)));
        }
    }
}
