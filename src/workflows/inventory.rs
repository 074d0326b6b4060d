//! The inventory: which certificates there are over many zones and accounts, and which of them need somebody to act.

mod attention;
mod engine;
mod entry;
mod filter;
mod gap;
mod keyless;
mod kind;
mod listed;
mod lists;
mod places;
mod plan;
mod position;
mod renewal;
mod share;
mod sweep;
mod visit;

use std::time::Duration;

use crate::Client;

pub use attention::Attention;
pub use entry::{Entry, Gap, GapReason, InventoryItem, ManagedBy, Place, SweepProgress};
pub use filter::ZoneFilter;
pub use kind::{Kind, UnknownKind};
pub use sweep::Sweep;

use listed::Listed;

/// How many requests are in flight unless the caller says otherwise.
const IN_FLIGHT: usize = 16;

impl Client {
    /// Lists the certificates of every kind over all zones and accounts that the token may see, one after the other as
    /// they are read. See [`Inventory`].
    pub fn inventory(&self) -> Inventory {
        Inventory::new(self.clone())
    }
}

/// An inventory of certificates that has not started yet: what it visits, and what it yields.
#[derive(Clone, Debug)]
#[must_use = "an inventory does nothing until its stream is polled"]
pub struct Inventory {
    client: Client,
    zones: ZoneFilter,
    /// All if unset.
    kinds: Option<Vec<Kind>>,
    in_flight: usize,
    percent: u8,
    from_zone: Option<String>,
    expiring_within: Option<Duration>,
    needing_attention: bool,
}

impl Inventory {
    fn new(client: Client) -> Self {
        Self {
            client,
            zones: ZoneFilter::all(),
            kinds: None,
            in_flight: IN_FLIGHT,
            percent: 100,
            from_zone: None,
            expiring_within: None,
            needing_attention: false,
        }
    }

    /// Sets which zones and accounts it visits; all unless set.
    pub fn zones(mut self, zones: ZoneFilter) -> Self {
        self.zones = zones;
        self
    }

    /// Sets which kinds of certificates it lists; all unless set.
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = Kind>) -> Self {
        self.kinds = Some(kinds.into_iter().collect());
        self
    }

    /// Sets how many requests may be in flight: 16 unless set, at least 1 and at most 256.
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.in_flight = requests.clamp(1, 256);
        self
    }

    /// Limits the sweep to a percentage of the client's rate limit, from 1 to 100; 100 unless set. In any case, every
    /// other call of the client goes first.
    pub fn rate_limit_share(mut self, percent: u8) -> Self {
        self.percent = percent.clamp(1, 100);
        self
    }

    /// Starts at this zone, by its id, instead of the first one: where an interrupted sweep
    /// [can continue](SweepProgress::resume_from).
    pub fn from_zone(mut self, zone_id: impl Into<String>) -> Self {
        self.from_zone = Some(zone_id.into());
        self
    }

    /// Yields only certificates that have expired or will have expired in this time, on the client's clock. Gaps are
    /// yielded in any case.
    pub fn expiring_within(mut self, duration: Duration) -> Self {
        self.expiring_within = Some(duration);
        self
    }

    /// Yields only certificates that need somebody's [`Attention`]. Gaps are yielded in any case.
    pub fn needing_attention(mut self) -> Self {
        self.needing_attention = true;
        self
    }

    /// Starts the sweep, when the stream is first polled.
    pub fn stream(self) -> Sweep {
        Sweep::new(&self)
    }
}
