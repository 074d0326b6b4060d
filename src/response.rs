//! The response of a call.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::StatusCode;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::transport::raw_result;
use crate::{ApiError, Result};

/// A message from the API about a successful call. It has the form of the API's errors.
pub type Message = ApiError;

/// The value that a call returned, with its metadata. It dereferences to the value, and is serialized as the value
/// alone.
///
/// ```no_run
/// # async fn f(csrs: cloudflare_certificates::CustomCsrs) -> cloudflare_certificates::Result<()> {
/// let csr = csrs.get("7b163417-1d2b-4c84-a38a-2fb7a0cd7752").await?;
/// println!("{:?} {:?}", csr.common_name, csr.meta().cf_ray());
/// let csr: cloudflare_certificates::types::CustomCsr = csr.into_inner();
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    meta: Meta,
    body: Bytes,
}

/// The metadata of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Meta {
    #[serde(serialize_with = "status_code")]
    status: StatusCode,
    cf_ray: Option<String>,
    messages: Vec<Message>,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, meta: Meta, body: Bytes) -> Self {
        Self { value, meta, body }
    }

    /// Returns the result as JSON, including fields that this crate does not model; `null` if there was none. Each
    /// call decodes it again. Unlike the value, it may hold secrets: it is what the server sent. `Debug`,
    /// `PartialEq` and `Serialize` of the response leave it out.
    pub fn raw(&self) -> Value {
        raw_result(&self.body)
    }

    /// Returns the metadata.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Converts the response into its value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl Meta {
    pub(crate) fn new(status: StatusCode, cf_ray: Option<String>, messages: Vec<Message>) -> Self {
        Self { status, cf_ray, messages }
    }

    /// Returns the HTTP status code, any of 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the Cloudflare Ray ID of the request.
    pub fn cf_ray(&self) -> Option<&str> {
        self.cf_ray.as_deref()
    }

    /// Returns the API's messages, such as deprecations.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, meta, body: _ } = self;
        f.debug_struct("Response").field("value", value).field("meta", meta).finish()
    }
}

impl<T: PartialEq> PartialEq for Response<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.meta == other.meta
    }
}

impl<T: Serialize> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

fn status_code<S: Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// Returns `None` if the API itself reports that the resource does not exist, with 404 or one of these codes. The
/// 404 of a proxy does not count.
pub(crate) fn absent_is_none<T>(result: Result<T>, codes: &[i64]) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error)
            if error.status().is_some_and(|status| status.is_client_error())
                && codes.iter().any(|code| error.has_code(*code)) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Returns what was deleted: with the id from the response, or else the requested one.
pub(crate) fn identified<T>(
    result: Result<Response<T>>,
    asked: &str,
    id: impl FnOnce(&mut T) -> &mut String,
) -> Result<Response<T>> {
    result.map(|mut gone| {
        let id = id(&mut gone);
        if id.is_empty() {
            asked.clone_into(id);
        }
        gone
    })
}
