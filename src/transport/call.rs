//! One call, from its prepared request to the value that it returns.

use std::fmt;
use std::pin::pin;

use http::HeaderValue;
use http::header::ACCEPT;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::attempts::exchange;
use super::envelope::Envelope;
use super::prepared::Prepared;
use super::raw_response::{RawResponse, sanitized};
use super::spans;
use super::state::CallState;
use crate::endpoint::Endpoint;
use crate::page::{Page, PageRequest};
use crate::{Client, Meta, Response, Result, ResultInfo, Violation, generated};

/// Executes the calls of a client.
#[derive(Clone)]
pub(crate) struct Call {
    client: Client,
}

/// The parts of a successful response.
struct Success<T> {
    result: Option<Box<T>>,
    result_info: Option<ResultInfo>,
    response: RawResponse,
    meta: Meta,
}

impl Call {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Returns the generated client, which prepares requests.
    pub(crate) fn api(&self) -> &generated::Client {
        &self.client.shared.api
    }

    /// Executes a call that always returns a value.
    pub(crate) async fn value<T: DeserializeOwned>(&self, request: Prepared<T>) -> Result<Response<T>> {
        self.run(request, false, |call, success| match success.result {
            Some(value) => Ok(Response::new(*value, success.meta, success.response.body)),
            None => Err(success.response.without_result(call)),
        })
        .await
    }

    /// Executes a call; without a value in the response, returns the default.
    pub(crate) async fn value_or_default<T: DeserializeOwned + Default>(
        &self,
        request: Prepared<T>,
    ) -> Result<Response<T>> {
        self.run(request, false, |_, success| {
            let value = success.result.map(|value| *value).unwrap_or_default();
            Ok(Response::new(value, success.meta, success.response.body))
        })
        .await
    }

    /// Executes a custom request; without a value in the response, decodes `null` if the type allows it.
    pub(crate) async fn value_or_null<T: DeserializeOwned>(
        &self,
        request: Prepared<T>,
    ) -> Result<Response<T>> {
        self.run(request, false, |call, success| {
            match success.result.map(|value| *value).or_else(|| serde_json::from_value(Value::Null).ok()) {
                Some(value) => Ok(Response::new(value, success.meta, success.response.body)),
                None => Err(success.response.without_result(call)),
            }
        })
        .await
    }

    /// Executes a call whose response is plain text and not JSON, such as a PEM file.
    pub(crate) async fn text<T>(&self, request: Prepared<T>) -> Result<Response<String>> {
        let mut request = request;
        if let Ok(request) = &mut request.request {
            request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
        }
        self.course(request, false, |call, response| {
            response.check_text(call)?;
            let text = String::from_utf8_lossy(&response.body).into_owned();
            let meta = Meta::new(response.status, response.cf_ray(call), Vec::new());
            Ok(Response::new(text, meta, response.body))
        })
        .await
    }

    /// Fetches one page of a list.
    pub(crate) async fn page<T: DeserializeOwned>(
        &self,
        request: Prepared<Vec<T>>,
        at: PageRequest,
    ) -> Result<Page<T>> {
        let request = request.violated(at.violations);
        let page = self
            .run(request, at.ahead, |call, success| {
                let Success { result, result_info, response, meta } = success;
                let items = result.map(|items| *items).unwrap_or_default();
                Ok(Page::new(items, at.page, result_info, meta, response.body, call.path().to_owned()))
            })
            .await;
        page.map_err(|error| if at.paged { error.on_page(at.page) } else { error })
    }

    /// Rejects the call if the operation does not accept the client's credentials according to the OpenAPI
    /// document.
    fn check_credentials<T>(&self, request: Prepared<T>) -> Prepared<T> {
        let credentials = &self.client.shared.credentials;
        match request.endpoint {
            Endpoint::Operation(operation) if !operation.accepts(credentials) => {
                let problem = format!(
                    "are of a kind that this operation does not accept: {}; an API token is accepted everywhere",
                    credentials.scheme()
                );
                request.violated([Violation { field: "credentials".to_owned(), problem }])
            }
            _ => request,
        }
    }

    /// Redacts the endpoint. A token in the path of a custom request is a mistake of the caller.
    fn shown(&self, endpoint: Endpoint) -> Endpoint {
        match endpoint {
            Endpoint::Custom { method, path } => {
                let path = self.client.shared.credentials.redact(&path);
                Endpoint::Custom { method, path }
            }
            operation => operation,
        }
    }

    /// Executes a call whose response is JSON.
    async fn run<T: DeserializeOwned, R>(
        &self,
        request: Prepared<T>,
        ahead: bool,
        value: impl FnOnce(&CallState<'_>, Success<T>) -> Result<R>,
    ) -> Result<R> {
        self.course(request, ahead, |call, response| value(call, decode(call, response)?)).await
    }

    /// Executes the whole call. Everything that can fail is inside, so that its end is reported.
    async fn course<T, R>(
        &self,
        request: Prepared<T>,
        ahead: bool,
        read: impl FnOnce(&CallState<'_>, RawResponse) -> Result<R>,
    ) -> Result<R> {
        let request = self.check_credentials(request);
        let Prepared { endpoint, path, request, .. } = request;
        let endpoint = self.shown(endpoint);
        let mut call = CallState::new(&self.client, &endpoint, path, ahead);
        let outcome = match request {
            Ok(request) => {
                call.remember(&request);
                let course = pin!(async {
                    let response = exchange(&call, request).await?;
                    read(&call, response)
                });
                spans::within(&call.span(), course).await
            }
            Err(violations) => Err(call.invalid(violations)),
        };
        call.finish(outcome)
    }
}

fn decode<T: DeserializeOwned>(call: &CallState<'_>, response: RawResponse) -> Result<Success<T>> {
    let envelope = match serde_json::from_slice::<Envelope<T>>(&response.body) {
        Ok(envelope) if envelope.enveloped => envelope,
        // Decodes again, more slowly, to handle unusual forms or to locate the mistake.
        _ => response.decode(call)?,
    };
    let Envelope { failed, errors, messages, result, result_info, .. } = envelope;
    if failed {
        return Err(response.failure(call, errors));
    }
    let meta = Meta::new(response.status, response.cf_ray(call), sanitized(call, messages));
    Ok(Success { result, result_info, response, meta })
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { client } = self;
        f.debug_struct("Call").field("client", client).finish()
    }
}
