//! What the document says of its operations, and that all of them are offered.

use std::collections::BTreeSet;
use std::path::Path;

use cloudflare_certificates::{Paging, operations};

#[test]
fn every_operation_of_the_document_is_called_by_the_handle_and_tested_by_the_file_of_its_resource() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for operation in operations::ALL {
        let file = |folder: &str| {
            let path = root.join(folder).join(format!("{}.rs", operation.resource));
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let handle = file("src/resources");
        assert!(handle.contains(&format!("{}(", operation.id)), "no handle calls {}", operation.id);
        assert!(!file("tests/api").is_empty());
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
