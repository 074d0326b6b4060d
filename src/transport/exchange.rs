//! One request and its answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, RETRY_AFTER};

use super::envelope::{self, Envelope};
use crate::error::{CallName, scrub};
use crate::{ApiError, Client, Error, ErrorKind, Meta, Result, ResultInfo};

/// The largest answer that is read. A page of 50 certificates has some 100 kB.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// A success: the bytes of the result, and what stood around it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) result: Bytes,
    pub(crate) result_info: Option<ResultInfo>,
    pub(crate) meta: Meta,
}

/// Sends a request with the client's credentials and takes the answer apart.
pub(crate) async fn exchange(
    client: &Client,
    name: &CallName,
    mut request: reqwest::Request,
) -> Result<Answer> {
    let shared = &client.shared;
    // The generator's own header; the API does not know it.
    request.headers_mut().remove(HeaderName::from_static("api-version"));
    for (header, value) in &shared.headers {
        request.headers_mut().insert(header, value.clone());
    }
    *request.timeout_mut() = Some(client.options.timeout.unwrap_or(shared.timeout));
    let response = shared.http.execute(request).await.map_err(|error| unsent_or_lost(name, error))?;
    let status = response.status();
    let headers = response.headers().clone();
    let body = match read(response).await {
        Ok(body) => body,
        Err(cut) => return Err(cut.into_error(name, status, cf_ray(client, &headers))),
    };
    let fail = |kind, errors: Vec<ApiError>| {
        Error::answered(kind, name.clone(), status)
            .with_errors(errors.into_iter().map(|error| clean(client, error)).collect())
            .with_cf_ray(cf_ray(client, &headers))
            .with_retry_after(retry_after(&headers))
    };
    match Envelope::read(&body) {
        Ok(envelope) if status.is_success() && !envelope.failed => {
            let messages = envelope.messages.into_iter().map(|message| clean(client, message)).collect();
            let meta = Meta::new(status, cf_ray(client, &headers), messages);
            let result = envelope
                .result
                .map_or(Bytes::from_static(b"null"), |result| body.slice_ref(result.as_bytes()));
            Ok(Answer { result, result_info: envelope.result_info, meta })
        }
        Ok(envelope) => Err(fail(ErrorKind::Api, envelope.errors)),
        Err(_) if status.is_redirection() => {
            let detail = ": a redirect, which is not followed because the credentials would go with it";
            Err(fail(ErrorKind::NotJson, Vec::new()).detailed(detail))
        }
        Err(unreadable) => {
            let error = match unreadable {
                envelope::Unreadable::NotJson => {
                    fail(ErrorKind::NotJson, Vec::new()).detailed(kind_of(client, &headers))
                }
                envelope::Unreadable::Broken(detail) => fail(ErrorKind::Decode, Vec::new()).detailed(detail),
            };
            Err(error)
        }
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
    fn into_error(self, name: &CallName, status: http::StatusCode, cf_ray: Option<String>) -> Error {
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

async fn read(mut response: reqwest::Response) -> Result<Bytes, Cut> {
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

fn clean(client: &Client, error: ApiError) -> ApiError {
    let seen = |text: String| seen(client, &text);
    ApiError {
        code: error.code,
        message: seen(error.message),
        documentation_url: error.documentation_url.map(seen),
        pointer: error.pointer.map(seen),
    }
}

fn cf_ray(client: &Client, headers: &HeaderMap) -> Option<String> {
    Some(seen(client, headers.get("cf-ray")?.to_str().ok()?))
}

/// `Retry-After` in seconds, at most a day.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds.min(86_400)))
}

fn kind_of(client: &Client, headers: &HeaderMap) -> String {
    match headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) {
        Some(kind) => format!(" but {}", seen(client, kind)),
        None => " and has no content type".to_owned(),
    }
}
