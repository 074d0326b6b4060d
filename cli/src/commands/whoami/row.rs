//! The rows of `cfcerts whoami`.

use cloudflare_certificates::workflows::GapReason;
use cloudflare_certificates::{Error, Operation};
use serde::Serialize;

use crate::output::{Column, Row};

pub(super) const COLUMNS: &[Column] = &[
    Column::of("scope"),
    Column::of("name"),
    Column::of("id"),
    Column::of("kind"),
    Column::of("command"),
    Column::of("access"),
    Column::of("needs"),
    Column::of("needs_to_write"),
    Column::of("status"),
    Column::of("plan"),
    Column::of("expires_on"),
];

/// What the credentials may do somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Access {
    Ok,
    NoPermission,
    NotInPlan,
    Failed,
}

/// The credentials, a zone, an account, or a kind of certificate there.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub(super) scope: &'static str,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) command: &'static str,
    pub(super) access: Access,
    /// One of these permissions is enough.
    pub(super) needs: &'static [&'static str],
    pub(super) needs_to_write: &'static [&'static str],
    pub(super) status: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) expires_on: Option<String>,
    pub(super) not_before: Option<String>,
    pub(super) error: Option<String>,
}

impl Found {
    pub(super) fn new(scope: &'static str, kind: &'static str) -> Self {
        Self {
            scope,
            name: String::new(),
            id: String::new(),
            kind,
            command: "",
            access: Access::Ok,
            needs: &[],
            needs_to_write: &[],
            status: None,
            plan: None,
            expires_on: None,
            not_before: None,
            error: None,
        }
    }

    /// Completes it with how a call of an operation ended.
    pub(super) fn outcome(mut self, operation: &Operation, outcome: Result<(), Error>) -> Self {
        self.needs = operation.permissions;
        if let Err(error) = outcome {
            self.access = match GapReason::of(&error) {
                GapReason::Permission => Access::NoPermission,
                GapReason::Entitlement => Access::NotInPlan,
                _ => Access::Failed,
            };
            self.error = Some(error.to_string());
        }
        self
    }
}

impl Row for Found {
    fn cell(&self, field: &str) -> Option<String> {
        match field {
            "access" => Some(
                match self.access {
                    Access::Ok => "ok",
                    Access::NoPermission => "no permission",
                    Access::NotInPlan => "not in plan",
                    Access::Failed => "failed",
                }
                .to_owned(),
            ),
            // What is there is of no interest in a table.
            "needs" if self.access == Access::Ok => Some(String::new()),
            "needs" => Some(self.needs.join(" or ")),
            "needs_to_write" => Some(self.needs_to_write.join(" or ")),
            _ => None,
        }
    }
}
