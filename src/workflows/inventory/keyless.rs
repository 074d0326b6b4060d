//! Keyless SSL configurations and their certificates, which other lists have.

use std::collections::HashSet;

use super::Entry;
use super::identity::of_hosts;
use super::listed::seconds;

/// How many of a zone's configurations and certificates are kept; what comes after them is yielded as it is.
const MOST: usize = 1_000;

/// The Keyless SSL configurations of a zone, and the entries of other lists that are their certificates.
#[derive(Default)]
pub(super) struct Keyless {
    configurations: Vec<Entry>,
    /// Certificates, with the ids of their configurations if they state them.
    certificates: Vec<(Entry, Option<String>)>,
}

impl Keyless {
    /// Keeps a configuration, or returns it if there are too many.
    pub(super) fn keep(&mut self, configuration: Entry) -> Option<Entry> {
        if self.configurations.len() >= MOST {
            return Some(configuration);
        }
        self.configurations.push(configuration);
        None
    }

    /// Keeps the certificate of a configuration, or returns it if there are too many.
    pub(super) fn keep_certificate(&mut self, certificate: Entry, of: Option<String>) -> Option<Entry> {
        if self.certificates.len() >= MOST {
            return Some(certificate);
        }
        self.certificates.push((certificate, of));
        None
    }

    /// Returns the configurations with what their certificates say. A certificate that belongs to none of them for
    /// certain stays an entry of its own, as do all if not all configurations are known.
    pub(super) fn settle(&mut self, are_all_known: bool) -> Vec<Entry> {
        let mut configurations = std::mem::take(&mut self.configurations);
        let mut without: HashSet<usize> = (0..configurations.len()).collect();
        let mut others = Vec::new();
        let mut known = HashSet::new();
        for (certificate, of) in std::mem::take(&mut self.certificates) {
            let id = of.as_ref().unwrap_or(&certificate.id);
            match configurations.iter().position(|configuration| configuration.id == *id) {
                Some(position) => {
                    without.remove(&position);
                    known.extend(mark(&certificate));
                    complete(&mut configurations[position], certificate);
                }
                None => others.push(certificate),
            }
        }
        if !are_all_known {
            configurations.append(&mut others);
            return configurations;
        }
        // The pack of a certificate that the list of custom certificates has too.
        others.retain(|other| !mark(other).is_some_and(|mark| known.contains(&mark)));
        if let ([_], Some(&position), 1) = (&*others, without.iter().next(), without.len())
            && let Some(certificate) = others.pop()
        {
            complete(&mut configurations[position], certificate);
        }
        configurations.append(&mut others);
        configurations
    }
}

/// Returns the hosts and the expiry of a certificate.
fn mark(certificate: &Entry) -> Option<(u64, i64)> {
    Some((of_hosts(&certificate.hosts)?, seconds(certificate.expires_on.as_ref())?))
}

/// Adds what a certificate says to its configuration. Of several certificates, the first to expire counts.
fn complete(configuration: &mut Entry, certificate: Entry) {
    let attention = configuration.attention.min(certificate.attention);
    configuration.attention = attention.or(configuration.attention).or(certificate.attention);
    let until = |entry: &Entry| seconds(entry.expires_on.as_ref());
    match (until(configuration), until(&certificate)) {
        (Some(known), Some(other)) if known <= other => return,
        (Some(_), None) => return,
        _ => {}
    }
    let Entry { hosts, issuer, expires_on, validity_days, fingerprint, serial_number, .. } = certificate;
    if !hosts.is_empty() {
        configuration.hosts = hosts;
    }
    configuration.issuer = issuer;
    configuration.expires_on = expires_on.or_else(|| configuration.expires_on.take());
    configuration.validity_days = validity_days;
    configuration.fingerprint = fingerprint;
    configuration.serial_number = serial_number;
}
