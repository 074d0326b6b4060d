//! Which requests a fault happens to.

use serde::Deserialize;

/// A request as faults see it: before it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestInfo {
    /// The method, such as `GET`.
    pub method: String,
    /// The path and, if there is one, the query.
    pub path: String,
    /// The id of the operation, such as `custom_certificates_create`; empty if there is none.
    pub operation: String,
    /// The resource, such as `custom_certificates`.
    pub resource: String,
    /// The id of the zone in the path, in lower case.
    pub zone_id: Option<String>,
    /// The id of the account in the path, in lower case.
    pub account_id: Option<String>,
}

/// The requests that a fault happens to: those for which all given conditions hold.
///
/// A string is converted to the condition on the operation's id, for example `"custom_certificates_create"`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RequestMatch {
    operation: Option<String>,
    resource: Option<String>,
    method: Option<String>,
    path_contains: Option<String>,
    zone: Option<String>,
    account: Option<String>,
}

impl RequestMatch {
    /// Every request.
    pub fn any() -> Self {
        Self::default()
    }

    /// Requests of an operation, by its id, such as `custom_certificates_create`.
    #[must_use]
    pub fn operation(mut self, id: impl Into<String>) -> Self {
        self.operation = Some(id.into());
        self
    }

    /// Requests of all operations of a resource, such as `custom_certificates`.
    #[must_use]
    pub fn resource(mut self, name: impl Into<String>) -> Self {
        self.resource = Some(name.into());
        self
    }

    /// Requests with a method, such as `POST`.
    #[must_use]
    pub fn method(mut self, method: impl AsRef<str>) -> Self {
        self.method = Some(method.as_ref().to_ascii_uppercase());
        self
    }

    /// Requests whose path and query contain a string.
    #[must_use]
    pub fn path_contains(mut self, part: impl Into<String>) -> Self {
        self.path_contains = Some(part.into());
        self
    }

    /// Requests for a zone.
    #[must_use]
    pub fn zone(mut self, id: impl AsRef<str>) -> Self {
        self.zone = Some(id.as_ref().to_ascii_lowercase());
        self
    }

    /// Requests for an account.
    #[must_use]
    pub fn account(mut self, id: impl AsRef<str>) -> Self {
        self.account = Some(id.as_ref().to_ascii_lowercase());
        self
    }

    /// The names of the operation, the resource and the method, which must exist.
    pub(crate) fn names(&self) -> [Option<&str>; 3] {
        [self.operation.as_deref(), self.resource.as_deref(), self.method.as_deref()]
    }

    pub(super) fn matches(&self, request: &RequestInfo) -> bool {
        let is = |wanted: &Option<String>, value: Option<&str>| {
            wanted
                .as_deref()
                .is_none_or(|wanted| value.is_some_and(|value| value.eq_ignore_ascii_case(wanted)))
        };
        is(&self.operation, Some(&request.operation))
            && is(&self.resource, Some(&request.resource))
            && is(&self.method, Some(&request.method))
            && is(&self.zone, request.zone_id.as_deref())
            && is(&self.account, request.account_id.as_deref())
            && self.path_contains.as_ref().is_none_or(|part| request.path.contains(part.as_str()))
    }
}

impl From<&str> for RequestMatch {
    fn from(operation: &str) -> Self {
        Self::any().operation(operation)
    }
}
