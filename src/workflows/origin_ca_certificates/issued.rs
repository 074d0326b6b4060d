//! What was issued for a request.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use super::der::{public_key_of_certificate, public_key_of_csr};
use crate::types::{NewOriginCaCertificate, OriginCaCertificate, OriginCaRequestType};
use crate::workflows::{Error, ErrorKind, Record, Result};
use crate::{OriginCaCertificates, Progress};

/// What identifies a certificate that was issued for a request.
pub(super) struct Wanted {
    public_key: Vec<u8>,
    hostnames: BTreeSet<String>,
    request_type: OriginCaRequestType,
    /// The id of a certificate that does not count, because it is replaced.
    except: Option<String>,
    /// How long the certificate is valid from its issuance.
    validity: Duration,
}

/// Cloudflare's default validity.
const DEFAULT_DAYS: u32 = 5475;
const DAY: Duration = Duration::from_secs(86_400);
/// A replacement that was issued longer ago than this is not the one that an interrupted run has requested.
const RECENT: Duration = Duration::from_secs(7 * 86_400);

impl Wanted {
    pub(super) fn of(new: &NewOriginCaCertificate, except: Option<String>) -> Result<Self> {
        let public_key = public_key_of_csr(&new.csr)
            .ok_or_else(|| Error::new(ErrorKind::Refused).detailed("the CSR cannot be read"))?;
        let hostnames = new.hostnames.iter().map(|hostname| normalized(hostname)).collect();
        let days = new.requested_validity.and_then(|days| u32::try_from(days).ok());
        let validity = DAY.saturating_mul(days.unwrap_or(DEFAULT_DAYS));
        Ok(Self { public_key, hostnames, request_type: new.request_type.clone(), except, validity })
    }

    /// Returns the certificate that was issued; of several, the one that expires last.
    pub(super) async fn find(
        &self,
        handle: &OriginCaCertificates,
        zone_id: &str,
        now: SystemTime,
    ) -> Result<Option<OriginCaCertificate>> {
        let mut all = handle.list(zone_id).all().await?;
        let replaced =
            all.iter().find(|certificate| self.except.as_ref() == Some(&certificate.id)).and_then(expiry);
        all.retain(|certificate| self.is(certificate, now) && self.can_replace(certificate, replaced, now));
        Ok(all.into_iter().max_by_key(expiry))
    }

    /// Returns whether a certificate can be the replacement of another one, and not one that was there before: it expires
    /// later than that one, or was issued recently.
    fn can_replace(
        &self,
        certificate: &OriginCaCertificate,
        replaced: Option<SystemTime>,
        now: SystemTime,
    ) -> bool {
        if self.except.is_none() {
            return true;
        }
        let Some(expiry) = expiry(certificate) else { return true };
        let is_later = replaced.is_some_and(|replaced| expiry > replaced);
        let recently = now.checked_add(self.validity).and_then(|end| end.checked_sub(RECENT));
        is_later || recently.is_none_or(|recently| expiry >= recently)
    }

    fn is(&self, certificate: &OriginCaCertificate, now: SystemTime) -> bool {
        let hostnames = || certificate.hostnames.iter().map(|hostname| normalized(hostname)).collect();
        let key = || certificate.certificate.as_deref().and_then(public_key_of_certificate);
        certificate.progress() != Progress::Gone
            && self.except.as_ref() != Some(&certificate.id)
            && certificate.request_type.as_ref().is_none_or(|request_type| *request_type == self.request_type)
            && expiry(certificate).is_none_or(|expiry| expiry > now)
            && self.hostnames == hostnames()
            && key().as_ref() == Some(&self.public_key)
    }
}

fn expiry(certificate: &OriginCaCertificate) -> Option<SystemTime> {
    certificate.expires_on.as_ref()?.datetime().map(SystemTime::from)
}

/// Returns a hostname as certificates have it: in lower case, in punycode, without a dot at the end.
fn normalized(hostname: &str) -> String {
    let (wildcard, domain) = match hostname.strip_prefix("*.") {
        Some(domain) => ("*.", domain),
        None => ("", hostname),
    };
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    let url = reqwest::Url::parse(&format!("https://{domain}/")).ok();
    let ascii = url.as_ref().and_then(reqwest::Url::host_str);
    format!("{wildcard}{}", ascii.map_or_else(|| domain.to_lowercase(), str::to_owned))
}
