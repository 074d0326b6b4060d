//! Which certificates two lists of a zone state.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::LazyLock;

use super::Kind;
use super::listed::{Listed, seconds};

/// How many hashes of a zone are kept, in at most 5 MB. The packs of what comes after them are yielded as well.
const MOST: usize = 400_000;

/// The keys are random: a customer who chooses hosts must not be able to choose those that hide others.
static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The certificates that the lists of a zone have, as hashes.
#[derive(Default)]
pub(super) struct Known {
    hashes: HashSet<u64>,
}

/// What identifies a certificate.
#[derive(Hash)]
enum Mark<'a> {
    Id(&'a str),
    Hostname(String),
    Hosts(u64),
    HostsWithoutExpiry(u64),
    HostsUntil(u64, i64),
}

impl Known {
    /// Remembers a certificate of a list.
    pub(super) fn note(&mut self, kind: Kind, listed: &Listed) {
        ids(listed).for_each(|id| self.insert(kind, &Mark::Id(id)));
        if let Some(hostname) = &listed.hostname {
            self.insert(kind, &Mark::Hostname(hostname.to_ascii_lowercase()));
        }
        let Some(hosts) = of_hosts(&listed.hosts).filter(|_| kind != Kind::CustomHostnames) else { return };
        self.insert(kind, &Mark::Hosts(hosts));
        self.insert(
            kind,
            &match seconds(listed.expires_on.as_ref()) {
                Some(expires_on) => Mark::HostsUntil(hosts, expires_on),
                None => Mark::HostsWithoutExpiry(hosts),
            },
        );
    }

    /// Returns whether the list of a kind has the certificate of a pack: one with an id of it; the hostname; or one with
    /// the same hosts that expires at the same second, as far as both state when.
    pub(super) fn has(&self, kind: Kind, pack: &Listed) -> bool {
        let is_known = |mark: Mark<'_>| self.hashes.contains(&KEYS.hash_one((kind, mark)));
        if ids(pack).any(|id| is_known(Mark::Id(id))) {
            return true;
        }
        if kind == Kind::CustomHostnames {
            return pack.hosts.iter().any(|host| is_known(Mark::Hostname(host.to_ascii_lowercase())));
        }
        of_hosts(&pack.hosts).is_some_and(|hosts| match seconds(pack.expires_on.as_ref()) {
            Some(expires_on) => {
                is_known(Mark::HostsUntil(hosts, expires_on)) || is_known(Mark::HostsWithoutExpiry(hosts))
            }
            None => is_known(Mark::Hosts(hosts)),
        })
    }

    fn insert(&mut self, kind: Kind, mark: &Mark<'_>) {
        if self.hashes.len() < MOST {
            self.hashes.insert(KEYS.hash_one((kind, mark)));
        }
    }
}

fn ids(listed: &Listed) -> impl Iterator<Item = &str> {
    listed.pack_ids.iter().map(String::as_str).filter(|id| !id.is_empty())
}

/// Returns the hash of a set of hosts, in whichever order; `None` if there are none.
pub(super) fn of_hosts(hosts: &[String]) -> Option<u64> {
    let mut hosts: Vec<String> = hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
    hosts.sort_unstable();
    hosts.dedup();
    (!hosts.is_empty()).then(|| KEYS.hash_one(hosts))
}
