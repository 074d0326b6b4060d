//! Makes what a server or a library said fit to be seen: one line, of bounded length, without secrets.

use std::collections::HashSet;
use std::error::Error as StdError;
use std::fmt;

use serde_json::Value;

use crate::Credentials;
use crate::endpoint::Endpoint;

/// No message of the API comes near this.
const MAX_CHARS: usize = 500;
/// What is read of a text that is longer.
const MAX_BYTES: usize = 16 * 1024;
/// What is shorter is not a secret: cutting it out would only shred the message.
const SHORTEST: usize = 8;
/// So many bytes of a secret in a row are taken for a part of it.
const WINDOW: usize = 16;
/// How deep the causes of an error are followed.
const MAX_CAUSES: usize = 8;
const REDACTED: &str = "[redacted]";

/// Knows what must not be seen of a call: the client's credentials and the secrets of its request.
pub(crate) struct Sanitizer<'a> {
    credentials: &'a Credentials,
    endpoint: &'a Endpoint,
    body: Option<&'a [u8]>,
}

impl<'a> Sanitizer<'a> {
    pub(crate) fn new(credentials: &'a Credentials, endpoint: &'a Endpoint, body: Option<&'a [u8]>) -> Self {
        Self { credentials, endpoint, body }
    }

    /// The text in one line, without the secrets, or any part of them that would tell something, and without anything
    /// that looks like a private key.
    pub(crate) fn sanitize(&self, text: &str) -> String {
        let text = &text[..text.floor_char_boundary(MAX_BYTES)];
        let mut hidden = vec![false; text.len()];
        let mut windows = None;
        self.each_secret(&mut |secret| {
            hide_whole(text, secret, &mut hidden);
            let windows = windows.get_or_insert_with(|| Windows::of(text));
            windows.hide_shared(secret, &mut hidden);
        });
        hide_private_key(text, &mut hidden);
        one_line(&redacted(text, &hidden))
    }

    /// An error of a library and what is behind it, as text.
    pub(crate) fn cause(&self, error: &(dyn StdError + 'static)) -> Cause {
        let chain = std::iter::successors(Some(error), |&error| error.source());
        let texts: Vec<String> =
            chain.take(MAX_CAUSES).map(|error| self.sanitize(&error.to_string())).collect();
        Cause::chain(texts)
    }

    /// Calls `visit` with each secret; texts of several lines also line by line.
    fn each_secret(&self, visit: &mut dyn FnMut(&str)) {
        let mut lines = |secret: &str| {
            for line in secret.lines().map(str::trim).filter(|line| line.len() >= SHORTEST) {
                visit(line);
            }
        };
        self.credentials.secrets().for_each(&mut lines);
        let body = self.body.and_then(|body| serde_json::from_slice::<Value>(body).ok());
        if let Some(body) = body {
            let all = matches!(self.endpoint, Endpoint::Custom { .. });
            let names = match self.endpoint {
                Endpoint::Operation(operation) => operation.secrets,
                Endpoint::Custom { .. } => &[],
            };
            secrets_of(&body, all, names, &mut lines);
        }
    }
}

/// The secrets of a body: below the names of secret fields, and what is marked as a private key; in a request of the
/// caller's own, of which nobody knows the fields, every string that is long enough to be one.
fn secrets_of(value: &Value, all: bool, names: &[&str], visit: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if (all && text.len() >= WINDOW) || text.contains("PRIVATE KEY") => visit(text),
        Value::Array(items) => items.iter().for_each(|item| secrets_of(item, all, names, visit)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if names.contains(&name.as_str()) => visit(text),
                    value => secrets_of(value, all, names, visit),
                }
            }
        }
        _ => {}
    }
}

fn hide_whole(text: &str, secret: &str, hidden: &mut [bool]) {
    for (start, found) in text.match_indices(secret) {
        hide(hidden, start, found.len());
    }
}

fn hide(hidden: &mut [bool], start: usize, length: usize) {
    hidden.iter_mut().skip(start).take(length).for_each(|hidden| *hidden = true);
}

/// Where each part of a text stands, so that a long secret is compared in one pass.
struct Windows<'a> {
    bytes: &'a [u8],
    parts: HashSet<&'a [u8]>,
}

impl<'a> Windows<'a> {
    fn of(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), parts: text.as_bytes().windows(WINDOW).collect() }
    }

    /// Hides every part of the text that is also a part of the secret.
    fn hide_shared(&self, secret: &str, hidden: &mut [bool]) {
        let shared: HashSet<&[u8]> =
            secret.as_bytes().windows(WINDOW).filter(|part| self.parts.contains(part)).collect();
        if shared.is_empty() {
            return;
        }
        for (start, part) in self.bytes.windows(WINDOW).enumerate() {
            if shared.contains(part) {
                hide(hidden, start, WINDOW);
            }
        }
    }
}

/// Hides what follows the beginning of a private key, whosever it is.
fn hide_private_key(text: &str, hidden: &mut [bool]) {
    if let Some(marker) = text.find("PRIVATE KEY") {
        let start = text[..marker].rfind("-----BEGIN").unwrap_or(marker);
        hide(hidden, start, text.len() - start);
    }
}

fn redacted(text: &str, hidden: &[bool]) -> String {
    let mut seen = String::with_capacity(text.len().min(MAX_CHARS * 4));
    let mut before = false;
    for (start, character) in text.char_indices() {
        let hidden = hidden.iter().skip(start).take(character.len_utf8()).any(|hidden| *hidden);
        if !hidden {
            seen.push(character);
        } else if !before {
            seen.push_str(REDACTED);
        }
        before = hidden;
    }
    seen
}

fn one_line(text: &str) -> String {
    let plain = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let mut line: String = text.chars().map(plain).take(MAX_CHARS + 1).collect();
    if line.chars().count() > MAX_CHARS {
        line.pop();
        line.push('…');
    }
    line
}

/// Why a call failed, in the sanitized words of the libraries below.
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

impl Cause {
    /// An error that has seen nothing of a call.
    pub(crate) fn plain(error: &dyn StdError) -> Self {
        Self::chain(vec![one_line(&error.to_string())])
    }

    fn chain(texts: Vec<String>) -> Self {
        let mut source = None;
        for text in texts.into_iter().rev() {
            source = Some(Box::new(Self { text, source }));
        }
        source.map_or_else(|| Self { text: String::new(), source: None }, |first| *first)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
