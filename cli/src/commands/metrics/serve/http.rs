//! The server: plain HTTP, for a scraper in the same network.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::Known;

/// How many clients are served at once; others wait.
const CONNECTIONS: usize = 64;
/// How long a client may take to send the head of its request.
const HEAD: Duration = Duration::from_secs(5);
/// How long a connection may last: it serves one request.
const WHOLE: Duration = Duration::from_secs(30);
/// The pause after a connection that could not be accepted, such as for too many open files.
const PAUSE: Duration = Duration::from_millis(100);
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

/// Accepts connections for ever.
pub(super) async fn accept(listener: TcpListener, known: Arc<Known>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let known = Arc::clone(&known);
        tokio::spawn(async move {
            // What goes wrong with a connection is the client's concern.
            let _ = tokio::time::timeout(WHOLE, serve(stream, &known)).await;
            drop(place);
        });
    }
}

async fn serve(stream: TcpStream, known: &Known) -> hyper::Result<()> {
    let service =
        service_fn(async |request: Request<Incoming>| Ok::<_, Infallible>(respond(&request, known)));
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

fn respond<B>(request: &Request<B>, known: &Known) -> Response<Full<Bytes>> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match request.uri().path() {
        "/metrics" | "/healthz" if !is_read => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "GET or HEAD\n".to_owned());
            response
                .headers_mut()
                .insert(ALLOW, const { hyper::header::HeaderValue::from_static("GET, HEAD") });
            response
        }
        "/metrics" => match known.text() {
            Some(metrics) => text(StatusCode::OK, PROMETHEUS, metrics),
            None => {
                let message = "the first sweep is not complete\n".to_owned();
                let mut response = text(StatusCode::SERVICE_UNAVAILABLE, PLAIN, message);
                response
                    .headers_mut()
                    .insert(RETRY_AFTER, const { hyper::header::HeaderValue::from_static("10") });
                response
            }
        },
        "/healthz" => text(StatusCode::OK, PLAIN, "ok\n".to_owned()),
        _ => text(StatusCode::NOT_FOUND, PLAIN, "see /metrics\n".to_owned()),
    }
}

/// Makes a response. The server itself leaves out the body for HEAD.
fn text(status: StatusCode, media_type: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, hyper::header::HeaderValue::from_static("no-store"));
    response
}
