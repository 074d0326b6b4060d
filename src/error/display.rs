//! `Display` and `Debug` of an error.

use std::fmt::{self, Write};

use super::line::Line;
use super::{ApiError, Error, ErrorKind};
use crate::Violation;
use crate::endpoint::Endpoint;

/// Codes with which a plan or a quota refuses a call, with the status 403: custom hostnames (1404, 1405, 1413, 1414), and
/// Advanced Certificate Manager (1450). Other services use some of these codes with other statuses.
const NOT_ENTITLED: [i64; 5] = [1404, 1405, 1413, 1414, 1450];

/// The maximum length of the line, in bytes. Each part that others control has its own limit, so that the advice
/// at the end is always shown.
const MAX_LINE: usize = 3 * 1024;
const MAX_PATH: usize = 512;
const MAX_LIST: usize = 1280;
const MAX_DETAIL: usize = 640;
/// The maximum length of the line with its sources.
const MAX_WITH_SOURCES: usize = 4 * 1024;
/// The maximum length of the output with all fields.
const MAX_FIELDS: usize = 64 * 1024;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.line(&mut Line::new(f, MAX_LINE))
    }
}

impl Error {
    fn line(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        if let Some(endpoint) = &self.inner.endpoint {
            let path = self.target().map_or_else(|| endpoint.path(), |target| target.path());
            write!(f, "{} ({} ", endpoint.id(), endpoint.method())?;
            f.part(MAX_PATH, |f| f.write_str(path))?;
            f.write_char(')')?;
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

    fn what_happened(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        if let Some(status) = self.status() {
            write!(f, "{status}; ")?;
        }
        match self.kind() {
            ErrorKind::InvalidRequest => self.violations_as_list(f),
            ErrorKind::Api => self.errors_as_list(f),
            ErrorKind::Cancelled => f.write_str("the call was dropped before it ended"),
            _ => f.part(MAX_DETAIL, |f| self.detail(f)),
        }
    }

    fn detail(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        let detail = &self.inner.detail;
        match self.kind() {
            ErrorKind::Transport if detail.is_empty() => f.write_str("the connection failed"),
            ErrorKind::Timeout if detail.is_empty() => f.write_str("no answer in time"),
            ErrorKind::NotJson => write!(f, "the answer is not JSON{detail}"),
            ErrorKind::Decode => match self.field() {
                Some(field) => write!(f, "the answer cannot be read at `{field}`: {detail}"),
                None => write!(f, "the answer cannot be read: {detail}"),
            },
            _ => f.write_str(detail),
        }
    }

    fn violations_as_list(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        f.write_str("refused before it was sent: ")?;
        list(f, self.violations(), "; ", |f, violation: &Violation| write!(f, "{violation}"))
    }

    fn errors_as_list(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        if self.errors().is_empty() {
            return f.write_str(if self.inner.enveloped {
                "the API gave no reason"
            } else {
                "the response is not in the API's form: a proxy or another server may have sent it"
            });
        }
        list(f, self.errors(), ", ", |f, ApiError { code, message, pointer, .. }| {
            write!(f, "{code} {message}")?;
            match pointer {
                Some(pointer) => write!(f, " (at {pointer})"),
                None => Ok(()),
            }
        })
    }

    fn what_to_do(&self, f: &mut Line<'_, '_>) -> fmt::Result {
        if self.has_wrong_credentials() {
            f.write_str("; the credentials are wrong, no longer valid, or of the wrong kind")?;
        } else if self.has_status(&[403]) && NOT_ENTITLED.iter().any(|code| self.has_code(*code)) {
            f.write_str(
                "; the zone or account is not entitled to it or has used up its quota: no permission helps",
            )?;
        } else if self.is_permission_denied()
            && let Some(Endpoint::Operation(operation)) = &self.inner.endpoint
            && !operation.permissions.is_empty()
            // An operation that every token may call: the token itself is the problem.
            && operation.permissions != ["Any permission"]
        {
            write!(f, "; a token needs one of: {}", operation.permissions.join(", "))?;
        }
        if let Some(wait) = self.retry_after() {
            let who = if self.inner.no_room { "there will be room in" } else { "the server asks to wait" };
            // Rounded up: a second too late is better than one too early.
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            write!(f, "; {who} {seconds} s")?;
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

/// Writes as many items as fit, and the number of the remaining ones.
fn list<T>(
    f: &mut Line<'_, '_>,
    items: &[T],
    separator: &str,
    write: impl Fn(&mut Line<'_, '_>, &T) -> fmt::Result,
) -> fmt::Result {
    let mut shown = 0;
    f.part(MAX_LIST, |f| {
        for item in items {
            if shown > 0 {
                f.write_str(separator)?;
            }
            if !f.is_open() {
                break;
            }
            write(f, item)?;
            shown += 1;
        }
        Ok(())
    })?;
    if shown < items.len() { write!(f, " and {} more", items.len() - shown) } else { Ok(()) }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return write!(Line::block(f, MAX_FIELDS), "{:#?}", self.inner);
        }
        let mut line = Line::new(f, MAX_WITH_SOURCES);
        line.part(MAX_LINE, |line| self.line(line))?;
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            write!(line, "; because: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
