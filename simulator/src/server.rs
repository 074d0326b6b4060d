//! The HTTP server: connections in, answers out.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::exchange;
use crate::world::World;

/// Serves until it is aborted; the connections end with it.
pub(crate) async fn serve(listener: TcpListener, world: Arc<World>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&world)));
            }
            // Such as too many open files: passes when a connection ends.
            Err(_) => tokio::task::yield_now().await,
        }
        // Forget the connections that have ended.
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, world: Arc<World>) {
    // Without it, small answers wait for the acknowledgement of earlier ones.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |request| {
        let world = Arc::clone(&world);
        async move { Ok::<_, Infallible>(exchange::answer(&world, request).await) }
    });
    // A connection that breaks is the client's matter.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}
