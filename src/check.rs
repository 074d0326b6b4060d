//! Checks of what the caller wants to send, before it is sent.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Operation, Secret, StringOrList};

/// A request whose bounds the document knows. The generated code implements it for every type that is sent.
pub(crate) trait Check {
    /// Notes what is out of bounds.
    fn check(&self, at: &mut Checker);
}

/// One reason for which a request was refused before it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The parameter, or the path to the field of the body, such as `certificates[2].id`.
    pub field: String,
    /// What is wrong with it, without its value.
    pub problem: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, problem } = self;
        if field.is_empty() { f.write_str(problem) } else { write!(f, "`{field}` {problem}") }
    }
}

/// Collects violations, with the path to where it is.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    path: String,
    violations: Vec<Violation>,
}

/// All that is wrong with a request.
pub(crate) fn violations(request: &impl Check) -> Vec<Violation> {
    let mut checker = Checker::default();
    request.check(&mut checker);
    checker.violations
}

/// All that is wrong with the parameters of a query, by the bounds that the document sets for the operation.
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

/// What was read, in the form in which it can be sent. Both have the same fields; only what is required differs.
pub(crate) fn resend<R: Serialize, S: DeserializeOwned>(read: &R) -> Result<S, Error> {
    serde_json::to_value(read).and_then(serde_json::from_value).map_err(|error| {
        Error::refused(None, vec![Violation { field: String::new(), problem: error.to_string() }])
    })
}

/// Texts that have bounds.
pub(crate) trait Text {
    /// The text to be measured.
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

/// The name of a field, or the index of an item, as the last part of a path.
pub(crate) trait Key {
    /// The path with this part behind it.
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

    /// A text's length in characters, its pattern, and its form as a hostname.
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

    /// A value of an enumeration: a new one may pass, none may not.
    pub(crate) fn known_or_new(&mut self, key: impl Key, value: &str) {
        if value.is_empty() {
            self.add(key, "must not be empty");
        }
    }

    /// A number's bounds.
    pub(crate) fn integer(&mut self, key: impl Key, value: i64, minimum: Option<i64>, maximum: Option<i64>) {
        if let Some(problem) = out_of_bounds(value, minimum, maximum) {
            self.add(key, problem);
        }
    }

    /// One of the numbers that are taken.
    pub(crate) fn listed(&mut self, key: impl Key, value: i64, listed: &[i64]) {
        if !listed.contains(&value) {
            let listed: Vec<String> = listed.iter().map(ToString::to_string).collect();
            self.add(key, format!("must be one of {}, it is {value}", listed.join(", ")));
        }
    }

    /// A text that is not empty, or a list of such.
    pub(crate) fn string_or_list(&mut self, key: impl Key, value: &StringOrList) {
        let empty = match value {
            StringOrList::Text(text) => text.is_empty(),
            StringOrList::List(texts) => texts.iter().any(String::is_empty),
        };
        if empty {
            self.add(key, "must not be empty");
        }
    }

    /// How many items a list has.
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

    /// An object inside this one.
    pub(crate) fn nested(&mut self, key: impl Key, value: &impl Check) {
        self.below(key, |at| value.check(at));
    }

    /// Each item of a list.
    pub(crate) fn each<T>(&mut self, key: &str, items: &[T], check: impl Fn(&mut Self, usize, &T)) {
        self.below(key, |at| {
            for (index, item) in items.iter().enumerate() {
                check(at, index, item);
            }
        });
    }

    /// At least one of several sets of fields.
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

/// What is wrong with a number, if anything.
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
    // The document's compiler has refused patterns that do not compile.
    regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

/// Whether a text has the form of a hostname (RFC 1123, a leading `*.` and underscores allowed).
fn is_hostname(text: &str) -> bool {
    let text = text.strip_prefix("*.").unwrap_or(text);
    text.split('.').all(|label| {
        let edge = label.starts_with('-') || label.ends_with('-');
        let plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (1..=63).contains(&label.len()) && !edge && plain
    })
}
