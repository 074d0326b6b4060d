//! What the document says of an operation.

use crate::Credentials;

/// One operation of the API, as the document describes it. The constants are in [`operations`](crate::operations).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation's id in the document, such as `custom_csrs_create`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path template, such as `/zones/{zone_id}/custom_certificates`.
    pub path: &'static str,
    /// The resource it belongs to: the document's tag.
    pub resource: &'static str,
    /// What it does, in a line.
    pub summary: &'static str,
    /// The page of Cloudflare's documentation.
    pub docs: &'static str,
    /// The credentials that it accepts, as in OpenAPI: alternatives, each of them a set of security schemes that go
    /// together. The schemes are `api_token`, `api_email` with `api_key`, and `user_service_key`. Without any alternative
    /// it is open to all.
    pub security: &'static [&'static [&'static str]],
    /// Permissions of which an API token needs at least one.
    pub permissions: &'static [&'static str],
    /// Whether and how it answers with a list.
    pub paging: Paging,
    /// Whether 409 is a transient state of this operation, so that the request is retried.
    pub retry_on_conflict: bool,
    /// The names of the fields of its body, at any depth, that hold a secret such as a private key.
    pub secrets: &'static [&'static str],
    /// The parameters of its query.
    pub query: &'static [QueryParameter],
}

impl Operation {
    /// Whether carrying it out changes nothing.
    pub const fn is_read_only(&self) -> bool {
        matches!(self.method.as_bytes(), b"GET" | b"HEAD")
    }

    /// Whether it accepts credentials of this kind.
    pub fn accepts(&self, credentials: &Credentials) -> bool {
        let given = credentials.security();
        self.security.is_empty()
            || self.security.iter().any(|schemes| schemes.iter().all(|scheme| given.contains(scheme)))
    }
}

/// Whether and how an operation answers with a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Paging {
    /// It does not answer with a list.
    None,
    /// With the whole list at once.
    Single,
    /// Page by page, by `page` and `per_page`.
    Pages,
}

/// A parameter of an operation's query and its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueryParameter {
    /// The parameter's name.
    pub name: &'static str,
    /// The least value, where it is a number with one.
    pub minimum: Option<i64>,
    /// The greatest value, where it is a number with one.
    pub maximum: Option<i64>,
    /// The least number of characters, where it is a string with one.
    pub min_length: Option<i64>,
    /// The greatest number of characters, where it is a string with one.
    pub max_length: Option<i64>,
    /// The regular expression that the value matches, where it is a string with one.
    pub pattern: Option<&'static str>,
}
