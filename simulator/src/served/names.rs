//! The hostnames that are followed, and what each of them has.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Coverage, Purpose, Served};

/// The hostnames that a certificate was ever for, wildcards as `*.example.com`. In the order of their labels from the last to the
/// first, all names below a name stand together.
#[derive(Default)]
pub(super) struct Names(BTreeMap<(Purpose, String), Name>);

/// A hostname.
pub(super) struct Name {
    pub(super) hostname: Arc<str>,
    pub(super) served: Option<Arc<Served>>,
}

impl Names {
    /// Begins to follow a hostname, which has `served` now.
    pub(super) fn follow(
        &mut self,
        purpose: Purpose,
        name: &str,
        served: impl FnOnce() -> Option<Arc<Served>>,
    ) {
        let new = || Name { hostname: name.into(), served: served() };
        self.0.entry((purpose, reversed(name))).or_insert_with(new);
    }

    pub(super) fn get_mut(&mut self, purpose: Purpose, name: &str) -> Option<&mut Name> {
        self.0.get_mut(&(purpose, reversed(name)))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Purpose, &Name)> {
        self.0.iter().map(|((purpose, _), name)| (*purpose, name))
    }

    /// Returns the followed hostnames of a set.
    pub(super) fn of(&self, purpose: Purpose, coverage: &Coverage) -> Vec<String> {
        let (top, is_one_level) = match coverage {
            Coverage::Host(name) => return vec![name.clone()],
            Coverage::Wildcard(parent) => (parent, true),
            Coverage::Zone(name) => (name, false),
        };
        let start = format!("{}.", reversed(top));
        let below = self.0.range((purpose, start.clone())..);
        let below = below.take_while(|((other, name), _)| *other == purpose && name.starts_with(&start));
        let in_set = |name: &&Name| {
            !is_one_level || name.hostname.split_once('.').is_some_and(|(_, rest)| rest == top)
        };
        let below = below.map(|(_, name)| name).filter(in_set).map(|name| name.hostname.to_string());
        std::iter::once(coverage.name()).chain(below).collect()
    }
}

fn reversed(name: &str) -> String {
    let labels: Vec<&str> = name.rsplit('.').collect();
    labels.join(".")
}
