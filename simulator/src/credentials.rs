//! Who may ask.

use http::{HeaderMap, StatusCode};

use crate::codes;
use crate::refusal::Refusal;

/// What the simulator lets in: one token, and one email address with its key.
pub(crate) struct Credentials {
    pub(crate) token: String,
    pub(crate) email: String,
    pub(crate) key: String,
    /// The Origin CA key.
    pub(crate) service_key: String,
}

impl Default for Credentials {
    fn default() -> Self {
        Self {
            token: "q7Jm2Xw9Rt4KcV8bN3pZs6Yd0hLf5Gu1Ae".to_owned(),
            email: "simulator@example.com".to_owned(),
            key: "5113c0de5113c0de5113c0de5113c0de5113c".to_owned(),
            service_key: "v1.0-5113c0de5113c0de5113c0de-simulator".to_owned(),
        }
    }
}

impl Credentials {
    /// Checks a request's credentials. With several schemes there, the token counts, then the Origin CA key where the
    /// operation takes it.
    pub(crate) fn check(&self, headers: &HeaderMap, takes_service_key: bool) -> Result<(), Refusal> {
        if let Some(authorization) = headers.get(http::header::AUTHORIZATION) {
            return self.check_token(authorization.to_str().unwrap_or_default());
        }
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(key) = text("x-auth-user-service-key").filter(|_| takes_service_key) {
            let right = key == self.service_key;
            return right
                .then_some(())
                .ok_or_else(|| forbidden(codes::WRONG_KEY, "this Origin CA key is not valid"));
        }
        match (text("x-auth-email"), text("x-auth-key")) {
            (Some(email), Some(key)) if email == self.email && key == self.key => Ok(()),
            (Some(_), Some(_)) => {
                Err(forbidden(codes::WRONG_KEY, "X-Auth-Email and X-Auth-Key do not belong together"))
            }
            _ => Err(Refusal::bad_request(
                codes::NO_CREDENTIALS,
                "no credentials: send Authorization, or X-Auth-Email together with X-Auth-Key",
            )),
        }
    }

    fn check_token(&self, authorization: &str) -> Result<(), Refusal> {
        match authorization.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
                if token.trim() == self.token {
                    return Ok(());
                }
                Err(forbidden(codes::WRONG_TOKEN, "this access token is not valid"))
            }
            _ => {
                let message = "the header Authorization does not have the form `Bearer <token>`";
                Err(Refusal::bad_request(codes::BAD_HEADERS, message))
            }
        }
    }
}

fn forbidden(code: u32, message: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, code, message)
}
