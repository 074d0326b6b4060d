//! Five thousand calls of 32 tasks, against a server that allows 1200 in a window.

use std::time::{Duration, Instant};

use cloudflare_certificates::Client;
use cloudflare_certificates::http::Method;

use crate::support::quota::{QuotaServer, Window};

const CALLS: usize = 5000;
const TASKS: usize = 32;
const LIMIT: usize = 1200;
/// In place of five minutes.
const WINDOW: Duration = Duration::from_secs(2);

/// The ideal: each window's calls at its beginning, in no time.
pub(crate) async fn five_thousand_calls() {
    let ideal = WINDOW * u32::try_from((CALLS - 1) / LIMIT).unwrap();
    for kind in [Window::Sliding, Window::Fixed] {
        let server = QuotaServer::start(kind, LIMIT, WINDOW).await;
        let client = Client::builder().api_token("token").base_url(server.url()).build().unwrap();
        let start = Instant::now();
        let tasks = (0..TASKS).map(|task| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in (task..CALLS).step_by(TASKS) {
                    let request = client.request(Method::GET, ["things"]);
                    request.send::<serde_json::Value>().await.unwrap();
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let elapsed = start.elapsed();
        let (requests, refused) = server.counts();
        println!(
            "5,000 limited calls: {requests} requests, {refused} refused ({kind:?}), {:.3} s, ideal {:.3} s, ratio {:.3} (limits: 0 refused, 1.10)",
            elapsed.as_secs_f64(),
            ideal.as_secs_f64(),
            elapsed.as_secs_f64() / ideal.as_secs_f64()
        );
    }
}
