//! The rows of custom hostnames.

use cloudflare_certificates::Timestamp;
use cloudflare_certificates::types::CustomHostname;
use cloudflare_certificates::workflows::{Actor, Kind, NextStep, Onboarding, Problem, Setup};
use serde::Serialize;

use crate::output::{Column, Row};
use crate::setup;

/// The columns of a hostname that was looked at.
pub(super) const SEEN: &[Column] = &[
    Column::of("hostname"),
    Column::of("status"),
    Column::of("ssl_status"),
    Column::of("progress"),
    Column::of("actor"),
    Column::of("next_step"),
    Column::of("setup"),
    Column::of("expires_on"),
];

/// The columns of a hostname that was changed.
pub(super) const CHANGED: &[Column] = &[
    Column::of("action"),
    Column::of("hostname"),
    Column::of("id"),
    Column::of("status"),
    Column::of("ssl_status"),
    Column::of("next_step"),
    Column::of("setup"),
];

/// A hostname that was looked at.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Seen {
    zone: String,
    hostname: String,
    id: Option<String>,
    status: Option<String>,
    ssl_status: Option<String>,
    /// `ready`, `pending`, `needs_action`, `failed` or `gone`.
    progress: Option<&'static str>,
    /// Who has to act: `customer` or `provider`; nobody if it is absent.
    actor: Option<Actor>,
    /// The name of what comes next, such as `set_up`.
    next: Option<&'static str>,
    /// The same in words.
    next_step: Option<String>,
    /// What the hostname's owner has to set up.
    setup: Vec<Setup>,
    /// What they can set up instead of an entry of `setup`.
    alternatives: Vec<Setup>,
    /// Whether Cloudflare has stated all that is to be set up.
    setup_complete: bool,
    problems: Vec<Problem>,
    expires_on: Option<Timestamp>,
}

/// A hostname that was changed, or would be.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Changed {
    action: &'static str,
    kind: &'static str,
    #[serde(flatten)]
    hostname: Seen,
    /// Why it failed.
    error: Option<String>,
}

impl Seen {
    pub(super) fn new(zone: &str, state: &Onboarding, expires_on: Option<Timestamp>) -> Self {
        Self {
            zone: zone.to_owned(),
            hostname: state.hostname.clone(),
            id: Some(state.id.clone()).filter(|id| !id.is_empty()),
            status: state.status.clone(),
            ssl_status: state.certificate_status.clone(),
            progress: Some(progress(state.next)),
            actor: actor(state),
            next: Some(state.next.name()),
            next_step: Some(state.next.to_string()),
            setup: state.setup.clone(),
            alternatives: state.alternatives.clone(),
            setup_complete: state.is_setup_complete,
            problems: state.problems.clone(),
            expires_on,
        }
    }

    /// Returns whether somebody has to act.
    pub(super) fn needs_somebody(&self) -> bool {
        self.actor.is_some()
    }

    /// A hostname of which only the name, or the id, is known.
    pub(super) fn named(zone: &str, hostname: &str) -> Self {
        let is_name = hostname.contains('.');
        Self {
            zone: zone.to_owned(),
            hostname: if is_name { hostname.to_owned() } else { String::new() },
            id: (!is_name).then(|| hostname.to_owned()),
            status: None,
            ssl_status: None,
            progress: None,
            actor: None,
            next: None,
            next_step: None,
            setup: Vec::new(),
            alternatives: Vec::new(),
            setup_complete: false,
            problems: Vec::new(),
            expires_on: None,
        }
    }

    /// A hostname that does not exist.
    pub(super) fn absent(zone: &str, hostname: &str) -> Self {
        Self { progress: Some("gone"), ..Self::named(zone, hostname) }
    }

    pub(super) fn with_id(self, id: &str) -> Self {
        Self { id: Some(id.to_owned()), ..self }
    }
}

impl Changed {
    pub(super) fn new(action: &'static str, hostname: Seen) -> Self {
        Self { action, kind: Kind::CustomHostnames.as_str(), hostname, error: None }
    }

    /// One whose change failed.
    pub(super) fn failed(hostname: Seen, error: &str) -> Self {
        Self { error: Some(error.to_owned()), ..Self::new("failed", hostname) }
    }
}

impl Row for Seen {
    fn cell(&self, field: &str) -> Option<String> {
        (field == "setup").then(|| setup::cell(&self.setup))
    }
}

impl Row for Changed {
    fn cell(&self, field: &str) -> Option<String> {
        self.hostname.cell(field)
    }
}

/// Returns when the certificate of a hostname expires.
pub(super) fn expires_on(record: &CustomHostname) -> Option<Timestamp> {
    record.ssl.as_ref().and_then(|ssl| ssl.expires_on.clone())
}

/// Returns who has to act: for the next step, or because of what the certificate authority reports meanwhile.
fn actor(state: &Onboarding) -> Option<Actor> {
    let of_problems =
        || state.problems.iter().map(|problem| problem.actor).find(|actor| *actor != Actor::Unknown);
    match state.next {
        NextStep::Done => None,
        next => next.actor().or_else(of_problems),
    }
}

fn progress(next: NextStep) -> &'static str {
    use NextStep::{ActivateZone, AddAgain, Done, Investigate, PointHere, Repair, Unblock};
    match next {
        Done => "ready",
        Repair | Unblock | PointHere | ActivateZone => "needs_action",
        Investigate => "failed",
        AddAgain => "gone",
        _ => "pending",
    }
}
