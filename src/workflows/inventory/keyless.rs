//! Keyless SSL configurations and their certificates, which other lists have.

use std::collections::HashSet;

use super::Entry;

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
        for (certificate, of) in std::mem::take(&mut self.certificates) {
            let id = of.as_ref().unwrap_or(&certificate.id);
            match configurations.iter().position(|configuration| configuration.id == *id) {
                Some(position) => {
                    without.remove(&position);
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
        others.retain(|other| {
            !configurations.iter().any(|known| {
                known.expires_on.is_some()
                    && known.expires_on == other.expires_on
                    && known.hosts == other.hosts
            })
        });
        if let ([_], Some(&position), 1) = (&*others, without.iter().next(), without.len())
            && let Some(certificate) = others.pop()
        {
            complete(&mut configurations[position], certificate);
        }
        configurations.append(&mut others);
        configurations
    }
}

/// Adds what the certificate says to its configuration.
fn complete(configuration: &mut Entry, certificate: Entry) {
    let Entry { hosts, issuer, expires_on, validity_days, fingerprint, serial_number, attention, .. } =
        certificate;
    if !hosts.is_empty() {
        configuration.hosts = hosts;
    }
    configuration.issuer = issuer.or_else(|| configuration.issuer.take());
    configuration.expires_on = expires_on.or_else(|| configuration.expires_on.take());
    configuration.validity_days = validity_days.or(configuration.validity_days);
    configuration.fingerprint = fingerprint.or_else(|| configuration.fingerprint.take());
    configuration.serial_number = serial_number.or_else(|| configuration.serial_number.take());
    configuration.attention =
        configuration.attention.min(attention).or(configuration.attention).or(attention);
}
