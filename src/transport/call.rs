//! One call, from the check of its request to the value that it returns.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use progenitor_client::{ClientHooks, OperationInfo, ResponseValue};
use serde::de::DeserializeOwned;

use super::exchange::{self, Answer};
use crate::check::{self, Check};
use crate::error::CallName;
use crate::page::{Page, PageRequest};
use crate::path::segment;
use crate::{Client, Error, ErrorKind, Response, Result, Violation, generated};

/// A call under way. The generated client holds a clone of it; through its hook the exchange comes back here.
#[derive(Clone)]
pub(crate) struct Call {
    client: Client,
    name: CallName,
    outcome: Arc<Mutex<Option<Result<Answer>>>>,
}

/// What a method of the generated client returns.
type Generated<T> = Result<ResponseValue<Option<T>>, progenitor_client::Error<()>>;

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
        self.refuse(segment(parameter, id).err().into_iter().collect())
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
        let (value, answer) = self.read(generated)?;
        match value {
            Some(value) => Ok(Response::new(value, answer.meta)),
            None => Err(Error::answered(ErrorKind::Decode, self.name.clone(), answer.meta.status())
                .with_cf_ray(answer.meta.cf_ray().map(str::to_owned))
                .with_field("result".to_owned())
                .detailed("there is none")),
        }
    }

    /// The value of a call, or its default where the server had nothing to say.
    pub(crate) fn value_or_default<T: DeserializeOwned + Default>(
        &self,
        generated: Generated<T>,
    ) -> Result<Response<T>> {
        let (value, answer) = self.read(generated)?;
        Ok(Response::new(value.unwrap_or_default(), answer.meta))
    }

    /// A page of a list.
    pub(crate) fn page<T: DeserializeOwned>(
        &self,
        generated: Generated<Vec<T>>,
        request: PageRequest,
    ) -> Result<Page<T>> {
        let (items, answer) = self.read(generated).map_err(|error| match request.paged {
            true => error.on_page(request.page),
            false => error,
        })?;
        Ok(Page::new(items.unwrap_or_default(), request, answer.result_info, answer.meta))
    }

    /// Sends a request that was not made by the generated client, and returns the bytes of its result.
    pub(crate) async fn send(&self, request: reqwest::Request) -> Result<Answer> {
        exchange::exchange(&self.client, &self.name, request).await
    }

    /// The error of a result that cannot be read.
    pub(crate) fn unreadable<T: DeserializeOwned>(&self, result: &[u8], answer: &Answer) -> Error {
        let reader = &mut serde_json::Deserializer::from_slice(result);
        let (field, detail) = match serde_path_to_error::deserialize::<_, T>(reader) {
            Ok(_) => (".".to_owned(), "it is of another form".to_owned()),
            Err(error) => (error.path().to_string(), shape(error.inner())),
        };
        let field =
            if field == "." { "result".to_owned() } else { format!("result.{field}").replace(".[", "[") };
        Error::answered(ErrorKind::Decode, self.name.clone(), answer.meta.status())
            .with_cf_ray(answer.meta.cf_ray().map(str::to_owned))
            .with_field(field)
            .detailed(detail)
    }

    fn read<T: DeserializeOwned>(&self, generated: Generated<T>) -> Result<(Option<T>, Answer)> {
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = match outcome {
            Some(outcome) => outcome?,
            // The generated client failed before or without the exchange: the request could not be put together.
            None => return Err(self.unsendable(generated.err())),
        };
        match generated {
            Ok(value) => Ok((value.into_inner(), answer)),
            Err(progenitor_client::Error::InvalidResponsePayload(bytes, _)) => {
                Err(self.unreadable::<Option<T>>(&bytes, &answer))
            }
            Err(_) => Err(self.unreadable::<Option<T>>(&answer.result, &answer)),
        }
    }

    fn unsendable(&self, error: Option<progenitor_client::Error<()>>) -> Error {
        let problem = match error {
            Some(progenitor_client::Error::CommunicationError(error)) => error.without_url().to_string(),
            _ => "it cannot be put together".to_owned(),
        };
        Error::refused(Some(self.name.clone()), vec![Violation { field: "request".to_owned(), problem }])
    }
}

/// What serde says about the form of a value, without the value.
fn shape(error: &serde_json::Error) -> String {
    let text = error.to_string();
    // serde quotes texts of the answer in `invalid type: string "…"` and in `unknown variant`.
    match (text.find('"'), text.rfind('"')) {
        (Some(start), Some(end)) if end > start => format!("{}…{}", &text[..start], &text[end + 1..]),
        _ => text,
    }
}

impl ClientHooks<Call> for generated::Client {
    /// Sends what the generated code has put together, and gives it the bytes of the result to read. A failure is
    /// kept for `Call::read`; the generated code then sees a status that it does not know.
    async fn exec(&self, request: reqwest::Request, _: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let call = &self.inner;
        let outcome = call.send(request).await;
        let (status, result) = match &outcome {
            Ok(answer) => (200, answer.result.clone()),
            Err(_) => (599, Bytes::new()),
        };
        *call.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        let mut response = http::Response::new(result);
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        Ok(response.into())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client, name, outcome: _ } = self;
        f.debug_struct("Call").field("client", client).field("name", name).finish_non_exhaustive()
    }
}
