//! Path templates, and the paths that match them.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::Operation;

/// A path template of the document with its operations, by method.
pub(crate) struct Route {
    segments: Vec<Segment>,
    pub(crate) operations: BTreeMap<String, Operation>,
}

enum Segment {
    Literal(String),
    Parameter(String),
}

impl Route {
    pub(crate) fn new(template: &str) -> Self {
        let segment = |text: &str| match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(name) => Segment::Parameter(name.to_owned()),
            None => Segment::Literal(text.to_owned()),
        };
        let segments = template.split('/').skip(1).map(segment).collect();
        Self { segments, operations: BTreeMap::new() }
    }

    /// Returns the number of literal segments.
    pub(crate) fn literals(&self) -> usize {
        self.segments.iter().filter(|segment| matches!(segment, Segment::Literal(_))).count()
    }

    /// Returns the methods of the operations, in alphabetical order.
    pub(crate) fn methods(&self) -> Vec<&str> {
        self.operations.keys().map(String::as_str).collect()
    }

    /// Returns the values of the template's parameters in a path, by name, or `None` if the path does not match.
    pub(crate) fn parameters(&self, path: &[String]) -> Option<BTreeMap<String, String>> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut found = BTreeMap::new();
        for (segment, text) in self.segments.iter().zip(path) {
            match segment {
                Segment::Literal(literal) if literal == text => {}
                Segment::Literal(_) => return None,
                Segment::Parameter(name) => {
                    found.insert(name.clone(), text.clone());
                }
            }
        }
        Some(found)
    }
}

/// Returns the segments of a path. They are split before they are decoded: an encoded slash is part of a segment.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let decode = |segment| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    path.split('/').skip(1).map(decode).collect()
}
