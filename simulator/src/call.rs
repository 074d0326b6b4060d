//! A request as the operations see it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::page::Page;
use crate::store::{CollectionKey, Kind};

/// A request that was routed and agrees with the document.
pub(crate) struct Call {
    /// The `operationId`.
    pub(crate) operation: String,
    /// The token's value; `None` with other credentials.
    pub(crate) token: Option<String>,
    pub(crate) path: BTreeMap<String, String>,
    pub(crate) query: BTreeMap<String, Value>,
    pub(crate) body: Value,
    /// Whether the operation has pages.
    pub(crate) paged: bool,
}

impl Call {
    /// Returns the id of the zone, in lower case.
    pub(crate) fn zone_id(&self) -> String {
        self.path_parameter("zone_id").to_ascii_lowercase()
    }

    /// The zone's collection of a kind.
    pub(crate) fn zone_collection(&self, kind: Kind) -> CollectionKey {
        kind.of(self.zone_id())
    }

    /// The account's collection of a kind.
    pub(crate) fn account_collection(&self, kind: Kind) -> CollectionKey {
        kind.of(self.path_parameter("account_id").to_ascii_lowercase())
    }

    /// The collection of the account or zone that the path names.
    pub(crate) fn scope_collection(&self, kind: Kind) -> CollectionKey {
        kind.of(if self.is_for_account() { account_owner(&self.scope_id()) } else { self.scope_id() })
    }

    /// Returns the id of the account or zone that the path names, in lower case.
    pub(crate) fn scope_id(&self) -> String {
        self.path_parameter("account_or_zone_id").to_ascii_lowercase()
    }

    /// Whether the path names an account and not a zone.
    pub(crate) fn is_for_account(&self) -> bool {
        self.path_parameter("accounts_or_zones") == "accounts" || self.path.contains_key("account_id")
    }

    /// Returns a parameter of the path; empty if there is none.
    pub(crate) fn path_parameter(&self, name: &str) -> &str {
        self.path.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Returns a parameter of the query that is a string.
    pub(crate) fn query_str(&self, name: &str) -> Option<&str> {
        self.query.get(name)?.as_str()
    }

    /// Returns a parameter of the query that is a number.
    pub(crate) fn query_number(&self, name: &str) -> Option<usize> {
        self.query.get(name)?.as_u64().and_then(|number| usize::try_from(number).ok())
    }

    /// Returns a field of the body that is a string.
    pub(crate) fn body_str(&self, field: &str) -> Option<&str> {
        self.body.get(field)?.as_str()
    }

    /// Returns the strings of a list in the body.
    pub(crate) fn body_strings(&self, field: &str) -> Vec<String> {
        let list = self.body.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// Returns the requested page.
    pub(crate) fn page(&self) -> Page {
        let number = |name| self.query.get(name).and_then(Value::as_i64);
        Page::requested(number("page"), number("per_page"))
    }
}

/// The owner of an account's collections of kinds that zones have, too.
pub(crate) fn account_owner(id: &str) -> String {
    format!("accounts/{}", id.to_ascii_lowercase())
}
