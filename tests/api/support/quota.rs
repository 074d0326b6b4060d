//! A server that allows so many requests in a window of time, and refuses the rest.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::faults::{GOOD, read_request};

/// How the server counts.
#[derive(Clone, Copy, Debug)]
pub enum Window {
    /// From the first request on, window after window.
    Fixed,
    /// The last seconds before each request: the strictest way.
    Sliding,
}

struct Quota {
    kind: Window,
    limit: usize,
    window: Duration,
    counted: VecDeque<Instant>,
    started: Option<Instant>,
    requests: usize,
    refused: usize,
}

impl Quota {
    /// Counts a request; the answer to it.
    fn request(&mut self) -> String {
        let now = Instant::now();
        self.requests += 1;
        match self.kind {
            Window::Sliding => {
                while self.counted.front().is_some_and(|first| now - *first >= self.window) {
                    self.counted.pop_front();
                }
            }
            Window::Fixed => {
                if self.started.is_none_or(|started| now - started >= self.window) {
                    self.started = Some(now);
                    self.counted.clear();
                }
            }
        }
        let first = self.counted.front().copied().unwrap_or(now);
        let reset = (self.window - (now - first)).as_secs_f64().ceil();
        let (status, body) = if self.counted.len() < self.limit {
            self.counted.push_back(now);
            ("200 OK", GOOD)
        } else {
            self.refused += 1;
            ("429 Too Many Requests", "{}")
        };
        let (limit, window) = (self.limit, self.window.as_secs());
        let remaining = limit - self.counted.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
             ratelimit: \"default\";r={remaining};t={reset}\r\nratelimit-policy: \"default\";q={limit};w={window}\r\n\
             \r\n{body}",
            body.len()
        )
    }
}

/// The server; it ends with the runtime.
pub struct QuotaServer {
    pub address: SocketAddr,
    quota: Arc<Mutex<Quota>>,
}

impl QuotaServer {
    pub async fn start(kind: Window, limit: usize, window: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let counted = VecDeque::new();
        let quota = Quota { kind, limit, window, counted, started: None, requests: 0, refused: 0 };
        let quota = Arc::new(Mutex::new(quota));
        let shared = Arc::clone(&quota);
        tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((connection, _)) = listener.accept().await {
                connections.spawn(serve(connection, Arc::clone(&shared)));
            }
        });
        Self { address, quota }
    }

    pub fn url(&self) -> String {
        format!("http://{}/client/v4", self.address)
    }

    /// How many requests there were, and how many of them were refused.
    pub fn counts(&self) -> (usize, usize) {
        let quota = self.quota.lock().unwrap();
        (quota.requests, quota.refused)
    }
}

async fn serve(mut connection: TcpStream, quota: Arc<Mutex<Quota>>) {
    while read_request(&mut connection).await.is_some() {
        let answer = quota.lock().unwrap().request();
        if connection.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
