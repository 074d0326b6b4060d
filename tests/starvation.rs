//! What is fetched ahead takes nothing away from the calls that somebody waits for, and nobody who is not polled holds
//! up the others.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

#[path = "api/support/mod.rs"]
mod support;

use std::time::Duration;

use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::{Client, ClientBuilder, Error, Items, Options, RateLimit, Result, Retry};
use futures_util::FutureExt;
use serde_json::json;
use support::fast_clock::accelerated;
use support::faults::{Fault, FaultServer};
use support::{Answer, Sent, Server, TOKEN, ZONE, ok, page};
use tokio::task::JoinSet;

fn asked(sent: &Sent) -> Option<u64> {
    sent.path.ends_with("/custom_certificates").then(|| {
        let page = sent.query.split('&').find_map(|pair| pair.strip_prefix("page="));
        page.map_or(1, |page| page.parse().unwrap())
    })
}

/// A server with a list of so many certificates, five a page, of which each can be read.
async fn server(total: u64) -> Server {
    Server::with(move |sent, _| match asked(sent) {
        Some(number) => {
            let items =
                ((number - 1) * 5 + 1..=total.min(number * 5)).map(|id| json!({ "id": id.to_string() }));
            Answer::json(200, &page(items.collect(), number, 5, total))
        }
        None => Answer::json(200, &ok(json!({ "id": "it" }))),
    })
    .await
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder().api_token(TOKEN).base_url(server.base_url())
}

fn list(client: &Client) -> Items<CustomCertificate> {
    client.zone(ZONE).unwrap().custom_certificates().list().stream()
}

async fn get(client: &Client, id: &str) -> Result<()> {
    client.zone(ZONE).unwrap().custom_certificates().get(id).await.map(drop)
}

/// Reads a list, with a call of its own for each item.
async fn read_with_a_get_per_item(client: &Client) -> Result<usize, Error> {
    let mut items = list(client);
    let mut count = 0;
    while let Some(item) = items.try_next().await? {
        get(client, &item.id).await?;
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn a_list_with_a_get_per_item_succeeds_at_every_limit() {
    for limit in [1, 2, 3, 4, 7, 8, 9] {
        let server = server(40).await;
        // A window of 30 s, sixty times as fast.
        let client = builder(&server)
            .clock(accelerated(240))
            .rate_limit(RateLimit::new(limit, Duration::from_secs(30)))
            .build()
            .unwrap();
        assert_eq!(read_with_a_get_per_item(&client).await.unwrap(), 40, "limit {limit}");
    }
}

#[test]
fn a_list_with_block_on_per_item_succeeds() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(server(40));
    for limit in [1, 4, 1000] {
        let client = builder(&server)
            .clock(accelerated(240))
            .rate_limit(RateLimit::new(limit, Duration::from_secs(30)))
            .build()
            .unwrap();
        let mut items = list(&client);
        let mut count = 0;
        while let Some(item) = runtime.block_on(items.try_next()).unwrap() {
            runtime.block_on(get(&client, &item.id)).unwrap();
            count += 1;
        }
        assert_eq!(count, 40, "limit {limit}");
    }
}

#[tokio::test]
async fn a_list_whose_next_item_is_dropped_by_select_loses_nothing() {
    let server = server(40).await;
    let client = builder(&server)
        .clock(accelerated(240))
        .rate_limit(RateLimit::new(4, Duration::from_secs(30)))
        .build()
        .unwrap();
    let mut items = list(&client);
    let mut ids = Vec::new();
    let mut dropped = 0;
    loop {
        let item = tokio::select! {
            biased;
            item = items.try_next() => item.unwrap(),
            () = tokio::task::yield_now() => {
                dropped += 1;
                // A call of the consumer's own, while the list's is left alone.
                if dropped % 50 == 0 {
                    get(&client, "it").await.unwrap();
                }
                continue;
            }
        };
        let Some(item) = item else { break };
        ids.push(item.id.parse::<u64>().unwrap());
    }
    assert_eq!(ids, (1..=40).collect::<Vec<_>>());
    assert!(dropped > 0);
    let mut pages: Vec<u64> = server.sent().iter().filter_map(asked).collect();
    pages.sort_unstable();
    assert_eq!(pages, (1..=8).collect::<Vec<_>>(), "each page was asked for once");
}

/// Many lists at once, each with a call of its own for each item, under a limit of so many in five minutes.
async fn many_lists(lists: usize, items: u64, limit: Option<u32>) {
    let server = server(items).await;
    let client = builder(&server).clock(accelerated(60));
    let client = match limit {
        Some(limit) => client.rate_limit(RateLimit::new(limit, Duration::from_secs(300))),
        None => client,
    };
    let client = client.build().unwrap();
    let mut tasks = JoinSet::new();
    for _ in 0..lists {
        let client = client.clone();
        tasks.spawn(async move { read_with_a_get_per_item(&client).await });
    }
    let mut failed = Vec::new();
    while let Some(outcome) = tasks.join_next().await {
        match outcome.unwrap() {
            Ok(count) => assert_eq!(count as u64, items),
            Err(error) => failed.push(error.to_string()),
        }
    }
    assert!(failed.is_empty(), "{} of {lists} failed: {:?}", failed.len(), failed.first());
}

#[tokio::test]
async fn two_hundred_lists_with_a_get_per_item_succeed_under_the_default_limit() {
    many_lists(200, 10, None).await;
}

#[tokio::test]
async fn forty_lists_succeed_where_each_can_make_one_call_per_window() {
    many_lists(40, 3, Some(40)).await;
}

/// Polls a call until it waits, and no further.
async fn leave_waiting<F: Future<Output = Result<()>> + Unpin>(call: &mut F) {
    for _ in 0..3 {
        assert!(call.now_or_never().is_none());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_waiter_that_nobody_polls_is_passed_over() {
    let server = server(5).await;
    let client = builder(&server).rate_limit(RateLimit::new(1, Duration::from_millis(200))).build().unwrap();
    get(&client, "it").await.unwrap();
    let mut left = Vec::new();
    for _ in 0..5 {
        let client = client.clone();
        let mut call = async move { get(&client, "left").await }.boxed();
        leave_waiting(&mut call).await;
        left.push(call);
    }
    let prompt = client.with(Options::new().deadline(Duration::from_secs(10)));
    for _ in 0..3 {
        get(&prompt, "it").await.unwrap();
    }
    assert_eq!(server.sent().len(), 4, "those that were left sent nothing");
    for call in left {
        call.await.unwrap();
    }
}

#[tokio::test]
async fn many_waiters_that_nobody_polls_are_passed_over_together() {
    let server = server(5).await;
    let client = builder(&server).rate_limit(RateLimit::new(2, Duration::from_millis(200))).build().unwrap();
    let mut left = Vec::new();
    for _ in 0..2 {
        get(&client, "it").await.unwrap();
    }
    for _ in 0..300 {
        let client = client.clone();
        let mut call = async move { get(&client, "left").await }.boxed();
        leave_waiting(&mut call).await;
        left.push(call);
    }
    // One after the other it would take half a minute.
    let prompt = client.with(Options::new().deadline(Duration::from_secs(10)));
    for _ in 0..4 {
        get(&prompt, "it").await.unwrap();
    }
    assert_eq!(server.sent().len(), 6, "those that were left sent nothing");
}

/// A server that takes requests and says nothing, and a call that is polled now and then.
#[tokio::test]
async fn a_call_that_is_polled_rarely_still_runs_out_of_time() {
    let server = FaultServer::start(vec![Fault::Hang; 8]).await;
    for every in [50, 150, 350] {
        let client = Client::builder().api_token(TOKEN).base_url(server.url()).retry(Retry::never());
        let client = client.timeout(Duration::from_millis(300)).build().unwrap();
        let mut call = async move { get(&client, "it").await }.boxed();
        let polls = async {
            let mut polls = tokio::time::interval(Duration::from_millis(every));
            loop {
                polls.tick().await;
                if let Some(outcome) = (&mut call).now_or_never() {
                    break outcome.unwrap_err();
                }
            }
        };
        let error = tokio::time::timeout(Duration::from_secs(10), polls).await.unwrap();
        assert!(error.is_timeout(), "{error}");
    }
}

#[tokio::test]
async fn read_ahead_leaves_the_line_to_the_consumers_own_calls() {
    let server = server(100).await;
    // Three windows in all: the first page and three ahead, then one call after the other.
    let client = builder(&server).rate_limit(RateLimit::new(4, Duration::from_secs(1))).build().unwrap();
    let mut items = list(&client);
    let first = items.try_next().await.unwrap().unwrap();
    for _ in 0..4 {
        get(&client, &first.id).await.unwrap();
    }
    let pages = server.sent().iter().filter_map(asked).count();
    assert!(pages <= 4, "{pages} pages came before the calls");
}

#[test]
fn however_slow_the_consumer_each_page_is_requested_once() {
    // Time that passes while nobody polls: a clock that jumps between two polls.
    use std::sync::{Arc, Mutex};
    use std::time::SystemTime;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(server(95));
    let offset: Arc<Mutex<Duration>> = Arc::default();
    let shown = Arc::clone(&offset);
    let now = move || SystemTime::now() + *shown.lock().unwrap();
    let sleep_until = {
        let now = now.clone();
        move |until: SystemTime| {
            let rest = until.duration_since(now()).unwrap_or_default();
            async move { tokio::time::sleep(rest).await }
        }
    };
    let clock = cloudflare_certificates::ClockFn::new(now, sleep_until);
    let client = builder(&server).clock(clock).build().unwrap();
    for gap in [70, 370, 3_700] {
        let before = server.sent().len();
        let mut pages = client.zone(ZONE).unwrap().custom_certificates().list().pages();
        let mut count = 0;
        while runtime.block_on(pages.try_next()).unwrap().is_some() {
            count += 1;
            *offset.lock().unwrap() += Duration::from_secs(gap);
        }
        assert_eq!((count, server.sent().len() - before), (19, 19), "{gap} s between two pages");
    }
}

/// The response is there before the timeout, but nobody looks until long after it.
#[test]
fn a_response_that_came_in_time_counts_however_late_it_is_looked_at() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(server(5));
    let client = builder(&server).timeout(Duration::from_millis(100)).build().unwrap();
    let mut call = async move { get(&client, "it").await }.boxed();
    runtime.block_on(async {
        while server.sent().is_empty() {
            assert!((&mut call).now_or_never().is_none());
            tokio::task::yield_now().await;
        }
    });
    // The consumer is busy: nothing is polled.
    let busy = std::time::Instant::now();
    while busy.elapsed() < Duration::from_millis(300) {
        std::hint::spin_loop();
    }
    runtime.block_on(call).unwrap();
    assert_eq!(server.sent().len(), 1);
}
