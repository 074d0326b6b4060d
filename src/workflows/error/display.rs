//! `Display` and `Debug` of a workflow's error.

use std::fmt::{self, Write};

use super::{Error, ErrorKind};
use crate::error::Line;

/// The maximum length of the line, in bytes. Each part has its own limit, so that what to do is always shown.
const MAX_LINE: usize = 6 * 1024;
const MAX_CALL: usize = 3 * 1024;
const MAX_LIST: usize = 768;
const MAX_DETAIL: usize = 512;
/// An id or a status.
const MAX_NAME: usize = 128;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line(&mut Line::new(f, MAX_LINE))
    }
}

/// As `Display`: it is what `unwrap` and a `main` that returns an error print.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error {
    fn line(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        let inner = &*self.inner;
        if !inner.workflow.is_empty() {
            write!(f, "{}: ", inner.workflow)?;
        }
        if !inner.resource.is_empty() {
            f.part(MAX_NAME, |f| {
                f.write_str(inner.resource)?;
                if inner.id.is_empty() { Ok(()) } else { write!(f, " {}", inner.id) }
            })?;
            f.write_str(": ")?;
        }
        self.what_happened(f)?;
        if !inner.done.is_empty() {
            list(f, "; done: ", &inner.done)?;
        }
        if !inner.left.is_empty() {
            list(f, "; left: ", &inner.left)?;
        }
        if !inner.setup.is_empty() {
            list(f, "; to set up: ", &inner.setup)?;
        }
        if !inner.advice.is_empty() {
            f.part(MAX_DETAIL, |f| write!(f, "; {}", inner.advice))?;
        }
        match (self.is_retryable(), inner.workflow) {
            (false, _) => Ok(()),
            (true, "inventory") => f.write_str("; start it again: it continues with `from_zone`"),
            (true, _) => f.write_str("; start it again: it continues from here"),
        }
    }

    fn what_happened(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        let what = match self.kind() {
            ErrorKind::TimedOut => "the time was up before it was in the expected state",
            ErrorKind::NeedsAction => "somebody must act",
            ErrorKind::Failed => "it has failed",
            ErrorKind::Gone => "it does not exist",
            ErrorKind::Ambiguous => "several match",
            ErrorKind::Refused => "refused, and nothing was changed",
            ErrorKind::Call => "a call failed",
        };
        f.write_str(what)?;
        if let Some(status) = self.status() {
            f.part(MAX_NAME, |f| write!(f, " (status {status})"))?;
        }
        if !self.inner.detail.is_empty() {
            f.part(MAX_DETAIL, |f| write!(f, ": {}", self.inner.detail))?;
        }
        if let Some(call) = self.call() {
            f.part(MAX_CALL, |f| write!(f, ": {call}"))?;
        }
        Ok(())
    }
}

/// Writes as many items as fit.
fn list<T: fmt::Display>(f: &mut Line<'_, '_>, title: &str, items: &[T]) -> fmt::Result {
    f.write_str(title)?;
    f.part(MAX_LIST, |f| {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{item}")?;
        }
        Ok(())
    })
}
