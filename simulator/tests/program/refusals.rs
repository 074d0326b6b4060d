//! When the program does not start.

use std::net::TcpListener;

use crate::support::{File, refused};

#[test]
fn a_seed_that_cannot_be_added_is_named() {
    for (name, text) in
        [("empty.json", ""), ("field.json", r#"{"zone":[]}"#), ("token.json", r#"{"tokens":[{"value":""}]}"#)]
    {
        let file = File::new(name, text);
        let (code, error) = refused(&["--seed", file.path()]);
        assert_eq!(code, Some(1));
        assert!(error.starts_with("error: ") && error.contains(file.path()), "{error}");
    }
    let (code, error) = refused(&["--seed", "/nowhere/seed.json"]);
    assert_eq!(code, Some(1));
    assert!(error.contains("/nowhere/seed.json"), "{error}");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, error) = refused(&["--port", &port]);
    assert_eq!(code, Some(1));
    assert!(error.contains(&format!("127.0.0.1:{port}")), "{error}");
}

#[test]
fn empty_credentials_are_refused() {
    for option in ["--token", "--service-key"] {
        let (code, error) = refused(&[option, ""]);
        assert_eq!(code, Some(2));
        assert!(error.contains(option) && error.contains("empty"), "{error}");
        refused(&[option, " "]);
    }
    refused(&["--email=", "--api-key=k"]);
    refused(&["--email=me@example.com", "--api-key="]);
}

#[test]
fn an_email_needs_a_key_and_a_key_an_email() {
    assert!(refused(&["--email", "me@example.com"]).1.contains("--api-key"));
    assert!(refused(&["--api-key", "k"]).1.contains("--email"));
}

#[test]
fn options_that_cannot_be_read_are_named() {
    for (arguments, named) in [
        (&["--nonsense"][..], "--nonsense"),
        (&["nonsense"], "nonsense"),
        (&["--port", "65536"], "65536"),
        (&["--port"], "--port"),
        (&["--host", "localhost"], "localhost"),
        (&["--zone", "=1"], "--zone"),
        (&["--zone", "example.com=1"], "32 hexadecimal digits"),
        (&["--zone", "*.example.com"], "--zone"),
        (&["--account", "1"], "--account"),
        (&["--latency", "1s"], "--latency"),
    ] {
        let (code, error) = refused(arguments);
        assert_eq!(code, Some(2), "{arguments:?}");
        assert!(error.contains(named), "{error}");
    }
}
