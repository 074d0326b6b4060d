//! A certificate as its list has it.

use super::{Attention, Entry, Kind, ManagedBy, Place};
use crate::workflows::source::Record;
use crate::{Progress, Timestamp};

/// A certificate as its list has it.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) id: String,
    /// The type that the resource distinguishes.
    pub(super) type_: Option<String>,
    pub(super) hosts: Vec<String>,
    pub(super) issuer: Option<String>,
    pub(super) expires_on: Option<Timestamp>,
    pub(super) validity_days: Option<i64>,
    pub(super) status: Option<String>,
    pub(super) progress: Progress,
    /// Whether its certificate is being issued, as far as the server's status is known.
    pub(super) is_being_issued: bool,
    /// When the pack was created, in seconds since 1970.
    pub(super) created_on: Option<i64>,
    pub(super) managed_by: ManagedBy,
    pub(super) fingerprint: Option<String>,
    pub(super) serial_number: Option<String>,
    /// The kind in whose own list it is too.
    pub(super) also: Option<Kind>,
    /// The ids that a pack has or that it is known by in the list of packs.
    pub(super) pack_ids: Vec<String>,
    /// The custom hostname that it is for.
    pub(super) hostname: Option<String>,
    /// The id of the Keyless SSL configuration that it is the certificate of.
    pub(super) keyless: Option<String>,
    /// Whether it is kept beside others and not served, such as a backup.
    pub(super) is_spare: bool,
}

#[allow(dead_code, reason = "used by the resources that are built")]
impl Listed {
    /// Creates one that somebody has to renew.
    pub(super) fn new<R: Record>(record: &R) -> Self {
        Self {
            id: record.id().to_owned(),
            type_: None,
            hosts: Vec::new(),
            issuer: None,
            expires_on: None,
            validity_days: None,
            status: record.status_text(),
            progress: record.progress(),
            is_being_issued: false,
            created_on: None,
            managed_by: ManagedBy::You,
            fingerprint: None,
            serial_number: None,
            also: None,
            pack_ids: Vec::new(),
            hostname: None,
            keyless: None,
            is_spare: false,
        }
    }

    pub(super) fn into_entry(self, place: &Place, kind: Kind, attention: Option<Attention>) -> Entry {
        Entry {
            place: place.clone(),
            kind,
            id: self.id,
            type_: self.type_,
            hosts: self.hosts,
            issuer: self.issuer,
            expires_on: self.expires_on,
            validity_days: self.validity_days,
            status: self.status,
            progress: self.progress,
            managed_by: self.managed_by,
            fingerprint: self.fingerprint,
            serial_number: self.serial_number,
            attention,
        }
    }
}

/// Returns the seconds since 1970; `None` if the time is unknown.
pub(super) fn seconds(time: Option<&Timestamp>) -> Option<i64> {
    Some(time?.datetime()?.timestamp())
}

/// Returns for how many days a certificate is valid, rounded up.
#[allow(dead_code, reason = "used by the resources that are built")]
pub(super) fn days(from: Option<&Timestamp>, until: Option<&Timestamp>) -> Option<i64> {
    const DAY: i64 = 86_400;
    let seconds = seconds(until)?.checked_sub(seconds(from)?)?;
    (seconds > 0).then(|| seconds.saturating_add(DAY - 1) / DAY)
}

/// Returns whether a certificate with this status is being issued. A status that is not known may be that of a
/// certificate that is served.
#[allow(dead_code, reason = "used by the resources that are built")]
pub(super) fn is_being_issued(status: Option<&str>) -> bool {
    matches!(status, Some("initializing" | "pending_validation" | "pending_issuance" | "pending_deployment"))
}

/// Returns the name as the only host, unless it is empty or absent.
#[allow(dead_code, reason = "used by the resources that are built")]
pub(super) fn only(name: Option<String>) -> Vec<String> {
    name.into_iter().filter(|name| !name.is_empty()).collect()
}
