//! A server with many zones, each with the same few certificates.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How the server counts requests against its limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Quota {
    /// Those of the last seconds before each request.
    Sliding,
    /// Those since the window began, window after window.
    Fixed,
}

/// The server, in a thread of its own, which ends with the program.
pub(crate) struct Fleet {
    url: String,
    state: Arc<State>,
}

struct State {
    zones: usize,
    certificates: usize,
    latency: Duration,
    quota: Option<(Quota, usize, Duration)>,
    counted: Mutex<VecDeque<Instant>>,
    requests: AtomicUsize,
    refused: AtomicUsize,
    in_flight: AtomicUsize,
    most_in_flight: AtomicUsize,
}

impl Fleet {
    pub(crate) fn start(
        zones: usize,
        certificates: usize,
        latency: Duration,
        quota: Option<(Quota, usize, Duration)>,
    ) -> Self {
        let state = Arc::new(State {
            zones,
            certificates,
            latency,
            quota,
            counted: Mutex::default(),
            requests: AtomicUsize::default(),
            refused: AtomicUsize::default(),
            in_flight: AtomicUsize::default(),
            most_in_flight: AtomicUsize::default(),
        });
        let (sender, receiver) = mpsc::channel();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                sender.send(format!("http://{}", listener.local_addr().unwrap())).unwrap();
                loop {
                    let (connection, _) = listener.accept().await.unwrap();
                    connection.set_nodelay(true).unwrap();
                    tokio::spawn(serve(connection, Arc::clone(&shared)));
                }
            });
        });
        Self { url: receiver.recv().unwrap(), state }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn requests(&self) -> usize {
        self.state.requests.load(Ordering::SeqCst)
    }

    pub(crate) fn refused(&self) -> usize {
        self.state.refused.load(Ordering::SeqCst)
    }

    pub(crate) fn most_in_flight(&self) -> usize {
        self.state.most_in_flight.load(Ordering::SeqCst)
    }
}

async fn serve(mut connection: TcpStream, state: Arc<State>) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        while !buffer.ends_with(b"\r\n\r\n") {
            if connection.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        }
        let request = String::from_utf8_lossy(&buffer).into_owned();
        state.requests.fetch_add(1, Ordering::SeqCst);
        let in_flight = state.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
        state.most_in_flight.fetch_max(in_flight, Ordering::SeqCst);
        let response = state.response(request.split(' ').nth(1)?);
        if !state.latency.is_zero() {
            tokio::time::sleep(state.latency).await;
        }
        state.in_flight.fetch_sub(1, Ordering::SeqCst);
        connection.write_all(&response).await.ok()?;
        buffer.clear();
    }
}

impl State {
    fn response(&self, target: &str) -> Vec<u8> {
        let headers = match self.count() {
            Ok(headers) => headers,
            Err(headers) => return response("429 Too Many Requests", &headers, &json!({})),
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let number = |key: &str| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
            value.and_then(|value| value.parse::<usize>().ok())
        };
        let (page, per_page) = (number("page").unwrap_or(1), number("per_page").unwrap_or(20));
        let (total, item): (usize, fn(usize) -> Value) = match path.rsplit('/').next() {
            Some("zones") => (self.zones, zone),
            Some("certificate_packs") => (self.certificates, pack),
            _ => (self.certificates, certificate),
        };
        let items: Vec<Value> = ((page - 1) * per_page..total.min(page * per_page)).map(item).collect();
        let info = json!({
            "page": page, "per_page": per_page, "count": items.len(), "total_count": total,
            "total_pages": total.div_ceil(per_page),
        });
        let body =
            json!({ "result": items, "result_info": info, "success": true, "errors": [], "messages": [] });
        response("200 OK", &headers, &body)
    }

    /// Counts a request against the limit. Returns the headers, as an error if the request is refused.
    fn count(&self) -> Result<String, String> {
        let Some((kind, limit, window)) = self.quota else { return Ok(String::new()) };
        let mut counted = self.counted.lock().unwrap();
        let now = Instant::now();
        let is_over = |first: &Instant| now - *first >= window;
        match kind {
            Quota::Fixed if counted.front().is_some_and(is_over) => counted.clear(),
            Quota::Fixed => {}
            Quota::Sliding => {
                while counted.front().is_some_and(is_over) {
                    counted.pop_front();
                }
            }
        }
        let is_refused = counted.len() >= limit;
        if is_refused {
            self.refused.fetch_add(1, Ordering::SeqCst);
        } else {
            counted.push_back(now);
        }
        let reset = (window - (now - counted.front().copied().unwrap_or(now))).as_secs_f64().ceil();
        let headers = format!(
            "ratelimit: \"default\";r={};t={reset}\r\nratelimit-policy: \"default\";q={limit};w={}\r\n",
            limit - counted.len(),
            window.as_secs()
        );
        if is_refused { Err(headers) } else { Ok(headers) }
    }
}

fn response(status: &str, headers: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    (head + &body).into_bytes()
}

fn zone(number: usize) -> Value {
    json!({
        "id": format!("{number:032x}"), "name": format!("zone-{number:05}.example"), "status": "active",
        "account": { "id": "023e105f4ecef8ad9ca31a8372d0c353", "name": "the account" }, "type": "full",
        "name_servers": ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"], "permissions": ["#ssl:read"],
        "created_on": "2024-01-01T05:20:00.123456Z", "modified_on": "2026-01-01T05:20:00.123456Z",
    })
}

fn pack(number: usize) -> Value {
    json!({
        "id": format!("3822ff90-ea29-44df-9e55-{number:012}"), "type": "advanced", "status": "active",
        "hosts": ["example.com", "*.example.com"], "validity_days": 90, "certificate_authority": "google",
        "certificates": [{ "id": "1", "issuer": "GoogleTrustServices", "expires_on": "2036-01-01T05:20:00Z" }],
    })
}

fn certificate(number: usize) -> Value {
    json!({
        "id": format!("{number:032x}"), "hosts": ["example.com", "www.example.com"], "issuer": "Let's Encrypt",
        "signature": "SHA256WithRSA", "status": "active", "bundle_method": "ubiquitous",
        "uploaded_on": "2026-01-01T05:20:00.123456Z", "expires_on": "2036-01-01T05:20:00Z",
    })
}
