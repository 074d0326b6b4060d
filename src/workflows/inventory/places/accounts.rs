//! Finds the accounts to visit: those that the list has, and those of the visited zones.

use std::collections::BTreeMap;

use super::{Batch, Places, Stage, short, zones};
use crate::endpoint::Endpoint;
use crate::types::AccountDetails;
use crate::workflows::Place;
use crate::{Client, Error, Pages};

/// How many accounts of zones are remembered: a server that never ends must not fill the memory.
const MOST: usize = 10_000;

/// Returns the list of accounts.
pub(super) fn list(client: &Client) -> Pages<AccountDetails> {
    client.accounts().list().per_page(50).read_ahead(1).pages()
}

/// The accounts of zones.
#[derive(Default)]
pub(super) struct Accounts {
    /// The names by id; `None` for those that have been visited.
    known: BTreeMap<String, Option<String>>,
    has_overflowed: bool,
    /// Whether the list of accounts has been read, or could not be.
    were_listed: bool,
}

impl Accounts {
    /// Records the account of a zone.
    pub(super) fn found(&mut self, id: &str, name: Option<&str>) {
        if let Some(known) = self.known.get_mut(id) {
            if let (Some(known), Some(name)) = (known, name.filter(|name| !name.is_empty())) {
                *known = short(name);
            }
        } else if self.known.len() < MOST {
            self.known.insert(short(id), Some(short(name.unwrap_or_default())));
        } else {
            self.has_overflowed = true;
        }
    }

    /// Records an account of the list, which is visited.
    fn listed(&mut self, account: &AccountDetails) -> Place {
        if self.known.len() < MOST || self.known.contains_key(&account.id) {
            self.known.insert(short(&account.id), None);
        }
        Place::Account { id: short(&account.id), name: short(account.name.as_deref().unwrap_or_default()) }
    }

    /// Returns the accounts that have not been visited.
    pub(super) fn rest(&mut self) -> Vec<Place> {
        let known = std::mem::take(&mut self.known);
        let rest = known.into_iter().filter_map(|(id, name)| Some(Place::Account { id, name: name? }));
        rest.collect()
    }

    /// Returns the gap that accounts leave of which there were too many.
    pub(super) fn overflow(&self) -> Option<Error> {
        self.has_overflowed.then(|| {
            let detail =
                format!("the zones belong to more than {MOST} accounts; the others were not visited");
            Error::incomplete(Endpoint::Operation(&crate::operations::ZONES_LIST), None, detail)
        })
    }

    pub(super) fn were_listed(&self) -> bool {
        self.were_listed
    }
}

impl Places {
    /// Reads the next page of the list of accounts.
    pub(super) async fn next_accounts(&mut self) -> Batch {
        let Stage::Accounts(pages) = &mut self.stage else { return Batch::default() };
        let outcome = pages.try_next().await;
        let mut batch = Batch::default();
        match outcome {
            Ok(Some(page)) => {
                self.has_accounts |= !page.items().is_empty();
                batch.places = page.items().iter().map(|account| self.accounts.listed(account)).collect();
                return batch;
            }
            Ok(None) => {}
            Err(error) => batch.gaps.push((None, error)),
        }
        let is_complete = batch.gaps.is_empty() && self.has_accounts;
        self.accounts.were_listed = true;
        // Without zones to visit, they are only listed if the accounts cannot be known without them.
        self.stage = if self.visits_zones || is_complete {
            Stage::AccountsOfZones
        } else {
            Stage::Zones(zones::list(&self.client, None))
        };
        batch
    }
}
