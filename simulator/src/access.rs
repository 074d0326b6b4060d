//! Who may send which request: credentials, what they reach, and the rate limit.

mod rate_limit;
mod token;

use http::HeaderMap;
use time::OffsetDateTime;

use crate::api_error::ApiError;
use crate::codes;
use crate::contract::Operation;

pub(crate) use rate_limit::RateLimiter;
pub use token::Token;

/// The operation that tells whether a token is valid.
const VERIFY: &str = "user_tokens_verify";

/// The credentials that are accepted.
#[derive(Clone)]
pub(crate) struct Access {
    /// The first one is [`Simulator::token`](crate::Simulator::token).
    pub(crate) tokens: Vec<Token>,
    pub(crate) email: String,
    pub(crate) api_key: String,
    /// The Origin CA key.
    pub(crate) service_key: String,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            tokens: vec![Token::new("q7Jm2Xw9Rt4KcV8bN3pZs6Yd0hLf5Gu1Ae")],
            email: "simulator@example.com".to_owned(),
            api_key: "5113c0de5113c0de5113c0de5113c0de5113c".to_owned(),
            service_key: "v1.0-5113c0de5113c0de5113c0de-simulator".to_owned(),
        }
    }
}

impl Access {
    /// Returns what is wrong with the credentials: an empty one would accept requests without one.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        let values = [&self.email, &self.api_key, &self.service_key];
        let empty = |value: &str| value.trim().is_empty();
        if self.tokens.iter().any(|token| empty(token.value())) || values.iter().any(|value| empty(value)) {
            return Err("a token, an email address or a key is empty");
        }
        Ok(())
    }

    /// Adds a token, or replaces the one of the same value.
    pub(crate) fn add_token(&mut self, token: Token) {
        match self.tokens.iter_mut().find(|other| other.value() == token.value()) {
            Some(other) => *other = token,
            None => self.tokens.push(token),
        }
    }

    /// Returns the token with a value.
    pub(crate) fn find_token(&self, value: Option<&str>) -> Option<&Token> {
        self.tokens.iter().find(|token| Some(token.value()) == value)
    }

    /// Checks a request's credentials. If there are several, the token counts, then the Origin CA key where the
    /// operation accepts it. Returns the token, if there is one.
    pub(crate) fn authenticate(
        &self,
        headers: &HeaderMap,
        operation: &Operation,
        now: OffsetDateTime,
    ) -> Result<Option<&Token>, ApiError> {
        if let Some(authorization) = headers.get(http::header::AUTHORIZATION) {
            return self.token(authorization.to_str().unwrap_or_default(), operation, now).map(Some);
        }
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(key) = header("x-auth-user-service-key").filter(|_| operation.takes_service_key) {
            let wrong = || ApiError::forbidden(codes::WRONG_KEY, "this Origin CA key is not valid");
            return (key == self.service_key).then_some(None).ok_or_else(wrong);
        }
        match (header("x-auth-email"), header("x-auth-key")) {
            // Only tokens can be verified. The code is this simulator's choice.
            (Some(_), Some(_)) if operation.id == VERIFY => Err(token::invalid()),
            (Some(email), Some(key)) if email == self.email && key == self.api_key => Ok(None),
            (Some(_), Some(_)) => {
                Err(ApiError::forbidden(codes::WRONG_KEY, "Unknown X-Auth-Key or X-Auth-Email"))
            }
            _ => Err(ApiError::bad_request(
                codes::NO_CREDENTIALS,
                "Missing X-Auth-Key, X-Auth-Email or Authorization headers",
            )),
        }
    }

    fn token(
        &self,
        authorization: &str,
        operation: &Operation,
        now: OffsetDateTime,
    ) -> Result<&Token, ApiError> {
        let value = match authorization.split_once(' ') {
            Some((scheme, value)) if scheme.eq_ignore_ascii_case("bearer") => value.trim(),
            _ => "",
        };
        if value.is_empty() {
            let message = "Invalid request headers: Invalid format for Authorization header";
            return Err(ApiError::bad_request(codes::BAD_HEADERS, message));
        }
        let verify = operation.id == VERIFY;
        match self.find_token(Some(value)) {
            // The operation that tells whether a token is valid answers for those that are not, too.
            Some(token) if verify || token.is_usable(now) => Ok(token),
            _ if verify => Err(token::invalid()),
            _ => Err(ApiError::forbidden(codes::WRONG_TOKEN, "Invalid access token")),
        }
    }
}
