//! The typed mocks that a document is compiled to.

#![cfg(feature = "generate")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod code;
mod folder;

use std::collections::BTreeMap;

use cloudflare_certificates_compiler::{Document, mocks};
use code::{dense, items, real};
use folder::Folder;
use heck::ToSnakeCase;
use syn::{ImplItem, Item};

/// The methods of each wrapper of `When` and `Then`, by its name, with their code by their names.
fn wrappers(document: &Document) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut found: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    for item in items(&mocks(document).unwrap(), "operations") {
        let Item::Impl(block) = item else { continue };
        let methods = block.items.iter().map(|item| {
            let ImplItem::Fn(method) = item else { panic!("a method is expected: {}", dense(item)) };
            (method.sig.ident.to_string(), dense(method))
        });
        found.entry(dense(&block.self_ty)).or_default().extend(methods);
    }
    found
}

/// The wrapper of `When` or of `Then` of an operation.
fn wrapper(id: &str, kind: &str) -> String {
    let words = id.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect::<String>() + kind
}

/// The matcher of the parameter `order` of `things_list`, with this instead of its schema.
fn matcher(schema: &str, name: &str) -> String {
    let folder = Folder::things().change("schema: {type: string, minLength: 1}", schema);
    let methods = wrappers(&folder.document()).remove("ThingsListWhen").unwrap();
    methods.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", methods.keys())).clone()
}

#[test]
fn each_operation_of_the_real_document_has_a_typed_mock() {
    let document = real().document();
    let (wrappers, output) = (wrappers(&document), code::squeeze(&mocks(&document).unwrap()));
    for operation in document.operations() {
        let id = operation.id();
        // In the trait, and in its implementation.
        assert_eq!(output.matches(&format!("fn{id}<F>(&self,")).count(), 2, "{id}");
        let responses: Vec<&String> = wrappers[&wrapper(id, "Then")].keys().collect();
        assert_eq!(
            responses,
            ["failure", "into_inner", "new", "responses", "success", "success_seq"],
            "{id}"
        );
    }
    assert_eq!(wrappers.len(), 2 * document.operations().len());
}

#[test]
fn each_parameter_of_the_real_document_has_a_matcher() {
    let document = real().document();
    let wrappers = wrappers(&document);
    let mut lists = 0;
    for operation in document.operations() {
        let matchers = &wrappers[&wrapper(operation.id(), "When")];
        let parameters = operation.parameters(&document.root);
        for (_, parameter) in &parameters {
            let text = |key: &str| parameter.get(key).and_then(|value| value.as_str());
            let wire = text("name").unwrap();
            let name = text("x-method").map_or_else(|| wire.to_snake_case(), str::to_owned);
            let found = matchers.get(&name).or_else(|| matchers.get(&format!("{name}_")));
            let found = found.unwrap_or_else(|| panic!("{}: {:?}", operation.id(), matchers.keys()));
            let expected = match text("in").unwrap() {
                "path" => format!("crate::mocks::path_with(\"{}\",\"{wire}\",", operation.path),
                _ if found.contains("query_values(") => format!("query_values(self.0,\"{wire}\",values)"),
                _ => format!("self.0.query_param(\"{wire}\",value.to_string())"),
            };
            assert!(found.contains(&expected), "{}: {wire}: {found}", operation.id());
            lists += usize::from(found.contains("query_values("));
        }
        let body = usize::from(operation.value.get("requestBody").is_some());
        assert_eq!(matchers.len(), 2 + parameters.len() + body, "{}: {:?}", operation.id(), matchers.keys());
    }
    assert_eq!(lists, 1, "mtls_certificates_list has the only list");
}

#[test]
fn a_list_is_matched_by_its_items() {
    let strings = matcher("schema: {type: array, items: {type: string}}", "order");
    assert!(
        strings.contains("pubfnorder<'a>(self,values:impl::std::iter::IntoIterator<Item=&'astr>,"),
        "{strings}"
    );
    let numbers = matcher("schema: {type: array, items: {type: integer}}", "order");
    assert!(numbers.contains("IntoIterator<Item=&'ai64>"), "{numbers}");
    let required = matcher("required: true\n          schema: {type: array, items: {type: string}}", "order");
    assert_eq!(required, strings);
}

#[test]
fn a_matcher_is_named_as_the_setter() {
    let matcher = matcher("x-method: sorted_by\n          schema: {type: string}", "sorted_by");
    assert!(matcher.contains("query_param(\"order\",value.to_string())"), "{matcher}");
}

#[test]
fn a_list_for_which_the_generator_makes_a_type_is_a_finding_at_its_operation() {
    let folder = Folder::things()
        .change("{type: string, minLength: 1}", "{$ref: '#/components/schemas/Orders'}")
        .schemas("Orders: {type: array, items: {type: string}}");
    let findings = mocks(&folder.document()).unwrap_err();
    assert_eq!(findings.0.len(), 1, "{findings}");
    let expected = "the generated mock of `things_list` has another form: the type of its parameter `order`";
    assert!(findings.to_string().contains(expected), "{findings}");
}

#[test]
fn a_parameter_with_the_name_of_a_method_is_a_finding_at_its_operation() {
    let findings = mocks(&Folder::things().change("name: order", "name: into_inner").document()).unwrap_err();
    assert_eq!(findings.0.len(), 1, "{findings}");
    let text = findings.to_string();
    assert!(text.starts_with("things.yaml:5: [generator] "), "{text}");
    assert!(
        text.contains("`things_list`") && text.contains("two of its methods are called `into_inner`"),
        "{text}"
    );
}
