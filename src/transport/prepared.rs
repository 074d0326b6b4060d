//! A request on its way from a generated method to the transport, with its operation and its violations.

use std::borrow::Cow;
use std::marker::PhantomData;

use reqwest::Url;

use crate::check::{Check, pattern, query, violations};
use crate::endpoint::Endpoint;
use crate::path::encoded;
use crate::{Operation, Violation};

/// A request that is complete except for its credentials, and the type of its result. The generated methods create
/// it.
pub(crate) struct Prepared<T> {
    pub(super) endpoint: Endpoint,
    /// The path with its parameters filled in, without the base URL.
    pub(super) path: String,
    /// The request, or why it must not be sent.
    pub(super) request: Result<Box<reqwest::Request>, Vec<Violation>>,
    result: PhantomData<fn() -> T>,
}

impl<T> Prepared<T> {
    pub(crate) fn new(
        endpoint: Endpoint,
        path: String,
        request: Result<Box<reqwest::Request>, Vec<Violation>>,
    ) -> Self {
        Self { endpoint, path, request, result: PhantomData }
    }

    /// Adds violations, if there are any.
    pub(crate) fn violated(mut self, violations: impl IntoIterator<Item = Violation>) -> Self {
        let mut violations = violations.into_iter().peekable();
        if violations.peek().is_some() {
            let before = self.request.err().unwrap_or_default();
            self.request = Err(before.into_iter().chain(violations).collect());
        }
        self
    }
}

/// Assembles a request. The generated methods fill in every path parameter here, so that none of them escapes its
/// segment, and every body is checked here.
pub(crate) struct Preparation<'a> {
    operation: &'static Operation,
    base_url: &'a Url,
    path: String,
    /// The part of the path template that is not in the path yet.
    rest: &'static str,
    violations: Vec<Violation>,
}

impl<'a> Preparation<'a> {
    pub(crate) fn new(base_url: &'a Url, operation: &'static Operation) -> Self {
        // Two ids of 36 characters fit.
        let path = String::with_capacity(operation.path.len() + 64);
        Self { operation, base_url, path, rest: operation.path, violations: Vec::new() }
    }

    /// Fills in the next path parameter.
    pub(crate) fn segment(&mut self, parameter: &str, value: &str) {
        self.fill(parameter, encoded(parameter, value));
    }

    /// Like [`segment`](Self::segment), for a parameter that has a pattern.
    pub(crate) fn matching_segment(&mut self, parameter: &str, value: &str, expected: &str) {
        let value = encoded(parameter, value);
        let value = value.and_then(|encoded| match pattern(parameter, &encoded, expected) {
            Some(violation) => Err(violation),
            None => Ok(encoded),
        });
        self.fill(parameter, value);
    }

    fn fill(&mut self, parameter: &str, value: Result<Cow<'_, str>, Violation>) {
        let (before, rest) = self.rest.split_once('{').unwrap_or((self.rest, ""));
        self.path.push_str(before);
        match value {
            Ok(value) => self.path.push_str(&value),
            Err(violation) => {
                // Errors show the path. An invalid id may be anything, including a misplaced secret.
                self.path.extend(["{", parameter, "}"]);
                self.violations.push(violation);
            }
        }
        self.rest = rest.split_once('}').map_or("", |(_, rest)| rest);
    }

    /// Checks the body against the bounds of the OpenAPI document.
    pub(crate) fn check(&mut self, body: &impl Check) {
        self.violations.extend(violations(body));
    }

    /// Builds the request for the URL, unless there are violations.
    pub(crate) fn finish<T>(
        self,
        build: impl FnOnce(Url) -> reqwest::Result<reqwest::Request>,
    ) -> Prepared<T> {
        let Self { operation, base_url, mut path, rest, violations } = self;
        path.push_str(rest);
        let request = if violations.is_empty() {
            built(operation, build(at_path(base_url, &path)))
        } else {
            Err(violations)
        };
        Prepared::new(Endpoint::Operation(operation), path, request)
    }
}

/// Returns the URL of a path below the base URL, without parsing it again.
pub(crate) fn at_path(base_url: &Url, path: &str) -> Url {
    let mut url = base_url.clone();
    match base_url.path().trim_end_matches('/') {
        "" => url.set_path(path),
        base => url.set_path(&[base, path].concat()),
    }
    url
}

/// Builds the request, if its query is within the bounds of the OpenAPI document.
fn built(
    operation: &Operation,
    request: reqwest::Result<reqwest::Request>,
) -> Result<Box<reqwest::Request>, Vec<Violation>> {
    let request = Box::new(request.map_err(unbuildable)?);
    if request.url().query().is_none() {
        return Ok(request);
    }
    let violations = query(operation, request.url().query_pairs());
    if violations.is_empty() { Ok(request) } else { Err(violations) }
}

/// Converts the error of a request that could not be built.
pub(crate) fn unbuildable(error: reqwest::Error) -> Vec<Violation> {
    vec![Violation { field: "request".to_owned(), problem: error.without_url().to_string() }]
}
