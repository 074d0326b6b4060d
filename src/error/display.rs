//! An error as one line that a person can act on.

use std::fmt;

use super::{ApiError, Error, ErrorKind};
use crate::endpoint::Endpoint;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(endpoint) = &self.inner.endpoint {
            let path = self.target().map_or_else(|| endpoint.path(), |target| target.path());
            write!(f, "{} ({} {path})", endpoint.id(), endpoint.method())?;
            if let Some(page) = self.inner.page {
                write!(f, ", page {page}")?;
            }
            f.write_str(": ")?;
        }
        self.what_happened(f)?;
        if let Some(cf_ray) = self.cf_ray() {
            write!(f, "; cf-ray {cf_ray}")?;
        }
        self.what_to_do(f)
    }
}

impl Error {
    fn what_happened(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(status) = self.status() {
            write!(f, "{status}")?;
            f.write_str("; ")?;
        }
        let detail = &self.inner.detail;
        match self.kind() {
            ErrorKind::Configuration => f.write_str(detail),
            ErrorKind::Refused => self.violations_as_list(f),
            ErrorKind::Transport if detail.is_empty() => f.write_str("the connection failed"),
            ErrorKind::Timeout if detail.is_empty() => f.write_str("no answer in time"),
            ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Incomplete => f.write_str(detail),
            ErrorKind::Cancelled => f.write_str("the call was dropped before it ended"),
            ErrorKind::Api => self.errors_as_list(f),
            ErrorKind::NotJson => write!(f, "the answer is not JSON{detail}"),
            ErrorKind::Decode => match self.field() {
                Some(field) => write!(f, "the answer cannot be read at `{field}`: {detail}"),
                None => write!(f, "the answer cannot be read: {detail}"),
            },
        }
    }

    fn violations_as_list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused before it was sent: ")?;
        for (index, violation) in self.violations().iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        Ok(())
    }

    fn errors_as_list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.errors().is_empty() {
            return f.write_str("the API gave no reason");
        }
        for (index, ApiError { code, message, pointer, .. }) in self.errors().iter().enumerate() {
            let separator = if index == 0 { "" } else { ", " };
            write!(f, "{separator}{code} {message}")?;
            if let Some(pointer) = pointer {
                write!(f, " (at {pointer})")?;
            }
        }
        Ok(())
    }

    fn what_to_do(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_permission_denied()
            && let Some(Endpoint::Operation(operation)) = &self.inner.endpoint
            && !operation.permissions.is_empty()
        {
            write!(f, "; a token needs one of: {}", operation.permissions.join(", "))?;
        }
        if let Some(wait) = self.retry_after() {
            let who = if self.inner.no_room { "there will be room in" } else { "the server asks to wait" };
            write!(f, "; {who} {} s", wait.as_secs())?;
        }
        if self.attempts() > 1 {
            write!(f, "; {} attempts", self.attempts())?;
        }
        if self.may_have_taken_effect() {
            f.write_str("; it may have been carried out all the same: look before repeating it")?;
        } else if self.is_retryable() {
            f.write_str("; it may pass: repeating is safe")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return fmt::Debug::fmt(&self.inner, f);
        }
        fmt::Display::fmt(self, f)?;
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            write!(f, "; because: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
