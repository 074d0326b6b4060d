//! The kinds of errors.

/// The kind of an [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built: credentials, base URL, environment.
    Configuration,
    /// The request is invalid and was not sent. [`violations`](crate::Error::violations) lists what is wrong with it.
    InvalidRequest,
    /// The server could not be reached, or the connection broke.
    Transport,
    /// There was no response within the time limit; or the rate limit left no room before the call's deadline, and
    /// nothing was sent ([`is_rate_limited`](crate::Error::is_rate_limited)).
    Timeout,
    /// The API returned an error. [`errors`](crate::Error::errors) has the reasons.
    Api,
    /// The response is not JSON, for example an HTML page of a proxy or of Cloudflare's edge.
    NotJson,
    /// The response is JSON, but not what the operation returns. [`field`](crate::Error::field) has the path of the
    /// mismatch.
    Decode,
    /// A list ended with fewer items than the server stated. [`missing`](crate::Error::missing) is the difference.
    Incomplete,
    /// A lookup by name found nothing ([`is_not_found`](crate::Error::is_not_found)) or several matches.
    NoMatch,
    /// The call was dropped before it ended. Only an [`Observer`](crate::Observer) gets this kind, and a stream
    /// whose runtime is shut down.
    Cancelled,
}

impl ErrorKind {
    /// Returns the name for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Transport => "transport",
            Self::Timeout => "timeout",
            Self::Api => "api",
            Self::NotJson => "not_json",
            Self::Decode => "decode",
            Self::Incomplete => "incomplete",
            Self::NoMatch => "no_match",
            Self::Cancelled => "cancelled",
        }
    }
}
