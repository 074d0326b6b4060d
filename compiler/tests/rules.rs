//! The rules that a document must keep.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod folder;

use folder::Folder;

fn is_refused(folder: &Folder, line: &str, rule: &str, words: &str) {
    folder.is_refused("things.yaml", line, rule, words);
}

#[test]
fn an_operation_id_that_is_taken_is_named_with_both_places() {
    let folder = Folder::things().change("operationId: things_update", "operationId: things_list # again");
    let first = folder.line("things.yaml", "    get:") + 1;
    is_refused(&folder, "# again", "duplicate-operation-id", &format!("taken at things.yaml:{first}"));
}

#[test]
fn the_operations_of_a_tag_belong_to_one_scope() {
    let folder = Folder::things().change("/things/{thing_id}:", "/accounts/{account_id}/things/{thing_id}:");
    let rules = folder.rules();
    assert!(rules.iter().any(|rule| rule.ends_with(": one-scope")), "{rules:?}");
    assert!(!Folder::things().rules().iter().any(|rule| rule.ends_with(": one-scope")));
}

#[test]
fn an_operation_needs_an_id() {
    let folder = Folder::things().change("      operationId: things_list\n", "");
    let rules = folder.rules();
    let line = folder.line("things.yaml", "    get:");
    assert!(rules.contains(&format!("things.yaml:{line}: operation-id")), "{rules:?}");
}

#[test]
fn two_operations_without_ids_do_not_share_one() {
    let folder = Folder::things()
        .change("      operationId: things_list\n", "")
        .change("      operationId: things_update\n", "");
    let rules = folder.rules();
    assert!(!rules.iter().any(|rule| rule.contains("duplicate")), "{rules:?}");
}

#[test]
fn an_operation_id_is_in_snake_case() {
    for id in
        ["thingsList", "things_List", "things__list", "things_list_", "things-list", "thingsé", "1things"]
    {
        let folder = Folder::things().change("operationId: things_list", &format!("operationId: {id}"));
        let rules = folder.rules();
        let line = folder.line("things.yaml", &format!("operationId: {id}"));
        assert!(rules.contains(&format!("things.yaml:{line}: operation-id")), "{id}: {rules:?}");
    }
}

#[test]
fn a_path_parameter_must_be_defined() {
    let folder = Folder::things().change("  /things:", "  /{scope}/things:");
    is_refused(&folder, "    get:", "path-parameter", "`{scope}` of `/{scope}/things` is not defined");
}

#[test]
fn a_path_parameter_must_occur_in_the_path() {
    let folder = Folder::things().change("/{thing_id}:", "/update:");
    is_refused(&folder, "- name: thing_id", "path-parameter", "does not occur in `/things/update`");
}

#[test]
fn a_path_parameter_must_be_required() {
    let folder = Folder::things().change("          required: true\n          schema", "          schema");
    is_refused(&folder, "- name: thing_id", "path-parameter", "`thing_id` must be `required: true`");
    let folder = Folder::things()
        .change("          required: true\n          schema", "          required: false\n          schema");
    is_refused(&folder, "- name: thing_id", "path-parameter", "`thing_id` must be `required: true`");
}

#[test]
fn a_parameter_must_have_a_schema() {
    let folder = Folder::things().change("          schema: {type: string, minLength: 1}\n", "");
    is_refused(&folder, "- name: order", "parameter-schema", "`order` of `things_list` has no schema");
}

#[test]
fn parameters_of_the_path_item_count_for_its_operations() {
    let parameter = "      parameters:\n        - name: thing_id\n          in: path\n          required: true\n          schema: {type: string, maxLength: 32}\n";
    let folder = Folder::things()
        .change(parameter, "")
        .item("parameters: [{name: thing_id, in: path, required: true, schema: {type: string}}]");
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn a_query_parameter_is_no_object() {
    let objects = [
        "{type: object}",
        "{$ref: '#/components/schemas/Thing'}",
        "{allOf: [{$ref: '#/components/schemas/Thing'}]}",
        "{type: array, items: {$ref: '#/components/schemas/Thing'}}",
    ];
    for schema in objects {
        let folder = Folder::things().change("{type: string, minLength: 1}", schema);
        is_refused(&folder, "- name: order", "query-parameter", "cannot be an object");
    }
}

#[test]
fn a_query_parameter_may_be_a_list() {
    let folder =
        Folder::things().change("{type: string, minLength: 1}", "{type: array, items: {type: string}}");
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn a_tag_must_be_listed() {
    let folder = Folder::things().change_in("openapi.yaml", "name: things", "name: others");
    let lines = folder.rules();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.ends_with(": tag")), "{lines:?}");
}

#[test]
fn an_operation_has_one_tag() {
    for tags in ["[]", "[things, things]"] {
        let from = "operationId: things_list\n      tags: [things]";
        let folder =
            Folder::things().change(from, &format!("operationId: things_list\n      tags: {tags} # here"));
        is_refused(&folder, "# here", "tag", "`things_list` needs exactly one tag");
    }
}

#[test]
fn an_operation_id_begins_with_its_tag() {
    for id in ["others_list", "thingsx_list", "things"] {
        let folder = Folder::things().change(
            "operationId: things_list\n      tags: [things]",
            &format!("operationId: {id}\n      tags: [things] # here"),
        );
        is_refused(&folder, "# here", "tag", &format!("`{id}` does not begin with its tag `things`"));
    }
}

#[test]
fn an_operation_without_a_success_is_refused() {
    let folder = Folder::things()
        .change("2XX:\n          description: The things.", "4XX:\n          description: The things.");
    let place = folder.line("things.yaml", "4XX") - 1;
    assert_eq!(folder.rules(), [format!("things.yaml:{place}: success")]);
}

#[test]
fn an_operation_with_two_successes_is_refused() {
    let folder = Folder::things().change(
        "        2XX:\n          description: The things.",
        "        202: {description: Later.}\n        2XX:\n          description: The things.",
    );
    let place = folder.line("things.yaml", "202") - 1;
    assert_eq!(folder.rules(), [format!("things.yaml:{place}: success")]);
    assert!(folder.findings().to_string().contains("it has 2"));
}

#[test]
fn a_success_that_is_not_json_is_refused() {
    let folder = Folder::things().change(
        "The things.\n          content:\n            application/json:",
        "The things.\n          content:\n            text/csv:",
    );
    let place = folder.line("things.yaml", "The things.") - 1;
    assert_eq!(folder.rules(), [format!("things.yaml:{place}: success")]);
}

#[test]
fn a_success_may_have_no_body() {
    let folder = Folder::things().schemas("Unused: {type: string}").change(
        "        2XX:\n          description: The thing.\n          content:",
        "        204:\n          description: The thing.\n          x-content:",
    );
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn the_body_of_a_request_has_a_name() {
    let inline = [
        "{type: object, properties: {name: {type: string}}}",
        "{allOf: [{$ref: '#/components/schemas/NewThing'}]}",
        "{type: array, items: {type: object, properties: {name: {type: string}}}}",
        "{oneOf: [{$ref: '#/components/schemas/NewThing'}]}",
    ];
    for schema in inline {
        let folder = Folder::things().change("{$ref: '#/components/schemas/NewThing'}", schema);
        is_refused(&folder, "requestBody:", "named-body", "the body of `things_update` must be a $ref");
    }
}

#[test]
fn the_result_has_a_name() {
    let inline = [
        "{type: object, properties: {name: {type: string}}}",
        "{allOf: [{$ref: '#/components/schemas/Thing'}]}",
        "{type: string, enum: [a]}",
    ];
    for schema in inline {
        let folder = Folder::things()
            .change("items: {$ref: '#/components/schemas/Thing'}", &format!("items: {schema}"));
        let place = folder.line("things.yaml", "The things.") - 2;
        assert_eq!(folder.rules(), [format!("things.yaml:{place}: named-body")]);
    }
}

#[test]
fn the_name_of_a_schema_is_in_camel_case() {
    for name in ["other", "other_thing", "Other_Thing", "Other-Thing", "HTTPThing", "9Thing"] {
        let folder = Folder::things().schemas(&format!("{name}: {{type: string}}"));
        is_refused(
            &folder,
            &format!("    {name}:"),
            "schema-name",
            &format!("`{name}` needs a name in CamelCase"),
        );
    }
}

#[test]
fn digits_and_single_capitals_are_camel_case() {
    let folder =
        Folder::things().schemas("X509Thing: {type: string}\nIPv4: {type: string}\nThing2: {type: string}");
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn nothing_stands_beside_a_reference() {
    let folder =
        Folder::things().thing("more:\n  $ref: '#/components/schemas/Envelope'\n  description: Lost.");
    is_refused(&folder, "more:", "ref-siblings", "wrap the reference in allOf");
}

#[test]
fn a_property_that_is_called_like_a_reference_may_have_siblings() {
    let folder = Folder::things().thing("$ref: {type: string}");
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn a_pattern_must_compile_wherever_it_stands() {
    let broken = "{type: string, pattern: '['}";
    let folders = [
        Folder::things().thing(&format!("more: {broken}")),
        Folder::things().thing(&format!("example: {broken}")),
        Folder::things().components(&format!("parameters:\n  P: {{name: p, in: query, schema: {broken}}}")),
        Folder::things().item(&format!("parameters: [{{name: p, in: query, schema: {broken}}}]")),
        Folder::things().change("{type: string, minLength: 1}", broken),
    ];
    for folder in folders {
        is_refused(&folder, "'['", "pattern", "the pattern `[` does not compile");
    }
}

#[test]
fn a_property_may_be_called_pattern() {
    assert_eq!(Folder::things().thing("pattern: {type: string}").findings().to_string(), "");
}

#[test]
fn what_is_required_must_be_a_property() {
    let folder = Folder::things().change("required: [id, name]", "required: [id, nam]");
    is_refused(&folder, "[id, nam]", "required", "`required` lists `nam`, which is not a property here");
}

#[test]
fn what_an_alternative_requires_must_be_a_property() {
    let folder = Folder::things()
        .change("      required: [name]\n", "      anyOf: [{required: [name]}, {required: [nam]}]\n");
    is_refused(&folder, "[nam]", "required", "`required` lists `nam`");
}

#[test]
fn what_is_required_may_come_from_what_a_schema_is_made_of() {
    let folder = Folder::things().schemas(
        "A: {allOf: [{$ref: '#/components/schemas/NewThing'}, {required: [name]}]}\nB: {allOf: [{$ref: '#/components/schemas/NewThing'}], required: [name]}",
    );
    assert_eq!(folder.findings().to_string(), "");
}

#[test]
fn a_number_among_texts_is_refused() {
    let folder = Folder::things().thing("more: {type: string, enum: ['1.3', 1.2]}");
    is_refused(&folder, "more:", "enum", "`1.2` is not a text");
}

#[test]
fn two_properties_that_become_one_field_are_refused() {
    let folder = Folder::things().thing("a_b: {type: string}\na-b: {type: string}");
    is_refused(&folder, "a_b:", "property-name", "`a_b` and `a-b` would be one field");
}

#[test]
fn all_faults_are_reported_at_once_by_file_and_line() {
    let more = "openapi: 3.0.3\ncomponents:\n  schemas:\n    lower: {type: string}\n    A: {type: string, pattern: '['}\n";
    let folder = Folder::things()
        .write("a.yaml", more)
        .change("operationId: things_list", "operationId: thingsList")
        .change("- name: thing_id", "- name: thing_no")
        .change("required: [id, name]", "required: [id, nam]");
    let findings = folder.findings();
    let mut sorted = findings.0.clone();
    sorted.sort_by(|a, b| (&a.place.file, a.place.line).cmp(&(&b.place.file, b.place.line)));
    assert_eq!(findings.0, sorted);
    let found: Vec<String> =
        findings.0.iter().map(|finding| format!("{} {}", finding.place.file, finding.rule)).collect();
    let expected = [
        "a.yaml schema-name",
        "a.yaml pattern",
        "things.yaml operation-id",
        "things.yaml tag",
        "things.yaml path-parameter",
        "things.yaml path-parameter",
        "things.yaml required",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_finding_is_one_line_with_its_place_and_rule() {
    let folder = Folder::things().schemas("lower: {type: string}");
    let line = folder.line("things.yaml", "lower:");
    let text = folder.findings().to_string();
    assert!(text.starts_with(&format!("things.yaml:{line}: [schema-name] the schema `lower`")), "{text}");
    assert_eq!(text.lines().count(), 1);
}
