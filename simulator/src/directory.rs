//! The zones and accounts that exist.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::ids;

/// The zone that exists if no other is declared.
const DEFAULT_ZONE: &str = "example.com";

/// A zone of the simulator, declared with [`SimulatorBuilder::zone`](crate::SimulatorBuilder::zone) or
/// [`Simulator::add_zone`](crate::Simulator::add_zone).
///
/// ```
/// use cloudflare_certificates_simulator::SimulatedZone;
/// let zone = SimulatedZone::new("example.com").plan("enterprise").status("pending");
/// assert_eq!(zone.id().len(), 32);
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Declaration")]
pub struct SimulatedZone {
    id: String,
    name: String,
    account_id: String,
    plan: String,
    status: String,
    has_universal_ssl: bool,
}

/// A zone as JSON declares it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    name: String,
    id: Option<String>,
    account: Option<String>,
    plan: Option<String>,
    status: Option<String>,
    universal_ssl: Option<bool>,
}

impl SimulatedZone {
    /// A zone with this name. Its id follows from the name, its account is the default one, its plan is `free`, and its
    /// status is `active`.
    pub fn new(name: impl AsRef<str>) -> Self {
        let name = name.as_ref().trim_end_matches('.').to_ascii_lowercase();
        Self {
            id: ids::derived("zone", &name),
            name,
            account_id: default_account(),
            plan: "free".to_owned(),
            status: "active".to_owned(),
            has_universal_ssl: true,
        }
    }

    /// Sets the id: 32 hexadecimal digits.
    #[must_use]
    pub fn with_id(mut self, id: impl AsRef<str>) -> Self {
        self.id = id.as_ref().to_ascii_lowercase();
        self
    }

    /// Sets the id of the account that the zone belongs to.
    #[must_use]
    pub fn account(mut self, id: impl AsRef<str>) -> Self {
        self.account_id = id.as_ref().to_ascii_lowercase();
        self
    }

    /// Sets the plan: `free`, `pro`, `business` or `enterprise`. It is shown, and decides how long packs may be valid; what a
    /// plan does not include is ordered as a [fault](crate::Simulator::fail_always).
    #[must_use]
    pub fn plan(mut self, plan: impl Into<String>) -> Self {
        self.plan = plan.into();
        self
    }

    /// Sets the status, such as `active` or `pending`. In a zone that is not active, certificates stay at
    /// `holding_deployment`.
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }

    /// Disables Universal SSL, so that nothing is [served](crate::Simulator::served) but what clients order and upload.
    #[must_use]
    pub fn without_universal_ssl(mut self) -> Self {
        self.has_universal_ssl = false;
        self
    }

    /// Returns the id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the name: the domain.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the id of the account that the zone belongs to.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    pub(crate) fn plan_name(&self) -> &str {
        &self.plan
    }

    pub(crate) fn status_name(&self) -> &str {
        &self.status
    }

    pub(crate) fn has_universal_ssl(&self) -> bool {
        self.has_universal_ssl
    }

    fn contains(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        host.strip_suffix(self.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }
}

impl From<&str> for SimulatedZone {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for SimulatedZone {
    fn from(name: String) -> Self {
        Self::new(name)
    }
}

impl From<Declaration> for SimulatedZone {
    fn from(declared: Declaration) -> Self {
        let mut zone = Self::new(declared.name);
        if let Some(id) = declared.id {
            zone = zone.with_id(id);
        }
        if let Some(account) = declared.account {
            zone = zone.account(account);
        }
        zone.plan = declared.plan.unwrap_or(zone.plan);
        zone.status = declared.status.unwrap_or(zone.status);
        zone.has_universal_ssl = declared.universal_ssl.unwrap_or(true);
        zone
    }
}

/// The zones and accounts that exist.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory {
    zones: IndexMap<String, SimulatedZone>,
    /// The names of accounts by their ids.
    accounts: BTreeMap<String, String>,
    /// Whether every other zone and account exists, too.
    pub(crate) any_zone: bool,
}

impl Directory {
    /// Adds a zone and its account, or replaces the zone of the same id.
    pub(crate) fn add_zone(&mut self, zone: SimulatedZone) {
        self.add_account(&zone.account_id, None);
        self.zones.insert(zone.id.clone(), zone);
    }

    /// Adds an account, or names one.
    pub(crate) fn add_account(&mut self, id: &str, name: Option<&str>) {
        let known = self.accounts.entry(id.to_ascii_lowercase());
        let known = known.or_insert_with(|| "Simulator account".to_owned());
        if let Some(name) = name {
            name.clone_into(known);
        }
    }

    /// Adds the default zone if there is no other.
    pub(crate) fn complete(&mut self) {
        if self.zones.is_empty() {
            self.add_zone(SimulatedZone::new(DEFAULT_ZONE));
        }
    }

    pub(crate) fn zone(&self, id: &str) -> Option<&SimulatedZone> {
        self.zones.get(&id.to_ascii_lowercase())
    }

    pub(crate) fn zones(&self) -> impl Iterator<Item = &SimulatedZone> {
        self.zones.values()
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = (&String, &String)> {
        self.accounts.iter()
    }

    /// Returns the name of an account.
    pub(crate) fn account_name(&self, id: &str) -> Option<&str> {
        self.accounts.get(&id.to_ascii_lowercase()).map(String::as_str)
    }

    pub(crate) fn has_zone(&self, id: &str) -> bool {
        self.any_zone || self.zone(id).is_some()
    }

    pub(crate) fn has_account(&self, id: &str) -> bool {
        self.any_zone || self.accounts.contains_key(&id.to_ascii_lowercase())
    }

    /// Whether a host lies in a zone. An undeclared zone has no name, and contains every host.
    pub(crate) fn zone_contains(&self, zone_id: &str, host: &str) -> bool {
        self.zone(zone_id).is_none_or(|zone| zone.contains(host))
    }

    /// Whether a host lies in a zone of an account. Where every zone exists, every account may have every host.
    pub(crate) fn account_contains(&self, account_id: &str, host: &str) -> bool {
        let mut zones = self.zones.values().filter(|zone| zone.account_id.eq_ignore_ascii_case(account_id));
        self.any_zone || zones.any(|zone| zone.contains(host))
    }
}

/// The account of zones that name none.
fn default_account() -> String {
    ids::derived("account", "default")
}
