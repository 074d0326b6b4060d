//! A list is complete, or it says that it is not.

use std::sync::{Arc, Mutex};

use crate::support::{Answer, Sent, Server, ZONE, ok, page};
use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::{Error, ErrorKind, List, ListQuery, Target};
use serde_json::{Value, json};

/// The page that a request asks for.
fn asked(sent: &Sent) -> u64 {
    let page = sent.query.split('&').find_map(|pair| pair.strip_prefix("page="));
    page.map_or(1, |page| page.parse().unwrap())
}

fn item(number: u64) -> Value {
    json!({ "id": format!("{number}") })
}

fn slice(numbers: &[u64], page: u64, per_page: u64) -> Vec<Value> {
    let (page, per_page) = (usize::try_from(page).unwrap(), usize::try_from(per_page).unwrap());
    numbers
        .iter()
        .skip((page - 1).saturating_mul(per_page))
        .take(per_page)
        .map(|number| item(*number))
        .collect()
}

/// Everything that a list delivers, and how it ends.
async fn read<Q: ListQuery<Item = CustomCertificate>>(list: List<Q>) -> (Vec<u64>, Result<(), Error>) {
    let mut stream = list.stream();
    let mut numbers = Vec::new();
    loop {
        match stream.try_next().await {
            Ok(Some(item)) => numbers.push(item.id.parse().unwrap()),
            Ok(None) => return (numbers, Ok(())),
            Err(error) => return (numbers, Err(error)),
        }
    }
}

async fn read_all(server: &Server) -> (Vec<u64>, Result<(), Error>) {
    read(server.zone().custom_certificates().list()).await
}

/// Fails unless the list ended with the error that so many items are missing.
fn assert_missing(outcome: Result<(), Error>, missing: u64) {
    let error = outcome.unwrap_err();
    assert_eq!((error.kind(), error.missing()), (ErrorKind::Incomplete, Some(missing)), "{error}");
    assert!(error.to_string().contains(&missing.to_string()) && error.page().is_some(), "{error}");
    assert_eq!(error.target().and_then(Target::zone_id), Some(ZONE), "{error}");
}

fn up_to(last: u64) -> Vec<u64> {
    (1..=last).collect()
}

#[tokio::test]
async fn a_page_size_that_the_server_clips_and_echoes_unclipped_loses_nothing() {
    let numbers = up_to(200);
    let server = Server::with(move |sent, _| {
        let mut body = page(slice(&numbers, asked(sent), 50), asked(sent), 50, 200);
        body["result_info"] =
            json!({ "page": asked(sent), "per_page": 1000, "total_count": 200, "total_pages": 1 });
        Answer::json(200, &body)
    })
    .await;
    let roots = server.zone().access_certificates().list().per_page(1000).all().await.unwrap();
    assert_eq!(roots.len(), 200);
    assert_eq!(server.sent().len(), 4);
}

#[tokio::test]
async fn a_page_size_that_the_server_clips_without_a_word_loses_nothing() {
    let numbers = up_to(200);
    let server = Server::with(move |sent, _| {
        let mut body = ok(slice(&numbers, asked(sent), 50).into());
        body["result_info"] = Value::Null;
        Answer::json(200, &body)
    })
    .await;
    let roots = server.zone().access_certificates().list().per_page(1000).all().await.unwrap();
    assert_eq!((roots.len(), server.sent().len()), (200, 5));
}

/// A server whose items change before each response: `change` gets the number of earlier requests.
async fn changing(
    numbers: Vec<u64>,
    change: impl Fn(&mut Vec<u64>, usize) + Send + Sync + 'static,
) -> Server {
    let numbers = Mutex::new(numbers);
    Server::with(move |sent, before| {
        let mut numbers = numbers.lock().unwrap();
        change(&mut numbers, before);
        let total = numbers.len() as u64;
        Answer::json(200, &page(slice(&numbers, asked(sent), 5), asked(sent), 5, total))
    })
    .await
}

#[tokio::test]
async fn a_page_of_items_added_at_the_head_does_not_end_the_list() {
    let server = changing(up_to(100), |numbers, before| {
        if before == 1 {
            numbers.splice(0..0, 901..=905);
        }
    })
    .await;
    let (mut numbers, outcome) = read_all(&server).await;
    // The five new ones are before where the list was: it says so, and all others came.
    assert_missing(outcome, 5);
    numbers.sort_unstable();
    assert_eq!(numbers, up_to(100));
}

#[tokio::test]
async fn all_reads_a_list_that_changed_once_more() {
    let server = changing(up_to(100), |numbers, before| {
        if before == 1 {
            numbers.splice(0..0, 901..=905);
        }
    })
    .await;
    assert_eq!(server.zone().custom_certificates().list().all().await.unwrap().len(), 105);
}

#[tokio::test]
async fn all_reads_once_more_and_not_again() {
    let server = Server::with(|sent, before| {
        let total = 1_000 + before as u64;
        Answer::json(200, &page(slice(&up_to(5), asked(sent), 5), asked(sent), 5, total))
    })
    .await;
    let list = server.zone().custom_certificates().list().read_ahead(1);
    assert_eq!(list.all().await.unwrap_err().kind(), ErrorKind::Incomplete);
    let first_pages = server.sent().iter().filter(|sent| asked(sent) == 1).count();
    assert!((2..=6).contains(&first_pages), "{first_pages}");
}

#[tokio::test]
async fn an_item_added_at_each_page_is_no_duplicate() {
    let server = changing(up_to(30), |numbers, before| {
        if before > 0 {
            numbers.insert(0, 900 + before as u64);
        }
    })
    .await;
    let list = server.zone().custom_certificates().list().read_ahead(1);
    let (numbers, _) = read(list).await;
    let mut stood = numbers.clone();
    stood.retain(|number| *number <= 30);
    assert_eq!(stood, up_to(30), "each once and in order");
}

#[tokio::test]
async fn an_item_deleted_where_the_list_has_been_loses_no_other() {
    for deleted in [1..=1, 1..=3, 1..=5] {
        let range = deleted.clone();
        let server = changing(up_to(30), move |numbers, before| {
            if before == 2 {
                numbers.retain(|number| !range.contains(number));
            }
        })
        .await;
        let list = server.zone().custom_certificates().list().read_ahead(1);
        let (mut numbers, outcome) = read(list).await;
        outcome.unwrap();
        numbers.sort_unstable();
        assert_eq!(numbers, up_to(30), "{deleted:?}");
    }
}

/// The usual clean-up: each item is deleted when it was read.
#[tokio::test]
async fn a_consumer_that_deletes_what_it_reads_gets_everything_or_an_error() {
    for (total, every, read_ahead) in [(45, 1, 8), (100, 1, 8), (100, 1, 1), (100, 2, 8), (60, 3, 1)] {
        let numbers = Arc::new(Mutex::new(up_to(total)));
        let shared = Arc::clone(&numbers);
        let server = Server::with(move |sent, _| {
            let numbers = shared.lock().unwrap();
            let mut body = page(slice(&numbers, asked(sent), 5), asked(sent), 5, numbers.len() as u64);
            body["result_info"]["total_pages"] = Value::Null;
            Answer::json(200, &body)
        })
        .await;
        let mut stream = server.zone().custom_certificates().list().read_ahead(read_ahead).stream();
        let mut came = Vec::new();
        let outcome = loop {
            match stream.try_next().await {
                Ok(Some(item)) => {
                    let number: u64 = item.id.parse().unwrap();
                    came.push(number);
                    if number.is_multiple_of(every) {
                        numbers.lock().unwrap().retain(|other| *other != number);
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        came.sort_unstable();
        if outcome.is_ok() {
            assert_eq!(came, up_to(total), "{total} items, every {every}. deleted, {read_ahead} ahead");
        }
    }
}

#[tokio::test]
async fn one_item_deleted_behind_the_list_does_not_end_it_before_the_last_page() {
    let server = Server::with({
        let numbers = Mutex::new(up_to(6));
        move |sent, before| {
            let mut numbers = numbers.lock().unwrap();
            if before == 1 {
                numbers.remove(0);
            }
            let mut body = page(slice(&numbers, asked(sent), 3), asked(sent), 3, numbers.len() as u64);
            body["result_info"]["total_pages"] = Value::Null;
            Answer::json(200, &body)
        }
    })
    .await;
    let (mut numbers, outcome) = read_all(&server).await;
    outcome.unwrap();
    numbers.sort_unstable();
    assert_eq!(numbers, up_to(6));
}

#[tokio::test]
async fn a_list_that_begins_at_a_short_last_page_with_nothing_but_a_total_is_no_false_alarm() {
    let server = Server::with(|sent, _| {
        let mut body = page(slice(&up_to(87), asked(sent), 20), asked(sent), 20, 87);
        body["result_info"] = json!({ "total_count": 87 });
        Answer::json(200, &body)
    })
    .await;
    let (numbers, outcome) = read(server.zone().custom_certificates().list().from_page(5)).await;
    outcome.unwrap();
    assert_eq!(numbers, (81..=87).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_server_that_ignores_the_page_but_echoes_it_does_not_trap_us() {
    for total in [Value::Null, json!(25)] {
        let server = Server::with(move |sent, _| {
            let mut body = ok(json!([{ "hosts": ["a"] }, { "hosts": ["b"] }]));
            body["result_info"] = json!({ "page": asked(sent), "total_count": total });
            Answer::json(200, &body)
        })
        .await;
        let mut stream = server.zone().custom_certificates().list().stream();
        let mut count = 0;
        while let Ok(Some(_)) = stream.try_next().await {
            count += 1;
        }
        assert_eq!(count, 2);
        assert!(server.sent().len() <= 10, "{}", server.sent().len());
    }
}

#[tokio::test]
async fn a_change_costs_one_request_more() {
    let server = changing(up_to(30), |numbers, before| {
        if before == 2 {
            numbers.remove(0);
        }
    })
    .await;
    let list = server.zone().custom_certificates().list().read_ahead(1);
    read(list).await.1.unwrap();
    let asked: Vec<u64> = server.sent().iter().map(asked).collect();
    assert_eq!(asked, [1, 2, 3, 2, 4, 5, 6]);
}

#[tokio::test]
async fn a_list_that_ends_too_early_delivers_what_came_and_then_an_error() {
    let empty: [fn(Value) -> Answer; 4] = [
        |_| Answer::json(200, &ok(json!([]))),
        |_| Answer::json(200, &ok(Value::Null)),
        |_| Answer::text(200, "application/json", ""),
        |full| {
            let mut body = full;
            body["result"] = json!([]);
            Answer::json(200, &body)
        },
    ];
    for empty in empty {
        let server = Server::with(move |sent, _| {
            let full = page(slice(&up_to(50), asked(sent), 5), asked(sent), 5, 50);
            if asked(sent) == 3 { empty(full) } else { Answer::json(200, &full) }
        })
        .await;
        let (numbers, outcome) = read_all(&server).await;
        assert_eq!(numbers, up_to(10));
        assert_missing(outcome, 40);
    }
}

#[tokio::test]
async fn a_short_page_in_the_middle_is_told_apart_from_the_end() {
    let server = Server::with(|sent, _| {
        let mut items = slice(&up_to(15), asked(sent), 5);
        if asked(sent) == 2 {
            items.truncate(3);
        }
        Answer::json(200, &page(items, asked(sent), 5, 15))
    })
    .await;
    let (numbers, outcome) = read_all(&server).await;
    assert_eq!(numbers.len(), 13);
    assert_missing(outcome, 2);
}

#[tokio::test]
async fn the_stream_is_over_after_the_error() {
    let server = Server::answering(Answer::json(200, &page(slice(&up_to(5), 1, 5), 1, 5, 7))).await;
    let mut stream = server.zone().custom_certificates().list().stream();
    let mut errors = 0;
    for _ in 0..20 {
        errors += usize::from(stream.try_next().await.is_err());
    }
    assert_eq!(errors, 1);
}

#[tokio::test]
async fn a_service_whose_totals_are_wrong_can_be_read_all_the_same() {
    let server = Server::with(|sent, _| {
        Answer::json(200, &page(slice(&up_to(12), asked(sent), 5), asked(sent), 5, 500))
    })
    .await;
    let list = server.zone().custom_certificates().list();
    assert_missing(read(list.clone()).await.1, 488);
    assert_eq!(list.allow_incomplete().all().await.unwrap().len(), 12);
}

#[tokio::test]
async fn a_server_that_ignores_the_page_and_claims_many_does_not_trap_us() {
    let server = Server::answering(Answer::json(200, &page(slice(&up_to(5), 1, 5), 1, 5, 5_000_000))).await;
    let (numbers, outcome) = read_all(&server).await;
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert_missing(outcome, 4_999_995);
    assert!(server.sent().len() <= 1 + 8, "no more than what was in flight: {}", server.sent().len());
}

#[tokio::test]
async fn totals_that_change_with_each_response_do_not_trap_us() {
    let server = Server::with(|sent, before| {
        let total = 40 + (before as u64 * 7) % 5;
        Answer::json(200, &page(slice(&up_to(40), asked(sent), 5), asked(sent), 5, total))
    })
    .await;
    let (mut numbers, _) = read_all(&server).await;
    numbers.sort_unstable();
    assert_eq!(numbers, up_to(40));
    assert!(server.sent().len() <= 40, "{}", server.sent().len());
}

#[tokio::test]
async fn the_total_that_was_stated_last_is_the_one_that_counts() {
    let server = changing(up_to(30), |numbers, before| {
        if before == 4 {
            numbers.truncate(25);
        }
    })
    .await;
    let list = server.zone().custom_certificates().list().read_ahead(1);
    let (numbers, outcome) = read(list).await;
    assert_eq!(numbers, up_to(25));
    outcome.unwrap();
}

#[tokio::test]
async fn a_list_that_begins_later_counts_what_is_before_it() {
    let server = Server::with(|sent, _| {
        Answer::json(200, &page(slice(&up_to(47), asked(sent), 5), asked(sent), 5, 47))
    })
    .await;
    for (from, count) in [(1, 47), (9, 7), (10, 2), (11, 0), (u64::MAX, 0)] {
        let (numbers, outcome) = read(server.zone().custom_certificates().list().from_page(from)).await;
        assert_eq!(numbers.len(), count, "from page {from}");
        outcome.unwrap();
    }
}

#[tokio::test]
async fn a_list_without_pages_is_delivered_whatever_the_server_says_of_pages() {
    let items: Vec<Value> = (1..=25).map(item).collect();
    let server = Server::with(move |_, _| {
        let mut body = ok(items.clone().into());
        body["result_info"] = json!({ "page": 1, "per_page": 25, "total_pages": 2 });
        Answer::json(200, &body)
    })
    .await;
    let list = server.zone().keyless_certificates().list();
    assert_eq!(list.all().await.unwrap().len(), 25);
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn a_list_without_pages_that_has_less_than_its_total_says_so() {
    let server = Server::with(|_, _| {
        let mut body = ok(json!([item(1), item(2)]));
        body["result_info"] = json!({ "page": 1, "per_page": 2, "total_pages": 2, "total_count": 3 });
        Answer::json(200, &body)
    })
    .await;
    let mut stream = server.zone().keyless_certificates().list().stream();
    let mut items = 0;
    let error = loop {
        match stream.try_next().await {
            Ok(item) => items += usize::from(item.is_some()),
            Err(error) => break error,
        }
    };
    assert_eq!((items, error.missing()), (2, Some(1)));
}

#[tokio::test]
async fn items_of_one_page_with_the_same_id_are_all_delivered() {
    let server = Server::returning(json!([item(1), item(1), item(2)])).await;
    assert_eq!(server.zone().custom_certificates().list().all().await.unwrap().len(), 3);
}

#[tokio::test]
async fn read_ahead_has_a_bound_whatever_the_caller_and_the_server_say() {
    let in_flight = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&in_flight);
    let server = Server::with(move |sent, _| {
        log.lock().unwrap().push(asked(sent));
        let items = vec![item(asked(sent))];
        let mut body = ok(items.into());
        body["result_info"] = json!({ "total_pages": 1_000_000, "total_count": 1_000_000 });
        Answer::json(200, &body)
    })
    .await;
    let mut pages = server.zone().custom_certificates().list().read_ahead(usize::MAX).pages();
    pages.try_next().await.unwrap();
    pages.try_next().await.unwrap();
    drop(pages);
    let asked = in_flight.lock().unwrap().len();
    assert!(asked <= 1 + 64 + 2, "{asked} pages were asked for");
}
