//! The steps of a workflow.

use std::fmt;

use super::Setup;

/// A step of a workflow that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// What happened.
    pub action: Action,
    /// The resource, such as `certificate_packs`.
    pub resource: &'static str,
    /// The record's id, or the name of what has no id, such as a hostname.
    pub id: String,
    /// The record's status after the step, if it has one.
    pub status: Option<String>,
    /// What somebody must set up before the record can become ready, as far as the record states it in this step.
    pub setup: Vec<Setup>,
}

/// What happened in a [`Step`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// A record was found that already is what the workflow would create.
    Found,
    /// A record was created.
    Created,
    /// A record was changed.
    Updated,
    /// A record that is waited for was seen with a new status, or with something else to set up.
    Seen,
    /// A record is gone: another one has taken its place.
    Replaced,
    /// A call failed for a transient reason. The workflow makes it again.
    Retrying,
    /// It is unknown whether a change took effect. The workflow looks what is there.
    OutcomeUnknown,
    /// A record was deleted or revoked.
    Deleted,
}

impl Action {
    /// Returns whether the step changed something at Cloudflare.
    pub fn is_change(self) -> bool {
        matches!(self, Self::Created | Self::Updated | Self::Deleted)
    }

    /// Returns the name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Seen => "seen",
            Self::Replaced => "replaced",
            Self::Retrying => "retrying",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Deleted => "deleted",
        }
    }
}

/// One line, such as `certificate_packs 3822ff90-ea29-44df-9e55-21300bb9419b created (pending_validation)`.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, resource, id, status, setup: _ } = self;
        write!(f, "{resource} {id} {}", action.name())?;
        match status {
            Some(status) => write!(f, " ({status})"),
            None => Ok(()),
        }
    }
}
