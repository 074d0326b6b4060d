//! The way for programs without async that the README shows.

#[allow(dead_code, unreachable_pub, missing_docs, reason = "the example is included as it is")]
#[path = "../../examples/blocking.rs"]
mod example;

use crate::support::{Answer, Server, ZONE, failure, ok, page};
use example::Certificates;
use serde_json::json;

/// A server in a runtime of its own: the tests' threads are not async.
fn server(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> (tokio::runtime::Runtime, Server) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(Server::with(move |_, before| answer(before)));
    (runtime, server)
}

fn certificate(id: &str) -> serde_json::Value {
    json!({ "id": id })
}

#[test]
fn a_list_is_an_iterator_over_all_its_pages() {
    let (_runtime, server) = server(|before| {
        let items = if before == 0 { ["a", "b"] } else { ["c", "d"] };
        Answer::json(200, &page(items.map(certificate).to_vec(), before as u64 + 1, 2, 4))
    });
    let certificates = Certificates::new(&server.client(), ZONE).unwrap();
    let ids: Vec<String> = certificates.iter().map(|certificate| certificate.unwrap().id).collect();
    assert_eq!(ids, ["a", "b", "c", "d"]);
}

#[test]
fn calls_come_from_several_threads_at_once() {
    let (_runtime, server) = server(|_| Answer::json(200, &ok(certificate("it"))));
    let certificates = Certificates::new(&server.client(), ZONE).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(certificates.get("it").unwrap().id, "it"));
        }
    });
    assert_eq!(server.sent().len(), 8);
}

#[test]
fn an_error_ends_the_iterator() {
    let (_runtime, server) = server(|before| match before {
        0 => Answer::json(200, &page(["a", "b"].map(certificate).to_vec(), 1, 2, 4)),
        _ => Answer::json(403, &failure(9109, "no")),
    });
    let certificates = Certificates::new(&server.client(), ZONE).unwrap();
    let seen: Vec<bool> = certificates.iter().map(|certificate| certificate.is_ok()).collect();
    assert_eq!(seen, [true, true, false]);
}
