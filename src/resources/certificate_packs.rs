//! When a certificate pack expires.

use std::time::{Duration, SystemTime};

use super::expiry;
use crate::Timestamp;
use crate::types::CertificatePack;

impl CertificatePack {
    /// Returns when the first of the pack's active certificates expires, or of all its certificates if none is active;
    /// `None` if no date is known, as before it is issued.
    pub fn expires_on(&self) -> Option<&Timestamp> {
        let earliest = |only_active: bool| {
            let is_active = |status: Option<&str>| status.is_none_or(|status| status == "active");
            let counted =
                self.certificates.iter().filter(|one| !only_active || is_active(one.status.as_deref()));
            let dated =
                counted.filter_map(|one| one.expires_on.as_ref().filter(|on| on.datetime().is_some()));
            dated.min_by_key(|on| on.datetime())
        };
        earliest(true).or_else(|| earliest(false))
    }

    /// Returns whether the pack has expired, or will have expired in `within` from `now` on; `false` if no
    /// [date](Self::expires_on) is known.
    ///
    /// ```no_run
    /// # async fn f(client: cloudflare_certificates::Client, zone: cloudflare_certificates::Zone) -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// let now = client.clock().system_time();
    /// for pack in zone.certificate_packs().list().all().await? {
    ///     if pack.expires_within(now, Duration::from_secs(30 * 86_400)) {
    ///         println!("{} expires on {:?}", pack.id, pack.expires_on());
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn expires_within(&self, now: SystemTime, within: Duration) -> bool {
        expiry::is_within(self.expires_on(), now, within)
    }
}
