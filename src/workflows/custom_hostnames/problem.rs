//! What Cloudflare reports about a validation, sorted by who has to act.
//!
//! <https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/domain-support/hostname-validation/dcv-troubleshooting/>
//! and
//! <https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/domain-support/hostname-validation/error-codes/>

use serde::{Deserialize, Serialize};

use crate::types::CustomHostname;

/// Something that stands in the way of a hostname or its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Problem {
    /// What Cloudflare or the certificate authority reports.
    pub message: String,
    /// Who has to act.
    pub actor: Actor,
    /// What helps, in words; empty for a message that this version does not know.
    pub advice: String,
}

/// Who has to act upon a [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Actor {
    /// The hostname's owner, who controls its DNS.
    Customer,
    /// You, to whom the zone belongs.
    Provider,
    /// This version does not know the message.
    #[serde(other)]
    Unknown,
}

/// Parts of messages in lower case: the first one that a message contains decides.
const KNOWN: [(&str, Actor, &str); 16] = [
    ("multiple perspective", Actor::Customer, "make the DNS answer the same everywhere"),
    ("mpic", Actor::Customer, "make the DNS answer the same everywhere"),
    ("dnssec", Actor::Customer, "correct the DNSSEC signatures"),
    ("caa", Actor::Customer, "allow the authority in the CAA records, or remove them"),
    ("servfail", Actor::Customer, "make the nameservers reachable from everywhere"),
    ("nameserver", Actor::Customer, "make the nameservers reachable from everywhere"),
    ("dns lookup", Actor::Customer, "make the nameservers reachable from everywhere"),
    ("rate limited", Actor::Provider, "wait, or change the authority"),
    ("internal error", Actor::Provider, "wait; if it lasts for a day, change the authority"),
    ("will not issue", Actor::Provider, "change the authority, or ask Cloudflare's support"),
    ("fallback origin", Actor::Provider, "set the fallback origin, and wait until it is active"),
    ("held zone", Actor::Customer, "release the hold of the zone; then have the hostname checked again"),
    ("cannot be activated", Actor::Customer, "point the hostname's DNS at the service"),
    ("does not cname", Actor::Customer, "point the hostname's DNS at the service"),
    ("ownership", Actor::Customer, "point the hostname's DNS at the service, or set the ownership's record"),
    ("timed out", Actor::Customer, "set the records; then have them checked again"),
];

impl Problem {
    pub(super) fn new(message: &str) -> Self {
        let lower = message.to_ascii_lowercase();
        let known = KNOWN.iter().find(|(part, ..)| lower.contains(part));
        let (actor, advice) = known.map_or((Actor::Unknown, ""), |(_, actor, advice)| (*actor, *advice));
        Self { message: message.to_owned(), actor, advice: advice.to_owned() }
    }

    /// Returns what is reported about a hostname and its certificate.
    pub(super) fn all_of(hostname: &CustomHostname) -> Vec<Self> {
        let certificate = hostname.ssl.iter().flat_map(|ssl| &ssl.validation_errors);
        let certificate = certificate.filter_map(|problem| problem.message.as_deref());
        hostname.verification_errors.iter().map(String::as_str).chain(certificate).map(Self::new).collect()
    }
}
