//! The scope of an operation: what its path begins with.

/// A zone, an account, either of them, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Zone,
    Account,
    /// A zone or an account: `/{accounts_or_zones}/{account_or_zone_id}`.
    Both,
    Client,
}

impl Scope {
    pub(crate) fn of_path(path: &str) -> Self {
        match path {
            _ if path.starts_with("/zones/{zone_id}/") => Self::Zone,
            _ if path.starts_with("/accounts/{account_id}/") => Self::Account,
            _ if path.starts_with("/{accounts_or_zones}/{account_or_zone_id}/") => Self::Both,
            _ => Self::Client,
        }
    }

    /// Returns what the paths of this scope begin with, in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Zone => "zones",
            Self::Account => "accounts",
            Self::Both => "accounts and zones",
            Self::Client => "neither a zone nor an account",
        }
    }
}
