//! The clients. They do as little as possible, so that the servers are what is measured.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The number of clients, each with a connection.
const CLIENTS: usize = 50;
/// How long a rate is measured.
const PERIOD: Duration = Duration::from_secs(1);

/// What is requested, and from which server.
pub(crate) struct Target {
    address: String,
    request: Arc<[u8]>,
}

impl Target {
    pub(crate) fn new(base_url: &str, path: &str, token: &str) -> Self {
        let after_scheme = base_url.strip_prefix("http://").unwrap();
        let (address, base) = after_scheme.split_once('/').unwrap_or((after_scheme, ""));
        let base = if base.is_empty() { String::new() } else { format!("/{base}") };
        let request = format!(
            "GET {base}{path} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        Self { address: address.to_owned(), request: request.into_bytes().into() }
    }

    /// Sends one request, and returns the length of the response's body.
    pub(crate) async fn fetch(&self) -> usize {
        let mut stream = self.connect().await;
        exchange(&mut stream, &self.request, &mut Vec::new()).await
    }

    /// Returns the number of responses in a second to all clients together, each of which sends its next request when
    /// it has its response.
    pub(crate) async fn rate(&self) -> f64 {
        let mut streams = Vec::new();
        for _ in 0..CLIENTS {
            streams.push(self.connect().await);
        }
        let start = Instant::now();
        let clients = streams.into_iter().map(|mut stream| {
            let request = Arc::clone(&self.request);
            tokio::spawn(async move {
                let (mut responses, mut buffer) = (0_u32, Vec::new());
                while start.elapsed() < PERIOD {
                    exchange(&mut stream, &request, &mut buffer).await;
                    responses += 1;
                }
                responses
            })
        });
        let mut responses = 0;
        for client in clients.collect::<Vec<_>>() {
            responses += client.await.unwrap();
        }
        f64::from(responses) / start.elapsed().as_secs_f64()
    }

    async fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }
}

/// Sends a request and reads its response. Returns the length of the body.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> usize {
    stream.write_all(request).await.unwrap();
    buffer.clear();
    let mut lengths = None;
    loop {
        if lengths.is_none() {
            lengths = head(buffer);
        }
        match lengths {
            Some((head, body)) if buffer.len() >= head + body => return body,
            _ => assert_ne!(stream.read_buf(buffer).await.unwrap(), 0, "the response is incomplete"),
        }
    }
}

/// Returns the lengths of a response's head and of its body, once the head is complete.
fn head(response: &[u8]) -> Option<(usize, usize)> {
    let length = 4 + response.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&response[..length]).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let body = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    Some((length, body.unwrap().parse().unwrap()))
}
