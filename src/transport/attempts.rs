//! A call's attempts: their order, the waiting between them, and the end.

use std::time::Duration;

use http::Method;

use super::answer::{Answer, found_gone};
use super::attempt::{Outgoing, attempt};
use super::limiter::TooLong;
use super::{repeat, spans};
use crate::error::CallName;
use crate::middleware::{CallRequest, CallResponse, Next};
use crate::observer::{AttemptReport, CallReport, WaitReason, WaitReport};
use crate::{Client, Error, ErrorKind, Result, Retry};

/// Sends a request through the users' layers and in as many attempts as are needed. What is not a success is an error.
pub(super) async fn exchange(client: &Client, name: &CallName, request: reqwest::Request) -> Result<Answer> {
    let outgoing = Outgoing { request };
    if client.shared.middleware.is_empty() {
        return attempts(client, name, outgoing).await;
    }
    let request = CallRequest::new(name.clone(), outgoing);
    let CallResponse { answer } = Next::new(client).run(request).await?;
    answer.judged(client, name)
}

/// The exchange with the server.
pub(crate) async fn attempts(client: &Client, name: &CallName, outgoing: Outgoing) -> Result<Answer> {
    let span = spans::call(name);
    let mut course = Course::new(client, name);
    let outcome = spans::within(&span, course.run(outgoing)).await;
    course.over(&span, &outcome);
    outcome
}

/// The course of a call.
struct Course<'a> {
    client: &'a Client,
    name: &'a CallName,
    retry: Retry,
    started: Duration,
    deadline: Duration,
    /// How many requests were sent.
    sent: u32,
    /// Whether one of the failed attempts may have been carried out.
    ambiguous: bool,
    /// What to return if there is no time left for another attempt.
    last: Option<Error>,
    /// There is no time left.
    late: bool,
}

impl<'a> Course<'a> {
    fn new(client: &'a Client, name: &'a CallName) -> Self {
        let shared = &client.shared;
        let started = shared.clock.now();
        let limit = client.options.deadline.unwrap_or(shared.deadline);
        Self {
            client,
            name,
            retry: client.options.retry.unwrap_or(shared.retry),
            started,
            deadline: started.saturating_add(limit),
            sent: 0,
            ambiguous: false,
            last: None,
            late: false,
        }
    }

    async fn run(&mut self, outgoing: Outgoing) -> Result<Answer> {
        let Outgoing { mut request } = outgoing;
        loop {
            // A body that can be read only once is never made here.
            let spare = request.try_clone();
            let method = request.method().clone();
            let error = match self.attempt(request).await {
                Ok(answer) => {
                    self.client.shared.budget.give();
                    return Ok(answer);
                }
                Err(error) if self.ambiguous && found_gone(&method, &error) => {
                    return Ok(Answer::gone(http::StatusCode::NOT_FOUND));
                }
                Err(error) => error,
            };
            self.ambiguous |= error.may_have_taken_effect();
            match (self.pause(&method, &error), spare) {
                (Some(pause), Some(spare)) => {
                    self.last = Some(error);
                    self.wait(pause).await;
                    request = spare;
                }
                _ => return Err(self.completed(error)),
            }
        }
    }

    /// One attempt, once the rate limit has room for it.
    async fn attempt(&mut self, request: reqwest::Request) -> Result<Answer> {
        let (client, name) = (self.client, self.name);
        let shared = &client.shared;
        let told = |wait, reason| tell_wait(client, name, reason, wait);
        let permit = match shared.limiter.admit(self.deadline, told).await {
            Ok(permit) => permit,
            Err(TooLong(wait)) => return Err(self.no_room(wait)),
        };
        let started = shared.clock.now();
        let rest = self.deadline.saturating_sub(started);
        if rest.is_zero() {
            permit.unused();
            return Err(self.no_time());
        }
        self.sent += 1;
        let timeout = client.options.timeout.unwrap_or(shared.timeout).min(rest);
        let span = spans::attempt(client, name, &request, self.sent);
        let outcome = spans::within(&span, attempt(client, name, request, timeout)).await;
        let outcome = match outcome {
            Ok(answer) => {
                permit.answered(answer.status, &answer.headers);
                answer.judged(client, name)
            }
            Err(error) => {
                if !error.reached_server() {
                    permit.unused();
                }
                Err(error)
            }
        };
        self.report(&span, started, &outcome);
        outcome
    }

    /// How long to wait before the next attempt; `None` if there is none.
    fn pause(&self, method: &Method, error: &Error) -> Option<Duration> {
        let shared = &self.client.shared;
        if self.late
            || self.sent >= self.retry.attempts
            || !repeat::repeatable(&self.retry, method, self.name, error)
        {
            return None;
        }
        let too_many = error.status() == Some(http::StatusCode::TOO_MANY_REQUESTS);
        // The limiter lets nobody through before the server's pause is over, and counts: no budget is needed.
        if too_many {
            return Some(Duration::ZERO);
        }
        let drawn = self.retry.pause(self.sent).mul_f64(fastrand::f64());
        let pause = error.retry_after().unwrap_or(drawn);
        let in_time = shared.clock.now().saturating_add(pause) < self.deadline;
        (in_time && shared.budget.take()).then_some(pause)
    }

    async fn wait(&self, pause: Duration) {
        if !pause.is_zero() {
            tell_wait(self.client, self.name, WaitReason::Retry, pause);
            self.client.shared.clock.sleep(pause).await;
        }
    }

    /// The error of the last attempt, with what is known of the others.
    fn completed(&self, error: Error) -> Error {
        error.after_attempts(self.sent, self.ambiguous)
    }

    /// The rate limit has no room before the deadline.
    fn no_room(&mut self, wait: Option<Duration>) -> Error {
        self.late = true;
        self.last.take().unwrap_or_else(|| Error::no_room(self.name.clone(), wait))
    }

    fn no_time(&mut self) -> Error {
        self.late = true;
        self.last.take().unwrap_or_else(|| {
            Error::exchange(ErrorKind::Timeout, self.name.clone(), false)
                .detailed("the call's deadline passed before the request was sent")
        })
    }

    fn report(&self, span: &tracing::Span, started: Duration, outcome: &Result<Answer>) {
        let (client, name) = (self.client, self.name);
        let status = status(outcome);
        if !span.is_none() {
            let ray = match outcome {
                Ok(answer) => answer.cf_ray(client),
                Err(error) => error.cf_ray().map(str::to_owned),
            };
            let status = status.map(|status| status.as_u16());
            spans::attempt_ended(span, status, ray.as_deref(), outcome.as_ref().err());
        }
        if let Some(observer) = &client.shared.observer {
            observer.attempt(&AttemptReport {
                operation: name.id(),
                method: name.method(),
                path: name.path(),
                number: self.sent,
                duration: client.shared.clock.now().saturating_sub(started),
                status,
                error: outcome.as_ref().err().map(Error::kind),
            });
        }
    }

    fn over(&self, span: &tracing::Span, outcome: &Result<Answer>) {
        let (client, name) = (self.client, self.name);
        spans::call_ended(span, self.sent, outcome.as_ref().err());
        if let Some(observer) = &client.shared.observer {
            observer.call(&CallReport {
                operation: name.id(),
                method: name.method(),
                path: name.path(),
                attempts: self.sent,
                duration: client.shared.clock.now().saturating_sub(self.started),
                status: status(outcome),
                error: outcome.as_ref().err().map(Error::kind),
            });
        }
    }
}

fn status(outcome: &Result<Answer>) -> Option<http::StatusCode> {
    match outcome {
        Ok(answer) => Some(answer.status),
        Err(error) => error.status(),
    }
}

fn tell_wait(client: &Client, name: &CallName, reason: WaitReason, wait: Duration) {
    spans::waits(name, reason, wait);
    if let Some(observer) = &client.shared.observer {
        observer.wait(&WaitReport { operation: name.id(), reason, duration: wait });
    }
}
