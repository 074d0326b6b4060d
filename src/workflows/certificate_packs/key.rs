//! What identifies a certificate pack, apart from its id.

use std::collections::BTreeSet;

use crate::types::{CertificateAuthority, CertificatePack, CertificatePackType, NewCertificatePack};

/// The names that Cloudflare adds to certificates with its branding lie below this one.
const BRANDING: &str = ".cloudflaressl.com";

/// What identifies a certificate pack whose id is unknown: its hosts, and as far as they are set its certificate
/// authority and its validity; and its type, `advanced` unless another one is set.
///
/// - Hosts are compared as a set, whatever their order and case. The server adds the name of the zone to an order: a
///   pack with one more host also matches if all others lie below that one.
/// - What a pack does not state is not compared.
///
/// A key is also made from an order and from a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackKey {
    hosts: BTreeSet<String>,
    certificate_authority: Option<CertificateAuthority>,
    type_: CertificatePackType,
    validity_days: Option<i64>,
}

impl PackKey {
    /// Creates the key of an advanced pack for these hosts, of any authority and validity.
    pub fn new(hosts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self {
            hosts: normalized(hosts),
            certificate_authority: None,
            type_: CertificatePackType::Advanced,
            validity_days: None,
        }
    }

    /// Sets the certificate authority.
    #[must_use]
    pub fn certificate_authority(mut self, authority: CertificateAuthority) -> Self {
        self.certificate_authority = Some(authority);
        self
    }

    /// Sets the type of the pack, such as [`Universal`](CertificatePackType::Universal).
    #[must_use]
    pub fn type_(mut self, type_: CertificatePackType) -> Self {
        self.type_ = type_;
        self
    }

    /// Sets for how many days the certificates are valid.
    #[must_use]
    pub fn validity_days(mut self, days: i64) -> Self {
        self.validity_days = Some(days);
        self
    }

    /// Returns the hosts that no host of this key covers, as they are written or by a wildcard.
    pub(super) fn lacking<'a>(&self, hosts: &'a [String]) -> Vec<&'a str> {
        let covers = |host: &str| {
            let wildcard = host.split_once('.').map(|(_, parent)| format!("*.{parent}"));
            self.hosts.contains(host) || wildcard.is_some_and(|wildcard| self.hosts.contains(&wildcard))
        };
        let is_lacking = |host: &&String| {
            let host = host.trim_end_matches('.').to_ascii_lowercase();
            is_ordered(&host) && !covers(&host)
        };
        hosts.iter().filter(is_lacking).map(String::as_str).collect()
    }

    /// Returns whether this is the key of the pack, whatever the pack's status.
    pub fn matches(&self, pack: &CertificatePack) -> bool {
        let has_type = pack.type_.as_ref().is_none_or(|type_| *type_ == self.type_);
        has_type
            && same_if_known(self.certificate_authority.as_ref(), pack.certificate_authority.as_ref())
            && same_if_known(self.validity_days, pack.validity_days)
            && self.has_hosts(&normalized(&pack.hosts))
    }

    /// Returns whether the pack has the hosts of this key, and this one, which the server may have added.
    pub(super) fn matches_without_type(&self, pack: &CertificatePack, apex: &str) -> bool {
        self.has_hosts(&normalized(&pack.hosts)) && self.hosts.iter().all(|host| lies_below(host, apex))
    }

    /// Without hosts, nothing is known: such a key is that of no pack.
    fn has_hosts(&self, hosts: &BTreeSet<String>) -> bool {
        if self.hosts.is_empty() {
            return false;
        }
        let mut added = hosts.difference(&self.hosts);
        match (self.hosts.is_subset(hosts), added.next(), added.next()) {
            (true, None, _) => true,
            (true, Some(apex), None) => self.hosts.iter().all(|host| lies_below(host, apex)),
            _ => false,
        }
    }
}

impl From<&NewCertificatePack> for PackKey {
    fn from(order: &NewCertificatePack) -> Self {
        Self {
            hosts: normalized(&order.hosts),
            certificate_authority: Some(order.certificate_authority.clone()),
            type_: CertificatePackType::from(order.type_.as_str()),
            validity_days: Some(order.validity_days),
        }
    }
}

impl From<&CertificatePack> for PackKey {
    fn from(pack: &CertificatePack) -> Self {
        Self {
            hosts: normalized(&pack.hosts),
            certificate_authority: pack.certificate_authority.clone(),
            type_: pack.type_.clone().unwrap_or(CertificatePackType::Advanced),
            validity_days: pack.validity_days,
        }
    }
}

/// Returns whether a host can be part of an order: the server adds others.
pub(super) fn is_ordered(host: &str) -> bool {
    !host.to_ascii_lowercase().ends_with(BRANDING)
}

fn normalized(hosts: impl IntoIterator<Item = impl AsRef<str>>) -> BTreeSet<String> {
    let lowercase = hosts.into_iter().map(|host| host.as_ref().trim_end_matches('.').to_ascii_lowercase());
    lowercase.filter(|host| is_ordered(host)).collect()
}

fn same_if_known<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

fn lies_below(host: &str, parent: &str) -> bool {
    host.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
}
