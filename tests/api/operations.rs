//! What the document says of its operations, and that all of them are offered.

use std::collections::BTreeSet;
use std::path::Path;

use cloudflare_certificates::{ErrorKind, Operation, Paging, operations, reqwest};
use serde_json::Value;

use crate::support::every::{self, Stage};
use crate::support::samples::{self, Form};
use crate::support::{ACCOUNT, Answer, Server, ZONE, failure};

#[tokio::test]
async fn every_operation_sends_what_the_document_says_and_its_error_names_it() {
    for operation in operations::ALL {
        let server = Server::answering(Answer::json(400, &failure(1000, "no"))).await;
        let stage = Stage::new(&server.client(), ZONE, ACCOUNT, "an-id").unwrap();
        let body = samples::request(operation.id, Form::Full);

        let error = every::call_with_filters(&stage, operation.id, body.clone()).await.unwrap_err();

        assert_eq!((error.operation(), error.kind()), (Some(operation.id), ErrorKind::Api), "{error}");
        let (sent, given) = (server.only(), every::parameters(&stage, operation.id, true));
        let path = format!("/client/v4{}", filled(operation, &given));
        assert_eq!((sent.method.as_str(), sent.path.as_str()), (operation.method, path.as_str()));
        assert_eq!(query(&sent.query), wanted(operation, &given), "{}", operation.id);
        let read: Value = serde_json::from_str(&sent.body).unwrap_or_default();
        assert_eq!(read, body, "{}", operation.id);
    }
}

/// The path of an operation with these parameters in it.
fn filled(operation: &Operation, given: &Value) -> String {
    let parts = operation.path.split('/').map(|part| {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        name.map_or(part, |name| given[name].as_str().unwrap())
    });
    parts.collect::<Vec<_>>().join("/")
}

fn query(text: &str) -> BTreeSet<(String, String)> {
    let url = reqwest::Url::parse(&format!("http://localhost/?{text}")).unwrap();
    url.query_pairs().into_owned().collect()
}

fn wanted(operation: &Operation, given: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs = operation.query.iter().flat_map(|parameter| {
        let value = &given[parameter.name];
        let one = std::slice::from_ref(value);
        let values = value.as_array().map_or(one, Vec::as_slice);
        values.iter().map(|value| (parameter.name.to_owned(), text(value))).collect::<Vec<_>>()
    });
    pairs.collect()
}

#[test]
fn every_resource_has_a_file_of_tests() {
    for operation in operations::ALL {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/api/{}.rs", operation.resource));
        assert!(file.is_file(), "{} is missing", file.display());
    }
}

#[test]
fn every_operation_names_its_docs_and_its_permissions() {
    for operation in operations::ALL {
        assert!(
            operation.docs.starts_with("https://developers.cloudflare.com/api/resources/"),
            "{}",
            operation.id
        );
        assert!(!operation.permissions.is_empty() && !operation.summary.is_empty(), "{}", operation.id);
        assert!(operation.id.starts_with(operation.resource), "{}", operation.id);
    }
}

/// Counted in the sources, as a person would: every operation of a file carries its id.
#[test]
fn the_operations_are_those_of_the_files_each_at_a_place_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi");
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        ids.extend(
            text.lines().filter_map(|line| Some(line.trim().strip_prefix("operationId: ")?.to_owned())),
        );
    }
    let known: BTreeSet<String> = operations::ALL.iter().map(|operation| operation.id.to_owned()).collect();
    assert_eq!(known, ids);
    let calls: BTreeSet<String> =
        operations::ALL.iter().map(|operation| format!("{} {}", operation.method, operation.path)).collect();
    assert_eq!((operations::ALL.len(), calls.len()), (ids.len(), ids.len()));
}

#[test]
fn lists_know_how_they_page() {
    assert_eq!(operations::CUSTOM_CERTIFICATES_LIST.paging, Paging::Pages);
    assert_eq!(operations::KEYLESS_CERTIFICATES_LIST.paging, Paging::Single);
    assert_eq!(operations::CUSTOM_CSRS_GET.paging, Paging::None);
    let per_page =
        operations::CUSTOM_CERTIFICATES_LIST.query.iter().find(|parameter| parameter.name == "per_page");
    let per_page = per_page.unwrap();
    assert_eq!((per_page.minimum, per_page.maximum), (Some(5), Some(50)));
}
