//! Parses YAML, and JSON as a subset of it, to a JSON value with the line of every part.
//!
//! The value is built from the parser's events and not from a loaded tree: so aliases are rejected before they are
//! expanded, and a deeply nested file is rejected before it can overflow the stack.

use std::collections::BTreeMap;

use saphyr::ScalarOwned;
use saphyr_parser::{Event, Parser, ScanError, StrInput};
use serde_json::{Map, Value};

use crate::schema::escape;

/// The maximum depth of nesting, far deeper than any real document; every later step is recursive.
const MAX_DEPTH: usize = 100;

const ALIAS: &str = "YAML aliases are not used in this document; write a $ref";

/// Maps a JSON pointer to its line.
pub(crate) type Lines = BTreeMap<String, usize>;

/// A line and the fault in it.
pub(crate) type Fault = (usize, String);

/// Parses the single document of a file.
pub(crate) fn read(text: &str) -> Result<(Value, Lines), Fault> {
    let mut reader =
        Reader { parser: Parser::new_from_str(text), pointer: String::new(), lines: Lines::new(), depth: 0 };
    let mut value = None;
    loop {
        let (event, line) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
            Event::StreamEnd => {
                return value
                    .map(|value| (value, reader.lines))
                    .ok_or_else(|| (1, "the file is empty".to_owned()));
            }
            _ if value.is_some() => {
                return Err((line, "a second YAML document begins here; a file holds one".to_owned()));
            }
            event => value = Some(reader.value(event, line)?),
        }
    }
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    pointer: String,
    lines: Lines,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, usize), Fault> {
        let fault = |error: ScanError| (error.marker().line(), error.info().to_owned());
        match self.parser.next_event() {
            Some(event) => event.map(|(event, span)| (event, span.start.line())).map_err(fault),
            None => Ok((Event::StreamEnd, 0)),
        }
    }

    /// Builds the value that begins with an event.
    fn value(&mut self, event: Event<'a>, line: usize) -> Result<Value, Fault> {
        self.lines.entry(self.pointer.clone()).or_insert(line);
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err((line, format!("this nests deeper than {MAX_DEPTH} levels")));
        }
        let value = match event {
            Event::Scalar(_, _, _, Some(_))
            | Event::SequenceStart(_, Some(_))
            | Event::MappingStart(_, Some(_)) => {
                return Err((line, "YAML tags are not used in this document".to_owned()));
            }
            Event::Alias(_) => {
                return Err((line, ALIAS.to_owned()));
            }
            Event::Scalar(text, style, _, None) => {
                ScalarOwned::parse_from_cow_and_metadata(text, style, None).map_or(Value::Null, convert)
            }
            Event::SequenceStart(_, None) => self.array()?,
            Event::MappingStart(_, None) => self.map()?,
            _ => return Err((line, "a value is missing here".to_owned())),
        };
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Value, Fault> {
        let mut items = Vec::new();
        loop {
            let (event, line) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Value::Array(items));
            }
            let length = self.pointer.len();
            self.pointer.push_str(&format!("/{}", items.len()));
            items.push(self.value(event, line)?);
            self.pointer.truncate(length);
        }
    }

    fn map(&mut self) -> Result<Value, Fault> {
        let mut map = Map::new();
        loop {
            let (event, line) = self.next()?;
            let key = match event {
                Event::MappingEnd => return Ok(Value::Object(map)),
                // `200:` is the key "200", and so would be `"200":`.
                Event::Scalar(text, _, _, None) => text.into_owned(),
                Event::Alias(_) => return Err((line, ALIAS.to_owned())),
                _ => return Err((line, "a key must be a plain text".to_owned())),
            };
            if map.contains_key(&key) {
                return Err((line, format!("the key `{key}` stands here twice")));
            }
            let length = self.pointer.len();
            self.pointer.push('/');
            self.pointer.push_str(&escape(&key));
            self.lines.insert(self.pointer.clone(), line);
            let (event, line) = self.next()?;
            let value = self.value(event, line)?;
            self.pointer.truncate(length);
            map.insert(key, value);
        }
    }
}

fn convert(scalar: ScalarOwned) -> Value {
    match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(value) => Value::Bool(value),
        ScalarOwned::Integer(value) => Value::from(value),
        ScalarOwned::FloatingPoint(value) => Value::from(value.into_inner()),
        ScalarOwned::String(text) => Value::String(text),
    }
}
