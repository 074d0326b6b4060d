//! The HTTP server: accepts connections and passes requests on.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::exchange;
use crate::server_state::ServerState;

/// How long a client may take, in real time, to send the head of a request; and how long to send its body.
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves until it is aborted; the connections end with it.
pub(crate) async fn serve(listener: TcpListener, server: Arc<ServerState>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&server)));
            }
            // Such as too many open files: passes when a connection ends.
            Err(_) => tokio::task::yield_now().await,
        }
        // Forget the connections that have ended.
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, server: Arc<ServerState>) {
    // Without it, small responses wait for the acknowledgement of earlier ones.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { exchange::respond(&server, request).await }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(REQUEST_TIMEOUT);
    // A connection that breaks is the client's matter, or a fault that was ordered.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}
