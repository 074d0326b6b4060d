//! Finds the zones to visit.

use std::collections::HashSet;

use futures_util::future::join_all;

use super::{Batch, Places, Stage, accounts, short};
use crate::types::{SortDirection, ZoneDetails, ZoneOrder};
use crate::workflows::inventory::filter::Which;
use crate::workflows::inventory::gap;
use crate::workflows::{Error, ErrorKind, GapReason, Place};
use crate::{Client, Page, Pages, Response, Result};

/// Returns the list of zones, in a stable order, so that a sweep can start in the middle of it.
pub(super) fn list(client: &Client, account_id: Option<&str>) -> Pages<ZoneDetails> {
    let list = client.zones().list().order(ZoneOrder::Name).direction(SortDirection::Asc);
    let list = match account_id {
        Some(id) => list.account_id(id),
        None => list,
    };
    list.per_page(50).read_ahead(1).pages()
}

impl Places {
    /// Reads the next page of the list of zones.
    pub(super) async fn next_zones(&mut self) -> Batch {
        let Stage::Zones(pages) = &mut self.stage else { return Batch::default() };
        match pages.try_next().await {
            Ok(Some(page)) => self.accept(page),
            Ok(None) => self.end_of_zones(),
            Err(error) => Batch { failure: Some(error.into()), ..Batch::default() },
        }
    }

    fn accept(&mut self, page: Page<ZoneDetails>) -> Batch {
        let total = page.total_count().filter(|_| self.visits_zones);
        let mut here = HashSet::new();
        let zones = page.into_iter().filter(|zone| zone.id.is_empty() || here.insert(zone.id.clone()));
        let places = zones.filter_map(|zone| self.take(&zone)).collect();
        // Before the first zone is found it is unknown how many are passed over.
        let stated =
            total.filter(|_| self.skip_until.is_none()).map(|total| total.saturating_sub(self.passed_over));
        Batch { places, stated, ..Batch::default() }
    }

    /// Looks up the next zones that are named.
    pub(super) async fn next_named(&mut self, width: usize) -> Batch {
        let Stage::Named(left) = &mut self.stage else { return Batch::default() };
        let next: Vec<String> = left.drain(..left.len().min(width)).collect();
        if next.is_empty() {
            return self.end_of_zones();
        }
        let mut batch = Batch::default();
        let outcomes = join_all(next.iter().map(|zone| look_up(&self.client, zone))).await;
        for (zone, outcome) in next.iter().zip(outcomes) {
            match outcome {
                Ok(zone) if !self.named.insert(zone.id.clone()) => {}
                Ok(zone) => batch.places.extend(self.take(&zone)),
                Err(error)
                    if error.is_permission_denied() && gap::reason(&error) != GapReason::Credentials =>
                {
                    batch.gaps.extend(self.pass_over(zone).map(|place| (Some(place), error)));
                }
                Err(error) => {
                    batch.failure = Some(error.into());
                    return batch;
                }
            }
        }
        batch
    }

    /// Records the account of a zone. Returns the zone if it is to be visited.
    fn take(&mut self, zone: &ZoneDetails) -> Option<Place> {
        let account = zone.account.as_ref().filter(|account| self.visits_accounts && !account.id.is_empty());
        if let Some(account) = account {
            self.accounts.found(&account.id, account.name.as_deref());
        }
        if !self.visits_zones {
            return None;
        }
        if let Some(first) = &self.skip_until {
            if !zone.id.eq_ignore_ascii_case(first) {
                self.passed_over += 1;
                return None;
            }
            self.skip_until = None;
        }
        Some(Place::Zone { id: short(&zone.id), name: short(zone.name.as_deref().unwrap_or_default()) })
    }

    /// Returns a named zone that may not be read, unless it is before the start.
    fn pass_over(&mut self, zone: &str) -> Option<Place> {
        if self.skip_until.as_ref().is_some_and(|first| !zone.eq_ignore_ascii_case(first)) {
            return None;
        }
        self.skip_until = None;
        let (id, name) = if is_id(zone) { (zone, "") } else { ("", zone) };
        Some(Place::Zone { id: short(id), name: short(name) })
    }

    fn end_of_zones(&mut self) -> Batch {
        if let Some(first) = &self.skip_until {
            let detail = "`from_zone`: the list of zones does not have it, so the sweep did not start; it may have \
                          been deleted, or the filter leaves it out";
            let error = Error::new(ErrorKind::Gone).about("zones", first).detailed(detail);
            return Batch { failure: Some(error), ..Batch::default() };
        }
        self.stage = match self.which {
            _ if !self.visits_accounts => Stage::End,
            Which::All if !self.accounts.were_listed() => Stage::Accounts(accounts::list(&self.client)),
            _ => Stage::AccountsOfZones,
        };
        Batch::default()
    }
}

fn is_id(zone: &str) -> bool {
    zone.len() == 32 && zone.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns the zone with this name or id.
async fn look_up(client: &Client, zone: &str) -> Result<ZoneDetails> {
    if is_id(zone) {
        return client.zones().get(zone).await.map(Response::into_inner);
    }
    client.zone_details_by_name(zone).await
}
