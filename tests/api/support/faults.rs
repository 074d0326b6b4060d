//! A server on loopback that does wrong what can go wrong, on raw sockets.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a success looks like.
pub const GOOD: &str = r#"{"success":true,"errors":[],"messages":[],"result":{"id":"it"}}"#;

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// None: the answer is a success.
    Good,
    /// Takes the request and says nothing.
    Hang,
    /// Breaks the connection before anything is read.
    ResetBefore,
    /// Breaks it within the request.
    ResetWithin,
    /// Breaks it once the whole request is there.
    ResetAfter,
    HalfHeader,
    HalfBody,
    /// Announces fewer bytes than the body has.
    ShortLength,
    /// Announces more bytes than the body has.
    LongLength,
    /// The body comes byte by byte and never ends.
    SlowDrip,
    /// A few kilobytes that become many megabytes.
    GzipBomb,
    EndlessBody,
    /// Any answer, as it is.
    Raw(String),
}

impl Fault {
    /// An answer with a status, headers and a body.
    pub fn answer(status: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        Self::Raw(format!(
            "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
        ))
    }

    /// An answer of the API that says no.
    pub fn refusal(status: &str, headers: &[(&str, &str)]) -> Self {
        Self::answer(
            status,
            headers,
            r#"{"success":false,"errors":[{"code":1000,"message":"no"}],"result":null}"#,
        )
    }
}

/// The server; it ends with this value.
pub struct FaultServer {
    pub address: SocketAddr,
    /// The method and target of each request, as far as it came.
    seen: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl FaultServer {
    /// Does the given things, one after the other; then it answers well.
    pub async fn start(faults: Vec<Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut tasks = tokio::task::JoinSet::new();
            let mut faults = faults.into_iter();
            while let Ok((connection, _)) = listener.accept().await {
                let fault = faults.next().unwrap_or(Fault::Good);
                tasks.spawn(serve(connection, fault, Arc::clone(&log)));
            }
        });
        Self { address, seen, task }
    }

    /// How many requests there were, whole or not.
    pub fn requests(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    pub fn url(&self) -> String {
        format!("http://{}/client/v4", self.address)
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, which has one request.
async fn serve(mut connection: TcpStream, fault: Fault, log: Arc<Mutex<Vec<String>>>) {
    let note = |line: String| log.lock().unwrap().push(line);
    match fault {
        Fault::ResetBefore => {
            note("nothing".to_owned());
            return reset(connection);
        }
        Fault::ResetWithin => {
            let mut some = [0; 10];
            let _ = connection.read_exact(&mut some).await;
            note(String::from_utf8_lossy(&some).into_owned());
            return reset(connection);
        }
        _ => {}
    }
    let Some(request) = read_request(&mut connection).await else { return };
    note(request.line);
    let _ = answer(connection, fault).await;
}

async fn answer(mut connection: TcpStream, fault: Fault) -> std::io::Result<()> {
    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let with_length = |length: usize, body: &str| format!("{HEAD}content-length: {length}\r\n\r\n{body}");
    let text = match fault {
        Fault::Good => with_length(GOOD.len(), GOOD),
        Fault::Raw(text) => text,
        Fault::HalfHeader => "HTTP/1.1 200 OK\r\ncontent-ty".to_owned(),
        Fault::HalfBody => with_length(GOOD.len(), &GOOD[..20]),
        Fault::ShortLength => with_length(20, GOOD),
        Fault::LongLength => with_length(GOOD.len() + 10, GOOD),
        Fault::GzipBomb => return bomb(connection, HEAD).await,
        Fault::EndlessBody => return endless(connection, HEAD).await,
        Fault::SlowDrip => return drip(connection, HEAD).await,
        Fault::Hang => return std::future::pending().await,
        Fault::ResetAfter | Fault::ResetBefore | Fault::ResetWithin => {
            reset(connection);
            return Ok(());
        }
    };
    connection.write_all(text.as_bytes()).await?;
    connection.shutdown().await
}

/// Zeros, compressed: a small part of their size.
async fn bomb(mut connection: TcpStream, head: &str) -> std::io::Result<()> {
    static BODY: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&vec![b'0'; 16 << 20]).unwrap();
        encoder.finish().unwrap()
    });
    let body = &*BODY;
    let head = format!("{head}content-encoding: gzip\r\ncontent-length: {}\r\n\r\n", body.len());
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(body).await?;
    connection.shutdown().await
}

async fn endless(mut connection: TcpStream, head: &str) -> std::io::Result<()> {
    let chunk = format!("1000\r\n{}\r\n", "0".repeat(0x1000));
    connection.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes()).await?;
    loop {
        connection.write_all(chunk.as_bytes()).await?;
    }
}

async fn drip(mut connection: TcpStream, head: &str) -> std::io::Result<()> {
    connection.write_all(format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes()).await?;
    loop {
        connection.write_all(b"1\r\n \r\n").await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Ends the connection with a reset, as a crashed server or a firewall does.
fn reset(connection: TcpStream) {
    if let Ok(connection) = connection.into_std() {
        let _ = socket2::SockRef::from(&connection).set_linger(Some(Duration::ZERO));
    }
}

/// A request that arrived whole.
#[derive(Clone, Debug)]
pub struct RawRequest {
    /// Method and target.
    pub line: String,
    pub head: String,
    pub body: String,
}

/// Reads one request; `None` if the connection ends before it does.
pub async fn read_request(connection: &mut TcpStream) -> Option<RawRequest> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            if body.len() >= length.unwrap_or(0) {
                let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
                return Some(RawRequest { line, head: head.to_owned(), body: body.to_owned() });
            }
        }
        if connection.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
