//! The document as the generator sees it.

use serde_json::Value;

use crate::steps::{
    Sides, inline_scalars, keep_secrets, lenient_responses, name_inline, plain_requests, prune,
    split_request_response, unwrap_envelopes,
};
use crate::{Document, Findings, schema};

/// The extensions beside a schema that steps need; the generator must not see them.
const READ_BY_STEPS: [&str; 3] = [schema::FALLS_BACK_TO, "x-identifies", "x-progress"];

/// The document as the generator sees it.
#[derive(Clone, Debug)]
pub struct View {
    /// The input of the generator.
    pub root: Value,
    /// The same document with its bounds, against which requests are checked.
    pub bounded: Value,
    /// The schemas that are used in requests, and those that are used in responses.
    pub sides: Sides,
}

/// Applies the steps to a document.
pub fn view(document: &Document) -> Result<View, Findings> {
    let mut root = document.root.clone();
    drop_remarks(&mut root);
    inline_scalars(&mut root);
    unwrap_envelopes(&mut root);
    name_inline(&mut root, document)?;
    prune(&mut root);
    let sides = split_request_response(&mut root, document)?;
    keep_secrets(&root, &sides, document)?;
    let bounded = root.clone();
    lenient_responses(&mut root, &sides);
    plain_requests(&mut root, &sides);
    schema::each_object_mut(&mut root, &mut |map| {
        map.retain(|key, _| !READ_BY_STEPS.contains(&key.as_str()));
    });
    Ok(View { root, bounded, sides })
}

/// Drops what is meant for readers of the document and for tests: the generator would copy examples, and does not
/// recognize a schema beside which there is an extension. Keeps the extensions that a later step needs.
fn drop_remarks(root: &mut Value) {
    schema::each_object_mut(root, &mut |map| {
        map.retain(|key, _| {
            let remark = matches!(key.as_str(), "example" | "examples") || key.starts_with("x-");
            !remark || READ_BY_STEPS.contains(&key.as_str())
        });
    });
}
