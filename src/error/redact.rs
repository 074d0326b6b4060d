//! Finds and redacts secrets in a string, whole or in parts.

use std::collections::HashMap;
use std::ops::Range;

/// The number of bytes compared at once.
const GRAM: usize = 8;
/// A gap between two hidden parts is hidden too if it is shorter than this many bytes: it is what separates the
/// parts of a secret.
const GAP: usize = 8;
/// The maximum number of comparisons. Beyond it the whole string is hidden.
const MAX_COMPARISONS: usize = 1 << 18;
const REDACTED: &str = "[redacted]";

/// A multi-line string, parts of which are hidden.
pub(super) struct Redaction<'a> {
    text: &'a str,
    hidden: Vec<bool>,
    grams: Option<Grams>,
    comparisons: usize,
}

impl<'a> Redaction<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, hidden: vec![false; text.len()], grams: None, comparisons: 0 }
    }

    pub(super) fn hide(&mut self, part: Range<usize>) {
        self.hidden.iter_mut().take(part.end).skip(part.start).for_each(|hidden| *hidden = true);
    }

    /// Hides every whole occurrence of a secret, in upper or lower case.
    pub(super) fn hide_whole(&mut self, secret: &str) {
        let (secret, text) = (secret.as_bytes(), self.text.as_bytes());
        if secret.is_empty() {
            return;
        }
        for (start, part) in text.windows(secret.len()).enumerate() {
            if part.eq_ignore_ascii_case(secret) {
                self.hide(start..start + secret.len());
            }
        }
    }

    /// Hides every substring of at least `shortest` bytes that also occurs in the secret. The time depends on the
    /// length of the secret alone, whatever the string is.
    pub(super) fn hide_parts(&mut self, secret: &[u8], shortest: usize) {
        let text = self.text.as_bytes();
        let grams = self.grams.get_or_insert_with(|| Grams::of(text));
        // Every part that is long enough contains one of these grams.
        let stride = (shortest + 1).saturating_sub(GRAM).max(1);
        for (index, bytes) in secret.windows(GRAM).step_by(stride).enumerate() {
            let Some(places) = gram(bytes).and_then(|gram| grams.places(gram)) else { continue };
            let hidden = &mut self.hidden;
            self.comparisons += places.len();
            if self.comparisons > MAX_COMPARISONS {
                hidden.fill(true);
                return;
            }
            places.retain(|place| {
                let part = shared(text, *place, secret, index * stride);
                if part.len() >= shortest {
                    hidden.iter_mut().take(part.end).skip(part.start).for_each(|hidden| *hidden = true);
                }
                hidden.iter().skip(*place).take(GRAM).any(|hidden| !hidden)
            });
        }
    }

    /// Hides anything that looks like a private key, not only one of the request: what follows a key's first line,
    /// and what precedes its last line if there is only that.
    pub(super) fn hide_private_keys(&mut self) {
        let mut start = 0;
        for line in self.text.split('\n') {
            if let Some(marker) = line.find("PRIVATE KEY") {
                let before = line.get(..marker).unwrap_or_default();
                let from = match (before.rfind("-----BEGIN"), before.rfind("-----END")) {
                    (begin, Some(end)) if begin.is_none_or(|begin| begin < end) => {
                        first_long_word(before.get(..end).unwrap_or_default())
                    }
                    (Some(begin), _) => begin,
                    (None, _) => marker,
                };
                self.hide(start + from..start + line.len());
            }
            start += line.len() + 1;
        }
    }

    /// Returns the lines of the string, with the hidden parts redacted.
    pub(super) fn into_lines(mut self) -> Vec<String> {
        self.close_gaps();
        let mut lines = Vec::new();
        let mut start = 0;
        for line in self.text.split('\n') {
            lines.push(self.visible(line, start));
            start += line.len() + 1;
        }
        lines
    }

    fn visible(&self, line: &str, start: usize) -> String {
        let mut seen = String::with_capacity(line.len());
        let mut before = false;
        for (at, character) in line.char_indices() {
            let mut bytes = self.hidden.iter().skip(start + at).take(character.len_utf8());
            let hidden = bytes.any(|hidden| *hidden);
            if !hidden {
                seen.push(character);
            } else if !before {
                seen.push_str(REDACTED);
            }
            before = hidden;
        }
        seen
    }

    fn close_gaps(&mut self) {
        let mut end_of_hidden = None;
        for (at, byte) in self.text.bytes().enumerate() {
            if byte == b'\n' {
                end_of_hidden = None;
            } else if self.hidden.get(at) == Some(&true) {
                if let Some(end) = end_of_hidden.filter(|end| (1..GAP).contains(&(at - end))) {
                    self.hide(end..at);
                }
                end_of_hidden = Some(at + 1);
            }
        }
    }
}

/// Returns the start of the first word that is too long for prose and may be a line of a key; 0 if there is none.
fn first_long_word(text: &str) -> usize {
    const LONG: usize = 16;
    let mut start = 0;
    for word in text.split(' ') {
        if word.len() >= LONG {
            return start;
        }
        start += word.len() + 1;
    }
    0
}

/// An index of a string's grams and their positions.
struct Grams {
    /// A Bloom filter: most parts of a secret are not in the string, so most lookups in the map are skipped.
    filter: Vec<u64>,
    places: HashMap<u64, Vec<usize>>,
}

impl Grams {
    fn of(text: &[u8]) -> Self {
        let words = (text.len() / 4).next_power_of_two().max(1);
        let mut grams = Self { filter: vec![0; words], places: HashMap::new() };
        for (place, bytes) in text.windows(GRAM).enumerate() {
            let Some(gram) = gram(bytes) else { continue };
            let (word, bit) = grams.bit(gram);
            if let Some(word) = grams.filter.get_mut(word) {
                *word |= bit;
            }
            grams.places.entry(gram).or_default().push(place);
        }
        grams
    }

    fn bit(&self, gram: u64) -> (usize, u64) {
        let hash = gram.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24;
        // The number of words is a power of two.
        ((hash >> 6) as usize & (self.filter.len() - 1), 1 << (hash & 63))
    }

    fn places(&mut self, gram: u64) -> Option<&mut Vec<usize>> {
        let (word, bit) = self.bit(gram);
        if self.filter.get(word)? & bit == 0 {
            return None;
        }
        self.places.get_mut(&gram)
    }
}

fn gram(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_le_bytes)
}

/// Returns the range of the string that equals the secret around these two positions.
fn shared(text: &[u8], place: usize, secret: &[u8], start: usize) -> Range<usize> {
    let same = |(one, other): &(&u8, &u8)| one == other;
    let (text_before, text_after) = text.split_at(place);
    let (secret_before, secret_after) = secret.split_at(start);
    let before = text_before.iter().rev().zip(secret_before.iter().rev()).take_while(same).count();
    let after = text_after.iter().zip(secret_after).take_while(same).count();
    place - before..place + after
}
