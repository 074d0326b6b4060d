//! A server that speaks just enough HTTP/2 to send its clients away.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::faults::GOOD;

const PREFACE: usize = 24;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

/// Sends GOAWAY after the first request of its first connection; then it answers well.
pub struct GoAwayServer {
    pub address: SocketAddr,
    requests: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl GoAwayServer {
    /// `worked_on`: whether GOAWAY says that the request may have been worked on.
    pub async fn start(worked_on: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let _ = serve(connection, worked_on, &count).await;
            }
        });
        Self { address, requests, task }
    }

    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

impl Drop for GoAwayServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut connection: TcpStream, worked_on: bool, count: &AtomicUsize) -> std::io::Result<()> {
    let mut preface = [0; PREFACE];
    connection.read_exact(&mut preface).await?;
    send(&mut connection, SETTINGS, 0, 0, &[]).await?;
    loop {
        let mut head = [0; 9];
        connection.read_exact(&mut head).await?;
        let mut body = vec![0; usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2])];
        connection.read_exact(&mut body).await?;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        match head[3] {
            SETTINGS if head[4] == 0 => send(&mut connection, SETTINGS, 1, 0, &[]).await?,
            HEADERS if count.fetch_add(1, Ordering::SeqCst) == 0 => {
                let last: u32 = if worked_on { stream } else { 0 };
                let no_error = [0; 4];
                send(&mut connection, GOAWAY, 0, 0, &[last.to_be_bytes(), no_error].concat()).await?;
                return connection.shutdown().await;
            }
            HEADERS => {
                // 0x88 is `:status: 200` in the static table.
                send(&mut connection, HEADERS, 4, stream, &[0x88]).await?;
                send(&mut connection, DATA, 1, stream, GOOD.as_bytes()).await?;
            }
            _ => {}
        }
    }
}

async fn send(
    connection: &mut TcpStream,
    kind: u8,
    flags: u8,
    stream: u32,
    body: &[u8],
) -> std::io::Result<()> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(body);
    connection.write_all(&frame).await
}
