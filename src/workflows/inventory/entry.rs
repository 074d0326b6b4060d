//! What an inventory finds.

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;

use super::Kind;
use crate::{Account, Client, Error, Progress, Timestamp, Zone};

/// A certificate that an inventory found. Serialized as JSON, it has these fields.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The zone or account that it belongs to.
    pub place: Place,
    /// Its kind.
    pub kind: Kind,
    /// Its id. A renewal may change it.
    pub id: String,
    /// Its type, where the kind has several: packs are `universal`, `advanced` and so on, mTLS certificates are `custom` or
    /// `gateway_managed`.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// The names that it is for, in the server's order. Certificates without names have the name that somebody gave
    /// them, or none.
    pub hosts: Vec<String>,
    /// Who issued it, as the server states it; for a pack that has no certificate yet, who will.
    pub issuer: Option<String>,
    /// When it expires; of several certificates in a pack, the first.
    pub expires_on: Option<Timestamp>,
    /// For how many days it is valid from its issuance, if the list says so.
    pub validity_days: Option<i64>,
    /// Its status as the server states it.
    pub status: Option<String>,
    /// What the status means.
    #[serde(serialize_with = "super::attention::progress_name")]
    pub progress: Progress,
    /// Who renews it.
    pub managed_by: ManagedBy,
    /// The fingerprint, where the server states one.
    pub fingerprint: Option<String>,
    /// The serial number, where the server states one.
    pub serial_number: Option<String>,
    /// Why somebody has to act, as of when the inventory read it.
    pub attention: Option<super::Attention>,
}

/// The zone or account of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "scope")]
#[non_exhaustive]
pub enum Place {
    /// A zone.
    Zone {
        /// Its id.
        id: String,
        /// Its domain; empty if the server did not state it.
        name: String,
    },
    /// An account.
    Account {
        /// Its id.
        id: String,
        /// Its name; empty if the server did not state one.
        name: String,
    },
}

impl Place {
    /// Returns the id of the zone or account.
    pub fn id(&self) -> &str {
        match self {
            Self::Zone { id, .. } | Self::Account { id, .. } => id,
        }
    }

    /// Returns the name of the zone or account.
    pub fn name(&self) -> &str {
        match self {
            Self::Zone { name, .. } | Self::Account { name, .. } => name,
        }
    }

    /// Returns the handle of the zone, to act on what was found; `None` if it is an account, or if the id is none.
    pub fn zone(&self, client: &Client) -> Option<Zone> {
        if self.is_zone() { client.zone(self.id()).ok() } else { None }
    }

    /// Returns the handle of the account, to act on what was found; `None` if it is a zone, or if the id is none.
    pub fn account(&self, client: &Client) -> Option<Account> {
        if self.is_zone() { None } else { client.account(self.id()).ok() }
    }

    /// Returns whether it is a zone.
    pub fn is_zone(&self) -> bool {
        matches!(self, Self::Zone { .. })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account { id, name } if name.is_empty() => write!(f, "account {id}"),
            Self::Account { name, .. } => write!(f, "account {name}"),
            Self::Zone { id, name } if name.is_empty() => write!(f, "zone {id}"),
            Self::Zone { name, .. } => f.pad(name),
        }
    }
}

/// Who renews a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ManagedBy {
    /// Cloudflare, as long as the validation succeeds.
    Cloudflare,
    /// You: it expires unless you upload or issue a new one.
    You,
}

/// A list that could not be read: which certificates it has is unknown.
#[derive(Debug)]
#[non_exhaustive]
pub struct Gap {
    /// The zone or account; `None` if the list of accounts itself could not be read. A zone that was named and may not be
    /// read has either its id or its name, and the other is empty.
    pub place: Option<Place>,
    /// The kind; `None` if the list of accounts itself could not be read, the zone or account has no valid id, or it was named and may not be
    /// read.
    pub kind: Option<Kind>,
    /// Why.
    pub error: Error,
}

impl Gap {
    /// Returns the reason.
    pub fn reason(&self) -> GapReason {
        super::gap::reason(&self.error)
    }
}

/// Why a list could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GapReason {
    /// The server does not accept the token: it is revoked, expired, malformed or absent. All other lists fail, too.
    Credentials,
    /// The token may not read it.
    Permission,
    /// The zone's or account's plan does not include it.
    Entitlement,
    /// The request failed; another time it may succeed.
    Transient,
    /// Something else: see the error.
    Other,
}

impl GapReason {
    /// Returns the reason as a word, as it is serialized.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Permission => "permission",
            Self::Entitlement => "entitlement",
            Self::Transient => "transient",
            Self::Other => "other",
        }
    }
}

/// An item of a [`Sweep`](super::Sweep).
#[derive(Debug)]
#[non_exhaustive]
pub enum InventoryItem {
    /// A certificate.
    Entry(Box<Entry>),
    /// A list that could not be read.
    Gap(Box<Gap>),
    /// How far the sweep is. It comes after each zone and account, and when the sweep starts to wait for the rate limit.
    Progress(SweepProgress),
}

/// How far a sweep is.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SweepProgress {
    /// The zones and accounts of which all lists have been read, or are gaps.
    pub done: u64,
    /// Of how many, as far as is known: it grows while the list of zones is read, unless the server stated the total, and
    /// when accounts are found. Zones before [`from_zone`](super::Inventory::from_zone) do not count.
    pub total: Option<u64>,
    /// The certificates found so far, whether or not they passed the filter.
    pub entries: u64,
    /// The lists that could not be read so far.
    pub gaps: u64,
    /// Until when all requests wait for the rate limit, if they do.
    pub waiting_until: Option<SystemTime>,
    /// The zone at which an interrupted sweep can continue with [`from_zone`](super::Inventory::from_zone): everything of
    /// the zones before it has been yielded. While accounts are visited, after all zones, it is the last zone. `None`
    /// before the first zone is known, where there are no zones to visit, and after the sweep has ended.
    pub resume_from: Option<String>,
}
