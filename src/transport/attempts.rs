//! A call's attempts: their order, the waits between them, and their outcome.

use std::pin::pin;
use std::time::Duration;

use http::{Method, StatusCode};

use super::attempt::{Outgoing, attempt};
use super::deadline::LATE;
use super::limiter::{NoRoom, Permit, Priority};
use super::raw_response::{RawResponse, already_deleted};
use super::state::{CallState, InFlight};
use super::{retryable, spans};
use crate::error::Reach;
use crate::middleware::{CallRequest, CallResponse, Next};
use crate::observer::{AttemptReport, WaitReason};
use crate::{Error, ErrorKind, Result, Retry};

/// Sends a request through the user's middleware, in as many attempts as needed. Anything but a success is an
/// error.
pub(super) async fn exchange(call: &CallState<'_>, request: Box<reqwest::Request>) -> Result<RawResponse> {
    let outgoing = Outgoing { request };
    if call.client.shared.middleware.is_empty() {
        return attempts(call, outgoing).await;
    }
    let request = CallRequest::new(call.endpoint.clone(), outgoing);
    let outcome = Next::new(call).run(request).await;
    let replaced = outcome.as_ref().map_or(true, |CallResponse { response }| response.local);
    if replaced {
        call.overruled();
    }
    let CallResponse { response } = outcome?;
    call.responded(Some(response.status));
    response.error_for_status(call)
}

/// Exchanges requests and responses with the server.
pub(crate) async fn attempts(call: &CallState<'_>, outgoing: Outgoing) -> Result<RawResponse> {
    let retry = call.client.options.retry.unwrap_or(call.client.shared.retry);
    Attempts { call, retry, made: 0, last: None, late: false, refused: 0 }.run(outgoing).await
}

/// The attempts of one exchange. A middleware can begin several in one call.
struct Attempts<'a> {
    call: &'a CallState<'a>,
    retry: Retry,
    /// The number of attempts that this exchange has made.
    made: u32,
    /// How many of them the rate limit refused, and do not count: those of background calls.
    refused: u32,
    /// The error to return if there is no time left for another attempt.
    last: Option<Error>,
    /// Whether there is no time left.
    late: bool,
}

impl<'a> Attempts<'a> {
    async fn run(&mut self, outgoing: Outgoing) -> Result<RawResponse> {
        let Outgoing { mut request } = outgoing;
        loop {
            // A body that can be read only once is never created here.
            let spare = request.try_clone().map(Box::new);
            let method = request.method().clone();
            let error = match self.attempt(request).await {
                Ok(response) => return Ok(response),
                Err(error) if self.call.is_ambiguous() && already_deleted(&method, &error) => {
                    return Ok(RawResponse::already_deleted(StatusCode::NOT_FOUND));
                }
                Err(error) => error,
            };
            self.call.failed(&error);
            let is_background = self.call.client.options.priority() != Priority::Foreground;
            if is_background
                && self.retry.attempts > 1
                && error.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            {
                self.refused += 1;
            }
            match (self.backoff(&method, &error), spare) {
                (Some(backoff), Some(spare)) => {
                    self.last = Some(error);
                    self.wait(backoff).await;
                    request = spare;
                }
                _ => return Err(error),
            }
        }
    }

    /// Makes one attempt, once the rate limit has room for it.
    async fn attempt(&mut self, request: Box<reqwest::Request>) -> Result<RawResponse> {
        let call = self.call;
        let shared = &call.client.shared;
        let permit = self.admit().await?;
        let started = shared.clock.now();
        let rest = call.deadline.get().saturating_sub(started);
        if rest.is_zero() {
            permit.unused();
            return Err(self.no_time());
        }
        let number = call.sending();
        self.made += 1;
        let timeout = call.client.options.timeout.unwrap_or(shared.timeout).min(rest);
        let span = spans::attempt(call, &request, number);
        let in_flight = InFlight::new(call);
        let exchange = pin!(attempt(call, permit, request, timeout));
        let outcome = spans::within(&span, exchange).await;
        in_flight.end();
        let outcome = outcome.and_then(|response| response.error_for_status(call));
        let outcome = outcome.map_err(|error| call.complete(error));
        let status = match &outcome {
            Ok(response) => Some(response.status),
            Err(error) => error.status(),
        };
        call.received(status);
        self.report(&span, number, started, status, &outcome);
        // Time in which the call was not polled does not count.
        if outcome.is_err() {
            let over = shared.clock.now().saturating_sub(started).saturating_sub(timeout);
            if over > LATE {
                call.deadline.put_off(over);
            }
        }
        outcome
    }

    /// Waits for the rate limit, in the class of the call; a page that is fetched ahead does not wait.
    async fn admit(&mut self) -> Result<Permit<'a>> {
        let call = self.call;
        let (limiter, priority) = (&call.client.shared.limiter, call.client.options.priority());
        if call.ahead {
            return limiter.try_admit(priority).ok_or_else(|| self.deferred());
        }
        let on_wait = |wait, reason| call.report_wait(reason, wait);
        limiter.admit(priority, &call.deadline, on_wait).await.map_err(|reason| self.no_room(reason))
    }

    /// Returns the error if there is no room for a page that nobody waits for yet, or for another attempt at it.
    fn deferred(&mut self) -> Error {
        self.late = true;
        let last = self.last.take();
        last.unwrap_or_else(|| self.call.error(ErrorKind::Timeout, Reach::NotSent)).deferred()
    }

    /// Returns the error if the rate limit has no room before the deadline.
    fn no_room(&mut self, NoRoom { wait, paused }: NoRoom) -> Error {
        self.late = true;
        self.last
            .take()
            .unwrap_or_else(|| self.call.error(ErrorKind::Timeout, Reach::NotSent).no_room(wait, paused))
    }

    fn no_time(&mut self) -> Error {
        self.late = true;
        self.last.take().unwrap_or_else(|| {
            let detail = "the call's deadline passed before the request was sent";
            self.call.error(ErrorKind::Timeout, Reach::NotSent).detailed(detail)
        })
    }

    fn report(
        &self,
        span: &tracing::Span,
        number: u32,
        started: Duration,
        status: Option<StatusCode>,
        outcome: &Result<RawResponse>,
    ) {
        let call = self.call;
        let shared = &call.client.shared;
        if !span.is_none() {
            let ray = match outcome {
                Ok(response) => response.cf_ray(call),
                Err(error) => error.cf_ray().map(str::to_owned),
            };
            let status = status.map(|status| status.as_u16());
            spans::attempt_ended(span, status, ray.as_deref(), outcome.as_ref().err());
        }
        if let Some(observer) = &shared.observer {
            observer.attempt(&AttemptReport {
                operation: call.endpoint.id(),
                method: call.endpoint.method(),
                path: call.endpoint.path(),
                number,
                duration: shared.clock.now().saturating_sub(started),
                status,
                outcome: outcome.as_ref().map(|_| ()),
            });
        }
    }

    /// Returns how long to wait before the next attempt; `None` if there is none.
    fn backoff(&self, method: &Method, error: &Error) -> Option<Duration> {
        let call = self.call;
        let shared = &call.client.shared;
        if self.late
            || self.made - self.refused.min(self.made) >= self.retry.attempts
            || !retryable::is_retried(&self.retry, method, call.endpoint, error)
        {
            return None;
        }
        let drawn = self.retry.backoff_after(self.made).mul_f64(fastrand::f64());
        let limited = error.status() == Some(StatusCode::TOO_MANY_REQUESTS);
        if limited && error.retry_after().is_none_or(|wait| !wait.is_zero()) {
            // The rate limit admits no request before the server's pause is over.
            return Some(Duration::ZERO);
        }
        let backoff = error.retry_after().unwrap_or_default().max(drawn);
        let in_time = shared.clock.now().saturating_add(backoff) < call.deadline.get();
        // Retries after 429 count in the rate limit, so they need no budget.
        (in_time && (limited || shared.budget.take(call.client.options.priority()))).then_some(backoff)
    }

    async fn wait(&self, backoff: Duration) {
        if backoff.is_zero() {
            return;
        }
        let clock = &self.call.client.shared.clock;
        self.call.report_wait(WaitReason::Retry, backoff);
        let until = clock.now().saturating_add(backoff);
        clock.sleep(backoff).await;
        let late = clock.now().saturating_sub(until);
        if late > LATE {
            self.call.deadline.put_off(late);
        }
    }
}
