//! One request and its answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::answer::{Answer, cf_ray};
use crate::error::CallName;
use crate::{Client, Error, ErrorKind, Result};

/// A request on its way, without credentials; it can be sent several times.
pub(crate) struct Outgoing {
    pub(crate) request: reqwest::Request,
}

/// Sends a request with the client's credentials and reads the answer, whatever its status.
pub(super) async fn attempt(
    client: &Client,
    name: &CallName,
    mut request: reqwest::Request,
    timeout: Duration,
) -> Result<Answer> {
    let shared = &client.shared;
    for (header, value) in &shared.headers {
        request.headers_mut().insert(header, value.clone());
    }
    *request.timeout_mut() = Some(timeout);
    let mut response = shared.http.execute(request).await.map_err(|error| unsent_or_lost(name, error))?;
    let status = response.status();
    match read(&mut response, shared.max_answer).await {
        Ok(body) => Ok(Answer::new(status, std::mem::take(response.headers_mut()), body)),
        Err(cut) => Err(cut.into_error(client, name, status, response.headers())),
    }
}

/// A failure before an answer began. Only where no connection was made is it sure that nothing was received.
fn unsent_or_lost(name: &CallName, error: reqwest::Error) -> Error {
    let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
    let reached_server = !error.is_connect() && !error.is_builder();
    // Without the address, which is the caller's.
    let cause = error.without_url();
    let lasting = if reached_server { None } else { lasting(&cause) };
    let error = Error::exchange(kind, name.clone(), reached_server).because(cause);
    match lasting {
        Some(why) => error.lasting(why),
        None => error,
    }
}

/// Why a connection will not be made next time either, if that can be told. The libraries below have no types in
/// common for it, so that their words are looked at; where they are others, the attempt is repeated like any other.
fn lasting(error: &reqwest::Error) -> Option<&'static str> {
    const REASONS: [(&str, &str); 3] = [
        ("invalid peer certificate", "the server's certificate is not trusted"),
        ("certificate verify failed", "the server's certificate is not trusted"),
        (
            "scheme is not http",
            "this program was built without TLS: turn on a feature of this crate that brings it",
        ),
    ];
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        let said = error.to_string();
        if let Some((_, why)) = REASONS.iter().find(|(words, _)| said.contains(words)) {
            return Some(why);
        }
        cause = error.source();
    }
    None
}

/// Why the body of an answer did not arrive.
enum Cut {
    Lost(reqwest::Error),
    TooLarge(usize),
}

impl Cut {
    fn into_error(self, client: &Client, name: &CallName, status: StatusCode, headers: &HeaderMap) -> Error {
        let (kind, detail, source) = match self {
            Self::Lost(error) if error.is_timeout() => {
                (ErrorKind::Timeout, "the answer did not arrive in time".to_owned(), Some(error))
            }
            Self::Lost(error) => (ErrorKind::Transport, "the answer broke off".to_owned(), Some(error)),
            Self::TooLarge(most) => {
                (ErrorKind::Decode, format!("it has more than {most} bytes, the client's limit"), None)
            }
        };
        let error =
            Error::answered(kind, name.clone(), status).with_cf_ray(cf_ray(client, headers)).detailed(detail);
        match source {
            Some(source) => error.because(source.without_url()),
            None => error,
        }
    }
}

/// The body, decompressed; no more of it is kept than the limit allows.
async fn read(response: &mut reqwest::Response, most: usize) -> Result<Bytes, Cut> {
    let expected = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if expected > most {
        return Err(Cut::TooLarge(most));
    }
    let Some(first) = response.chunk().await.map_err(Cut::Lost)? else { return Ok(Bytes::new()) };
    // Most answers arrive in one piece and need no copy.
    if first.len() == expected {
        return Ok(first);
    }
    let mut body = BytesMut::with_capacity(expected.max(first.len()));
    let mut next = Some(first);
    while let Some(chunk) = next {
        if chunk.len() > most - body.len() {
            return Err(Cut::TooLarge(most));
        }
        body.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(Cut::Lost)?;
    }
    Ok(body.freeze())
}
