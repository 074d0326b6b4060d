//! Client-side validation of requests.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Operation, Secret, StringOrList};

/// A request type with bounds in the OpenAPI document. The generated code implements it for every type that is
/// sent.
pub(crate) trait Check {
    /// Records every violation of the bounds.
    fn check(&self, at: &mut Checker);
}

/// One reason why a request is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The parameter, or the path of the field in the body, such as `certificates[2].id`.
    pub field: String,
    /// What is wrong, without the value.
    pub problem: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, problem } = self;
        if field.is_empty() { f.write_str(problem) } else { write!(f, "`{field}` {problem}") }
    }
}

/// Collects violations, each with the path of its field.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    path: String,
    violations: Vec<Violation>,
}

/// Returns all violations of a request.
pub(crate) fn violations(request: &impl Check) -> Vec<Violation> {
    let mut checker = Checker::default();
    request.check(&mut checker);
    checker.violations
}

/// Returns all violations of the query parameters, according to the operation's bounds in the OpenAPI document.
pub(crate) fn query<N: AsRef<str>, V: AsRef<str>>(
    operation: &Operation,
    parameters: impl IntoIterator<Item = (N, V)>,
) -> Vec<Violation> {
    let mut checker = Checker::default();
    if operation.query.is_empty() {
        return checker.violations;
    }
    for (name, value) in parameters {
        let (name, value) = (name.as_ref(), value.as_ref());
        let Some(bounds) = operation.query.iter().find(|parameter| parameter.name == name) else { continue };
        match value.parse() {
            Ok(number) if bounds.minimum.is_some() || bounds.maximum.is_some() => {
                checker.integer(name, number, bounds.minimum, bounds.maximum);
            }
            _ => checker.text(name, &value, bounds.min_length, bounds.max_length, bounds.pattern, false),
        }
    }
    checker.violations
}

/// Returns why a path parameter does not match its pattern in the OpenAPI document, if it does not.
pub(crate) fn pattern(parameter: &str, value: &str, pattern: &str) -> Option<Violation> {
    let mut checker = Checker::default();
    checker.text(parameter, &value, None, None, Some(pattern), false);
    checker.violations.pop()
}

/// Converts a received type into the type that is sent. Both have the same fields; only the required fields
/// differ.
pub(crate) fn resend<R: Serialize, S: DeserializeOwned>(read: &R) -> Result<S, Error> {
    serde_json::to_value(read).and_then(serde_json::from_value).map_err(|error| {
        Error::refused(None, vec![Violation { field: String::new(), problem: error.to_string() }])
    })
}

/// A string type that can have bounds.
pub(crate) trait Text {
    /// Returns the string to check.
    fn text(&self) -> &str;
}

impl Text for String {
    fn text(&self) -> &str {
        self
    }
}

impl Text for &str {
    fn text(&self) -> &str {
        self
    }
}

impl Text for Secret {
    fn text(&self) -> &str {
        self.expose()
    }
}

/// The last part of a field's path: a field name or an array index.
pub(crate) trait Key {
    /// Returns the path extended by this part.
    fn join(&self, path: &str) -> String;
}

impl Key for &str {
    fn join(&self, path: &str) -> String {
        if path.is_empty() { (*self).to_owned() } else { format!("{path}.{self}") }
    }
}

impl Key for &usize {
    fn join(&self, path: &str) -> String {
        format!("{path}[{self}]")
    }
}

#[allow(dead_code, reason = "which of these the generated code calls depends on the document")]
impl Checker {
    fn add(&mut self, key: impl Key, problem: impl Into<String>) {
        self.violations.push(Violation { field: key.join(&self.path), problem: problem.into() });
    }

    /// Checks a string's length in characters, its pattern, and whether it is a hostname.
    pub(crate) fn text(
        &mut self,
        key: impl Key,
        value: &impl Text,
        minimum: Option<i64>,
        maximum: Option<i64>,
        pattern: Option<&str>,
        hostname: bool,
    ) {
        let text = value.text();
        let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        if let Some(minimum) = minimum.filter(|minimum| length < *minimum) {
            let problem = match minimum {
                1 => "must not be empty".to_owned(),
                _ => format!("must have at least {minimum} characters, it has {length}"),
            };
            self.add(key, problem);
        } else if let Some(maximum) = maximum.filter(|maximum| length > *maximum) {
            self.add(key, format!("must have at most {maximum} characters, it has {length}"));
        } else if let Some(pattern) = pattern.filter(|pattern| !matches(pattern, text)) {
            self.add(key, format!("must match {pattern}"));
        } else if hostname && !is_hostname(text) {
            self.add(key, "must be a hostname");
        }
    }

    /// Checks a value of an open enum: an unknown value is accepted, an empty one is not.
    pub(crate) fn known_or_new(&mut self, key: impl Key, value: &str) {
        if value.is_empty() {
            self.add(key, "must not be empty");
        }
    }

    /// Checks a number's bounds.
    pub(crate) fn integer(&mut self, key: impl Key, value: i64, minimum: Option<i64>, maximum: Option<i64>) {
        if let Some(problem) = out_of_bounds(value, minimum, maximum) {
            self.add(key, problem);
        }
    }

    /// Checks that a number is one of the accepted ones.
    pub(crate) fn listed(&mut self, key: impl Key, value: i64, listed: &[i64]) {
        if !listed.contains(&value) {
            let listed: Vec<String> = listed.iter().map(ToString::to_string).collect();
            self.add(key, format!("must be one of {}, it is {value}", listed.join(", ")));
        }
    }

    /// Checks a non-empty string, or a list of non-empty strings.
    pub(crate) fn string_or_list(&mut self, key: impl Key, value: &StringOrList) {
        let empty = match value {
            StringOrList::String(text) => text.is_empty(),
            StringOrList::List(texts) => texts.iter().any(String::is_empty),
        };
        if empty {
            self.add(key, "must not be empty");
        }
    }

    /// Checks the number of items of a list.
    pub(crate) fn count(&mut self, key: impl Key, count: usize, minimum: Option<i64>, maximum: Option<i64>) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        if let Some(minimum) = minimum.filter(|minimum| count < *minimum) {
            self.add(
                key,
                format!("must have at least {minimum} item{}", if minimum == 1 { "" } else { "s" }),
            );
        } else if let Some(maximum) = maximum.filter(|maximum| count > *maximum) {
            self.add(key, format!("must have at most {maximum} items, it has {count}"));
        }
    }

    /// Checks a nested object.
    pub(crate) fn nested(&mut self, key: impl Key, value: &impl Check) {
        self.below(key, |at| value.check(at));
    }

    /// Checks each item of a list.
    pub(crate) fn each<T>(&mut self, key: &str, items: &[T], check: impl Fn(&mut Self, usize, &T)) {
        self.below(key, |at| {
            for (index, item) in items.iter().enumerate() {
                check(at, index, item);
            }
        });
    }

    /// Checks that at least one of several sets of fields is given.
    pub(crate) fn one_of(&mut self, names: &str, given: bool) {
        if !given {
            let problem = format!("one of these is needed: {names}");
            self.violations.push(Violation { field: self.path.clone(), problem });
        }
    }

    fn below(&mut self, key: impl Key, check: impl FnOnce(&mut Self)) {
        let outer = self.path.clone();
        self.path = key.join(&outer);
        check(self);
        self.path = outer;
    }
}

/// Returns what is wrong with a number, if anything.
fn out_of_bounds(value: i64, minimum: Option<i64>, maximum: Option<i64>) -> Option<String> {
    let inside =
        minimum.is_none_or(|minimum| value >= minimum) && maximum.is_none_or(|maximum| value <= maximum);
    (!inside).then(|| match (minimum, maximum) {
        (Some(minimum), Some(maximum)) => format!("must be from {minimum} to {maximum}, it is {value}"),
        (Some(minimum), None) => format!("must be at least {minimum}, it is {value}"),
        (_, Some(maximum)) => format!("must be at most {maximum}, it is {value}"),
        (None, None) => String::new(),
    })
}

fn matches(pattern: &str, text: &str) -> bool {
    // The compiler of the OpenAPI document rejects invalid patterns.
    regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

/// Returns whether a string is a hostname (RFC 1123; a leading `*.` and underscores are allowed).
fn is_hostname(text: &str) -> bool {
    let text = text.strip_prefix("*.").unwrap_or(text);
    text.split('.').all(|label| {
        let edge = label.starts_with('-') || label.ends_with('-');
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (1..=63).contains(&label.len()) && !edge && plain
    })
}
