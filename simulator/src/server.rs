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

/// How long to wait, in real time, before the next connection is accepted if one could not be: too many files are open, which
/// passes when a connection ends.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// Serves until it is aborted; the connections end with it.
pub(crate) async fn serve(listener: TcpListener, server: Arc<ServerState>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&server)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
        // Forget the connections that have ended.
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, server: Arc<ServerState>) {
    // Without it, small responses wait for the acknowledgement of earlier ones.
    let _ = stream.set_nodelay(true);
    let timeout = server.options.request_timeout;
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { exchange::respond(&server, request).await }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(timeout);
    // A connection that breaks is the client's matter, or a fault that was ordered.
    let _ = builder.serve_connection(TokioIo::new(stream), service).await;
}
