//! A call as the operations see it.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::page::Page;
use crate::refusal::Refusal;
use crate::scope::Scope;

/// A request that was routed and agrees with the document.
pub(crate) struct Call {
    /// The `operationId`.
    pub(crate) operation: String,
    pub(crate) path: BTreeMap<String, String>,
    pub(crate) query: BTreeMap<String, Value>,
    pub(crate) body: Value,
    /// Whether the operation knows pages.
    pub(crate) paged: bool,
}

impl Call {
    /// The zone of an operation that only zones have.
    pub(crate) fn zone_id(&self) -> String {
        self.id("zone_id").to_ascii_lowercase()
    }

    /// The scope of an operation that accounts and zones have.
    pub(crate) fn scope(&self) -> Scope {
        let id = self.id("account_or_zone_id").to_ascii_lowercase();
        if self.id("accounts_or_zones") == "accounts" { Scope::Account(id) } else { Scope::Zone(id) }
    }

    /// What the path says for a parameter.
    pub(crate) fn id(&self, name: &str) -> &str {
        self.path.get(name).map(String::as_str).unwrap_or_default()
    }

    /// What the query says for a parameter that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name)?.as_str()
    }

    /// Whether the operation knows pages.
    pub(crate) fn is_paged(&self) -> bool {
        self.paged
    }

    /// What the body says for a field that is a text.
    pub(crate) fn said(&self, field: &str) -> Option<&str> {
        self.body.get(field)?.as_str()
    }

    /// The texts of a list in the body.
    pub(crate) fn texts(&self, field: &str) -> Vec<String> {
        let list = self.body.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    /// The page that is asked for.
    pub(crate) fn page(&self) -> Page {
        let number = |name| self.query.get(name).and_then(Value::as_i64);
        Page::asked(number("page"), number("per_page"))
    }

    /// The body. What the document allows but does not fit here is not modelled.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        // The error's text may repeat a value, so it is not passed on.
        T::deserialize(&self.body).map_err(|_| Refusal::not_modelled("this form of the request's body"))
    }
}
