//! The credential schemes, and where they are taken from.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::{Error, Result, Secret};

/// The variables of the environment, the same as the official SDKs'.
const TOKEN: &str = "CLOUDFLARE_API_TOKEN";
const EMAIL: &str = "CLOUDFLARE_EMAIL";
const KEY: &str = "CLOUDFLARE_API_KEY";
const SERVICE_KEY: &str = "CLOUDFLARE_API_USER_SERVICE_KEY";

/// A path that is shown is no longer than this.
const MAX_PATH: usize = 2_000;
/// What is shorter is not a secret.
const SHORTEST_SECRET: usize = 8;

/// How the client says who it is: exactly one scheme.
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
    /// The Origin CA key: `X-Auth-User-Service-Key`. Only the Origin CA operations accept it; others are refused before
    /// anything is sent. [`Operation::accepts`](crate::Operation::accepts) says which.
    UserServiceKey(Secret),
}

impl Credentials {
    /// The credentials of the environment. The token wins over email and key, and these over the user service key;
    /// a variable that is set to nothing counts as not set; an email without a key, or a key without an email, is an
    /// error where it would be used.
    pub fn from_env() -> Result<Self> {
        let found = Self::choose(variable(TOKEN)?, variable(EMAIL)?, variable(KEY)?, variable(SERVICE_KEY)?)?;
        found.ok_or_else(|| {
            Error::configuration(format!(
                "no credentials: set {TOKEN} (or {EMAIL} and {KEY}, or {SERVICE_KEY})"
            ))
        })
    }

    /// The one scheme that wins, or none if nothing is given.
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

    /// The name of the scheme, for logs.
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::ApiToken(_) => "API token",
            Self::GlobalApiKey { .. } => "email and Global API key",
            Self::UserServiceKey(_) => "user service key",
        }
    }

    /// The headers that carry them, marked as sensitive.
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

    /// What must not be seen in a message.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let (Self::ApiToken(secret) | Self::UserServiceKey(secret) | Self::GlobalApiKey { key: secret, .. }) =
            self;
        std::iter::once(secret.expose())
    }

    /// A path or URL of the caller's own, without the secrets in it. Only a whole one counts: ids are the caller's, and may
    /// have parts in common with a token by chance.
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

    /// The address that belongs to the Global API key. It is not a secret, but it is not for everybody either.
    pub(crate) fn email(&self) -> Option<&str> {
        match self {
            Self::GlobalApiKey { email, .. } => Some(email.expose()),
            Self::ApiToken(_) | Self::UserServiceKey(_) => None,
        }
    }

    /// The document's names of the security schemes that they satisfy together.
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

/// A variable of the environment, or nothing if it is not set or empty.
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

/// Refuses what is not one visible ASCII word: a line end from a file is the usual cause.
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
