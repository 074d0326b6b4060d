//! Responses as they are written to the connection, correct ones and damaged ones.

use std::convert::Infallible;
use std::fmt;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Frame};

use super::Reply;
use crate::faults::{Fault, FaultKind, add_headers};
use crate::journal::SeenRequest;

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
struct Truncated(Option<Bytes>);

impl Body for Truncated {
    type Data = Bytes;
    type Error = ConnectionClosed;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionClosed>>> {
        Poll::Ready(Some(self.0.take().map(Frame::data).ok_or(ConnectionClosed)))
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
    let mut response = Response::new(Truncated(Some(bytes.slice(..length / 2))).boxed());
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

/// Adds a fault's headers. Those that are not valid are left out.
pub(super) fn with_headers(mut response: Response<ResponseBody>, fault: &Fault) -> Response<ResponseBody> {
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// Writes a line to standard error.
pub(super) fn log(seen: &SeenRequest, elapsed: Duration) {
    let status = seen.status.map_or_else(|| "closed".to_owned(), |status| status.to_string());
    let operation = if seen.operation.is_empty() { "-" } else { &seen.operation };
    // There is nobody to tell if that fails.
    let _ = writeln!(
        io::stderr(),
        "{} {} {status} {operation} {:.1} ms",
        seen.method,
        seen.path,
        elapsed.as_secs_f64() * 1000.0
    );
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
