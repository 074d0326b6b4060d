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
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;

/// What the server does with the first requests.
#[derive(Clone, Copy, Debug)]
pub enum Refusal {
    /// GOAWAY with NO_ERROR, which says that the request was not worked on.
    GoAway,
    /// The same, but the request may have been worked on.
    GoAwayInDoubt,
    /// GOAWAY with an error and a remark, and the request may have been worked on.
    GoAwayWithRemark(&'static str),
    /// RST_STREAM with REFUSED_STREAM: not worked on.
    RefusedStream,
    /// RST_STREAM with INTERNAL_ERROR: it may have been worked on.
    InternalError,
}

/// Refuses the first requests that it gets, each on a connection of its own; then it answers well.
pub struct GoAwayServer {
    pub address: SocketAddr,
    requests: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl GoAwayServer {
    /// `worked_on`: whether GOAWAY says that the request may have been worked on.
    pub async fn start(worked_on: bool) -> Self {
        Self::refusing(if worked_on { Refusal::GoAwayInDoubt } else { Refusal::GoAway }, 1).await
    }

    /// Refuses so many requests.
    pub async fn refusing(refusal: Refusal, times: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let _ = serve(connection, refusal, times, &count).await;
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

async fn serve(
    mut connection: TcpStream,
    refusal: Refusal,
    times: usize,
    count: &AtomicUsize,
) -> std::io::Result<()> {
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
            HEADERS if count.fetch_add(1, Ordering::SeqCst) < times => {
                refuse(&mut connection, refusal, stream).await?;
                if !matches!(refusal, Refusal::RefusedStream | Refusal::InternalError) {
                    return connection.shutdown().await;
                }
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

async fn refuse(connection: &mut TcpStream, refusal: Refusal, stream: u32) -> std::io::Result<()> {
    let goaway = |last: u32, reason: u32| [last.to_be_bytes(), reason.to_be_bytes()].concat();
    match refusal {
        Refusal::GoAway => send(connection, GOAWAY, 0, 0, &goaway(0, 0)).await,
        Refusal::GoAwayInDoubt => send(connection, GOAWAY, 0, 0, &goaway(stream, 0)).await,
        Refusal::GoAwayWithRemark(remark) => {
            send(connection, GOAWAY, 0, 0, &[goaway(0, INTERNAL_ERROR), remark.into()].concat()).await
        }
        Refusal::RefusedStream => {
            send(connection, RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes()).await
        }
        Refusal::InternalError => {
            send(connection, RST_STREAM, 0, stream, &INTERNAL_ERROR.to_be_bytes()).await
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
