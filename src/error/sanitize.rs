//! Makes what a server or a library said fit to be seen: one line, of bounded length, without secrets.

use std::error::Error as StdError;
use std::fmt;

use serde_json::Value;

use super::line::is_invisible;
use super::redact::Redaction;
use crate::Credentials;
use crate::endpoint::Endpoint;

/// No message of the API comes near this.
const MAX_CHARS: usize = 500;
/// What is read of a string that is longer: more than is shown, as redacting makes it shorter.
const MAX_BYTES: usize = 4 * 1024;
/// What is read of all strings of a response together.
const MAX_TOTAL: usize = 64 * 1024;
/// A request's body that is longer is not parsed: any part of it counts as a secret.
const MAX_PARSED: usize = 1024 * 1024;
/// What is shorter is not a secret: cutting it out would only shred the message. So long a part of a secret that has
/// no meaning, such as a token or a key, is not there by chance.
const SHORTEST: usize = 8;
/// The same for strings that may be words: the part that a name has in common with a message is often longer.
const SHORTEST_WORDS: usize = 16;
/// How deep the causes of an error are followed.
const MAX_CAUSES: usize = 8;
const PRIVATE_KEY: &str = "PRIVATE KEY";

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

    /// The string in one line, without the secrets or any part of them that would reveal something, and without
    /// anything that looks like a private key.
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
                // A secret may begin here of which too little is left to be found.
                cuts.push(all.len().saturating_sub(SHORTEST_WORDS)..all.len());
            }
        }
        let mut redaction = Redaction::new(&all);
        cuts.into_iter().for_each(|cut| redaction.hide(cut));
        self.hide_secrets(&mut redaction);
        redaction.hide_private_keys();
        redaction.into_lines().into_iter().map(shortened).collect()
    }

    /// An error of a library and what is behind it, as strings.
    pub(crate) fn cause(&self, error: &(dyn StdError + 'static)) -> Cause {
        let chain = || std::iter::successors(Some(error), |&error| error.source());
        let mut texts: Vec<String> = chain().take(MAX_CAUSES).map(ToString::to_string).collect();
        for goaway in chain().filter_map(|error| error.downcast_ref::<h2::Error>()) {
            // It quotes the frame's debug data, in which a server can say anything.
            let reason = goaway.reason().filter(|_| goaway.is_go_away());
            let Some(reason) = reason else { continue };
            let (said, safe) = (goaway.to_string(), format!("connection closed by GOAWAY: {reason}"));
            texts.iter_mut().for_each(|text| *text = text.replace(&said, &safe));
        }
        Cause::chain(self.sanitize_all(texts.iter().map(String::as_str)))
    }

    fn hide_secrets(&self, redaction: &mut Redaction<'_>) {
        self.credentials.secrets().for_each(|secret| hide_secret(redaction, secret));
        // Nobody signs in with it, but it is personal. Its parts are words, and domains that messages are about.
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

/// Which strings of a request are secrets.
struct Secrets {
    /// The names of the fields that hold one.
    names: &'static [&'static str],
    /// Nobody knows the fields: every string that is long enough may be one.
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
                    // The name of a field is a word, and messages are about it.
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

/// Hides a secret line by line, as it may be quoted with other line ends, or with none. The marker lines of PEM are no
/// secret.
fn hide_secret(redaction: &mut Redaction<'_>, secret: &str) {
    for line in secret.lines().map(str::trim).filter(|line| !line.starts_with("-----")) {
        if line.len() >= SHORTEST {
            redaction.hide_parts(line.as_bytes(), SHORTEST);
        }
    }
}

/// Hides a string that may be a secret or words.
fn hide_words(redaction: &mut Redaction<'_>, text: &str) {
    if text.len() >= SHORTEST_WORDS {
        for line in text.lines().map(str::trim).filter(|line| line.len() >= SHORTEST) {
            redaction.hide_parts(line.as_bytes(), line.len().min(SHORTEST_WORDS));
        }
    }
}

/// The beginning of a string: so many bytes, or a few less where a character would be cut.
fn first_bytes(text: &str, most: usize) -> &str {
    (0..=most.min(text.len())).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

/// What is shown of a character: it stays on its line, and nothing makes others look different.
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

/// Why a call failed, in the sanitized words of the libraries below.
pub(crate) struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

impl Cause {
    /// An error that has seen nothing of a call.
    pub(crate) fn plain(error: &dyn StdError) -> Self {
        let text: String = error.to_string().chars().filter_map(visible).take(MAX_CHARS + 1).collect();
        Self::chain(vec![shortened(text)])
    }

    /// What is behind all the others.
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
