//! Why a PEM string could not be read.

use std::fmt;

/// A certificate or a certificate signing request could not be read. It does not quote the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError(pub(super) Reason);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// There is no block of the kind that was looked for.
    NoBlock(&'static str),
    /// A block has no end, or is neither Base64 nor DER.
    Damaged,
    /// The DER is intact, but the library does not understand its content.
    NotUnderstood,
}

impl ParseError {
    /// Returns whether the input is damaged, or something else altogether. Otherwise, it is intact but has a form that
    /// this library does not understand, and that Cloudflare may.
    pub fn is_damaged(&self) -> bool {
        !matches!(self.0, Reason::NotUnderstood)
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Reason::NoBlock(label) => write!(f, "there is no PEM block `{label}`"),
            Reason::Damaged => f.write_str("a PEM block has no end, or its content is damaged"),
            Reason::NotUnderstood => f.write_str("it has a form that this library does not understand"),
        }
    }
}

impl std::error::Error for ParseError {}
