//! The location of a part of the document in its folder.

use std::fmt;

/// A file of the document and a line in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path of the file, as it was given.
    pub file: String,
    /// The line, counted from 1; 0 where no line is known.
    pub line: usize,
}

impl Place {
    pub(crate) fn of_file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line } = self;
        if *line == 0 { write!(f, "{file}") } else { write!(f, "{file}:{line}") }
    }
}
