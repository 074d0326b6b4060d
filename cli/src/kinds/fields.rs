//! Where a record has what the columns show.

use serde_json::Value;

/// Where a record has what the columns show: paths such as `ssl.certificates.*.issuer`, the first of which with a value counts.
/// `revoked_at?revoked` stands for `revoked` if there is a `revoked_at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) id: &'static str,
    pub(crate) name: &'static [&'static str],
    pub(crate) status: &'static [&'static str],
    pub(crate) certificate_status: &'static [&'static str],
    pub(crate) hosts: &'static [&'static str],
    pub(crate) issuer: &'static [&'static str],
    pub(crate) expires_on: &'static [&'static str],
}

impl Fields {
    /// Only an id.
    pub(crate) const ID: Self = Self {
        id: "id",
        name: &[],
        status: &[],
        certificate_status: &[],
        hosts: &[],
        issuer: &[],
        expires_on: &[],
    };

    /// A certificate with a status, an issuer and an end.
    pub(crate) const CERTIFICATE: Self =
        Self { status: &["status"], issuer: &["issuer"], expires_on: &["expires_on"], ..Self::ID };

    /// Returns the columns beside the id, in their order, with their paths.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
        let all = [
            ("name", self.name),
            ("status", self.status),
            ("certificate_status", self.certificate_status),
            ("hosts", self.hosts),
            ("issuer", self.issuer),
            ("expires_on", self.expires_on),
        ];
        all.into_iter().filter(|(_, paths)| !paths.is_empty())
    }

    /// Returns whether a record has this status, or its certificate.
    pub(crate) fn has_status(&self, record: &Value, status: &str) -> bool {
        [self.status, self.certificate_status]
            .into_iter()
            .any(|paths| first(record, paths).is_some_and(|found| found.eq_ignore_ascii_case(status)))
    }

    /// Returns whether a record has this text in its name or its hosts.
    pub(crate) fn has_name(&self, record: &Value, text: &str) -> bool {
        let wanted = text.to_lowercase();
        let names = [self.name, self.hosts].into_iter().flatten().flat_map(|path| texts(record, path));
        names.into_iter().any(|name| name.to_lowercase().contains(&wanted))
    }
}

/// Returns the first value of the first path that has one.
pub(super) fn first(record: &Value, paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| texts(record, path).into_iter().next())
}

/// Returns the earliest date of the first path that has one. Dates in RFC 3339 are ordered as text.
pub(super) fn earliest(record: &Value, paths: &[&str]) -> Option<String> {
    paths.iter().find_map(|path| texts(record, path).into_iter().min())
}

/// Returns all values of a path.
pub(super) fn texts(record: &Value, path: &str) -> Vec<String> {
    let (path, literal) = path.split_once('?').map_or((path, None), |(path, text)| (path, Some(text)));
    let mut found = vec![record];
    for name in path.split('.') {
        found = match name {
            "*" => found.into_iter().filter_map(Value::as_array).flatten().collect(),
            name => found.into_iter().filter_map(|value| value.get(name)).collect(),
        };
    }
    let texts = found.into_iter().flat_map(|value| match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect::<Vec<_>>(),
    });
    texts.map(|text| literal.map_or(text, str::to_owned)).collect()
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        other => Some(other.to_string()),
    }
}
