//! Strings of the server without secrets.

use crate::Credentials;
use crate::error::Sanitizer;
use crate::workflows::Setup;

/// A longer run of Base64 in a status or an id may be a part of a private key.
const LONGEST_RUN: usize = 40;

/// Returns a string of the server's without what may be a secret.
pub(crate) fn sanitized(credentials: &Credentials, text: &str) -> String {
    let mut rest = &*Sanitizer::sanitize_response(credentials, text);
    let mut clean = String::with_capacity(rest.len());
    while !rest.is_empty() {
        let (run, after) = rest.split_at(rest.find(|c| !is_base64(c)).unwrap_or(rest.len()));
        clean.push_str(if may_be_key(run) { "[redacted]" } else { run });
        let (others, next) = after.split_at(after.find(is_base64).unwrap_or(after.len()));
        clean.push_str(others);
        rest = next;
    }
    clean
}

fn is_base64(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | '/' | '=')
}

fn may_be_key(run: &str) -> bool {
    let has = |test: fn(&u8) -> bool| run.as_bytes().iter().any(test);
    run.len() >= LONGEST_RUN && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase)
}

/// Keeps what has no secret to be set up.
pub(in crate::workflows) fn retain_clean(credentials: &Credentials, setup: &mut Vec<Setup>) {
    setup.retain(|setup| {
        let text = setup.to_string();
        !credentials.secrets().any(|secret| text.contains(secret)) && !text.contains("PRIVATE KEY")
    });
}
