//! Which zones an inventory visits.

/// Which zones an [`Inventory`](super::Inventory) visits, and with them, which accounts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ZoneFilter {
    pub(super) which: Which,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Which {
    #[default]
    All,
    Account(String),
    /// Names or ids.
    Named(Vec<String>),
}

impl ZoneFilter {
    /// Visits all zones and accounts that the token may see.
    pub fn all() -> Self {
        Self::default()
    }

    /// Visits an account, by its id, and its zones.
    pub fn account(account_id: impl Into<String>) -> Self {
        Self { which: Which::Account(account_id.into()) }
    }

    /// Visits these zones, each by its name or its id, and the accounts that they belong to. A zone that may not be read is
    /// a [`Gap`](super::Gap), and one that does not exist an error.
    pub fn named(zones: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { which: Which::Named(zones.into_iter().map(Into::into).collect()) }
    }
}
