//! A request on its way from a generated method to the transport, with its operation and what is wrong with it.

use std::marker::PhantomData;

use reqwest::Url;

use crate::check::{Check, query, violations};
use crate::endpoint::Endpoint;
use crate::path::encoded;
use crate::{Operation, Violation};

/// A request that is complete but for its credentials, and what its result is. The generated methods make it.
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

    /// Refuses the request for further reasons, if there are any.
    pub(crate) fn violated(mut self, violations: impl IntoIterator<Item = Violation>) -> Self {
        let mut violations = violations.into_iter().peekable();
        if violations.peek().is_some() {
            let before = self.request.err().unwrap_or_default();
            self.request = Err(before.into_iter().chain(violations).collect());
        }
        self
    }
}

/// Puts a request together. The generated methods fill in every parameter of the path here, so that none of them
/// escapes its segment, and have every body checked here.
pub(crate) struct Preparation<'a> {
    operation: &'static Operation,
    base_url: &'a Url,
    path: String,
    /// What of the path template is not in the path yet.
    rest: &'static str,
    violations: Vec<Violation>,
}

impl<'a> Preparation<'a> {
    pub(crate) fn new(base_url: &'a Url, operation: &'static Operation) -> Self {
        // Two ids of 36 characters fit.
        let path = String::with_capacity(operation.path.len() + 64);
        Self { operation, base_url, path, rest: operation.path, violations: Vec::new() }
    }

    /// Fills in the next parameter of the path.
    pub(crate) fn segment(&mut self, parameter: &str, value: &str) {
        let (before, rest) = self.rest.split_once('{').unwrap_or((self.rest, ""));
        self.path.push_str(before);
        match encoded(parameter, value) {
            Ok(value) => self.path.push_str(&value),
            Err(violation) => {
                // Errors show the path. What is no id may be anything, a secret in the wrong place too.
                self.path.extend(["{", parameter, "}"]);
                self.violations.push(violation);
            }
        }
        self.rest = rest.split_once('}').map_or("", |(_, rest)| rest);
    }

    /// Checks the body against the document's bounds.
    pub(crate) fn check(&mut self, body: &impl Check) {
        self.violations.extend(violations(body));
    }

    /// Builds the request for the URL, unless something is wrong with it.
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

/// The URL of a path below the base URL, which is not parsed again.
pub(crate) fn at_path(base_url: &Url, path: &str) -> Url {
    let mut url = base_url.clone();
    match base_url.path().trim_end_matches('/') {
        "" => url.set_path(path),
        base => url.set_path(&[base, path].concat()),
    }
    url
}

/// The request, if its query keeps within the document's bounds.
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

/// The request could not be put together.
pub(crate) fn unbuildable(error: reqwest::Error) -> Vec<Violation> {
    vec![Violation { field: "request".to_owned(), problem: error.without_url().to_string() }]
}
