//! One request and its answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::Url;

use super::envelope::{self, Envelope, Unreadable};
use crate::error::{CallName, scrub};
use crate::{ApiError, Client, Error, ErrorKind, Result};

/// The largest answer that is read. A page of 50 certificates has some 100 kB.
const MAX_BODY: usize = 64 * 1024 * 1024;
/// Longer than any `cf-ray`.
const MAX_RAY: usize = 64;

/// An answer with a status of success. Its body is not read yet.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
    pub(super) cf_ray: Option<String>,
    /// What kind of content it is, where that is not JSON.
    kind: Option<String>,
    pub(super) url: Url,
}

/// Sends a request with the client's credentials. What is not a success is an error.
pub(super) async fn exchange(
    client: &Client,
    name: &CallName,
    mut request: reqwest::Request,
) -> Result<Answer> {
    let shared = &client.shared;
    for (header, value) in &shared.headers {
        request.headers_mut().insert(header, value.clone());
    }
    *request.timeout_mut() = Some(client.options.timeout.unwrap_or(shared.timeout));
    let url = request.url().clone();
    let mut response = shared.http.execute(request).await.map_err(|error| unsent_or_lost(name, error))?;
    let status = response.status();
    let cf_ray = cf_ray(client, response.headers());
    let body = match read(&mut response).await {
        Ok(body) => body,
        Err(cut) => return Err(cut.into_error(name, status, cf_ray)),
    };
    let kind = kind(client, response.headers());
    let answer = Answer { status, body, cf_ray, kind, url };
    if status.is_success() {
        return Ok(answer);
    }
    let error = match envelope::errors(&answer.body) {
        Ok(errors) => answer.failure(client, name, errors),
        Err(_) if status.is_redirection() => {
            let detail = ": a redirect, which is not followed because the credentials would go with it";
            answer.error(name, ErrorKind::NotJson).detailed(detail)
        }
        Err(unreadable) => answer.unreadable(name, unreadable),
    };
    Err(error.with_retry_after(retry_after(response.headers())))
}

impl Answer {
    /// Reads the body in the way that is made for odd ones, or says what is wrong with it.
    pub(super) fn read<T: serde::de::DeserializeOwned>(&self, name: &CallName) -> Result<Envelope<T>> {
        envelope::read(&self.body).map_err(|unreadable| self.unreadable(name, unreadable))
    }

    /// The API's own errors.
    pub(super) fn failure(&self, client: &Client, name: &CallName, errors: Vec<ApiError>) -> Error {
        self.error(name, ErrorKind::Api)
            .with_errors(errors.into_iter().map(|error| clean(client, error)).collect())
    }

    /// The result lacks where there must be one.
    pub(super) fn without_result(&self, name: &CallName) -> Error {
        self.error(name, ErrorKind::Decode).with_field("result".to_owned()).detailed("there is none")
    }

    fn unreadable(&self, name: &CallName, unreadable: Unreadable) -> Error {
        match unreadable {
            Unreadable::NotJson => {
                let detail = self.kind.as_ref().map_or_else(String::new, |kind| format!(" but {kind}"));
                self.error(name, ErrorKind::NotJson).detailed(detail)
            }
            Unreadable::Broken(detail) => self.error(name, ErrorKind::Decode).detailed(detail),
            Unreadable::Form(field, detail) => {
                self.error(name, ErrorKind::Decode).with_field(field).detailed(detail)
            }
        }
    }

    fn error(&self, name: &CallName, kind: ErrorKind) -> Error {
        Error::answered(kind, name.clone(), self.status).with_cf_ray(self.cf_ray.clone())
    }
}

/// A failure before an answer began. Only where no connection was made is it sure that nothing was received.
fn unsent_or_lost(name: &CallName, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    let reached_server = !error.is_connect() && !error.is_builder();
    Error::exchange(kind, name.clone(), reached_server).because(error.without_url())
}

/// Why the body of an answer did not arrive.
enum Cut {
    Lost(reqwest::Error),
    TooLarge,
}

impl Cut {
    fn into_error(self, name: &CallName, status: StatusCode, cf_ray: Option<String>) -> Error {
        match self {
            Self::Lost(error) => {
                let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
                Error::answered(kind, name.clone(), status)
                    .with_cf_ray(cf_ray)
                    .detailed("the answer broke off")
                    .because(error.without_url())
            }
            Self::TooLarge => Error::answered(ErrorKind::Decode, name.clone(), status)
                .with_cf_ray(cf_ray)
                .detailed(format!("it has more than {MAX_BODY} bytes")),
        }
    }
}

async fn read(response: &mut reqwest::Response) -> Result<Bytes, Cut> {
    let expected = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if expected > MAX_BODY {
        return Err(Cut::TooLarge);
    }
    let Some(first) = response.chunk().await.map_err(Cut::Lost)? else { return Ok(Bytes::new()) };
    // Most answers arrive in one piece and need no copy.
    if first.len() == expected {
        return Ok(first);
    }
    let mut body = BytesMut::with_capacity(expected.max(first.len()));
    body.extend_from_slice(&first);
    while let Some(chunk) = response.chunk().await.map_err(Cut::Lost)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Cut::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// A text of the server, fit to be seen.
fn seen(client: &Client, text: &str) -> String {
    scrub(text, client.shared.credentials.secrets())
}

/// An error or a message of the API, fit to be seen.
pub(super) fn clean(client: &Client, error: ApiError) -> ApiError {
    let seen = |text: String| seen(client, &text);
    ApiError {
        code: error.code,
        message: seen(error.message),
        documentation_url: error.documentation_url.map(seen),
        pointer: error.pointer.map(seen),
    }
}

/// The request's identifier, if it looks like one.
fn cf_ray(client: &Client, headers: &HeaderMap) -> Option<String> {
    let ray = headers.get("cf-ray")?.to_str().ok()?;
    let plain = ray.len() <= MAX_RAY && ray.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let safe = !client.shared.credentials.secrets().any(|secret| ray.contains(secret));
    (plain && safe).then(|| ray.to_owned())
}

/// `Retry-After` in seconds, at most a day.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(86_400)))
}

/// What kind of content it is, where that is not JSON.
fn kind(client: &Client, headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(CONTENT_TYPE)?.as_bytes();
    if kind.starts_with(b"application/json") {
        return None;
    }
    Some(seen(client, &String::from_utf8_lossy(kind)))
}
