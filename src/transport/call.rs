//! One call, from the check of its request to the value that it returns.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};
use reqwest::ResponseBuilderExt;
use serde::de::DeserializeOwned;

use super::answer::{self, Answer};
use super::attempts::exchange;
use super::envelope::Envelope;
use crate::check::{self, Check};
use crate::error::CallName;
use crate::page::{Page, PageRequest};
use crate::path::segment;
use crate::{Client, Error, Meta, Response, Result, ResultInfo, Violation, generated};

/// A call under way. The generated client holds a clone of it; through its hook the exchange comes back here.
#[derive(Clone)]
pub(crate) struct Call {
    client: Client,
    name: CallName,
    outcome: Arc<Mutex<Option<Result<Answer>>>>,
}

/// What a method of the generated client returns.
type Generated<T> = Result<ResponseValue<Envelope<T>>, progenitor_client::Error<()>>;

/// A success, taken apart.
struct Success<T> {
    result: Option<Box<T>>,
    result_info: Option<ResultInfo>,
    answer: Answer,
    meta: Meta,
}

impl Call {
    pub(crate) fn new(client: Client, name: CallName) -> Self {
        Self { client, name, outcome: Arc::default() }
    }

    /// Refuses a request that is out of the document's bounds.
    pub(crate) fn check(&self, request: &impl Check) -> Result<()> {
        self.refuse(check::violations(request))
    }

    /// Refuses an id that would not stay one segment of the path.
    pub(crate) fn check_id(&self, parameter: &str, id: &str) -> Result<()> {
        match segment(parameter, id) {
            Ok(()) => Ok(()),
            Err(violation) => self.refuse(vec![violation]),
        }
    }

    /// Refuses the request for these reasons, if there are any.
    pub(crate) fn refuse(&self, violations: Vec<Violation>) -> Result<()> {
        if violations.is_empty() { Ok(()) } else { Err(Error::refused(Some(self.name.clone()), violations)) }
    }

    /// The generated client, for this call.
    pub(crate) fn api(&self) -> generated::Client {
        let shared = &self.client.shared;
        generated::Client::new_with_client(&shared.base_url, shared.http.clone(), self.clone())
    }

    /// The value of a call that always returns one.
    pub(crate) fn value<T: DeserializeOwned>(&self, generated: Generated<T>) -> Result<Response<T>> {
        let success = self.success(generated)?;
        match success.result {
            Some(value) => Ok(Response::new(*value, success.meta)),
            None => Err(success.answer.without_result(&self.client, &self.name)),
        }
    }

    /// The value of a call, or its default where the server had nothing to say.
    pub(crate) fn value_or_default<T: DeserializeOwned + Default>(
        &self,
        generated: Generated<T>,
    ) -> Result<Response<T>> {
        let success = self.success(generated)?;
        Ok(Response::new(success.result.map(|value| *value).unwrap_or_default(), success.meta))
    }

    /// A page of a list.
    pub(crate) fn page<T: DeserializeOwned>(
        &self,
        generated: Generated<Vec<T>>,
        request: PageRequest,
    ) -> Result<Page<T>> {
        let success = self.success(generated).map_err(|error| match request.paged {
            true => error.on_page(request.page),
            false => error,
        })?;
        let items = success.result.map(|items| *items).unwrap_or_default();
        Ok(Page::new(items, request, success.result_info, success.meta))
    }

    /// Sends a request that was not made by the generated client, and reads its result; `null` if there is none.
    pub(crate) async fn send<T: DeserializeOwned>(&self, request: reqwest::Request) -> Result<Response<T>> {
        let answer = exchange(&self.client, &self.name, request).await?;
        let envelope = answer.read::<T>(&self.client, &self.name)?;
        let success = self.unless_failed(envelope, answer)?;
        // What is asked for may be able to be nothing.
        match success.result.or_else(|| serde_json::from_value(serde_json::Value::Null).ok()) {
            Some(value) => Ok(Response::new(*value, success.meta)),
            None => Err(success.answer.without_result(&self.client, &self.name)),
        }
    }

    fn success<T: DeserializeOwned>(&self, generated: Generated<T>) -> Result<Success<T>> {
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = match outcome {
            Some(outcome) => outcome?,
            // The generated client failed before or without the exchange: the request could not be put together.
            None => return Err(self.unsendable(generated.err())),
        };
        let envelope = match generated.map(ResponseValue::into_inner) {
            Ok(envelope) if envelope.enveloped => envelope,
            _ => answer.read(&self.client, &self.name)?,
        };
        self.unless_failed(envelope, answer)
    }

    fn unless_failed<T>(&self, envelope: Envelope<T>, answer: Answer) -> Result<Success<T>> {
        let Envelope { failed, errors, messages, result, result_info, .. } = envelope;
        if failed {
            return Err(answer.failure(&self.client, &self.name, errors));
        }
        let messages = messages.into_iter().map(|message| answer::clean(&self.client, message)).collect();
        let meta = Meta::new(answer.status, answer.cf_ray(&self.client), messages);
        Ok(Success { result, result_info, answer, meta })
    }

    fn unsendable(&self, error: Option<progenitor_client::Error<()>>) -> Error {
        let problem = match error {
            Some(progenitor_client::Error::CommunicationError(error)) => error.without_url().to_string(),
            _ => "it cannot be put together".to_owned(),
        };
        Error::refused(Some(self.name.clone()), vec![Violation { field: "request".to_owned(), problem }])
    }
}

impl ClientHooks<Call> for generated::Client {
    /// Sends what the generated code has put together, and gives it the body of a success to read. A failure is kept
    /// for `Call::success`; the generated code then sees a status that it does not know.
    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let call = &self.inner;
        let url = request.url().clone();
        let outcome = exchange(&call.client, &call.name, request).await;
        let builder = http::Response::builder();
        let response = match &outcome {
            // With its URL, as reqwest would else parse a placeholder.
            Ok(answer) => builder.url(url).body(answer.body.clone()),
            Err(_) => builder.status(599).body(Bytes::new()),
        };
        *call.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        Ok(response.unwrap_or_default().into())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, name, outcome: _ } = self;
        f.debug_struct("Call").field("client", client).field("name", name).finish_non_exhaustive()
    }
}
