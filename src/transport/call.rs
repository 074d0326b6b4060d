//! One call, from the check of its request to the value that it returns.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::answer::{self, Answer};
use super::attempts::exchange;
use super::envelope::Envelope;
use crate::check::{self, Check};
use crate::error::CallName;
use crate::page::{Page, PageRequest};
use crate::path::segment;
use crate::{Client, Error, Meta, Response, Result, ResultInfo, Violation, generated};

/// A call that is being made.
#[derive(Clone)]
pub(crate) struct Call {
    client: Client,
    name: CallName,
}

/// A request that is complete but for its credentials, and what its result is. The generated methods make it.
pub(crate) struct Prepared<T> {
    request: reqwest::Request,
    result: PhantomData<fn() -> T>,
}

/// What a method of the generated client returns.
type Generated<T> = Result<Prepared<T>, reqwest::Error>;

/// A success, taken apart.
struct Success<T> {
    result: Option<Box<T>>,
    result_info: Option<ResultInfo>,
    answer: Answer,
    meta: Meta,
}

impl<T> Prepared<T> {
    pub(crate) fn new(request: reqwest::Request) -> Self {
        Self { request, result: PhantomData }
    }
}

impl Call {
    pub(crate) fn new(client: Client, name: CallName) -> Self {
        Self { client, name }
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

    /// The generated client, which prepares requests.
    pub(crate) fn api(&self) -> &generated::Client {
        &self.client.shared.api
    }

    /// The value of a call that always returns one.
    pub(crate) async fn value<T: DeserializeOwned>(&self, request: Generated<T>) -> Result<Response<T>> {
        let success = self.success(request).await?;
        match success.result {
            Some(value) => Ok(Response::new(*value, success.meta)),
            None => Err(success.answer.without_result(&self.client, &self.name)),
        }
    }

    /// The value of a call, or its default where the server had nothing to say.
    pub(crate) async fn value_or_default<T: DeserializeOwned + Default>(
        &self,
        request: Generated<T>,
    ) -> Result<Response<T>> {
        let success = self.success(request).await?;
        Ok(Response::new(success.result.map(|value| *value).unwrap_or_default(), success.meta))
    }

    /// A page of a list.
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        request: Generated<Vec<T>>,
        at: PageRequest,
    ) -> Result<Page<T>> {
        let success = self.success(request).await.map_err(|error| match at.paged {
            true => error.on_page(at.page),
            false => error,
        })?;
        let items = success.result.map(|items| *items).unwrap_or_default();
        Ok(Page::new(items, at, success.result_info, success.meta))
    }

    /// The value of a request that was not made by the generated client; `null` if there is none.
    pub(crate) async fn value_or_null<T: DeserializeOwned>(
        &self,
        request: reqwest::Request,
    ) -> Result<Response<T>> {
        let success = self.success(Ok(Prepared::new(request))).await?;
        // What is asked for may be able to be nothing.
        match success.result.or_else(|| serde_json::from_value(serde_json::Value::Null).ok()) {
            Some(value) => Ok(Response::new(*value, success.meta)),
            None => Err(success.answer.without_result(&self.client, &self.name)),
        }
    }

    async fn success<T: DeserializeOwned>(&self, request: Generated<T>) -> Result<Success<T>> {
        let Prepared { request, .. } = request.map_err(|error| self.unsendable(error))?;
        let answer = exchange(&self.client, &self.name, request).await?;
        let envelope = match serde_json::from_slice::<Envelope<T>>(&answer.body) {
            Ok(envelope) if envelope.enveloped => envelope,
            // Once more and slower: odd forms, or the place of what is wrong.
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

    /// The request could not be put together.
    fn unsendable(&self, error: reqwest::Error) -> Error {
        let problem = error.without_url().to_string();
        Error::refused(Some(self.name.clone()), vec![Violation { field: "request".to_owned(), problem }])
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, name } = self;
        f.debug_struct("Call").field("client", client).field("name", name).finish()
    }
}
