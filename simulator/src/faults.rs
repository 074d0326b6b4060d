//! Faults: responses and failures that a test has ordered instead of the usual ones.

mod fault;
mod limits;
mod request_match;

use std::panic::{AssertUnwindSafe, catch_unwind};

use http::HeaderMap;

use crate::codes;

pub use fault::Fault;
pub(crate) use fault::FaultKind;
pub use request_match::{RequestInfo, RequestMatch};

/// The ordered faults.
#[derive(Default)]
pub(crate) struct Faults(Vec<Rule>);

/// A fault, and the requests that it happens to.
pub(crate) struct Rule {
    pub(crate) when: When,
    /// How many matching requests are handled as usual before.
    pub(crate) skip: u32,
    /// How many matching requests fail; `None` is all.
    pub(crate) times: Option<u32>,
    pub(crate) fault: Fault,
}

/// Which requests a rule is about.
pub(crate) enum When {
    Matches(RequestMatch),
    Predicate(Box<dyn Fn(&RequestInfo) -> bool + Send>),
}

impl Faults {
    pub(crate) fn add(&mut self, rule: Rule) {
        if rule.times != Some(0) {
            self.0.push(rule);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// How many rules have requests left to fail.
    pub(crate) fn pending(&self) -> usize {
        self.0.len()
    }

    /// Returns the fault of a request: that of the first rule that is due. Every rule that matches and is not due yet counts the
    /// request, so that the nth request is the same one for all of them.
    pub(crate) fn next(&mut self, request: &RequestInfo) -> Option<Fault> {
        let mut due = None;
        for (position, rule) in self.0.iter_mut().enumerate() {
            match rule.when.matches(request) {
                Ok(false) => {}
                Ok(true) if rule.skip > 0 => rule.skip -= 1,
                Ok(true) => due = due.or(Some(position)),
                Err(fault) => return Some(fault),
            }
        }
        let position = due?;
        let rule = self.0.get_mut(position)?;
        let fault = rule.fault.clone().checked();
        if let Some(times) = &mut rule.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.0.remove(position);
            }
        }
        Some(fault)
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
