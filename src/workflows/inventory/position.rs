//! How far a sweep is.

use std::collections::BTreeMap;

use super::{Place, SweepProgress};

/// Which places have been found, and which of them have been yielded completely.
#[derive(Default)]
pub(super) struct Position {
    /// The ids of the zones that have not been yielded completely, by their position in the list.
    unfinished: BTreeMap<u64, String>,
    last_zone: Option<String>,
    found: u64,
    found_zones: u64,
    /// How many zones there are, if the server stated it, without those before the start.
    stated_zones: Option<u64>,
    /// The other fields of it are computed.
    progress: SweepProgress,
    is_finished: bool,
}

impl Position {
    /// Records a place. Returns its number.
    pub(super) fn found(&mut self, place: &Place) -> u64 {
        let number = self.found;
        self.found += 1;
        if place.is_zone() {
            self.found_zones += 1;
            self.unfinished.insert(number, place.id().to_owned());
            self.last_zone = Some(place.id().to_owned());
        }
        number
    }

    /// Records how many zones there are.
    pub(super) fn zones_stated(&mut self, zones: Option<u64>) {
        self.stated_zones = zones.or(self.stated_zones);
    }

    /// Records that all of a place has been yielded.
    pub(super) fn done(&mut self, number: u64) {
        self.unfinished.remove(&number);
        self.progress.done += 1;
    }

    pub(super) fn entry_found(&mut self) {
        self.progress.entries += 1;
    }

    pub(super) fn gap_found(&mut self) {
        self.progress.gaps += 1;
    }

    /// Records that everything has been yielded.
    pub(super) fn finish(&mut self) {
        self.is_finished = true;
    }

    pub(super) fn snapshot(&self) -> SweepProgress {
        let accounts = self.found - self.found_zones;
        let zones = self.stated_zones.unwrap_or(0).max(self.found_zones);
        let is_known = self.found > 0 || self.stated_zones.is_some() || self.is_finished;
        let first = self.unfinished.first_key_value().map(|(_, id)| id);
        SweepProgress {
            total: is_known.then(|| zones.saturating_add(accounts)),
            resume_from: first.or(self.last_zone.as_ref()).filter(|_| !self.is_finished).cloned(),
            ..self.progress.clone()
        }
    }
}
