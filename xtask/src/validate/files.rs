//! One file of the document: what other tools see when they open it, including what the merged document drops.

use std::path::Path;

use cloudflare_certificates_compiler::{Finding, Place};
use saphyr::{LoadableYamlNode, MarkedYamlOwned, ScalarOwned, YamlDataOwned};
use serde_json::{Map, Value};

/// A file of the document. The compiler's loader has already parsed it and rejected every irregular file, so those
/// checks are not repeated here.
pub(super) struct File {
    pub(super) name: String,
    pub(super) value: Value,
    root: MarkedYamlOwned,
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self, Finding> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let fail = |message: String| Finding {
            place: Place { file: name.clone(), line: 0 },
            rule: "unreadable",
            message,
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| fail(format!("the file cannot be read any more: {error}")))?;
        let text = text.trim_start_matches('\u{feff}');
        let parts = MarkedYamlOwned::load_from_str(text)
            .map_err(|error| fail(format!("the file cannot be read any more: {error}")))?;
        let root = parts.into_iter().next().ok_or_else(|| fail("the file is empty".to_owned()))?;
        Ok(Self { value: value(&root), name, root })
    }

    /// Returns the location of a part, or of the nearest enclosing part if it is missing.
    pub(super) fn place(&self, pointer: &str) -> Place {
        let mut node = &self.root;
        let mut line = node.span.start.line();
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            let next = match &node.data {
                YamlDataOwned::Mapping(map) => map
                    .iter()
                    .find(|(name, _)| key(name) == segment)
                    .map(|(name, value)| (name.span.start.line(), value)),
                YamlDataOwned::Sequence(items) => segment
                    .parse()
                    .ok()
                    .and_then(|index: usize| items.get(index))
                    .map(|item| (item.span.start.line(), item)),
                _ => None,
            };
            let Some((at, value)) = next else { break };
            (line, node) = (at, value);
        }
        Place { file: self.name.clone(), line }
    }
}

/// Returns a key as a string: `200:` is the key "200".
fn key(node: &MarkedYamlOwned) -> String {
    match value(node) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn value(node: &MarkedYamlOwned) -> Value {
    match &node.data {
        YamlDataOwned::Mapping(map) => {
            Value::Object(map.iter().map(|(name, part)| (key(name), value(part))).collect::<Map<_, _>>())
        }
        YamlDataOwned::Sequence(items) => Value::Array(items.iter().map(value).collect()),
        YamlDataOwned::Value(scalar) => match scalar {
            ScalarOwned::Null => Value::Null,
            ScalarOwned::Boolean(value) => Value::from(*value),
            ScalarOwned::Integer(value) => Value::from(*value),
            ScalarOwned::FloatingPoint(value) => Value::from(value.into_inner()),
            ScalarOwned::String(text) => Value::from(text.as_str()),
        },
        // Tags and aliases, which the loader rejects.
        _ => Value::Null,
    }
}
