//! Reading the files of a folder and merging them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod folder;

use std::fs::File;

use cloudflare_certificates_compiler::Document;
use folder::{Folder, ROOT, THINGS};

/// A file that begins as it should, and goes on with what is given.
fn file(rest: &str) -> Folder {
    Folder::root().write("a.yaml", format!("openapi: 3.0.3\n{rest}"))
}

fn is_refused(content: impl AsRef<[u8]>, line: usize, rule: &str, words: &str) {
    let folder = Folder::root().write("a.yaml", content);
    let findings = folder.load().unwrap_err();
    let [finding] = findings.0.as_slice() else { panic!("one finding is expected, not these: {findings}") };
    assert_eq!((finding.place.to_string(), finding.rule), (format!("a.yaml:{line}"), rule), "{finding}");
    assert!(finding.message.contains(words), "{finding}");
}

#[test]
fn the_small_document_keeps_every_rule() {
    assert_eq!(Folder::things().findings().to_string(), "");
}

#[test]
fn the_real_document_keeps_every_rule() {
    assert_eq!(Folder::copy_of(&folder::real()).findings().to_string(), "");
}

#[test]
fn the_files_are_merged_to_one_document() {
    let folder = Folder::things()
        .write("b.yml", "openapi: 3.0.3\ncomponents:\n  schemas:\n    FromYml: {type: string}\n")
        .write(
            "c.json",
            r#"{"openapi": "3.0.3", "components": {"schemas": {"FromJson": {"type": "string"}}}}"#,
        )
        .write("d.txt", "not a part of it");
    let document = folder.document();
    let names: Vec<&str> = document.schemas().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Envelope", "FromJson", "FromYml", "NewThing", "Thing"]);
    assert_eq!(document.root["info"]["title"], "Things");
    let operations: Vec<&str> = document.operations().iter().map(|operation| operation.id()).collect();
    assert_eq!(operations, ["things_list", "things_update"]);
    let files: Vec<_> =
        document.files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(files, ["b.yml", "c.json", "openapi.yaml", "things.yaml"]);
}

#[test]
fn a_part_knows_its_file_and_line() {
    let folder = Folder::things();
    let place = folder.document().place("/components/schemas/Thing/properties/name/minLength");
    assert_eq!(
        place.to_string(),
        format!("things.yaml:{}", folder.line("things.yaml", "The name of the thing."))
    );
}

#[test]
fn a_part_without_a_line_of_its_own_has_that_of_the_part_around_it() {
    let folder = Folder::things();
    let place = folder.document().place("/components/schemas/NewThing/no/such/part");
    assert_eq!(place.to_string(), format!("things.yaml:{}", folder.line("things.yaml", "    NewThing:")));
}

#[test]
fn a_syntax_error_has_its_line() {
    is_refused("openapi: 3.0.3\npaths: {}\nx: \"never ends\n", 3, "syntax", "quoted scalar");
}

#[test]
fn a_tab_as_indentation_has_its_line() {
    is_refused("openapi: 3.0.3\npaths:\n\ta: b\n", 3, "syntax", "tab");
}

#[test]
fn a_duplicate_key_is_named_with_its_line() {
    is_refused("openapi: 3.0.3\nx:\n  a: 1\n  b: 2\n  a: 3\n", 5, "syntax", "the key `a` stands here twice");
}

#[test]
fn keys_that_differ_in_yaml_only_are_duplicates() {
    is_refused("openapi: 3.0.3\nx:\n  200: a\n  '200': b\n", 4, "syntax", "the key `200` stands here twice");
}

#[test]
fn a_number_as_a_key_is_a_text() {
    let document = Folder::root().write("openapi.yaml", format!("{ROOT}x: {{200: a}}\n")).document();
    assert_eq!(document.root["x"]["200"], "a");
}

#[test]
fn an_alias_is_refused() {
    is_refused("openapi: 3.0.3\nx: &a {b: c}\ny: *a\n", 3, "syntax", "aliases are not used");
}

#[test]
fn an_alias_as_a_key_is_refused() {
    is_refused("openapi: 3.0.3\nx: &a b\n*a : c\n", 3, "syntax", "aliases are not used");
}

#[test]
fn aliases_of_aliases_are_refused_before_they_are_expanded() {
    let mut text = "openapi: 3.0.3\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let below = level - 1;
        text.push_str(&format!(
            "a{level}: &a{level} [*a{below}, *a{below}, *a{below}, *a{below}, *a{below}]\n"
        ));
    }
    is_refused(text, 3, "syntax", "aliases are not used");
}

#[test]
fn a_tag_is_refused() {
    is_refused("openapi: 3.0.3\nx: !!int 7\n", 2, "syntax", "tags are not used");
}

#[test]
fn a_key_that_is_a_list_is_refused() {
    is_refused("openapi: 3.0.3\n? [a, b]\n: c\n", 2, "syntax", "a key must be a plain text");
}

#[test]
fn nesting_without_end_is_refused_in_every_form() {
    let deep = 100_000;
    let forms = [
        format!("x: {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        format!("x: {}1{}\n", "{\"a\": ".repeat(deep), "}".repeat(deep)),
        format!("x:\n  {}a\n", "- ".repeat(deep)),
        format!("x:\n  {}a\n", "? ".repeat(deep)),
        format!("x:\n{}", (1..2000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>()),
        "[".repeat(deep),
    ];
    for form in forms {
        let findings = file(&form).load().unwrap_err();
        assert_eq!((findings.0.len(), findings.0[0].rule), (1, "syntax"), "{findings}");
    }
}

#[test]
fn json_that_nests_without_end_is_refused() {
    let deep = 100_000;
    let text = format!("{{\"openapi\": \"3.0.3\", \"x\": {}{}}}", "[".repeat(deep), "]".repeat(deep));
    let findings = Folder::root().write("a.json", text).load().unwrap_err();
    assert_eq!((findings.0.len(), findings.0[0].place.to_string()), (1, "a.json:1".to_owned()), "{findings}");
}

#[test]
fn html_that_was_saved_under_the_name_of_a_document_is_refused() {
    for name in ["a.yaml", "a.json"] {
        for text in ["<!DOCTYPE html>\n<html>", "\n\n  <html>", "\u{feff}<?xml version=\"1.0\"?>"] {
            let findings = Folder::root().write(name, text).load().unwrap_err();
            assert_eq!(findings.0.len(), 1, "{findings}");
            assert!(
                findings.to_string().starts_with(&format!("{name}:1: [not-openapi] this is HTML")),
                "{findings}"
            );
        }
    }
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_are_read() {
    let folder = Folder::root().write("things.yaml", format!("\u{feff}{}", THINGS.replace('\n', "\r\n")));
    assert_eq!(folder.findings().to_string(), "");
    let plain = Folder::things();
    let pointer = "/components/schemas/NewThing";
    assert_eq!(folder.document().place(pointer), plain.document().place(pointer));
    assert_eq!(folder.document().root, plain.document().root);
}

#[test]
fn swagger_2_is_refused() {
    is_refused("info: {}\nswagger: '2.0'\n", 2, "not-openapi", "Swagger 2");
}

#[test]
fn openapi_3_1_is_refused() {
    is_refused("info: {}\nopenapi: 3.1.0\n", 2, "not-openapi", "OpenAPI 3.1.0 is not supported");
}

#[test]
fn a_file_without_a_version_is_refused() {
    is_refused("info: {}\npaths: {}\n", 1, "not-openapi", "openapi: 3.0.3");
}

#[test]
fn a_file_that_is_no_mapping_is_refused() {
    is_refused("- a\n- b\n", 1, "not-openapi", "openapi: 3.0.3");
}

#[test]
fn a_missing_folder_is_named() {
    let folder = Folder::empty();
    let missing = folder.path().join("missing");
    let findings = Document::load(&missing).unwrap_err();
    assert_eq!(findings.0.len(), 1, "{findings}");
    assert_eq!(
        (findings.0[0].rule, findings.0[0].place.file.as_str()),
        ("unreadable", missing.to_str().unwrap())
    );
}

#[test]
fn a_folder_without_its_root_file_is_refused() {
    let folder = Folder::empty().write("things.yaml", THINGS);
    assert_eq!(
        folder.load().unwrap_err().to_string(),
        "openapi.yaml: [unreadable] the document's root file is missing"
    );
}

#[test]
fn an_empty_folder_is_refused() {
    assert_eq!(Folder::empty().rules(), ["openapi.yaml: unreadable"]);
}

#[test]
fn an_empty_file_is_refused() {
    for text in ["", "\n\n", "# a remark\n", "---\n"] {
        let findings = Folder::root().write("a.yaml", text).load().unwrap_err();
        assert_eq!(
            (findings.0.len(), findings.0[0].place.to_string()),
            (1, "a.yaml:1".to_owned()),
            "{findings}"
        );
    }
}

#[test]
fn two_yaml_documents_in_one_file_are_refused() {
    is_refused(format!("{ROOT}---\n{ROOT}"), ROOT.lines().count() + 2, "syntax", "a second YAML document");
}

#[test]
fn a_huge_file_is_refused_without_being_read() {
    let folder = Folder::root();
    File::create(folder.path().join("a.yaml")).unwrap().set_len(32 * 1024 * 1024 + 1).unwrap();
    folder.is_refused("a.yaml", "", "huge", "33554433 bytes");
}

#[test]
fn text_that_is_not_utf_8_has_its_line() {
    is_refused(b"openapi: 3.0.3\nx: a\ny: \xff\n", 3, "unreadable", "not UTF-8");
}

#[test]
fn a_control_character_has_its_line() {
    is_refused("openapi: 3.0.3\nx: a\0b\n", 2, "syntax", "unprintable");
}

#[test]
fn paths_or_components_of_another_shape_are_not_lost_silently() {
    file("paths: [a]\n").is_refused("a.yaml", "paths", "shape", "`paths` must be an object");
    file("components:\n").is_refused("a.yaml", "components", "shape", "`components` must be an object");
    file("components:\n  schemas: 3\n").is_refused("a.yaml", "schemas", "shape", "`schemas`");
    file("components:\n  schemas:\n    Thing: a\n").is_refused("a.yaml", "Thing", "shape", "`Thing`");
    file("paths:\n  /things:\n").is_refused("a.yaml", "things", "shape", "`/things`");
}

#[test]
fn the_faults_of_all_files_are_reported_at_once() {
    let folder = Folder::empty()
        .write("openapi.yaml", "swagger: '2.0'\n")
        .write("b.yaml", "x: [\n")
        .write("a.json", "<html>");
    assert_eq!(folder.rules(), ["a.json:1: not-openapi", "b.yaml:2: syntax", "openapi.yaml:1: not-openapi"]);
}

#[test]
fn a_path_that_stands_in_two_files_is_named_with_both_places() {
    let again = "openapi: 3.0.3\npaths:\n  /things: {}\n";
    let folder = Folder::things().write("upper.yaml", again);
    let first = format!("things.yaml:{}", folder.line("things.yaml", "  /things:"));
    folder.is_refused("upper.yaml", "/things", "duplicate", &first);
    folder.is_refused("upper.yaml", "/things", "duplicate", "`/things`");
}

#[test]
fn a_component_that_stands_in_two_files_is_named_with_both_places() {
    let again = "openapi: 3.0.3\ncomponents:\n  schemas:\n    Thing: {}\n";
    let folder = Folder::things().write("upper.yaml", again);
    let first = format!("things.yaml:{}", folder.line("things.yaml", "    Thing:"));
    folder.is_refused("upper.yaml", "Thing", "duplicate", &first);
}

#[test]
fn components_of_two_kinds_may_have_one_name() {
    let folder =
        Folder::things().components("parameters:\n  Thing: {name: t, in: query, schema: {type: string}}");
    assert_eq!(folder.findings().to_string(), "");
}
