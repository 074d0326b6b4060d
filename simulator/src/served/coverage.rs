//! Which hostnames a certificate is for.

/// A set of hostnames.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Coverage {
    /// One hostname.
    Host(String),
    /// All hostnames one level below this one.
    Wildcard(String),
    /// A zone: this hostname and all below it.
    Zone(String),
}

impl Coverage {
    /// What a name of a certificate covers.
    pub(crate) fn of_name(name: &str) -> Self {
        let name = normalized(name);
        match name.strip_prefix("*.") {
            Some(parent) => Self::Wildcard(parent.to_owned()),
            None => Self::Host(name),
        }
    }

    /// The hostname that stands for the set.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Host(name) | Self::Zone(name) => name.clone(),
            Self::Wildcard(parent) => format!("*.{parent}"),
        }
    }

    /// The sets that a hostname is in, the most specific one first.
    pub(super) fn containing(name: &str) -> Vec<Self> {
        let host = (!name.starts_with("*.")).then(|| Self::Host(name.to_owned()));
        let wildcard = parent(name).map(|parent| Self::Wildcard(parent.to_owned()));
        let own = (!name.starts_with("*.")).then_some(name);
        let zones = own.into_iter().chain(std::iter::successors(parent(name), |name| parent(name)));
        let zones = zones.map(|zone| Self::Zone(zone.to_owned()));
        host.into_iter().chain(wildcard).chain(zones).collect()
    }
}

/// Hostnames are the same in upper and lower case, and with or without the dot at the end.
pub(super) fn normalized(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent)
}
