//! The inventory: which certificates there are over many zones and accounts, and which of them need somebody to act.
//! [`Inventory`] says what it costs, how it shares the rate limit, how it continues, and what its gaps are.
//!
//! - `plan.rs` checks what is asked for; `places.rs` finds the zones and accounts; `lists.rs` reads their lists, with a file
//!   per resource that says what its items are as [`Listed`].
//! - `engine.rs` decides what is requested next, at most so many requests at once; `visit.rs` is a zone or account while
//!   its lists are read; `position.rs` knows what has been yielded.
//! - `identity.rs` knows which certificates the list of packs repeats. `renewal.rs` and `keyless.rs` hold back the items
//!   that depend on others of the same zone; `attention.rs` judges the others alone.
//!
//! There are no tasks apart from those in which lists fetch their pages: a sweep that is not polled starts no request, and
//! keeps at most a page for each request in flight.

mod attention;
mod engine;
mod entry;
mod failure;
mod filter;
mod gap;
mod identity;
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
    /// Lists the certificates of every kind over all zones and accounts that the token may see, as they are read. See
    /// [`Inventory`].
    ///
    /// Needs the Cargo features `zones` and `accounts`, and those of the resources to list.
    ///
    /// Permissions: `Zone Read` for the list of zones, `Account Settings Read` for that of accounts, and those of the lists:
    /// what the token may not read is a [`Gap`].
    pub fn inventory(&self) -> Inventory {
        Inventory::new(self.clone())
    }
}

/// An inventory of certificates that has not started yet: what it visits, and what it yields.
///
/// ```no_run
/// use std::time::Duration;
///
/// use cloudflare_certificates::workflows::{InventoryItem, Kind, ZoneFilter};
///
/// # async fn f(client: cloudflare_certificates::Client) -> cloudflare_certificates::workflows::Result<()> {
/// let mut sweep = client
///     .inventory()
///     .zones(ZoneFilter::all())
///     .kinds([Kind::CertificatePacks, Kind::CustomCertificates])
///     .in_flight(32)
///     .rate_limit_share(50)
///     .needing_attention()
///     .stream();
/// while let Some(item) = sweep.try_next().await? {
///     match item {
///         InventoryItem::Entry(entry) => println!("{}: {:?} {:?}", entry.place, entry.hosts, entry.attention),
///         InventoryItem::Gap(gap) => eprintln!("unknown: {:?} {:?}: {}", gap.place, gap.kind, gap.error),
///         InventoryItem::Progress(progress) => eprintln!("{} of {:?}", progress.done, progress.total),
///         _ => {}
///     }
/// }
/// # Ok(()) }
/// ```
///
/// # Cost
/// A request for each zone or account and kind, more for lists of more than a page (50 items; 1,000 custom hostnames), and
/// one for every 50 zones. With the default limit of 1,200 requests in five minutes, two kinds of 500 zones take seconds,
/// and ten kinds of 10,000 zones seven hours: list the kinds that you have. Whole zones cannot be asked for at once; Cloudflare has
/// no such list.
///
/// # The rate limit
/// It is the user's, for all tokens. Every other call of the same client goes before the sweep's, and
/// [`rate_limit_share`](Self::rate_limit_share) leaves a part of the limit to others for which the client cannot know that
/// they wait. A 429 pauses the sweep as it pauses every call; its calls wait for as long as it takes, whatever
/// [deadline](crate::ClientBuilder::deadline) the client has.
///
/// # Gaps
/// A list that cannot be read is a [`Gap`] with its reason, and the sweep goes on: a gap is not an empty list. A list that
/// breaks off yields its items first. Failures that pass are retried as the client's [`Retry`](crate::Retry) says.
///
/// # Each certificate once
/// The list of certificate packs repeats the certificates of custom certificates, custom hostnames and Keyless SSL. These
/// packs are left out if the list of their own kind has the certificate: by its id or hostname, or by the same hosts and
/// expiry. They are of the kind [`CertificatePacks`](Kind::CertificatePacks) otherwise, so that neither a gap nor a list
/// that changes while it is read loses a certificate. To compare them takes memory while a zone is visited: about 3 MB for
/// 100,000 custom hostnames, and at most 5 MB; the packs of certificates beyond that are yielded as well.
///
/// Keyless SSL configurations take hosts and expiry from their certificates: from the first to expire, if there are
/// several. Two records of one certificate stay two entries, such as an Origin CA certificate for hosts in two zones. What
/// is deleted or revoked is left out.
///
/// # Continuing
/// A sweep visits zones in the order of their names, several at once, and then the accounts. Store
/// [`Sweep::progress`]'s [`resume_from`](SweepProgress::resume_from) after each item, or each
/// [`Progress`](InventoryItem::Progress), and pass it to [`from_zone`](Self::from_zone): everything is yielded at least once,
/// except for zones that were created meanwhile and come before it. The accounts are visited again.
///
/// # Changes meanwhile
/// A list is read page by page, and that of zones while they are visited, for hours if there are many. A zone that is added
/// or deleted while the list is read changes the number of zones, so pages are read again as far as needed. If one is
/// deleted and another one added between two pages, the number stays the same and a client cannot see it: a zone or
/// certificate that moved to a page that was read before is not found until the next sweep.
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

    /// Sets which kinds of certificates it lists; all unless set, and all are those that this build
    /// [has](Kind::is_available). Kinds of accounts only are listed without a request for zones, unless the list of accounts
    /// fails or is empty; kinds of zones only without a request for accounts.
    ///
    /// # Errors
    /// The sweep fails with [`Refused`](crate::workflows::ErrorKind::Refused) if there is no kind, or one whose Cargo feature
    /// is off.
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = Kind>) -> Self {
        self.kinds = Some(kinds.into_iter().collect());
        self
    }

    /// Sets how many requests may be in flight: 16 unless set, at least 1 and at most 256. As many pages may be in memory.
    pub fn in_flight(mut self, requests: usize) -> Self {
        self.in_flight = requests.clamp(1, 256);
        self
    }

    /// Limits the sweep to a percentage of the client's rate limit, from 1 to 100; 100 unless set. In any case, every
    /// other call of the client goes first. See [`Options::background`](crate::Options::background).
    pub fn rate_limit_share(mut self, percent: u8) -> Self {
        self.percent = percent.clamp(1, 100);
        self
    }

    /// Starts at this zone, by its id, instead of the first one: where an interrupted sweep
    /// [can continue](SweepProgress::resume_from). The zones before it are listed, but not visited.
    ///
    /// # Errors
    /// The sweep fails with [`Gone`](crate::workflows::ErrorKind::Gone) and yields nothing if the list of zones does not have
    /// it, and with [`Refused`](crate::workflows::ErrorKind::Refused) if all kinds are of accounts.
    pub fn from_zone(mut self, zone_id: impl Into<String>) -> Self {
        self.from_zone = Some(zone_id.into());
        self
    }

    /// Yields only certificates that have expired or will have expired in this time, on the client's clock; not those
    /// that do not state when they expire, but those whose date cannot be read. Gaps are yielded in any case.
    ///
    /// It is also the time for [`Attention::Expiring`], instead of 30 days. With
    /// [`needing_attention`](Self::needing_attention) it is only that.
    pub fn expiring_within(mut self, duration: Duration) -> Self {
        self.expiring_within = Some(duration);
        self
    }

    /// Yields only certificates that need somebody's [`Attention`]. Gaps are yielded in any case.
    ///
    /// - Any certificate that has expired or failed, or needs somebody to act.
    /// - Those that you renew, 30 days before they expire, or the time set with
    ///   [`expiring_within`](Self::expiring_within). Certificates from Cloudflare's CAs are among them: Origin CA, client
    ///   certificates and Gateway's are not renewed.
    /// - Those that Cloudflare renews, only if it does not: 30 days before they expire, 7 days if they are valid for 30 days,
    ///   and 3 days if they are valid for 14 days; not while their renewal is being issued, be it the same record or a newer
    ///   pack for the same hosts, until 3 days before they expire (36 hours if they are valid for 14 days); nor once a
    ///   newer pack is active, even if the old one has expired.
    ///
    /// Certificates that are kept beside the ones in use, such as backups, and Gateway certificates that are not activated,
    /// only count if their removal failed.
    pub fn needing_attention(mut self) -> Self {
        self.needing_attention = true;
        self
    }

    /// Starts the sweep, when the stream is first polled.
    pub fn stream(self) -> Sweep {
        Sweep::new(&self)
    }
}
