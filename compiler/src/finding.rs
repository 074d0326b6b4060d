//! The faults of a document.

use std::fmt;

use crate::Place;

/// One fault: its location, the rule that it breaks, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The location of the fault.
    pub place: Place,
    /// The name of the rule, such as `dangling-ref`.
    pub rule: &'static str,
    /// The fault and how to fix it, in one line.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, rule, message } = self;
        write!(f, "{place}: [{rule}] {message}")
    }
}

/// All faults of a document, in the order of its files and lines. Never empty when returned as an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    pub(crate) fn one(place: Place, rule: &'static str, message: impl Into<String>) -> Self {
        Self(vec![Finding { place, rule, message: message.into() }])
    }

    pub(crate) fn add(&mut self, place: Place, rule: &'static str, message: impl Into<String>) {
        self.0.push(Finding { place, rule, message: message.into() });
    }

    /// Returns `Ok` if there are none, otherwise all of them, sorted, as the error.
    pub fn into_result(mut self) -> Result<(), Self> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        self.0.dedup();
        Err(self)
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Findings {}
