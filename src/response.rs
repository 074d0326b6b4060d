//! What a call returns.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::StatusCode;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::transport::raw_result;
use crate::{ApiError, Result};

/// A remark that the API made although the call succeeded. It has the form of its errors.
pub type Message = ApiError;

/// The value that a call returned, and what came with it. It is used like the value itself, and serialized as the value
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

/// What came with a value.
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

    /// The result as JSON, with everything that the server sent, also what this crate does not model; `null` if there
    /// was none. It is decoded anew at each call, without a request. Unlike the value it may hold secrets: it is what
    /// came over the wire. `Debug`, `PartialEq` and `Serialize` of the response leave it out.
    pub fn raw(&self) -> Value {
        raw_result(&self.body)
    }

    /// What came with the value.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl Meta {
    pub(crate) fn new(status: StatusCode, cf_ray: Option<String>, messages: Vec<Message>) -> Self {
        Self { status, cf_ray, messages }
    }

    /// The HTTP status: any of 2xx.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The identifier of the request at Cloudflare.
    pub fn cf_ray(&self) -> Option<&str> {
        self.cf_ray.as_deref()
    }

    /// Remarks of the API, such as deprecations.
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

/// `None` where the API itself says that it does not exist, with 404 or one of these codes. The 404 of a proxy says nothing of the kind.
pub(crate) fn absent_is_none<T>(result: Result<T>, codes: &[i64]) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() || codes.iter().any(|code| error.has_code(*code)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What was deleted: with the id that the server repeats, or else the one that it was asked for.
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
