//! The kinds of records that `list`, `get`, `wait` and `remove` know, by the names of their resources.

mod accounts;
mod fields;
mod handle;
mod help;
mod place;
mod records;
mod row;
mod zones;

use crate::names::Names;
use crate::{Failure, Result};
pub(crate) use fields::Fields;
pub(crate) use help::{table_of_kinds, table_of_kinds_that};
pub(crate) use place::{At, Place, Where};
pub(crate) use records::{Records, Removal, Removing, Until, Waiting};
pub(crate) use row::RecordRow;

/// A kind of records: the one place where the commands learn about it.
pub(crate) struct Kind {
    /// The name of its resource.
    pub(crate) name: &'static str,
    /// Where its records are.
    pub(crate) at: At,
    /// Where a record has what the columns show.
    pub(crate) fields: Fields,
    /// The statuses of a record.
    pub(crate) statuses: fn() -> Vec<&'static str>,
    /// What `--detach` takes a record away from before it is removed.
    pub(crate) detach: Detach,
    /// Opens the records of a place.
    pub(crate) open: fn(&Place) -> Result<Records>,
}

/// What uses the records of a kind, and has to be named with `--from` before they can be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detach {
    /// Nothing that the SDK could take it away from.
    Nothing,
    /// Its own hostnames: they need not be named.
    OwnHostnames,
    /// The hostnames of zones.
    Zones,
    /// Hostnames.
    Hostnames,
}

/// All kinds.
fn all() -> impl Iterator<Item = &'static Kind> {
    zones::KINDS.iter().chain(accounts::KINDS)
}

/// Parses the name of a kind.
pub(crate) fn parser() -> Names<&'static Kind> {
    Names::new(all().map(|kind| kind.name), |name| all().find(|kind| kind.name == name))
}

/// Returns whether it is a domain. No id has a dot.
pub(crate) fn is_name(name_or_id: &str) -> bool {
    name_or_id.contains('.')
}

impl Kind {
    /// Returns whether its records are also found by their names.
    pub(crate) fn goes_by_name(&self) -> bool {
        matches!(self.name, "custom_hostnames" | "zones" | "origin_tls_client_auth_hostnames")
    }

    /// Refuses a status that no record of the kind has: a wait for it would never end.
    pub(crate) fn check_status(&self, status: &str) -> Result<()> {
        let known = (self.statuses)();
        if known.iter().any(|known| known.eq_ignore_ascii_case(status)) {
            return Ok(());
        }
        let name = self.name;
        Err(Failure::usage(match known.as_slice() {
            [] => format!("{name} have no such status as {status:?}"),
            known => format!("{name} have no status {status:?}, but {}", known.join(", ")),
        }))
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
