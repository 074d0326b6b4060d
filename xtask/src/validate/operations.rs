//! Our rules for operations: what a reader of the docs, a user during an incident and the compiler need to know
//! about each.

use cloudflare_certificates_compiler::{Document, Finding, Operation, schema};
use serde_json::Value;

use super::add;

const DOCS: &str = "https://developers.cloudflare.com/api/";
const ERROR: &str = "#/components/responses/Error";

pub(super) fn proof(document: &Document) -> Vec<Finding> {
    let mut found = Vec::new();
    if document.root.get("security").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        let message = "openapi.yaml needs `security`: the schemes that every operation accepts";
        add(document, "/security", "security", message, &mut found);
    }
    for operation in document.operations() {
        words(document, &operation, &mut found);
        origin(document, &operation, &mut found);
        security(document, &operation, &mut found);
        responses(document, &operation, &mut found);
        paging(document, &operation, &mut found);
        scopes(document, &operation, &mut found);
    }
    found
}

/// Requires a one-line summary, and a description that adds to it.
fn words(document: &Document, operation: &Operation<'_>, found: &mut Vec<Finding>) {
    let (id, pointer) = (operation.id(), operation.pointer());
    let (summary, description) = (operation.text("summary").trim(), operation.text("description").trim());
    if summary.is_empty() || summary.contains('\n') {
        let message = format!("`{id}` needs a summary of one line");
        add(document, &format!("{pointer}/summary"), "summary", message, found);
    }
    // A copy is still a copy with a full stop, other capitals or another line break.
    let plain = |text: &str| {
        let words: Vec<String> =
            text.trim_end_matches('.').split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    if description.is_empty() || plain(description) == plain(summary) {
        let message = format!("`{id}` needs a description that says more than its summary");
        add(document, &format!("{pointer}/description"), "description", message, found);
    }
}

/// Requires the source of the facts and the permissions for the call.
fn origin(document: &Document, operation: &Operation<'_>, found: &mut Vec<Finding>) {
    let (id, pointer) = (operation.id(), operation.pointer());
    let url = operation.value.pointer("/externalDocs/url").and_then(Value::as_str).unwrap_or_default();
    if !url.starts_with(DOCS) {
        let message = format!("`{id}` needs `externalDocs.url`, its page below {DOCS}");
        add(document, &format!("{pointer}/externalDocs"), "docs-page", message, found);
    }
    if !matches!(operation.text("x-facts-from"), "docs" | "inventory") {
        let message = format!("`{id}` needs `x-facts-from`: `docs` or `inventory`");
        add(document, &format!("{pointer}/x-facts-from"), "facts-from", message, found);
    }
    let groups = operation.texts("x-api-token-group");
    if groups.is_empty() || groups.iter().any(|group| group.trim().is_empty()) {
        let message = format!("`{id}` needs `x-api-token-group`: the permissions of which a token needs one");
        add(document, &format!("{pointer}/x-api-token-group"), "permissions", message, found);
    }
}

/// Requires that security schemes are defined.
fn security(document: &Document, operation: &Operation<'_>, found: &mut Vec<Finding>) {
    let own = operation.value.get("security");
    let list = own.or_else(|| document.root.get("security")).and_then(Value::as_array);
    let schemes = document.root.pointer("/components/securitySchemes").and_then(Value::as_object);
    for name in list.into_iter().flatten().filter_map(Value::as_object).flat_map(|entry| entry.keys()) {
        if !schemes.is_some_and(|schemes| schemes.contains_key(name)) {
            let pointer = if own.is_some() {
                format!("{}/security", operation.pointer())
            } else {
                "/security".to_owned()
            };
            let message = format!("the security scheme `{name}` is not defined in openapi.yaml");
            add(document, &pointer, "security", message, found);
        }
    }
}

/// Requires `2XX`, because the server's status codes differ from the docs', and the shared error.
fn responses(document: &Document, operation: &Operation<'_>, found: &mut Vec<Finding>) {
    let pointer = format!("{}/responses", operation.pointer());
    let get = |status: &str| operation.value.get("responses").and_then(|responses| responses.get(status));
    if get("2XX").is_none() {
        let message = format!(
            "the success of `{}` must be `2XX`: other statuses than documented are seen",
            operation.id()
        );
        add(document, &pointer, "2xx", message, found);
    }
    for status in ["4XX", "5XX"] {
        let reference = get(status).and_then(|response| response.get("$ref")).and_then(Value::as_str);
        if reference != Some(ERROR) {
            let message =
                format!("`{status}` of `{}` must be the shared error, shared.yaml{ERROR}", operation.id());
            add(document, &format!("{pointer}/{status}"), "shared-error", message, found);
        }
    }
}

/// Requires that a list declares its pagination, and that a paginated list has the parameters for it.
fn paging(document: &Document, operation: &Operation<'_>, found: &mut Vec<Finding>) {
    let (id, pointer) = (operation.id(), operation.pointer());
    let result = schema::result(&document.root, operation.value);
    let is_list = result.map(|result| schema::unwrap(&document.root, result));
    let is_list = is_list.is_some_and(|result| result.get("type").and_then(Value::as_str) == Some("array"));
    let said = operation.text("x-pagination");
    let place = format!("{pointer}/x-pagination");
    if is_list && !matches!(said, "page" | "single") {
        let message = format!("`{id}` answers a list and needs `x-pagination`: `page` or `single`");
        add(document, &place, "pagination", message, found);
    }
    if !is_list && !said.is_empty() {
        add(document, &place, "pagination", format!("`{id}` answers no list and cannot page"), found);
    }
    if said == "page" {
        let parameters = operation.parameters(&document.root);
        let has = |name: &str| {
            parameters.iter().any(|(_, one)| one.get("name").and_then(Value::as_str) == Some(name))
        };
        if !has("page") || !has("per_page") {
            let message = format!("`{id}` pages and needs the parameters `page` and `per_page`");
            add(document, &place, "pagination", message, found);
        }
    }
}

/// Requires the same two shared parameters wherever a path switches between accounts and zones: one type in Rust
/// and one way to fill it, whatever the docs page calls them.
fn scopes(document: &Document, operation: &Operation<'_>, found: &mut Vec<Finding>) {
    if !operation.path.starts_with("/{") {
        return;
    }
    if !operation.path.starts_with("/{accounts_or_zones}/{account_or_zone_id}/") {
        let message = format!(
            "`{}` switches the scope and must begin with /{{accounts_or_zones}}/{{account_or_zone_id}}/",
            operation.path
        );
        add(document, &item(operation), "scope-parameters", message, found);
        return;
    }
    let lists = [operation.item.get("parameters"), operation.value.get("parameters")];
    let lists = lists.into_iter().flatten().filter_map(Value::as_array);
    let references: Vec<&str> = lists.flatten().filter_map(|one| one.get("$ref")?.as_str()).collect();
    for component in ["AccountsOrZones", "AccountOrZoneId"] {
        let reference = format!("#/components/parameters/{component}");
        if !references.contains(&reference.as_str()) {
            let message = format!("`{}` needs the shared parameter shared.yaml{reference}", operation.path);
            add(document, &format!("{}/parameters", item(operation)), "scope-parameters", message, found);
        }
    }
}

/// Returns the pointer of the path item. Its fault is reported once and not for each of its operations.
fn item(operation: &Operation<'_>) -> String {
    format!("/paths/{}", schema::escape(operation.path))
}
