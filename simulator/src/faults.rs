//! Faults: responses and failures that a test has ordered instead of the usual ones.

mod fault;
mod request_match;

use http::HeaderMap;

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
        self.0.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// How many rules have requests left to fail.
    pub(crate) fn pending(&self) -> usize {
        self.0.len()
    }

    /// Returns the fault of a request. The first rule that matches counts the request, and those after it do not.
    pub(crate) fn next(&mut self, request: &RequestInfo) -> Option<Fault> {
        let position = self.0.iter().position(|rule| rule.when.matches(request))?;
        let rule = self.0.get_mut(position)?;
        if rule.skip > 0 {
            rule.skip -= 1;
            return None;
        }
        let fault = rule.fault.clone();
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
    fn matches(&self, request: &RequestInfo) -> bool {
        match self {
            Self::Matches(matching) => matching.matches(request),
            Self::Predicate(predicate) => predicate(request),
        }
    }
}

/// Copies headers, replacing those of the same name.
pub(crate) fn add_headers(headers: &mut HeaderMap, more: &HeaderMap) {
    for (name, value) in more {
        headers.insert(name, value.clone());
    }
}
