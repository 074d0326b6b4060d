//! API tokens and what they reach.

use std::fmt;
use std::time::SystemTime;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::api_error::ApiError;
use crate::clock::{moment_of, rfc3339};
use crate::codes;
use crate::ids;

/// An API token that the simulator accepts, declared with [`SimulatorBuilder::add_token`](crate::SimulatorBuilder::add_token)
/// or [`Simulator::add_token`](crate::Simulator::add_token).
///
/// It may do everything in all zones and accounts unless it is restricted. A token that is restricted to zones reaches no account, and
/// one that is restricted to accounts reaches their zones, unless it names both.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    value: String,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    disabled: bool,
    #[serde(default, deserialize_with = "date")]
    expires_on: Option<OffsetDateTime>,
    /// `None` is all.
    #[serde(default)]
    zones: Option<Vec<String>>,
    #[serde(default)]
    accounts: Option<Vec<String>>,
}

impl Token {
    /// A token with this value.
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            read_only: false,
            disabled: false,
            expires_on: None,
            zones: None,
            accounts: None,
        }
    }

    /// Restricts the token to GET requests.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Disables the token.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }

    /// Sets when the token expires, in simulated time.
    #[must_use]
    pub fn expires_on(mut self, date: SystemTime) -> Self {
        self.expires_on = Some(moment_of(date));
        self
    }

    /// Restricts the token to a zone, or adds a zone to those that it is restricted to.
    #[must_use]
    pub fn zone(mut self, id: impl AsRef<str>) -> Self {
        self.zones.get_or_insert_default().push(id.as_ref().to_ascii_lowercase());
        self
    }

    /// Restricts the token to an account, or adds an account to those that it is restricted to.
    #[must_use]
    pub fn account(mut self, id: impl AsRef<str>) -> Self {
        self.accounts.get_or_insert_default().push(id.as_ref().to_ascii_lowercase());
        self
    }

    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    pub(crate) fn may_send(&self, method: &Method) -> bool {
        !self.read_only || method == Method::GET
    }

    /// Whether the token reaches a zone, given the account that it belongs to.
    pub(crate) fn reaches_zone(&self, id: &str, account_id: Option<&str>) -> bool {
        match (&self.zones, &self.accounts) {
            (None, None) => true,
            (Some(zones), _) => contains(zones, id),
            (None, Some(accounts)) => account_id.is_some_and(|account| contains(accounts, account)),
        }
    }

    pub(crate) fn reaches_account(&self, id: &str) -> bool {
        match (&self.accounts, &self.zones) {
            (None, None) => true,
            (Some(accounts), _) => contains(accounts, id),
            (None, Some(_)) => false,
        }
    }

    pub(crate) fn is_usable(&self, now: OffsetDateTime) -> bool {
        self.status(now) == "active"
    }

    /// The result of `GET /user/tokens/verify`.
    pub(crate) fn verification(&self, now: OffsetDateTime) -> Value {
        let mut result = json!({ "id": ids::derived("token", &self.value), "status": self.status(now) });
        if let Some(date) = self.expires_on {
            result["expires_on"] = json!(rfc3339(date));
        }
        result
    }

    fn status(&self, now: OffsetDateTime) -> &'static str {
        match self.expires_on {
            _ if self.disabled => "disabled",
            Some(date) if date <= now => "expired",
            _ => "active",
        }
    }
}

/// The error of `GET /user/tokens/verify` for a token that does not exist.
pub(super) fn invalid() -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, codes::INVALID_TOKEN, "Invalid API Token")
}

fn contains(ids: &[String], id: &str) -> bool {
    ids.iter().any(|other| other.eq_ignore_ascii_case(id))
}

/// Reads a date in the form of RFC 3339.
fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    let string: Option<String> = Option::deserialize(deserializer)?;
    string
        .map(|string| OffsetDateTime::parse(&string, &Rfc3339).map_err(serde::de::Error::custom))
        .transpose()
}

/// Shows no value.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value: _, read_only, disabled, expires_on, zones, accounts } = self;
        let mut debug = formatter.debug_struct("Token");
        debug.field("read_only", read_only).field("disabled", disabled).field("expires_on", expires_on);
        debug.field("zones", zones).field("accounts", accounts).finish_non_exhaustive()
    }
}
