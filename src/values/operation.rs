//! The description of an operation.

use crate::Credentials;

/// One operation of the API, as the OpenAPI document describes it. The constants are in
/// [`operations`](crate::operations).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`, such as `custom_csrs_create`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path template, such as `/zones/{zone_id}/custom_certificates`.
    pub path: &'static str,
    /// The resource that it belongs to: the OpenAPI tag.
    pub resource: &'static str,
    /// A one-line summary.
    pub summary: &'static str,
    /// The URL of the page in Cloudflare's documentation.
    pub docs: &'static str,
    /// The credentials that it accepts, as in OpenAPI: alternatives, each of them a set of security schemes that
    /// are required together. The schemes are `api_token`, `api_email` with `api_key`, and `user_service_key`.
    /// Without any alternative no credentials are needed.
    pub security: &'static [&'static [&'static str]],
    /// The permissions of which an API token needs at least one.
    pub permissions: &'static [&'static str],
    /// Whether it returns a list, and how the list is paged.
    pub paging: Paging,
    /// Whether 409 is a transient state of this operation, so that the request is retried.
    pub retry_on_conflict: bool,
    /// The names of the body fields, at any depth, that hold a secret such as a private key.
    pub secrets: &'static [&'static str],
    /// The query parameters.
    pub query: &'static [QueryParameter],
}

impl Operation {
    /// Returns whether the operation changes nothing.
    pub const fn is_read_only(&self) -> bool {
        matches!(self.method.as_bytes(), b"GET" | b"HEAD")
    }

    /// Returns whether the operation accepts these credentials.
    pub fn accepts(&self, credentials: &Credentials) -> bool {
        let given = credentials.security();
        self.security.is_empty()
            || self.security.iter().any(|schemes| schemes.iter().all(|scheme| given.contains(scheme)))
    }
}

/// Whether an operation returns a list, and how the list is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// It does not return a list.
    None,
    /// It returns the whole list at once.
    Single,
    /// It returns the list page by page, by `page` and `per_page`.
    Pages,
}

/// A query parameter of an operation and its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryParameter {
    /// The parameter's name.
    pub name: &'static str,
    /// The minimum of a number, if it has one.
    pub minimum: Option<i64>,
    /// The maximum of a number, if it has one.
    pub maximum: Option<i64>,
    /// The minimum length of a string in characters, if it has one.
    pub min_length: Option<i64>,
    /// The maximum length of a string in characters, if it has one.
    pub max_length: Option<i64>,
    /// The regular expression that a string must match, if it has one.
    pub pattern: Option<&'static str>,
}
