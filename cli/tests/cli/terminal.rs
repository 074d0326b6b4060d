//! On a terminal: tables, progress, questions, Ctrl-C.

use std::time::Duration;

use cloudflare_certificates_simulator::{Fault, RequestMatch};

use crate::support::pty::plain;
use crate::support::{Stage, changes};

fn seeded() -> (Stage, String) {
    let stage = Stage::new();
    let zone = stage.simulator.zones()[0].id().to_owned();
    let id = stage.simulator.seed_custom_certificates(&zone, 1).remove(0);
    (stage, id)
}

#[test]
fn a_terminal_gets_a_table() {
    let (stage, id) = seeded();
    let terminal = stage.terminal(120, &["list", "custom_certificates", "--zone", "example.com"]);
    let (code, text) = terminal.ends();
    let text = plain(&text);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("HOSTS") && text.contains("EXPIRES ON") && text.contains(&id), "{text}");
    assert!(!text.contains('{'), "{text}");
}

#[test]
fn a_table_is_not_wider_than_the_terminal() {
    let (stage, _) = seeded();
    let terminal = stage.terminal(50, &["list", "custom_certificates", "--zone", "example.com"]);
    let (code, text) = terminal.ends();
    let text = plain(&text);
    assert_eq!(code, 0, "{text}");
    let table: Vec<&str> = text.lines().skip_while(|line| !line.contains("HOSTS")).collect();
    assert!(table.len() > 2, "the long cells are broken: {text}");
    assert!(table.iter().all(|line| line.chars().count() <= 50), "{text}");
}

#[test]
fn where_a_table_has_no_room_each_row_is_a_list_and_no_word_is_broken() {
    let (stage, id) = seeded();
    let terminal = stage.terminal(50, &["list", "custom_certificates", "--zone", "example.com"]);
    let text = plain(&terminal.ends().1);
    let id_line = text.lines().find(|line| line.contains(&id)).unwrap();
    assert!(id_line.trim_start().starts_with("ID "), "{text}");
    assert!(text.lines().any(|line| line.starts_with("EXPIRES ON  ")), "{text}");
}

#[test]
fn the_answer_yes_removes() {
    let (stage, id) = seeded();
    let mut terminal = stage.terminal(120, &["remove", "custom_certificates", &id, "--zone", "example.com"]);
    terminal.shows("[y/N]");
    assert_eq!(changes(&stage), [""; 0], "nothing is sent before the answer");
    terminal.types("y\r\n");
    let (code, text) = terminal.ends();
    assert_eq!(code, 0, "{text}");
    assert!(plain(&text).contains("host-0.example.com"), "the question names what it is about: {text}");
    assert_eq!(changes(&stage), ["custom_certificates_delete"]);
}

#[test]
fn any_other_answer_removes_nothing() {
    let (stage, id) = seeded();
    let mut terminal = stage.terminal(120, &["remove", "custom_certificates", &id, "--zone", "example.com"]);
    terminal.shows("[y/N]");
    terminal.types("n\r\n");
    let (code, text) = terminal.ends();
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("nothing was changed"), "{text}");
    assert_eq!(changes(&stage), [""; 0]);
}

#[test]
fn ctrl_c_at_the_question_removes_nothing() {
    let (stage, id) = seeded();
    let mut terminal = stage.terminal(120, &["remove", "custom_certificates", &id, "--zone", "example.com"]);
    terminal.shows("[y/N]");
    terminal.types("\u{3}");
    let (code, text) = terminal.ends();
    assert_eq!(code, 130, "{text}");
    assert_eq!(changes(&stage), [""; 0]);
}

#[test]
fn ctrl_c_ends_a_wait() {
    let (stage, id) = seeded();
    stage.simulator.set_stage("custom_certificates", &id, "pending").unwrap();
    let mut terminal = stage.terminal(120, &["wait", "custom_certificates", &id, "--zone", "example.com"]);
    terminal.shows("seen (pending)");
    terminal.types("\u{3}");
    let (code, text) = terminal.ends();
    assert_eq!(code, 130, "{text}");
    let text = plain(&text);
    assert!(text.contains("error: custom_certificates") && text.contains("interrupted"), "{text}");
    assert!(text.contains("run the same command again"), "{text}");
}

#[test]
fn a_wait_for_the_rate_limit_is_shown() {
    let (stage, id) = seeded();
    let list = RequestMatch::any().operation("custom_certificates_list");
    stage.simulator.fail_next(list, Fault::too_many_requests(Duration::from_secs(2)));
    let (code, text) = stage.terminal(120, &["list", "custom_certificates", "--zone", "example.com"]).ends();
    let text = plain(&text);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("rate limit is reached; waiting") && text.contains(&id), "{text}");
}

#[test]
fn quiet_shows_the_rows_alone() {
    let (stage, id) = seeded();
    let arguments = ["wait", "custom_certificates", &id, "--zone", "example.com", "--quiet", "-o", "csv"];
    let (code, text) = stage.terminal(200, &arguments).ends();
    assert_eq!(code, 0, "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("id,status"), "{text}");
}
