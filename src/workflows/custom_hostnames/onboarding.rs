//! How far the onboarding of a hostname has come.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::super::Setup;
use super::super::source::Record;
use super::problem::{Actor, Problem};
use super::{repair, setup, stored};
use crate::types::CustomHostname;
use crate::{Progress, Timestamp};

/// How far the onboarding of a custom hostname has come, what its owner has to set up, and what comes next.
///
/// It is for programs that show it to a customer, store it, and ask again later:
/// [`resume`](crate::CustomHostnames::resume). It contains no secret, and nothing in it is needed to continue except
/// the hostname: what counts is what Cloudflare states.
///
/// A state that another version of this crate has stored can be read: what is missing is empty, and what this version
/// does not know is left out, until the state is looked at again. Only the hostname must be there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Onboarding {
    /// The id of the custom hostname.
    #[serde(default)]
    pub id: String,
    /// The hostname.
    pub hostname: String,
    /// Whether the call that returned this state has created the hostname. It is `false` if it existed, and in each
    /// later state: see [`onboard`](crate::CustomHostnames::onboard).
    #[serde(default)]
    pub created: bool,
    /// The status of the hostname, as Cloudflare states it.
    #[serde(default)]
    pub status: Option<String>,
    /// The status of its certificate, as Cloudflare states it; `None` without a certificate.
    #[serde(default)]
    pub certificate_status: Option<String>,
    /// What comes next.
    #[serde(default, deserialize_with = "stored::known_or_default")]
    pub next: NextStep,
    /// What the hostname's owner has to set up now. Empty when the hostname and its certificate are active, and until
    /// Cloudflare states it: validation records appear some seconds after the hostname was created, those of the
    /// ownership after minutes.
    #[serde(default, deserialize_with = "stored::known")]
    pub setup: Vec<Setup>,
    /// What the owner can set up instead of an entry of `setup`: a file that shows the ownership, or the CNAME with
    /// which validation is delegated to Cloudflare for good.
    #[serde(default, deserialize_with = "stored::known")]
    pub alternatives: Vec<Setup>,
    /// Whether Cloudflare has stated all that is to be set up.
    #[serde(default)]
    pub is_setup_complete: bool,
    /// What is reported about the validations.
    #[serde(default, deserialize_with = "stored::known")]
    pub problems: Vec<Problem>,
    /// What the hostname's DNS is to point at, if you named it.
    #[serde(default)]
    pub target: Option<String>,
    /// When validations were last started again for this state.
    #[serde(default)]
    pub repaired_at: Option<Timestamp>,
}

/// What comes next in an [`Onboarding`]. `Display` says it in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextStep {
    /// Nothing: the hostname and its certificate are active.
    Done,
    /// It is Cloudflare's turn: ask again later. It also stands for a step of a stored state that this version does not
    /// know.
    #[default]
    Wait,
    /// The hostname's owner sets up what [`Onboarding::setup`] has.
    SetUp,
    /// A validation has timed out: [`repair`](crate::CustomHostnames::repair) starts it again. Workflows do it.
    Repair,
    /// The hostname is blocked, such as by the hold of its owner's zone. When that ends, it is to be
    /// [repaired](crate::CustomHostnames::repair). Workflows try it.
    Unblock,
    /// The hostname's DNS points elsewhere. When it points here again, the hostname is to be
    /// [repaired](crate::CustomHostnames::repair); Cloudflare removes it after 7 days.
    PointHere,
    /// You complete the setup of the zone: its certificates are deployed when it is active.
    ActivateZone,
    /// You look into it: the certificate has expired, or something failed for good.
    Investigate,
    /// The hostname does not exist any more: onboard it again.
    AddAgain,
}

impl NextStep {
    fn of(hostname: &CustomHostname, setup: &[Setup]) -> Self {
        let status = hostname.status.as_ref().map_or("", |status| status.as_str());
        match hostname.progress() {
            Progress::Ready => Self::Done,
            Progress::Gone => Self::AddAgain,
            Progress::Failed => Self::Investigate,
            Progress::NeedsAction if repair::has_moved(hostname) => Self::PointHere,
            Progress::NeedsAction if repair::is_blocked(status) => Self::Unblock,
            Progress::NeedsAction if repair::helps(hostname) => Self::Repair,
            Progress::NeedsAction => Self::ActivateZone,
            Progress::Pending if setup.is_empty() => Self::Wait,
            Progress::Pending => Self::SetUp,
        }
    }

    /// Returns who has to act: the hostname's owner or you; `None` if nobody has to.
    ///
    /// The [problems](Onboarding::problems) may name somebody else, such as you for the fallback origin.
    pub fn actor(self) -> Option<Actor> {
        match self {
            Self::Done | Self::Wait => None,
            Self::SetUp | Self::Unblock | Self::PointHere => Some(Actor::Customer),
            Self::Repair | Self::ActivateZone | Self::Investigate | Self::AddAgain => Some(Actor::Provider),
        }
    }

    /// Returns the name for logs and metrics, such as `set_up`: as it is serialized.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Wait => "wait",
            Self::SetUp => "set_up",
            Self::Repair => "repair",
            Self::Unblock => "unblock",
            Self::PointHere => "point_here",
            Self::ActivateZone => "activate_zone",
            Self::Investigate => "investigate",
            Self::AddAgain => "add_again",
        }
    }
}

impl fmt::Display for NextStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Done => "nothing is left to do",
            Self::Wait => "wait for Cloudflare",
            Self::SetUp => "the hostname's owner sets up the records",
            Self::Repair => "start the validation again",
            Self::Unblock => "have the block of the hostname removed, then have it checked again",
            Self::PointHere => "point the hostname's DNS here again, then have it checked again",
            Self::ActivateZone => "complete the zone's setup",
            Self::Investigate => "look into why it failed",
            Self::AddAgain => "onboard the hostname again",
        })
    }
}

impl Onboarding {
    /// Returns the state of a custom hostname, as it was when it was read. No request is sent.
    pub fn of(hostname: &CustomHostname) -> Self {
        let certificate = hostname.ssl.as_ref().and_then(|ssl| ssl.status.as_ref());
        let setup = setup::setup_of_hostname(hostname);
        Self {
            id: hostname.id.clone(),
            hostname: hostname.hostname.clone().unwrap_or_default(),
            created: false,
            status: hostname.status.as_ref().map(|status| status.as_str().to_owned()),
            certificate_status: certificate.map(|status| status.as_str().to_owned()),
            next: NextStep::of(hostname, &setup),
            setup,
            alternatives: setup::alternatives_of(hostname),
            is_setup_complete: setup::is_stated(hostname),
            problems: Problem::all_of(hostname),
            target: None,
            repaired_at: None,
        }
    }

    /// Returns the state of the same custom hostname as it was read later, with what only this state knows: its
    /// [`target`](Self::target), and when it was [repaired](Self::repaired_at). No request is sent.
    ///
    /// It is for what you read in another way, such as with [`wait_all`](crate::CustomHostnames::wait_all).
    #[must_use]
    pub fn updated(&self, hostname: &CustomHostname) -> Self {
        let next = Self {
            // A hostname that was created again has another id, and was not repaired.
            repaired_at: self.repaired_at.clone().filter(|_| hostname.id == self.id),
            ..Self::of(hostname)
        };
        next.with_target(self.target.as_deref().unwrap_or_default())
    }

    /// Adds what the hostname's DNS is to point at: the zone's fallback origin, or a name that points at it. Until the
    /// hostname is active, [`setup`](Self::setup) begins with the CNAME record.
    ///
    /// At the apex of a domain, where no CNAME is possible, the owner needs a DNS provider that flattens it, or
    /// Cloudflare's apex proxying.
    ///
    /// An empty target changes nothing.
    #[must_use]
    pub fn with_target(mut self, target: impl Into<String>) -> Self {
        let target = target.into();
        if target.trim().is_empty() {
            return self;
        }
        let name = self.hostname.clone();
        self.setup.retain(|setup| !is_cname(setup, &name));
        if !matches!(self.next, NextStep::Done | NextStep::AddAgain) && !self.is_owned() {
            let cname = Setup::Dns { kind: "CNAME".to_owned(), name, value: target.clone() };
            self.setup.insert(0, cname);
            if self.next == NextStep::Wait {
                self.next = NextStep::SetUp;
            }
        }
        self.target = Some(target);
        self
    }

    /// Returns `true` when the hostname and its certificate are active.
    pub fn is_ready(&self) -> bool {
        self.next == NextStep::Done
    }

    fn is_owned(&self) -> bool {
        let status = self.status.as_deref().map(crate::types::CustomHostnameStatus::from);
        status.is_some_and(|status| status.progress() == Progress::Ready)
    }

    /// Returns the state of a hostname that does not exist any more.
    pub(super) fn gone(self) -> Self {
        Self {
            created: false,
            status: None,
            certificate_status: None,
            next: NextStep::AddAgain,
            setup: Vec::new(),
            alternatives: Vec::new(),
            is_setup_complete: false,
            problems: Vec::new(),
            ..self
        }
    }
}

/// Returns whether this is the CNAME record of a hostname.
fn is_cname(setup: &Setup, hostname: &str) -> bool {
    matches!(setup, Setup::Dns { kind, name, .. } if kind == "CNAME" && name == hostname)
}

/// One line, such as `app.example.com: active, certificate pending_validation; the hostname's owner sets up the records`.
impl fmt::Display for Onboarding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown = "no status";
        write!(f, "{}: {}", self.hostname, self.status.as_deref().unwrap_or(unknown))?;
        if let Some(certificate) = &self.certificate_status {
            write!(f, ", certificate {certificate}")?;
        }
        write!(f, "; {}", self.next)
    }
}
