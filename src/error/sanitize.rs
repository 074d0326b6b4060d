//! Sanitizes messages of servers and libraries: one line, limited length, no secrets.

use std::error::Error as StdError;
use std::fmt;

use serde_json::Value;

use super::line::is_invisible;
use super::redact::Redaction;
use crate::Credentials;
use crate::endpoint::Endpoint;

/// Far more than any message of the API has.
const MAX_CHARS: usize = 500;
/// How much of a longer string is processed: more than is shown, as redaction shortens it.
const MAX_BYTES: usize = 4 * 1024;
/// How much of all strings of a response is processed.
const MAX_TOTAL: usize = 64 * 1024;
/// A larger request body is not parsed; any part of it counts as a secret.
const MAX_PARSED: usize = 1024 * 1024;
/// Shorter strings are not treated as secrets: redacting them would only make messages unreadable. A substring of
/// this length of a random secret, such as a token or a key, does not occur by chance.
const SHORTEST: usize = 8;
/// The same for strings that may contain words: a name often shares a longer substring with a message.
const SHORTEST_WORDS: usize = 16;
/// The maximum depth of an error's causes.
const MAX_CAUSES: usize = 8;
const PRIVATE_KEY: &str = "PRIVATE KEY";

/// Sanitizes strings for one call: knows the client's credentials and the secrets of the request.
pub(crate) struct Sanitizer<'a> {
    credentials: &'a Credentials,
    endpoint: &'a Endpoint,
    body: Option<&'a [u8]>,
}

impl<'a> Sanitizer<'a> {
    pub(crate) fn new(credentials: &'a Credentials, endpoint: &'a Endpoint, body: Option<&'a [u8]>) -> Self {
        Self { credentials, endpoint, body }
    }

    /// Returns the string on one line, without the secrets, without revealing parts of them, and without anything
    /// that looks like a private key.
    pub(crate) fn sanitize(&self, text: &str) -> String {
        self.sanitize_all([text]).pop().unwrap_or_default()
    }

    /// Sanitizes several strings, in one pass over the request.
    pub(crate) fn sanitize_all<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
        let mut all = String::new();
        let mut cuts = Vec::new();
        for (index, text) in texts.into_iter().enumerate() {
            if index > 0 {
                all.push('\n');
            }
            let most = MAX_BYTES.min(MAX_TOTAL.saturating_sub(all.len()));
            let part = first_bytes(text, most);
            all.extend(part.chars().filter_map(visible));
            if part.len() < text.len() {
                all.push('…');
                // A secret may start here of which too little is left to recognize it.
                cuts.push(all.len().saturating_sub(SHORTEST_WORDS)..all.len());
            }
        }
        let mut redaction = Redaction::new(&all);
        cuts.into_iter().for_each(|cut| redaction.hide(cut));
        self.hide_secrets(&mut redaction);
        redaction.hide_private_keys();
        redaction.into_lines().into_iter().map(shortened).collect()
    }

    /// Returns a string of a response, which is part of no request.
    pub(crate) fn sanitize_response(credentials: &Credentials, text: &str) -> String {
        let endpoint = Endpoint::Custom { method: String::new(), path: String::new() };
        Sanitizer::new(credentials, &endpoint, None).sanitize(text)
    }

    /// Returns a library's error and its causes as strings.
    pub(crate) fn cause(&self, error: &(dyn StdError + 'static)) -> Cause {
        let chain = || std::iter::successors(Some(error), |&error| error.source());
        let mut texts: Vec<String> = chain().take(MAX_CAUSES).map(ToString::to_string).collect();
        for goaway in chain().filter_map(|error| error.downcast_ref::<h2::Error>()) {
            // The message quotes the frame's debug data, which the server controls.
            let reason = goaway.reason().filter(|_| goaway.is_go_away());
            let Some(reason) = reason else { continue };
            let (said, safe) = (goaway.to_string(), format!("connection closed by GOAWAY: {reason}"));
            texts.iter_mut().for_each(|text| *text = text.replace(&said, &safe));
        }
        Cause::chain(self.sanitize_all(texts.iter().map(String::as_str)))
    }

    fn hide_secrets(&self, redaction: &mut Redaction<'_>) {
        self.credentials.secrets().for_each(|secret| hide_secret(redaction, secret));
        // The email address is not a credential, but it is personal. Its parts are ordinary words, and domains
        // that messages refer to.
        if let Some(email) = self.credentials.email().filter(|email| email.contains('@')) {
            redaction.hide_whole(email);
        }
        let Some(body) = self.body else { return };
        let parsed = if body.len() > MAX_PARSED { None } else { serde_json::from_slice::<Value>(body).ok() };
        match parsed {
            Some(parsed) => Secrets::of(self.endpoint).hide(&parsed, false, redaction),
            None => redaction.hide_parts(body, SHORTEST_WORDS),
        }
    }
}

/// The strings of a request that are secrets.
struct Secrets {
    /// The names of the fields that hold a secret.
    names: &'static [&'static str],
    /// The fields are unknown: every string that is long enough may be a secret.
    all: bool,
}

impl Secrets {
    fn of(endpoint: &Endpoint) -> Self {
        match endpoint {
            Endpoint::Operation(operation) => Self { names: operation.secrets, all: false },
            Endpoint::Custom { .. } => Self { names: &[], all: true },
        }
    }

    fn hide(&self, value: &Value, named: bool, redaction: &mut Redaction<'_>) {
        match value {
            Value::String(text) if named || text.contains(PRIVATE_KEY) => hide_secret(redaction, text),
            Value::String(text) if self.all => hide_words(redaction, text),
            Value::Array(items) => items.iter().for_each(|item| self.hide(item, named, redaction)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    // A field name without digits is a word, and messages refer to it.
                    if self.all && name.bytes().any(|byte| byte.is_ascii_digit()) {
                        hide_words(redaction, name);
                    }
                    self.hide(value, named || self.names.contains(&name.as_str()), redaction);
                }
            }
            _ => {}
        }
    }
}

/// Hides a secret line by line, as it may be quoted with other line ends or with none. PEM marker lines are not
/// secret.
fn hide_secret(redaction: &mut Redaction<'_>, secret: &str) {
    for line in secret.lines().map(str::trim).filter(|line| !line.starts_with("-----")) {
        if line.len() >= SHORTEST {
            redaction.hide_parts(line.as_bytes(), SHORTEST);
        }
    }
}

/// Hides a string that may be a secret or ordinary words.
fn hide_words(redaction: &mut Redaction<'_>, text: &str) {
    if text.len() >= SHORTEST_WORDS {
        for line in text.lines().map(str::trim).filter(|line| line.len() >= SHORTEST) {
            redaction.hide_parts(line.as_bytes(), line.len().min(SHORTEST_WORDS));
        }
    }
}

/// Returns the first bytes of a string, cut at a character boundary.
fn first_bytes(text: &str, most: usize) -> &str {
    (0..=most.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

/// Returns the character to show: no line breaks, and nothing that changes how other characters are displayed.
fn visible(character: char) -> Option<char> {
    if character.is_control() || matches!(character, '\u{2028}' | '\u{2029}') {
        return Some(' ');
    }
    (!is_invisible(character)).then_some(character)
}

fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARS) {
        let last = text.get(..end).and_then(|text| text.char_indices().next_back());
        text.truncate(last.map_or(0, |(start, _)| start));
        text.push('…');
    }
    text
}

/// The cause of a failed call: the sanitized messages of the underlying libraries.
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

impl Cause {
    /// Creates a cause from an error that contains nothing of a call.
    pub(crate) fn plain(error: &dyn StdError) -> Self {
        let text: String = error.to_string().chars().filter_map(visible).take(MAX_CHARS + 1).collect();
        Self::chain(vec![shortened(text)])
    }

    /// Returns the root cause.
    pub(crate) fn root(&self) -> &str {
        self.source.as_ref().map_or(&self.text, |source| source.root())
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
