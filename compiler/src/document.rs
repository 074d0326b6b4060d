//! The merged document and the source location of each of its parts.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::{Findings, Place, load, schema};

/// The HTTP methods that a path item may have, in the order in which operations are listed.
const VERBS: [&str; 8] = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

/// A folder of OpenAPI files, merged into one document, with the source location of every part.
#[derive(Clone, Debug)]
pub struct Document {
    /// The merged document: one self-contained OpenAPI document whose references are all local.
    pub root: Value,
    /// Maps the JSON pointer of a part to its source location.
    pub(crate) places: BTreeMap<String, Place>,
    /// The files that were loaded.
    pub files: Vec<std::path::PathBuf>,
}

/// One operation of a document.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'a> {
    /// The path template.
    pub path: &'a str,
    /// The HTTP method in lower case, as in the document.
    pub verb: &'a str,
    /// The operation object.
    pub value: &'a Value,
    /// The path item that contains the operation.
    pub item: &'a Value,
}

impl Document {
    /// Loads and merges the files of a folder: `openapi.yaml` for the document-wide parts, and every other
    /// `*.yaml`, `*.yml` or `*.json` in it for paths and components.
    pub fn load(folder: &Path) -> Result<Self, Findings> {
        load::folder(folder)
    }

    /// Returns the location of a part, or of the nearest enclosing part that has one.
    pub fn place(&self, pointer: &str) -> Place {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return place.clone();
            }
            match pointer.rfind('/') {
                Some(end) => pointer = &pointer[..end],
                None => return Place::of_file("openapi.yaml"),
            }
        }
    }

    /// Returns all operations, ordered by path and method.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        operations(&self.root)
    }

    /// Drops the operations of the resources that are not in `wanted`; a resource is named by its tag.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        let unwanted: Vec<(String, String)> = self
            .operations()
            .iter()
            .filter(|operation| !operation.texts("tags").iter().any(|tag| wanted(tag)))
            .map(|operation| (operation.path.to_owned(), operation.verb.to_owned()))
            .collect();
        let Some(paths) = self.root.get_mut("paths").and_then(Value::as_object_mut) else { return };
        for (path, verb) in unwanted {
            if let Some(item) = paths.get_mut(&path).and_then(Value::as_object_mut) {
                item.remove(&verb);
            }
        }
        paths.retain(|_, item| VERBS.iter().any(|verb| item.get(*verb).is_some()));
    }

    /// Returns the named schemas.
    pub fn schemas(&self) -> Vec<(&str, &Value)> {
        let schemas = self.root.pointer("/components/schemas").and_then(Value::as_object);
        schemas.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema)).collect()
    }
}

impl<'a> Operation<'a> {
    /// Returns the JSON pointer of the operation.
    pub fn pointer(&self) -> String {
        format!("/paths/{}/{}", schema::escape(self.path), self.verb)
    }

    /// Returns the operation's id, or an empty string if it has none.
    pub fn id(&self) -> &'a str {
        self.text("operationId")
    }

    /// Returns a string field of the operation, or an empty string if it is absent.
    pub fn text(&self, key: &str) -> &'a str {
        self.value.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns a list of strings of the operation.
    pub fn texts(&self, key: &str) -> Vec<&'a str> {
        let list = self.value.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Returns the parameters with references resolved and the pointer of each, those of the path item first.
    /// A parameter of the operation overrides that of the path item.
    pub fn parameters(&self, root: &'a Value) -> Vec<(String, &'a Value)> {
        let item = format!("/paths/{}/parameters", schema::escape(self.path));
        let own = format!("{}/parameters", self.pointer());
        let both = [(item, self.item.get("parameters")), (own, self.value.get("parameters"))];
        let overridden = |parameter: &Value| {
            let own = self.value.get("parameters").and_then(Value::as_array).into_iter().flatten();
            own.map(|own| schema::resolve(root, own))
                .any(|own| ["name", "in"].iter().all(|key| own.get(key) == parameter.get(key)))
        };
        let mut found = Vec::new();
        for (of_item, (pointer, list)) in [true, false].into_iter().zip(both) {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            for (index, parameter) in list.enumerate() {
                let parameter = schema::resolve(root, parameter);
                if !(of_item && overridden(parameter)) {
                    found.push((format!("{pointer}/{index}"), parameter));
                }
            }
        }
        found
    }
}

/// Returns all operations of a merged document.
pub(crate) fn operations(root: &Value) -> Vec<Operation<'_>> {
    let paths = root.get("paths").and_then(Value::as_object);
    let mut found = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for verb in VERBS {
            if let Some(value) = item.get(verb) {
                found.push(Operation { path, verb, value, item });
            }
        }
    }
    found
}
