//! Measures the rate limit: five thousand calls of 32 tasks against a server that allows 1200 in a window, and two
//! hundred concurrent lists.

use std::time::{Duration, Instant, SystemTime};

use cloudflare_certificates::http::Method;
use cloudflare_certificates::{Client, ClockFn};

use crate::support::quota::{QuotaServer, Window};

const CALLS: usize = 5000;
const TASKS: usize = 32;
const LIMIT: usize = 1200;
/// The length of a window, in place of five minutes.
const WINDOW: Duration = Duration::from_secs(2);

/// Measures 5,000 calls. The ideal: all calls of a window at its start, in no time.
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

/// Runs 200 lists concurrently, each with a call for each of its items, under the default limit, on a clock that
/// runs sixty times as fast.
pub(crate) async fn two_hundred_lists(base_url: &str) {
    const LISTS: usize = 200;
    const ITEMS: usize = 10;
    const FACTOR: u32 = 60;
    let began = SystemTime::now();
    let now = move || began + began.elapsed().unwrap_or_default() * FACTOR;
    let clock = ClockFn::new(now, move |until: SystemTime| async move {
        tokio::time::sleep(until.duration_since(now()).unwrap_or_default() / FACTOR).await;
    });
    let url = format!("{base_url}/total-{ITEMS}");
    let client = Client::builder().api_token("token").base_url(url).clock(clock).build().unwrap();
    let start = Instant::now();
    let lists = (0..LISTS).map(|_| {
        let certificates = client.zone("023e105f4ecef8ad9ca31a8372d0c353").unwrap().custom_certificates();
        tokio::spawn(async move {
            let mut items = certificates.list().stream();
            while let Some(item) = items.try_next().await? {
                certificates.get(&item.id).await?;
            }
            Ok::<_, cloudflare_certificates::Error>(())
        })
    });
    let mut failed = 0;
    for list in lists.collect::<Vec<_>>() {
        failed += usize::from(list.await.unwrap().is_err());
    }
    // 2,200 requests at 1200 in five minutes: they must wait for one window.
    let ideal = Duration::from_secs(300) / FACTOR;
    println!(
        "200 lists and a get per item: {failed} failed, {:.3} s, ideal {:.3} s, ratio {:.3} (limit: 0 failed)",
        start.elapsed().as_secs_f64(),
        ideal.as_secs_f64(),
        start.elapsed().as_secs_f64() / ideal.as_secs_f64()
    );
}
