//! Whose things an operation is about.

/// An account or a zone. Ids are compared in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    /// An account.
    Account(String),
    /// A zone.
    Zone(String),
}
