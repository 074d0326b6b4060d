//! The credential schemes and their environment variables.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::{Error, Result, Secret};

/// The environment variables, the same as in the official SDKs.
const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const EMAIL: &str = "CLOUDFLARE_EMAIL";
const KEY: &str = "CLOUDFLARE_API_KEY";
const SERVICE_KEY: &str = "CLOUDFLARE_API_USER_SERVICE_KEY";

/// The maximum length of a path in an error.
const MAX_PATH: usize = 2_000;
/// Shorter strings are not treated as secrets.
const SHORTEST_SECRET: usize = 8;

/// Credentials for the API: exactly one scheme.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// An API token, the preferred scheme: `Authorization: Bearer …`.
    ApiToken(Secret),
    /// The Global API key of a user: `X-Auth-Email` and `X-Auth-Key`.
    GlobalApiKey {
        /// The user's email address.
        email: Secret,
        /// The user's Global API key.
        key: Secret,
    },
    /// The Origin CA key: `X-Auth-User-Service-Key`. Only the Origin CA operations accept it; other calls fail
    /// before anything is sent. [`Operation::accepts`](crate::Operation::accepts) returns whether an operation
    /// does.
    UserServiceKey(Secret),
}

impl Credentials {
    /// Reads the credentials from the environment. The token wins over email and key, and these win over the user
    /// service key. An empty variable counts as not set. An email without a key, or a key without an email, is an
    /// error if it would be used.
    pub fn from_env() -> Result<Self> {
        let found = Self::choose(variable(TOKEN)?, variable(EMAIL)?, variable(KEY)?, variable(SERVICE_KEY)?)?;
        found.ok_or_else(|| {
            Error::configuration(format!(
                "no credentials: set {TOKEN} (or {EMAIL} and {KEY}, or {SERVICE_KEY})"
            ))
        })
    }

    /// Selects the scheme that wins; `None` if nothing is set.
    pub(crate) fn choose(
        token: Option<Secret>,
        email: Option<Secret>,
        key: Option<Secret>,
        service_key: Option<Secret>,
    ) -> Result<Option<Self>> {
        if let Some(token) = token {
            return Ok(Some(Self::ApiToken(token)));
        }
        match (email, key) {
            (Some(email), Some(key)) => Ok(Some(Self::GlobalApiKey { email, key })),
            (Some(_), None) => Err(half(EMAIL, KEY, "email", "Global API key")),
            (None, Some(_)) => Err(half(KEY, EMAIL, "Global API key", "email")),
            (None, None) => Ok(service_key.map(Self::UserServiceKey)),
        }
    }

    /// Returns the name of the scheme, for logs.
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::ApiToken(_) => "API token",
            Self::GlobalApiKey { .. } => "email and Global API key",
            Self::UserServiceKey(_) => "user service key",
        }
    }

    /// Returns the headers that carry the credentials, marked as sensitive.
    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        match self {
            Self::ApiToken(token) => {
                let bearer = Secret::new(format!("Bearer {}", token.expose()));
                check(token, "API token")?;
                headers.insert(http::header::AUTHORIZATION, header(&bearer, "API token")?);
            }
            Self::GlobalApiKey { email, key } => {
                headers.insert(HeaderName::from_static("x-auth-email"), value(email, "email")?);
                headers.insert(HeaderName::from_static("x-auth-key"), value(key, "Global API key")?);
            }
            Self::UserServiceKey(key) => {
                let name = HeaderName::from_static("x-auth-user-service-key");
                headers.insert(name, value(key, "user service key")?);
            }
        }
        Ok(headers)
    }

    /// Returns the strings that must not appear in a message.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let (Self::ApiToken(secret) | Self::UserServiceKey(secret) | Self::GlobalApiKey { key: secret, .. }) =
            self;
        std::iter::once(secret.expose())
    }

    /// Redacts the secrets in a path or URL of a custom request. Only a complete secret counts: an id is chosen by
    /// the caller and may share a substring with a token by chance.
    pub(crate) fn redact(&self, path: &str) -> String {
        let mut redacted = path.to_owned();
        for secret in self.secrets().filter(|secret| secret.len() >= SHORTEST_SECRET) {
            redacted = redacted.replace(secret, "[redacted]");
            if percent_decode_str(&redacted).decode_utf8_lossy().contains(secret) {
                return "[redacted]".to_owned();
            }
        }
        if redacted.len() > MAX_PATH {
            redacted = redacted.chars().take(MAX_PATH).chain(['…']).collect();
        }
        redacted
    }

    /// Returns the email address of the Global API key. It is not a secret, but it is personal.
    pub(crate) fn email(&self) -> Option<&str> {
        match self {
            Self::GlobalApiKey { email, .. } => Some(email.expose()),
            Self::ApiToken(_) | Self::UserServiceKey(_) => None,
        }
    }

    /// Returns the names of the OpenAPI security schemes that these credentials satisfy together.
    pub(crate) fn security(&self) -> &'static [&'static str] {
        match self {
            Self::ApiToken(_) => &["api_token"],
            Self::GlobalApiKey { .. } => &["api_email", "api_key"],
            Self::UserServiceKey(_) => &["user_service_key"],
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credentials({})", self.scheme())
    }
}

fn half(set: &str, missing: &str, given: &str, wanted: &str) -> Error {
    Error::configuration(format!(
        "half of the credentials: the {given} is given ({set}), the {wanted} is not ({missing}); give both, or an API token ({TOKEN})"
    ))
}

/// Reads an environment variable; `None` if it is not set or empty.
pub(crate) fn variable(name: &str) -> Result<Option<Secret>> {
    match std::env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(Secret::new(value))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::configuration(format!("the variable {name} is not valid UTF-8")))
        }
    }
}

fn value(secret: &Secret, what: &str) -> Result<HeaderValue> {
    check(secret, what)?;
    header(secret, what)
}

fn header(secret: &Secret, what: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose())
        .map_err(|_| Error::configuration(format!("the {what} cannot be sent in a header")))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Rejects anything that is not one word of visible ASCII: a line end from a file is the usual cause.
fn check(secret: &Secret, what: &str) -> Result<()> {
    let text = secret.expose();
    let problem = if text.is_empty() {
        "is empty"
    } else if text.contains(['\n', '\r']) {
        "contains a line end (was it read from a file? trim it)"
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "contains a character that is not visible ASCII"
    } else {
        return Ok(());
    };
    Err(Error::configuration(format!("the {what} {problem}")))
}
