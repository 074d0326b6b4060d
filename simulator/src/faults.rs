//! Faults: responses and failures that a test has ordered instead of the usual ones.

mod fault;
mod limits;
mod ordered;
mod request_match;

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::HeaderMap;

use crate::codes;
use ordered::Reporter;

pub use fault::Fault;
pub(crate) use fault::FaultKind;
pub use ordered::OrderedFault;
pub use request_match::{RequestInfo, RequestMatch};

/// The ordered faults.
#[derive(Default)]
pub(crate) struct Faults(Vec<Ordered>);

/// A fault, and the requests that it happens to.
pub(crate) struct Rule {
    pub(crate) when: When,
    /// How many matching requests are handled as usual before.
    pub(crate) skip: u32,
    /// How many matching requests fail; `None` is all.
    pub(crate) times: Option<u32>,
    /// Whether the fault also happens to the same request again.
    pub(crate) with_retries: bool,
    pub(crate) fault: Fault,
}

/// A rule, and what it has done.
struct Ordered {
    rule: Rule,
    reporter: Reporter,
    /// The request that failed, if its retries do, too.
    failed: Option<Identity>,
}

/// What the retries of a request have in common.
#[derive(PartialEq, Eq)]
struct Identity {
    method: String,
    path: String,
    body: Vec<u8>,
}

/// A fault that happens to a request.
pub(crate) struct Due {
    pub(crate) fault: Fault,
    reporter: Option<Reporter>,
}

/// Which requests a rule is about.
pub(crate) enum When {
    Matches(RequestMatch),
    Predicate(Box<dyn Fn(&RequestInfo) -> bool + Send>),
}

impl Faults {
    pub(crate) fn add(&mut self, rule: Rule) -> OrderedFault {
        let (reporter, ordered) = OrderedFault::new();
        if rule.times != Some(0) {
            self.0.push(Ordered { rule, reporter, failed: None });
        }
        ordered
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// How many rules have requests left to fail.
    pub(crate) fn pending(&self) -> usize {
        self.0.iter().filter(|ordered| ordered.failed.is_none()).count()
    }

    /// Returns the fault of a request: that of the first rule that is due. Every rule that matches and is not due yet counts the
    /// request, so that the nth request is the same one for all of them.
    pub(crate) fn next(&mut self, request: &RequestInfo, body: &[u8]) -> Option<Due> {
        let mut due = None;
        for (position, ordered) in self.0.iter_mut().enumerate() {
            match ordered.count(request, body) {
                Ok(true) => due = due.or(Some(position)),
                Ok(false) => {}
                Err(fault) => return Some(Due { fault, reporter: None }),
            }
        }
        let position = due?;
        let ordered = self.0.get_mut(position)?;
        let fault = ordered.rule.fault.clone().checked();
        let reporter = Some(ordered.reporter.clone());
        if ordered.rule.with_retries {
            ordered.failed.get_or_insert_with(|| Identity::of(request, body));
        } else if let Some(times) = &mut ordered.rule.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(position);
            }
        }
        Some(Due { fault, reporter })
    }
}

impl Ordered {
    /// Counts a request; returns whether the fault happens to it.
    fn count(&mut self, request: &RequestInfo, body: &[u8]) -> Result<bool, Fault> {
        if let Some(failed) = &self.failed {
            return Ok(failed.is(request, body));
        }
        let matches = self.rule.when.matches(request)?;
        if matches && self.rule.skip > 0 {
            self.rule.skip -= 1;
            return Ok(false);
        }
        Ok(matches)
    }
}

impl Identity {
    fn of(request: &RequestInfo, body: &[u8]) -> Self {
        Self { method: request.method.clone(), path: request.path.clone(), body: body.to_vec() }
    }

    fn is(&self, request: &RequestInfo, body: &[u8]) -> bool {
        self.method == request.method && self.path == request.path && self.body == body
    }
}

impl Due {
    /// Reports to the test that the fault has happened.
    pub(crate) fn report(&self, request: &RequestInfo) {
        if let Some(reporter) = &self.reporter {
            reporter.happened(request);
        }
    }
}

impl When {
    /// Whether the rule is about a request. A predicate that panics is the test's mistake, which the response tells.
    fn matches(&self, request: &RequestInfo) -> Result<bool, Fault> {
        match self {
            Self::Matches(matching) => Ok(matching.matches(request)),
            Self::Predicate(predicate) => catch_unwind(AssertUnwindSafe(|| predicate(request)))
                .map_err(|_| Fault::error(500, codes::INTERNAL, "the predicate of `fail_when` panicked")),
        }
    }
}

/// Copies headers, replacing those of the same name.
pub(crate) fn add_headers(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, value) in more {
        headers.insert(name, value.clone());
    }
}
