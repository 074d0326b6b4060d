//! What a sweep found, as the values of metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use cloudflare_certificates::workflows::{Entry, Gap, Place};

use super::hosts_hash::hosts_hash;

/// How many hosts a label shows.
const SHOWN_HOSTS: usize = 10;

/// Names and values of labels, in the order in which they are written.
pub(super) type Labels = Vec<(&'static str, String)>;

/// What a complete sweep found.
#[derive(Debug, Default)]
pub(super) struct Samples {
    pub(super) not_after: BTreeMap<Labels, i64>,
    pub(super) status: BTreeSet<Labels>,
    pub(super) attention: BTreeSet<Labels>,
    pub(super) info: BTreeSet<Labels>,
    pub(super) errors: BTreeMap<Labels, u64>,
    pub(super) duration: Duration,
    /// When the sweep ended.
    pub(super) ended: Option<SystemTime>,
}

impl Samples {
    pub(super) fn entry(&mut self, entry: &Entry) {
        let mut labels = of_place(Some(&entry.place));
        labels.push(("kind", entry.kind.as_str().to_owned()));
        labels.push(("hosts_hash", hosts_hash(&entry.hosts, &entry.id)));
        let with = |name: &'static str, value: &str| {
            let mut labels = labels.clone();
            labels.push((name, value.to_owned()));
            labels
        };
        if let Some(expires_on) = entry.expires_on.as_ref().and_then(|time| time.datetime()) {
            // Prometheus takes each set of labels once: of several certificates, the first to expire counts.
            let seconds = expires_on.timestamp();
            let earliest = self.not_after.entry(with("issuer", entry.issuer.as_deref().unwrap_or_default()));
            earliest.and_modify(|known| *known = seconds.min(*known)).or_insert(seconds);
        }
        if let Some(status) = &entry.status {
            self.status.insert(with("status", status));
        }
        if let Some(attention) = entry.attention {
            self.attention.insert(with("reason", attention.as_str()));
        }
        self.info.insert(with("hosts", &shown(&entry.hosts)));
    }

    pub(super) fn gap(&mut self, gap: &Gap) {
        let mut labels = of_place(gap.place.as_ref());
        labels.push(("kind", gap.kind.map_or("", |kind| kind.as_str()).to_owned()));
        labels.push(("reason", gap.reason().as_str().to_owned()));
        *self.errors.entry(labels).or_default() += 1;
    }
}

fn of_place(place: Option<&Place>) -> Labels {
    let name = |place: &Place| if place.name().is_empty() { place.id() } else { place.name() }.to_owned();
    match place {
        Some(place) if place.is_zone() => vec![("zone", name(place)), ("account", String::new())],
        Some(place) => vec![("zone", String::new()), ("account", name(place))],
        None => vec![("zone", String::new()), ("account", String::new())],
    }
}

fn shown(hosts: &[String]) -> String {
    let mut names: Vec<String> = hosts.iter().map(|host| host.to_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(SHOWN_HOSTS);
    names.truncate(SHOWN_HOSTS);
    let mut text = names.join(",");
    if more > 0 {
        text.push_str(&format!(",+{more}"));
    }
    text
}
