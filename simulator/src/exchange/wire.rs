//! Responses as they are written to the connection, correct ones and damaged ones.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame};

use crate::faults::{Fault, FaultKind, add_headers};
use crate::reply::Reply;

/// The body of a response.
pub(crate) type ResponseBody = BoxBody<Bytes, ConnectionClosed>;

/// Closes the connection, because a fault was ordered.
#[derive(Debug)]
pub(crate) struct ConnectionClosed;

impl fmt::Display for ConnectionClosed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection is closed, as ordered")
    }
}

impl std::error::Error for ConnectionClosed {}

/// A body of which only the first part is sent.
struct Truncated {
    first: Option<Bytes>,
    /// Whether the first part has been handed on.
    is_handed_on: bool,
}

impl Body for Truncated {
    type Data = Bytes;
    type Error = ConnectionClosed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionClosed>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if !self.is_handed_on {
            // The server flushes what it has before it looks again; an error now would discard it.
            self.is_handed_on = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(ConnectionClosed)))
    }
}

/// A response in JSON.
pub(super) fn json(reply: Reply, ray: Option<&str>) -> Response<ResponseBody> {
    let body = if reply.body.is_null() { String::new() } else { reply.body.to_string() };
    let mut response = whole(reply.status, body.into(), "application/json", ray);
    add_headers(response.headers_mut(), &reply.headers);
    response
}

/// A response whose body ends in the middle.
pub(super) fn truncated(reply: Reply, ray: &str) -> Response<ResponseBody> {
    let bytes = Bytes::from(reply.body.to_string());
    let length = bytes.len();
    let first = Some(bytes.slice(..length / 2));
    let mut response = Response::new(Truncated { first, is_handed_on: false }.boxed());
    *response.status_mut() = reply.status;
    set_headers(response.headers_mut(), "application/json", Some(ray));
    add_headers(response.headers_mut(), &reply.headers);
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// A response that is said to be gzip and is not.
pub(super) fn invalid_gzip(reply: Reply, ray: &str) -> Response<ResponseBody> {
    let mut response =
        whole(reply.status, Bytes::from_static(b"\x1f\x8bnot gzip"), "application/json", Some(ray));
    add_headers(response.headers_mut(), &reply.headers);
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

/// The response of a fault that is an error or a page.
pub(super) fn fault(fault: &Fault, ray: &str) -> Response<ResponseBody> {
    let status = fault.status_code();
    if fault.kind == FaultKind::Html {
        let page = format!(
            "<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>Error {0}</h1></body></html>\n",
            status.as_u16()
        );
        return whole(status, page.into(), "text/html; charset=UTF-8", Some(ray));
    }
    json(Reply { status, headers: HeaderMap::new(), body: fault.envelope() }, Some(ray))
}

/// Adds a fault's headers, which have been checked.
pub(super) fn with_headers(mut response: Response<ResponseBody>, fault: &Fault) -> Response<ResponseBody> {
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn whole(
    status: StatusCode,
    body: Bytes,
    content_type: &'static str,
    ray: Option<&str>,
) -> Response<ResponseBody> {
    let body = Full::new(body).map_err(|never: Infallible| match never {}).boxed();
    let mut response = Response::new(body);
    *response.status_mut() = status;
    set_headers(response.headers_mut(), content_type, ray);
    response
}

fn set_headers(headers: &mut HeaderMap, content_type: &'static str, ray: Option<&str>) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(Ok(ray)) = ray.map(HeaderValue::from_str) {
        headers.insert("cf-ray", ray);
    }
}
