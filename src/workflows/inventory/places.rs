//! Finds the zones and accounts to visit, a page at a time. A zone that is added or deleted while the list is read may
//! move others across pages: the list notices it by its total, but not if one comes for one that goes.

mod accounts;
mod zones;

use std::collections::{HashSet, VecDeque};

use super::filter::Which;
use super::plan::Plan;
use super::{Inventory, Place};
use crate::types::{AccountDetails, ZoneDetails};
use crate::workflows::Error;
use crate::{Client, Pages};
use accounts::Accounts;

/// How many zones are looked up by their names at once.
const LOOKUPS: usize = 8;
/// The longest name that a place keeps: every entry has a copy. Domains have at most 253 characters.
const LONGEST_NAME: usize = 255;

/// The zones and accounts that have not been found yet: first all zones, then the accounts.
pub(super) struct Places {
    client: Client,
    stage: Stage,
    which: Which,
    visits_zones: bool,
    visits_accounts: bool,
    /// The id of the zone before which zones are passed over.
    skip_until: Option<String>,
    passed_over: u64,
    /// The zones that were named and found.
    named: HashSet<String>,
    accounts: Accounts,
    /// Whether the list of accounts had any.
    has_accounts: bool,
}

enum Stage {
    Zones(Pages<ZoneDetails>),
    /// Zones by their names or ids.
    Named(VecDeque<String>),
    Accounts(Pages<AccountDetails>),
    /// The accounts of zones that no list of accounts had.
    AccountsOfZones,
    End,
}

/// What a step of finding them found.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) places: Vec<Place>,
    /// How many zones there are to visit, if the server stated it.
    pub(super) stated: Option<u64>,
    /// Why the list of accounts, or zones that were named, could not be read.
    pub(super) gaps: Vec<(Option<Place>, crate::Error)>,
    /// Why the sweep cannot go on after these places.
    pub(super) failure: Option<Error>,
    pub(super) is_last: bool,
}

impl Places {
    pub(super) fn new(inventory: &Inventory, client: Client, plan: &Plan) -> Self {
        let which = inventory.zones.which.clone();
        let (visits_zones, visits_accounts) = (!plan.zone_kinds.is_empty(), !plan.account_kinds.is_empty());
        let mut places = Self {
            client,
            stage: Stage::End,
            skip_until: inventory.from_zone.clone(),
            visits_zones,
            visits_accounts,
            named: HashSet::new(),
            accounts: Accounts::default(),
            has_accounts: false,
            passed_over: 0,
            which,
        };
        if let (Which::Account(id), true) = (&places.which, visits_accounts) {
            places.accounts.found(id, None);
        }
        places.stage = match &places.which {
            Which::Named(zones) => Stage::Named(zones.iter().cloned().collect()),
            Which::Account(_) if !visits_zones => Stage::AccountsOfZones,
            Which::All if !visits_zones => Stage::Accounts(accounts::list(&places.client)),
            Which::All => Stage::Zones(zones::list(&places.client, None)),
            Which::Account(id) => Stage::Zones(zones::list(&places.client, Some(id))),
        };
        places
    }

    /// Returns how many requests the next step makes at once, of the number that it may make.
    pub(super) fn width(&self, room: usize) -> usize {
        match &self.stage {
            Stage::Named(left) => left.len().min(room).clamp(1, LOOKUPS),
            _ => 1,
        }
    }

    /// Finds more places, with this many requests at once.
    pub(super) async fn next(&mut self, width: usize) -> Batch {
        let mut batch = match &mut self.stage {
            Stage::Zones(_) => self.next_zones().await,
            Stage::Named(_) => self.next_named(width).await,
            Stage::Accounts(_) => self.next_accounts().await,
            Stage::AccountsOfZones => {
                let rest = self.accounts.rest();
                self.stage = Stage::End;
                let gaps = self.accounts.overflow().map(|error| (None, error)).into_iter().collect();
                Batch { places: rest, gaps, ..Batch::default() }
            }
            Stage::End => Batch::default(),
        };
        batch.is_last = batch.failure.is_some() || matches!(self.stage, Stage::End);
        batch
    }
}

/// Returns the beginning of a name, up to the longest that is kept.
fn short(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}
