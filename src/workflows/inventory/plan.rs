//! What a sweep visits and yields, checked before it starts.

use std::time::Duration;

use super::listed::seconds;
use super::{Attention, Entry, Inventory, Kind};
use crate::Timestamp;
use crate::workflows::{Error, ErrorKind, Result};

/// How soon a certificate must expire to need attention, unless the caller says otherwise.
const EXPIRING: Duration = Duration::from_secs(30 * 86_400);

/// What a sweep lists, and which certificates it yields.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) zone_kinds: Vec<Kind>,
    pub(super) account_kinds: Vec<Kind>,
    /// How soon a certificate that nobody renews needs attention, in seconds.
    pub(super) threshold: i64,
    expiring_within: Option<i64>,
    needing_attention: bool,
}

impl Plan {
    pub(super) fn new(inventory: &Inventory) -> Result<Self> {
        let kinds = kinds(inventory.kinds.as_deref())?;
        let zone_kinds: Vec<Kind> = kinds.iter().copied().filter(|kind| kind.is_of_zones()).collect();
        if zone_kinds.is_empty() && inventory.from_zone.is_some() {
            return Err(refused("`from_zone`: only kinds of accounts are listed, and no zone is visited"));
        }
        let in_seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Ok(Self {
            zone_kinds,
            account_kinds: kinds.iter().copied().filter(|kind| kind.is_of_accounts()).collect(),
            threshold: in_seconds(inventory.expiring_within.unwrap_or(EXPIRING)),
            expiring_within: inventory.expiring_within.map(in_seconds),
            needing_attention: inventory.needing_attention,
        })
    }

    /// Returns whether the caller wants a certificate.
    pub(super) fn wants(&self, entry: &Entry, now: i64) -> bool {
        if self.needing_attention {
            return entry.attention.is_some();
        }
        let Some(within) = self.expiring_within else { return true };
        let until = now.saturating_add(within);
        entry.attention == Some(Attention::Expired)
            || is_unreadable(entry.expires_on.as_ref())
            || seconds(entry.expires_on.as_ref()).is_some_and(|expires_on| expires_on <= until)
    }
}

/// Returns whether a date is stated and means neither a point in time nor "never".
fn is_unreadable(date: Option<&Timestamp>) -> bool {
    date.is_some_and(|date| {
        !date.as_str().trim().is_empty()
            && !date.as_str().starts_with("0001-01-01")
            && date.datetime().is_none()
    })
}

/// Returns each kind once. All kinds are those that this build has.
fn kinds(chosen: Option<&[Kind]>) -> Result<Vec<Kind>> {
    let is_chosen = |kind: &Kind| chosen.is_none_or(|chosen| chosen.contains(kind));
    let mut kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(is_chosen).collect();
    if kinds.len() == Kind::ALL.len() {
        kinds.retain(|kind| kind.is_available());
    }
    if let Some(absent) = kinds.iter().find(|kind| !kind.is_available()) {
        return Err(refused(&format!(
            "`{absent}`: this program is built without the feature of this resource"
        )));
    }
    if kinds.is_empty() {
        return Err(refused("no kind of certificate to list"));
    }
    Ok(kinds)
}

fn refused(detail: &str) -> Error {
    Error::new(ErrorKind::Refused).about("inventory", "").detailed(detail)
}
