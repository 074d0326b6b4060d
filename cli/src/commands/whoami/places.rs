//! The zones and accounts that the credentials see.

use cloudflare_certificates::types::{AccountDetails, ZoneDetails};
use cloudflare_certificates::{Client, Error, operations};

use super::row::Found;
use crate::Result;
use crate::context::Context;

/// How many are listed: the largest page.
const LISTED: u32 = 50;
/// How many are probed unless they are named.
const PROBED: usize = 3;

#[derive(Default)]
pub(super) struct Places {
    /// The ids and names of those to probe.
    pub(super) zones: Vec<(String, String)>,
    pub(super) accounts: Vec<(String, String)>,
    /// A row for each that was found, or for a list that could not be read.
    pub(super) rows: Vec<Found>,
    /// What was left out.
    pub(super) remarks: Vec<String>,
}

impl Places {
    /// Finds the zones and accounts that were named, or else the first ones.
    pub(super) async fn find(
        context: &Context,
        client: &Client,
        zones: &[String],
        accounts: &[String],
    ) -> Result<Self> {
        let mut places = Self::default();
        if zones.is_empty() && accounts.is_empty() {
            places.list_zones(client).await;
            places.list_accounts(client).await;
            return Ok(places);
        }
        for zone in zones {
            let found = context.zone(zone).await?;
            places.add_zone(client.zones().get(found.zone.id()).await?.into_inner());
        }
        for account in accounts {
            let found = context.account(Some(account)).await?;
            places.add_account(found.account.id().to_owned(), found.name, None);
        }
        Ok(places)
    }

    async fn list_zones(&mut self, client: &Client) {
        match client.zones().list().per_page(LISTED).page(1).await {
            Ok(page) => {
                let total = page.total_count();
                page.into_items().into_iter().for_each(|zone| self.add_zone(zone));
                self.leave_out(total, "zones");
            }
            Err(error) => self.cannot_list("zones", &operations::ZONES_LIST, error),
        }
    }

    async fn list_accounts(&mut self, client: &Client) {
        match client.accounts().list().per_page(LISTED).page(1).await {
            Ok(page) => {
                let total = page.total_count();
                for AccountDetails { id, name, type_, .. } in page.into_items() {
                    let plan = type_.map(|type_| type_.as_str().to_owned());
                    self.add_account(id, name.unwrap_or_default(), plan);
                }
                self.leave_out(total, "accounts");
            }
            Err(error) => self.cannot_list("accounts", &operations::ACCOUNTS_LIST, error),
        }
    }

    fn add_zone(&mut self, zone: ZoneDetails) {
        let mut row = Found::new("zone", "zones");
        row.id = zone.id;
        row.name = zone.name.unwrap_or_default();
        row.status = zone.status.map(|status| status.as_str().to_owned());
        row.plan = zone.plan.and_then(|plan| plan.name);
        row.needs = operations::ZONES_LIST.permissions;
        self.zones.push((row.id.clone(), row.name.clone()));
        self.rows.push(row);
    }

    fn add_account(&mut self, id: String, name: String, plan: Option<String>) {
        self.accounts.push((id.clone(), name.clone()));
        let needs = operations::ACCOUNTS_LIST.permissions;
        self.rows.push(Found { id, name, plan, needs, ..Found::new("account", "accounts") });
    }

    /// Keeps the first ones, and says what was left out.
    fn leave_out(&mut self, total: Option<u64>, kind: &'static str) {
        let (probed, option) =
            if kind == "zones" { (&mut self.zones, "--zone") } else { (&mut self.accounts, "--account") };
        let listed = probed.len();
        if listed > PROBED {
            probed.truncate(PROBED);
            let total = total.unwrap_or_default().max(listed as u64);
            self.remarks.push(format!("{PROBED} of {total} {kind} were probed: name others with {option}"));
        }
    }

    fn cannot_list(
        &mut self,
        kind: &'static str,
        operation: &cloudflare_certificates::Operation,
        error: Error,
    ) {
        self.rows.push(Found::new("credentials", kind).outcome(operation, Err(error)));
    }
}
