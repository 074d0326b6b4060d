//! The endpoint of a call: its operation, its zone or account, and its ids.

use std::fmt;

use percent_encoding::percent_decode_str;

use crate::Operation;

/// The operation that a call, an error or a response belongs to.
#[derive(Clone, Debug)]
pub(crate) enum Endpoint {
    /// An operation of the OpenAPI document.
    Operation(&'static Operation),
    /// A request that the OpenAPI document does not model: its method and its path.
    Custom { method: String, path: String },
}

impl Endpoint {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.id,
            Self::Custom { .. } => "request",
        }
    }

    pub(crate) fn method(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.method,
            Self::Custom { method, .. } => method,
        }
    }

    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Operation(operation) => operation.path,
            Self::Custom { path, .. } => path,
        }
    }

    /// Returns whether 409 is transient for this operation.
    pub(crate) fn retries_on_conflict(&self) -> bool {
        matches!(self, Self::Operation(operation) if operation.retry_on_conflict)
    }

    pub(crate) fn is_read_only(&self) -> bool {
        matches!(self.method(), "GET" | "HEAD")
    }
}

/// The target of a call: the zone or account, and the ids in its path.
///
/// ```no_run
/// # fn f(error: cloudflare_certificates::Error) {
/// if let Some(target) = error.target() {
///     println!("{:?} {:?} {target}", target.zone_id(), target.id("custom_certificate_id"));
/// }
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Target {
    path: String,
    ids: Vec<(String, String)>,
}

impl Target {
    /// Creates a target from a path template and the path built from it, both without the base URL.
    pub(crate) fn new(template: &str, path: &str) -> Self {
        let mut ids = Vec::new();
        let mut kind = None;
        let mut before = "";
        for (part, value) in template.split('/').zip(path.split('/')) {
            if value.starts_with('{') {
                // The value was rejected and is not in the path.
                continue;
            }
            let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            match (name, before) {
                (Some("accounts_or_zones"), _) => kind = Some(value),
                // A custom path names its zone or account in the same way.
                (Some("account_or_zone_id"), _) | (None, "zones" | "accounts") => {
                    let kind = if name.is_some() { kind } else { Some(before) };
                    let name = if kind == Some("zones") { "zone_id" } else { "account_id" };
                    ids.push((name.to_owned(), decode(value)));
                }
                (Some(name), _) => ids.push((name.to_owned(), decode(value))),
                (None, _) => {}
            }
            before = part;
        }
        Self { path: path.to_owned(), ids }
    }

    /// Returns the path as it is in the URL, without the base URL.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the zone's id.
    pub fn zone_id(&self) -> Option<&str> {
        self.id("zone_id")
    }

    /// Returns the account's id.
    pub fn account_id(&self) -> Option<&str> {
        self.id("account_id")
    }

    /// Returns a path parameter by its name in the template, such as `custom_certificate_id`. The zone and the
    /// account are always `zone_id` and `account_id`, whatever the template calls them.
    pub fn id(&self, parameter: &str) -> Option<&str> {
        self.ids().find(|(name, _)| *name == parameter).map(|(_, value)| value)
    }

    /// Returns the path parameters with their values, in the order of the path.
    pub fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.ids.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn decode(value: &str) -> String {
    percent_decode_str(value).decode_utf8_lossy().into_owned()
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Target").field(&self.path).finish()
    }
}
