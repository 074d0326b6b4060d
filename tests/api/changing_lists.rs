//! A model of a server whose list changes, clips, repeats and fails while it is read: either every item that stood
//! still is delivered exactly once, or the list ends in an error.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::support::clock::Hurried;
use crate::support::{Answer, Sent, Server, TOKEN, ZONE, failure, ok};
use cloudflare_certificates::{Client, ErrorKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// What happens to the list before a response.
#[derive(Clone, Debug)]
enum Change {
    Nothing,
    Insert(usize),
    Append(usize),
    /// At a place, so many.
    Delete(usize, usize),
}

/// What is wrong with a response.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Quirk {
    None,
    /// The totals are left out.
    Silent,
    /// The status 502, which is retried.
    Fault,
    /// An empty result.
    Empty,
    /// The first page again.
    Repeat,
}

#[derive(Clone, Debug)]
struct Plan {
    items: u64,
    page_size: usize,
    read_ahead: usize,
    /// Whether the server says how many items there are, and how many pages.
    totals: (bool, bool),
    steps: Vec<(Change, Quirk)>,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        12 => Just(Change::Nothing),
        1 => (1..8_usize).prop_map(Change::Insert),
        1 => (1..8_usize).prop_map(Change::Append),
        1 => (0..40_usize, 1..8_usize).prop_map(|(at, count)| Change::Delete(at, count)),
    ]
}

fn quirk() -> impl Strategy<Value = Quirk> {
    prop_oneof![
        24 => Just(Quirk::None),
        1 => Just(Quirk::Silent),
        1 => Just(Quirk::Fault),
        1 => Just(Quirk::Empty),
        1 => Just(Quirk::Repeat),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let steps = proptest::collection::vec((change(), quirk()), 0..20);
    (0..40_u64, 1..8_usize, 1..5_usize, any::<(bool, bool)>(), steps).prop_map(
        |(items, page_size, read_ahead, totals, steps)| Plan { items, page_size, read_ahead, totals, steps },
    )
}

/// The list as the server keeps it.
struct Model {
    plan: Plan,
    items: Vec<u64>,
    next: u64,
    /// The list as it was for each total that was stated.
    stated: BTreeMap<usize, Vec<u64>>,
    /// The list was different in two responses that stated the same total, or stated none.
    unseen: bool,
    /// A response was not what it should have been.
    quirks: bool,
}

impl Model {
    fn apply(&mut self, change: &Change) {
        let before = self.items.len();
        match *change {
            Change::Nothing => {}
            Change::Insert(count) => {
                for _ in 0..count {
                    self.items.insert(0, self.next);
                    self.next += 1;
                }
            }
            Change::Append(count) => {
                for _ in 0..count {
                    self.items.push(self.next);
                    self.next += 1;
                }
            }
            Change::Delete(at, count) => {
                let at = at.min(before);
                self.items.drain(at..(at + count).min(before));
            }
        }
    }

    fn respond(&mut self, sent: &Sent, before: usize) -> Answer {
        let (change, quirk) = self.plan.steps.get(before).cloned().unwrap_or((Change::Nothing, Quirk::None));
        self.apply(&change);
        let asked = sent.query.split('&').find_map(|pair| pair.strip_prefix("page="));
        let number = asked.map_or(1, |page| page.parse::<usize>().unwrap());
        let number = if quirk == Quirk::Repeat { 1 } else { number };
        self.quirks |= !matches!(quirk, Quirk::None | Quirk::Fault);
        self.unseen |= quirk == Quirk::Silent;
        if quirk == Quirk::Fault {
            return Answer::json(502, &failure(1000, "no"));
        }
        let size = self.plan.page_size;
        let items: Vec<Value> = match quirk {
            Quirk::Empty => Vec::new(),
            _ => self
                .items
                .iter()
                .skip((number - 1) * size)
                .take(size)
                .map(|item| json!({ "id": item.to_string() }))
                .collect(),
        };
        let mut body = ok(items.into());
        let (total, pages) = self.plan.totals;
        if quirk != Quirk::Silent {
            let mut info = json!({ "per_page": 1000 });
            if total {
                info["total_count"] = json!(self.items.len());
                let before = self.stated.entry(self.items.len()).or_insert_with(|| self.items.clone());
                self.unseen |= *before != self.items;
            }
            if pages {
                info["total_pages"] = json!(self.items.len().div_ceil(size));
            }
            body["result_info"] = info;
        }
        Answer::json(200, &body)
    }

    /// Whether every change showed itself in a total.
    fn was_visible(&self) -> bool {
        self.stood_still() || (self.plan.totals.0 && !self.unseen)
    }

    fn stood_still(&self) -> bool {
        self.plan.steps.iter().all(|(change, _)| matches!(change, Change::Nothing))
    }
}

fn check(plan: Plan) -> Result<(), TestCaseError> {
    let model = Model {
        items: (1..=plan.items).collect(),
        next: 1000,
        stated: BTreeMap::new(),
        unseen: false,
        quirks: false,
        plan: plan.clone(),
    };
    let original: Vec<u64> = model.items.clone();
    let model = Arc::new(Mutex::new(model));
    let shared = Arc::clone(&model);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (numbers, outcome, requests) = runtime.block_on(async {
        let server = Server::with(move |sent, before| shared.lock().unwrap().respond(sent, before)).await;
        let client = Client::builder().api_token(TOKEN).base_url(server.base_url()).clock(Hurried::default());
        let zone = client.build().unwrap().zone(ZONE).unwrap();
        let mut stream = zone.custom_certificates().list().read_ahead(plan.read_ahead).stream();
        let mut numbers: Vec<u64> = Vec::new();
        let outcome = loop {
            match stream.try_next().await {
                Ok(Some(item)) => numbers.push(item.id.parse().unwrap()),
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        (numbers, outcome, server.sent().len())
    });
    let model = model.lock().unwrap();
    let mut counts = BTreeMap::new();
    for number in &numbers {
        *counts.entry(*number).or_insert(0) += 1;
    }
    prop_assert!(counts.values().all(|count| *count == 1), "twice: {:?}", numbers);
    prop_assert!(requests < 400, "{} requests", requests);
    if model.stood_still() && !model.quirks {
        prop_assert!(outcome.is_ok(), "{:?}", outcome);
    }
    if let Err(error) = &outcome {
        prop_assert_eq!(error.kind(), ErrorKind::Incomplete, "{}", error);
        return Ok(());
    }
    // A list without a total ends where a page is empty or comes again: nobody can know better.
    let knows_its_end = plan.totals.0 || !model.quirks;
    if model.was_visible() && knows_its_end {
        let lost: Vec<_> =
            original.iter().filter(|item| model.items.contains(item) && !counts.contains_key(item)).collect();
        prop_assert!(lost.is_empty(), "lost {:?} of {:?}, got {:?}", lost, model.items, numbers);
    }
    Ok(())
}

#[test]
fn every_item_that_stood_still_is_delivered_once_or_the_list_ends_in_an_error() {
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(Default::default());
    TestRunner::new_with_rng(config, rng).run(&plan(), check).unwrap();
}
