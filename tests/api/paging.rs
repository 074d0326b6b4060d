//! The way through a list, and where it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::{Answer, Sent, Server, TOKEN, ZONE, failure, ok, page, refused_fields};
use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::{Client, ErrorKind, Items, Retry};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The page that a request asks for.
fn asked(sent: &Sent) -> u64 {
    let page = sent.query.split('&').find_map(|pair| pair.strip_prefix("page="));
    page.map_or(1, |page| page.parse().unwrap())
}

fn items(numbers: impl Iterator<Item = u64>) -> Vec<Value> {
    numbers.map(|number| json!({ "id": format!("{number}") })).collect()
}

/// The items of a page of a list of `total`.
fn slice(page: u64, per_page: u64, total: u64) -> Vec<Value> {
    items(((page - 1) * per_page..total.min(page * per_page)).map(|index| index + 1))
}

/// A server that says all there is to say about its pages.
async fn telling(total: u64, per_page: u64) -> Server {
    Server::with(move |sent, _| {
        let number = asked(sent);
        Answer::json(200, &page(slice(number, per_page, total), number, per_page, total))
    })
    .await
}

/// A server that says nothing about its pages.
async fn silent(total: u64, per_page: u64) -> Server {
    Server::with(move |sent, _| Answer::json(200, &ok(slice(asked(sent), per_page, total).into()))).await
}

async fn all(server: &Server) -> Vec<u64> {
    numbers(&server.zone().custom_certificates().list().all().await.unwrap())
}

fn numbers(certificates: &[CustomCertificate]) -> Vec<u64> {
    certificates.iter().map(|certificate| certificate.id.parse().unwrap()).collect()
}

fn pages_asked(server: &Server) -> Vec<u64> {
    server.sent().iter().map(asked).collect()
}

#[tokio::test]
async fn all_pages_are_delivered_in_order_and_none_is_asked_for_twice() {
    let server = telling(47, 5).await;
    assert_eq!(all(&server).await, (1..=47).collect::<Vec<_>>());
    let mut asked = pages_asked(&server);
    asked.sort_unstable();
    assert_eq!(asked, (1..=10).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_full_last_page_is_not_followed_by_an_empty_one() {
    let server = telling(50, 5).await;
    assert_eq!(all(&server).await.len(), 50);
    assert_eq!(server.sent().len(), 10);
}

#[tokio::test]
async fn the_empty_list_takes_one_request() {
    let server = telling(0, 20).await;
    assert!(all(&server).await.is_empty());
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn total_count_alone_ends_the_list() {
    let server = Server::with(|sent, _| {
        let mut body = ok(slice(asked(sent), 5, 15).into());
        body["result_info"] = json!({ "per_page": 5, "total_count": 15 });
        Answer::json(200, &body)
    })
    .await;
    assert_eq!(all(&server).await.len(), 15);
    assert_eq!(server.sent().len(), 3);
}

#[tokio::test]
async fn total_count_without_a_page_size_ends_the_list() {
    let server = Server::with(|sent, _| {
        let mut body = ok(slice(asked(sent), 5, 15).into());
        body["result_info"] = json!({ "total_count": 15 });
        Answer::json(200, &body)
    })
    .await;
    assert_eq!(all(&server).await.len(), 15);
    assert_eq!(server.sent().len(), 3);
}

#[tokio::test]
async fn total_pages_alone_ends_the_list() {
    let server = Server::with(|sent, _| {
        let mut body = ok(slice(asked(sent), 5, 15).into());
        body["result_info"] = json!({ "total_pages": 3 });
        Answer::json(200, &body)
    })
    .await;
    assert_eq!(all(&server).await.len(), 15);
    assert_eq!(server.sent().len(), 3);
}

#[tokio::test]
async fn a_short_page_does_not_end_a_list_without_totals() {
    let server = silent(12, 5).await;
    let list = server.zone().custom_certificates().list().per_page(50);
    assert_eq!(numbers(&list.all().await.unwrap()), (1..=12).collect::<Vec<_>>());
    assert_eq!(pages_asked(&server), [1, 2, 3, 4], "only the empty page says that it is over");
}

#[tokio::test]
async fn an_empty_page_ends_a_list_of_which_nothing_is_known() {
    let server = silent(10, 5).await;
    assert_eq!(all(&server).await.len(), 10);
    assert_eq!(pages_asked(&server), [1, 2, 3]);
}

#[tokio::test]
async fn a_server_that_ignores_the_page_does_not_trap_us() {
    let server = Server::answering(Answer::json(200, &ok(slice(1, 5, 5).into()))).await;
    assert_eq!(all(&server).await, [1, 2, 3, 4, 5]);
    assert_eq!(server.sent().len(), 2, "the repeated page ends it");
}

#[tokio::test]
async fn a_server_that_ignores_the_page_and_knows_no_ids_does_not_trap_us() {
    let items = json!([{ "status": "active" }, { "status": "active" }]);
    let server = Server::answering(Answer::json(200, &ok(items))).await;
    let list = server.zone().custom_certificates().list();
    assert_eq!(list.all().await.unwrap().len(), 2);
    assert_eq!(server.sent().len(), 2, "the repeated page ends it");
}

#[tokio::test]
async fn totals_beyond_reason_do_no_harm() {
    let server = Server::with(|sent, _| {
        let mut body = ok(slice(asked(sent), 5, 8).into());
        body["result_info"] =
            json!({ "total_pages": i64::MAX, "per_page": -3, "total_count": u64::MAX, "page": "x" });
        Answer::json(200, &body)
    })
    .await;
    assert_eq!(all(&server).await.len(), 8);
}

#[tokio::test]
async fn a_page_size_that_the_server_clips_is_taken_from_the_answer() {
    let server = Server::with(|sent, _| {
        let mut body = ok(slice(asked(sent), 5, 12).into());
        body["result_info"] = json!({ "per_page": 5 });
        Answer::json(200, &body)
    })
    .await;
    let list = server.zone().access_certificates().list().per_page(1000);
    assert_eq!(list.all().await.unwrap().len(), 12);
}

#[tokio::test]
async fn lists_whose_pages_have_5_to_50_items_refuse_other_sizes() {
    let server = Server::returning(json!([])).await;
    let (zone, client) = (server.zone(), server.client());
    for count in [4, 51] {
        let errors = [
            zone.certificate_packs().list().per_page(count).all().await.unwrap_err(),
            zone.custom_csrs().list().per_page(count).all().await.unwrap_err(),
            zone.custom_trust_store().list().per_page(count).all().await.unwrap_err(),
            client.origin_ca_certificates().list(ZONE).per_page(count).all().await.unwrap_err(),
        ];
        for error in &errors {
            assert_eq!(refused_fields(error), ["per_page"], "{count}");
        }
    }
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn a_list_can_begin_at_a_later_page() {
    let server = telling(47, 5).await;
    let list = server.zone().custom_certificates().list().from_page(9);
    assert_eq!(numbers(&list.all().await.unwrap()), (41..=47).collect::<Vec<_>>());
    assert_eq!(pages_asked(&server), [9, 10]);
}

#[tokio::test]
async fn pages_carry_their_number_and_their_totals() {
    let server = telling(12, 5).await;
    let mut pages = server.zone().custom_certificates().list().pages();
    let mut seen = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        let info = page.result_info().unwrap();
        assert_eq!((info.total_pages, info.per_page, page.total_count()), (Some(3), Some(5), Some(12)));
        assert_eq!(info.count, Some(page.items().len() as i64));
        seen.push(page.number());
    }
    assert_eq!(seen, [1, 2, 3]);
}

#[tokio::test]
async fn an_error_names_its_page_and_ends_the_stream() {
    let server = Server::with(|sent, _| match asked(sent) {
        3 => Answer::json(500, &failure(1000, "x")),
        number => Answer::json(200, &page(slice(number, 5, 50), number, 5, 50)),
    })
    .await;
    let mut stream = server.zone().custom_certificates().list().stream();
    let mut count = 0;
    let error = loop {
        match stream.try_next().await {
            Ok(Some(_)) => count += 1,
            Ok(None) => panic!("the error was lost"),
            Err(error) => break error,
        }
    };
    assert_eq!((count, error.page()), (10, Some(3)));
    assert!(error.to_string().contains(", page 3: 500"), "{error}");
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn nothing_is_asked_before_the_list_is_awaited() {
    let server = telling(5, 5).await;
    drop(server.zone().custom_certificates().list().stream());
    assert!(server.sent().is_empty());
}

/// A server whose pages wait until the test lets them go; it counts how many wait at once.
struct Gate {
    client: Client,
    waiting: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
    go: Arc<Semaphore>,
}

async fn gate(total: u64) -> Gate {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (waiting, most, go) =
        (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default(), Arc::new(Semaphore::new(0)));
    let state = (Arc::clone(&waiting), Arc::clone(&most), Arc::clone(&go));
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let (waiting, most, go) = state.clone();
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(connection.read_u8().await.unwrap());
                }
                let request = String::from_utf8(request).unwrap();
                let number = request.split_once("?page=").map_or(1, |(_, rest)| {
                    rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
                });
                if number > 1 {
                    most.fetch_max(waiting.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    go.acquire().await.unwrap().forget();
                    waiting.fetch_sub(1, Ordering::SeqCst);
                }
                let body = page(slice(number, 5, total), number, 5, total).to_string();
                let head =
                    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
                // A client that went away is part of what is tested.
                let _ = connection.write_all(format!("{head}{body}").as_bytes()).await;
            });
        }
    });
    let client = Client::builder()
        .api_token(TOKEN)
        .base_url(format!("http://{address}"))
        .retry(Retry::never())
        .build()
        .unwrap();
    Gate { client, waiting, most, go }
}

impl Gate {
    fn stream(&self, read_ahead: usize) -> Items<CustomCertificate> {
        self.client.zone(ZONE).unwrap().custom_certificates().list().read_ahead(read_ahead).stream()
    }

    async fn until_waiting(&self, count: usize) {
        let wait = async {
            while self.waiting.load(Ordering::SeqCst) != count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect("the requests did not come");
    }
}

#[tokio::test]
async fn as_many_pages_as_allowed_are_fetched_ahead_and_no_more() {
    let gate = gate(500).await;
    let mut stream = gate.stream(4);
    let reader = tokio::spawn(async move {
        let mut ids = Vec::new();
        while let Some(certificate) = stream.try_next().await.unwrap() {
            ids.push(certificate.id.parse::<u64>().unwrap());
        }
        ids
    });
    gate.until_waiting(4).await;
    gate.go.add_permits(1000);
    assert_eq!(reader.await.unwrap(), (1..=500).collect::<Vec<_>>());
    assert_eq!(gate.most.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn dropping_the_stream_stops_what_is_under_way() {
    let gate = gate(500).await;
    let mut stream = gate.stream(3);
    let reader = tokio::spawn(async move { while stream.try_next().await.unwrap().is_some() {} });
    gate.until_waiting(3).await;
    reader.abort();
    assert!(reader.await.unwrap_err().is_cancelled());
    gate.go.add_permits(3);
    gate.until_waiting(0).await;
    assert_eq!(gate.most.load(Ordering::SeqCst), 3, "no further page was asked for");
}

#[tokio::test]
async fn a_page_out_of_bounds_is_refused() {
    let server = telling(5, 5).await;
    let certificates = server.zone().custom_certificates();
    for error in [
        certificates.list().page(0).await.unwrap_err(),
        certificates.list().per_page(4).all().await.unwrap_err(),
        certificates.list().per_page(51).all().await.unwrap_err(),
        server.zone().keyless_certificates().list().page(2).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    assert!(server.sent().is_empty());
}
