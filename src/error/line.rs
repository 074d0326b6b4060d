//! Writes output on one line and within a length limit.

use std::fmt::{self, Write};

/// A line with a byte limit. Excess output becomes `…`.
pub(crate) struct Line<'a, 'b> {
    out: &'a mut fmt::Formatter<'b>,
    left: usize,
    line_ends: bool,
}

impl<'a, 'b> Line<'a, 'b> {
    pub(crate) fn new(out: &'a mut fmt::Formatter<'b>, most: usize) -> Self {
        Self { out, left: most, line_ends: false }
    }

    /// Creates a block of several lines: it keeps the line ends that this crate writes.
    pub(super) fn block(out: &'a mut fmt::Formatter<'b>, most: usize) -> Self {
        Self { out, left: most, line_ends: true }
    }

    /// Returns whether there is room left.
    pub(super) fn is_open(&self) -> bool {
        self.left > 0
    }

    /// Writes a part of at most this many bytes, so that there is room for what follows.
    pub(crate) fn part(&mut self, most: usize, write: impl FnOnce(&mut Self) -> fmt::Result) -> fmt::Result {
        let rest = self.left.saturating_sub(most);
        self.left -= rest;
        let result = write(self);
        self.left += rest;
        result
    }
}

impl Write for Line<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.len() < self.left && text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            self.left -= text.len();
            return self.out.write_str(text);
        }
        text.chars()
            .filter(|character| !is_invisible(*character))
            .try_for_each(|character| self.write_char(character))
    }

    fn write_char(&mut self, character: char) -> fmt::Result {
        let own = character == '\n' && self.line_ends;
        let breaks = character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
        let shown = if breaks && !own { ' ' } else { character };
        if self.left == 0 {
            return Ok(());
        }
        if shown.len_utf8() >= self.left {
            self.left = 0;
            return self.out.write_char('…');
        }
        self.left -= shown.len_utf8();
        self.out.write_char(shown)
    }
}

/// Returns whether a character is invisible, or changes how others are displayed.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}
