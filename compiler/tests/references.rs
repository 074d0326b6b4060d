//! References inside a file and between files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod folder;

use folder::Folder;

const OTHER: &str = "openapi: 3.0.3\ncomponents:\n  schemas:\n    Other: {type: string}\n";

/// The document with one more property that refers to something.
fn referring(reference: &str) -> Folder {
    Folder::things().write("other.yaml", OTHER).thing(&format!("more: {{$ref: '{reference}'}}"))
}

#[test]
fn a_reference_to_another_file_becomes_local() {
    for reference in ["other.yaml#/components/schemas/Other", "./other.yaml#/components/schemas/Other"] {
        let document = referring(reference).document();
        let more = document.root.pointer("/components/schemas/Thing/properties/more/$ref").unwrap();
        assert_eq!(more, "#/components/schemas/Other");
    }
}

#[test]
fn a_reference_to_a_part_of_a_component_is_followed() {
    assert_eq!(referring("#/components/schemas/NewThing/properties/name").findings().to_string(), "");
}

#[test]
fn a_local_reference_that_leads_nowhere_is_refused() {
    referring("#/components/schemas/Nothing").is_refused(
        "things.yaml",
        "Nothing",
        "dangling-ref",
        "`/components/schemas/Nothing` is not defined in things.yaml",
    );
}

#[test]
fn a_local_reference_to_what_another_file_holds_is_refused() {
    referring("#/components/schemas/Other").is_refused(
        "things.yaml",
        "Other",
        "dangling-ref",
        "`/components/schemas/Other` is not defined in things.yaml",
    );
}

#[test]
fn a_reference_to_a_missing_file_is_refused() {
    referring("missing.yaml#/components/schemas/Other").is_refused(
        "things.yaml",
        "missing.yaml",
        "dangling-ref",
        "there is no file `missing.yaml`",
    );
}

#[test]
fn a_reference_to_a_file_that_does_not_hold_the_target_is_refused() {
    referring("other.yaml#/components/schemas/Thing").is_refused(
        "things.yaml",
        "other.yaml",
        "dangling-ref",
        "`/components/schemas/Thing` is not defined in other.yaml",
    );
}

#[test]
fn a_reference_to_a_part_that_a_component_does_not_have_is_refused() {
    referring("other.yaml#/components/schemas/Other/properties/x").is_refused(
        "things.yaml",
        "other.yaml",
        "dangling-ref",
        "is not defined in other.yaml",
    );
}

#[test]
fn a_reference_to_a_whole_file_is_refused() {
    referring("other.yaml").is_refused(
        "things.yaml",
        "other.yaml",
        "dangling-ref",
        "is not defined in other.yaml",
    );
}

#[test]
fn a_reference_out_of_the_folder_is_refused() {
    let foreign = [
        "../x.yaml#/components/schemas/X",
        "/etc/x.yaml#/components/schemas/X",
        "sub/x.yaml#/components/schemas/X",
        "..\\x.yaml#/components/schemas/X",
        "https://example.com/x.yaml#/components/schemas/X",
    ];
    for reference in foreign {
        referring(reference).is_refused(
            "things.yaml",
            "more:",
            "foreign-ref",
            "leads out of the document's folder",
        );
    }
}

#[test]
fn schemas_that_are_nothing_but_each_other_are_refused() {
    let folder =
        Folder::things().schemas("A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}");
    let [a, b] = ["    A:", "    B:"].map(|text| folder.line("things.yaml", text));
    assert_eq!(
        folder.rules(),
        [format!("things.yaml:{a}: cyclic-ref"), format!("things.yaml:{b}: cyclic-ref")]
    );
}

#[test]
fn a_schema_that_is_nothing_but_itself_is_refused() {
    Folder::things().schemas("A: {$ref: '#/components/schemas/A'}").is_refused(
        "things.yaml",
        "    A:",
        "cyclic-ref",
        "`A` refers to itself",
    );
}

#[test]
fn a_schema_that_is_made_of_itself_is_refused() {
    for key in ["allOf", "oneOf", "anyOf"] {
        let folder = Folder::things().schemas(&format!(
            "A: {{{key}: [{{$ref: '#/components/schemas/Thing'}}, {{$ref: '#/components/schemas/A'}}]}}"
        ));
        folder.is_refused("things.yaml", "    A:", "cyclic-ref", "`A` refers to itself");
    }
}

#[test]
fn a_parameter_that_is_nothing_but_itself_is_refused() {
    let folder = Folder::things().components("parameters:\n  P: {$ref: '#/components/parameters/P'}");
    folder.is_refused("things.yaml", "  P:", "cyclic-ref", "`P` refers to itself");
}

#[test]
fn a_property_that_is_nothing_but_itself_is_refused() {
    let folder = referring("#/components/schemas/Thing/properties/more");
    folder.is_refused("things.yaml", "more:", "cyclic-ref", "`more` refers to itself");
}

#[test]
fn a_schema_may_contain_itself() {
    let folder = referring("#/components/schemas/Thing")
        .thing("all: {type: array, items: {$ref: '#/components/schemas/Thing'}}");
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn what_looks_like_a_reference_in_an_example_is_data() {
    let folder = Folder::things().thing("more: {type: object, example: {$ref: nowhere}}");
    assert_eq!(folder.findings().to_string(), "");
}
