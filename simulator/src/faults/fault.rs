//! What can go wrong with a request.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::limits;
use crate::codes;

/// What happens to a request instead of, or beside, the usual response.
///
/// | | is the request handled? | what the client sees |
/// |---|---|---|
/// | [`error`](Self::error), [`status`](Self::status), [`too_many_requests`](Self::too_many_requests), [`html`](Self::html) | no | a response |
/// | [`close_connection`](Self::close_connection) | no | a closed connection |
/// | [`lose_response`](Self::lose_response) | yes | a closed connection |
/// | [`hang`](Self::hang) | no | nothing |
/// | [`withhold_response`](Self::withhold_response) | yes | nothing |
/// | [`delay`](Self::delay) | yes | the usual response, later |
/// | [`truncate_body`](Self::truncate_body), [`invalid_gzip`](Self::invalid_gzip) | yes | a damaged body |
///
/// A status outside of 200 to 999, a header that is not valid, one that frames the body (`Content-Length`,
/// `Transfer-Encoding`), and more than 100 headers cannot be sent: the request fails with 500 and a message that says so, and is
/// not handled.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub(crate) kind: FaultKind,
    #[serde(default, deserialize_with = "limits::status")]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) code: Option<u32>,
    #[serde(default)]
    pub(crate) message: Option<String>,
    #[serde(default, deserialize_with = "limits::headers")]
    pub(crate) headers: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) milliseconds: u64,
}

/// The kinds of faults, under the names that the control plane uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultKind {
    /// An error in Cloudflare's envelope. Nothing is changed.
    Error,
    /// An error page of a proxy, in HTML. Nothing is changed.
    Html,
    /// The connection is closed without a response. Nothing is changed.
    CloseConnection,
    /// The request is handled, and the connection is closed without a response.
    LoseResponse,
    /// The client waits in vain. Nothing is changed.
    Hang,
    /// The request is handled, and the client waits in vain for the response.
    WithholdResponse,
    /// The request is handled, and its response is delayed.
    Delay,
    /// The request is handled, and the connection is closed in the middle of the response's body.
    TruncateBody,
    /// The request is handled, and the body is said to be gzip, which it is not.
    InvalidGzip,
}

impl FaultKind {
    /// The name that the control plane uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Html => "html",
            Self::CloseConnection => "close_connection",
            Self::LoseResponse => "lose_response",
            Self::Hang => "hang",
            Self::WithholdResponse => "withhold_response",
            Self::Delay => "delay",
            Self::TruncateBody => "truncate_body",
            Self::InvalidGzip => "invalid_gzip",
        }
    }
}

impl Fault {
    /// An error response in Cloudflare's envelope. The request is not handled.
    pub fn error(status: u16, code: u32, message: impl Into<String>) -> Self {
        let mut fault = Self::of(FaultKind::Error);
        fault.status = Some(status);
        fault.code = Some(code);
        fault.message = Some(message.into());
        fault
    }

    /// A response with this status and a code that goes with it. The request is not handled.
    ///
    /// 520 to 527 and 530 come with a page in HTML, as Cloudflare's proxy sends it. 409 is what Cloudflare responds with while a
    /// setting is busy, for example to a change of the settings of Access certificates or of origin pulls while the previous change
    /// is being deployed:
    ///
    /// ```
    /// # async fn test() -> std::io::Result<()> {
    /// use cloudflare_certificates_simulator::{Fault, Simulator};
    /// let simulator = Simulator::start().await?;
    /// let busy = "access.api.error.conflict: previous certificate settings still being updated";
    /// simulator.fail_next("access_certificates_settings_update", Fault::error(409, 12132, busy));
    /// simulator.fail_next("origin_tls_client_auth_hostnames_update", Fault::status(409));
    /// # Ok(()) }
    /// ```
    pub fn status(status: u16) -> Self {
        if matches!(status, 520..=527 | 530) {
            return Self::html(status);
        }
        let (code, message) = match status {
            403 => (codes::NOT_ALLOWED, "Authentication error"),
            409 => (codes::IN_USE, "the resource is being changed by another request"),
            429 => (codes::RATE_LIMITED, codes::RATE_LIMITED_MESSAGE),
            _ => (codes::INTERNAL, "the simulator was told to fail"),
        };
        Self::error(status, code, message)
    }

    /// 429 with `Retry-After` and `Ratelimit`. The request is not handled.
    pub fn too_many_requests(retry_after: Duration) -> Self {
        let seconds = retry_after.as_secs().saturating_add(u64::from(retry_after.subsec_nanos() > 0));
        Self::status(429)
            .with_header("retry-after", seconds.to_string())
            .with_header("ratelimit", format!("\"default\";r=0;t={seconds}"))
            .with_header("ratelimit-policy", "\"default\";q=1200;w=300")
    }

    /// A page in HTML with this status, as a proxy sends it. The request is not handled.
    pub fn html(status: u16) -> Self {
        let mut fault = Self::of(FaultKind::Html);
        fault.status = Some(status);
        fault
    }

    /// The connection is closed before the request is handled.
    pub fn close_connection() -> Self {
        Self::of(FaultKind::CloseConnection)
    }

    /// The request is handled, and then the connection is closed: what it changed is changed, and the client does not learn of it.
    pub fn lose_response() -> Self {
        Self::of(FaultKind::LoseResponse)
    }

    /// The request is not handled and never responded to: the client waits until it gives up. See
    /// [`withhold_response`](Self::withhold_response).
    pub fn hang() -> Self {
        Self::of(FaultKind::Hang)
    }

    /// The request is handled, and its response is withheld until the client gives up: what it changed is changed, and the client
    /// does not learn of it.
    ///
    /// The request is no longer in flight from then on, so that [sleepers](crate::SimulatedClock::sleep_until), such as a client's
    /// deadline, advance the simulated time. A test that lets a program end at this point waits for
    /// [`OrderedFault::happened`](crate::OrderedFault::happened):
    ///
    /// ```
    /// # async fn work(_: &cloudflare_certificates_simulator::Simulator) {}
    /// # async fn test() -> std::io::Result<()> {
    /// use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};
    /// let simulator = Simulator::start().await?;
    /// let fault = simulator.fail_nth(RequestMatch::any(), 3, Fault::withhold_response());
    /// tokio::select! {
    ///     () = work(&simulator) => {} // It needs fewer than three requests.
    ///     _ = fault.happened() => {} // The program is dropped after its third request was handled.
    /// }
    /// # Ok(()) }
    /// ```
    pub fn withhold_response() -> Self {
        Self::of(FaultKind::WithholdResponse)
    }

    /// The request is handled, and its response is delayed, in real time.
    ///
    /// Until the response is sent, the request is in flight and [sleepers](crate::SimulatedClock::sleep_until) do not advance the
    /// simulated time. A client whose deadline is in simulated time needs [`Simulator::advance`](crate::Simulator::advance).
    pub fn delay(duration: Duration) -> Self {
        let mut fault = Self::of(FaultKind::Delay);
        fault.milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        fault
    }

    /// The request is handled, and the connection is closed in the middle of the response's body.
    pub fn truncate_body() -> Self {
        Self::of(FaultKind::TruncateBody)
    }

    /// The request is handled, and the response's body is garbage with `Content-Encoding: gzip`.
    pub fn invalid_gzip() -> Self {
        Self::of(FaultKind::InvalidGzip)
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.insert(name.into(), value.into());
        self
    }

    /// Whether the request is handled all the same.
    pub(crate) fn handles_request(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::LoseResponse
                | FaultKind::WithholdResponse
                | FaultKind::Delay
                | FaultKind::TruncateBody
                | FaultKind::InvalidGzip
        )
    }

    /// Whether there is no response, and the connection stays open.
    pub(crate) fn withholds_response(&self) -> bool {
        matches!(self.kind, FaultKind::Hang | FaultKind::WithholdResponse)
    }

    /// Returns the fault, or the error that takes its place if it cannot be sent.
    pub(super) fn checked(self) -> Self {
        let status = self.status.map_or(Ok(()), limits::check_status);
        match status.and_then(|()| limits::check_headers(&self.headers)) {
            Ok(()) => self,
            Err(message) => {
                Self::error(500, codes::INTERNAL, format!("this fault cannot be sent: {message}"))
            }
        }
    }

    /// The status of the response; 500 unless another one is given.
    pub(crate) fn status_code(&self) -> http::StatusCode {
        let status = self.status.and_then(|status| http::StatusCode::from_u16(status).ok());
        status.unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The body in Cloudflare's envelope.
    pub(crate) fn envelope(&self) -> Value {
        let code = self.code.unwrap_or(codes::INTERNAL);
        let message = self.message.as_deref().unwrap_or("the simulator was told to fail");
        let errors = [json!({ "code": code, "message": message })];
        json!({ "success": false, "errors": errors, "messages": [], "result": null })
    }

    fn of(kind: FaultKind) -> Self {
        let headers = BTreeMap::new();
        Self { kind, status: None, code: None, message: None, headers, milliseconds: 0 }
    }
}
