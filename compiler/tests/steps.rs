//! What each step makes of a document.

#![cfg(feature = "generate")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod folder;

use cloudflare_certificates_compiler::{View, view};
use folder::Folder;
use serde_json::{Value, json};

fn schema<'a>(root: &'a Value, name: &str) -> &'a Value {
    let schemas = &root["components"]["schemas"];
    schemas.get(name).unwrap_or_else(|| panic!("no {name} in {schemas:#}"))
}

/// A property of what is received.
fn received<'a>(view: &'a View, property: &str) -> &'a Value {
    &schema(&view.root, "Thing")["properties"][property]
}

/// A property of what is sent.
fn sent<'a>(view: &'a View, property: &str) -> &'a Value {
    &schema(&view.root, "NewThing")["properties"][property]
}

fn answer<'a>(view: &'a View, pointer: &str) -> &'a Value {
    let responses = &view.root.pointer(pointer).unwrap()["responses"];
    assert_eq!(responses.as_object().unwrap().len(), 1);
    &responses["200"]["content"]["application/json"]["schema"]
}

const LIST: &str = "/paths/~1things/get";
const UPDATE: &str = "/paths/~1things~1{thing_id}/put";

#[test]
fn a_result_is_taken_out_of_its_envelope() {
    let view = Folder::things().view();
    assert_eq!(
        *answer(&view, UPDATE),
        json!({"nullable": true, "allOf": [{"$ref": "#/components/schemas/Thing"}]})
    );
}

#[test]
fn a_list_is_taken_out_of_its_envelope() {
    let view = Folder::things().view();
    assert_eq!(
        *answer(&view, LIST),
        json!({"nullable": true, "type": "array", "items": {"$ref": "#/components/schemas/Thing"}})
    );
}

#[test]
fn an_envelope_without_a_result_answers_with_anything() {
    let view = Folder::things()
        .change("result: {$ref: '#/components/schemas/Thing'}", "more: {type: string}")
        .view();
    assert_eq!(*answer(&view, UPDATE), json!({}));
}

#[test]
fn an_answer_without_an_envelope_is_the_whole_body() {
    let enveloped = "              schema:
                allOf:
                  - $ref: '#/components/schemas/Envelope'
                  - type: object
                    properties:
                      result: {$ref: '#/components/schemas/Thing'}
";
    let view = Folder::things()
        .change(enveloped, "              schema: {$ref: '#/components/schemas/Thing'}\n")
        .view();
    assert_eq!(answer(&view, UPDATE)["allOf"][0]["$ref"], "#/components/schemas/Thing");
}

#[test]
fn an_answer_without_a_body_answers_with_anything() {
    let view = Folder::things()
        .change(
            "          description: The thing.\n          content:",
            "          description: The thing.\n          x-content:",
        )
        .view();
    assert_eq!(*answer(&view, UPDATE), json!({}));
}

#[test]
fn the_envelope_of_a_shared_response_is_unwrapped_too() {
    let response = "responses:\n  Done:\n    description: Done.\n    content:\n      application/json:\n        schema:\n          type: object\n          properties: {success: {type: boolean}, result: {$ref: '#/components/schemas/Thing'}}";
    let folder = Folder::things().components(response);
    let from = "          description: The things.\n          content:\n            application/json:\n              schema:\n                allOf:\n                  - $ref: '#/components/schemas/Envelope'\n                  - type: object\n                    properties:\n                      result:\n                        type: array\n                        items: {$ref: '#/components/schemas/Thing'}\n";
    let view = folder.change(from, "          $ref: '#/components/responses/Done'\n").view();
    assert_eq!(answer(&view, LIST)["allOf"][0]["$ref"], "#/components/schemas/Thing");
}

#[test]
fn inline_enumerations_and_objects_get_names() {
    let view = Folder::things()
        .thing("kind: {type: string, enum: [a]}\nplace: {type: object, properties: {floor: {type: string, enum: [b]}}}\nkinds: {type: array, items: {type: string, enum: [c]}}\nby_name: {type: object, additionalProperties: {type: string, enum: [d]}}")
        .view();
    let named = |pointer: &str| schema(&view.root, "Thing").pointer(pointer).unwrap().clone();
    assert_eq!(named("/properties/kind/$ref"), "#/components/schemas/ThingKind");
    assert_eq!(named("/properties/place/$ref"), "#/components/schemas/ThingPlace");
    assert_eq!(named("/properties/kinds/items/$ref"), "#/components/schemas/ThingKindsItem");
    assert_eq!(
        named("/properties/by_name/additionalProperties/$ref"),
        "#/components/schemas/ThingByNameValue"
    );
    assert_eq!(
        schema(&view.root, "ThingPlace")["properties"]["floor"]["$ref"],
        "#/components/schemas/ThingPlaceFloor"
    );
    assert_eq!(schema(&view.root, "ThingPlaceFloor")["enum"], json!(["b"]));
}

#[test]
fn an_object_that_is_made_of_others_gets_a_name() {
    let view = Folder::things()
        .new_thing("more: {allOf: [{$ref: '#/components/schemas/Part'}, {type: object, properties: {b: {type: string}}}]}")
        .schemas("Part: {type: object, properties: {a: {type: string}}}")
        .view();
    assert_eq!(sent(&view, "more")["$ref"], "#/components/schemas/NewThingMore");
    assert!(view.sides.requests.contains("NewThingMore"));
}

#[test]
fn the_names_are_those_that_the_generator_writes() {
    let view = Folder::things()
        .thing("a/b: {type: string, enum: [x]}\nx-y~z: {type: object, properties: {a: {type: string}}}")
        .view();
    assert_eq!(received(&view, "a/b")["$ref"], "#/components/schemas/ThingAb");
    assert_eq!(received(&view, "x-y~z")["$ref"], "#/components/schemas/ThingXyz");
}

#[test]
fn an_inline_enumeration_of_a_parameter_gets_a_name_wherever_the_parameter_stands() {
    let view = Folder::things()
        .change("{type: string, minLength: 1}", "{type: string, enum: [asc]}")
        .components("parameters:\n  Kind: {name: kind, in: query, schema: {type: string, enum: [a]}}\n  Many: {name: many, in: query, schema: {type: array, items: {type: string, enum: [b]}}}")
        .item("parameters:\n  - {name: depth, in: query, schema: {type: string, enum: [all]}}\n  - {$ref: '#/components/parameters/Kind'}\n  - {$ref: '#/components/parameters/Many'}")
        .view();
    for (name, value) in
        [("ThingsListOrder", "asc"), ("ThingsDepth", "all"), ("Kind", "a"), ("ManyItem", "b")]
    {
        assert_eq!(schema(&view.root, name)["enum"], json!([value]));
    }
    let reference = view.root.pointer("/components/parameters/Kind/schema/$ref").unwrap();
    assert_eq!(reference, "#/components/schemas/Kind");
}

#[test]
fn an_inline_part_does_not_take_the_place_of_a_schema() {
    let folder = Folder::things()
        .thing("kind: {type: string, enum: [a]} # inline")
        .schemas("ThingKind: {type: string, enum: [b]}");
    let findings = view(&folder.document()).unwrap_err();
    assert_eq!(findings.0.len(), 1, "{findings}");
    let place = folder.line("things.yaml", "# inline");
    assert!(findings.to_string().starts_with(&format!("things.yaml:{place}: [inline-name]")), "{findings}");
    assert!(findings.to_string().contains("`ThingKind`"), "{findings}");
}

#[test]
fn an_inline_part_that_says_the_same_as_a_schema_is_that_schema() {
    let view = Folder::things()
        .thing("kind: {type: string, enum: [a]}")
        .schemas("ThingKind: {type: string, enum: [a]}")
        .view();
    assert_eq!(received(&view, "kind")["$ref"], "#/components/schemas/ThingKind");
}

#[test]
fn named_scalars_stand_where_they_are_used() {
    let view = Folder::things()
        .schemas("Word: {type: string, description: A word.}\nAlias: {$ref: '#/components/schemas/Word'}\nFlag: {type: boolean}\nCount: {type: integer}")
        .thing("word: {$ref: '#/components/schemas/Word'}\nalias: {$ref: '#/components/schemas/Alias'}\nflags: {type: array, items: {$ref: '#/components/schemas/Flag'}}\nown: {description: My own word., allOf: [{$ref: '#/components/schemas/Word'}]}")
        .change("{type: string, minLength: 1}", "{$ref: '#/components/schemas/Count'}")
        .view();
    assert_eq!(*received(&view, "word"), json!({"type": "string", "description": "A word."}));
    assert_eq!(received(&view, "word"), received(&view, "alias"));
    assert_eq!(*received(&view, "flags"), json!({"type": "array", "items": {"type": "boolean"}}));
    assert_eq!(*received(&view, "own"), json!({"type": "string", "description": "My own word."}));
    assert_eq!(view.root.pointer(LIST).unwrap()["parameters"][0]["schema"], json!({"type": "integer"}));
    for name in ["Word", "Alias", "Flag", "Count"] {
        assert!(view.root["components"]["schemas"].get(name).is_none(), "{name}");
    }
}

#[test]
fn named_enumerations_stay_named() {
    let view = Folder::things()
        .schemas("Kind: {type: string, enum: [a]}")
        .thing("kind: {$ref: '#/components/schemas/Kind'}")
        .view();
    assert_eq!(received(&view, "kind")["$ref"], "#/components/schemas/Kind");
}

#[test]
fn schemas_that_no_operation_needs_are_dropped() {
    let view = Folder::things()
        .schemas("Unused: {type: object, properties: {a: {$ref: '#/components/schemas/Deeper'}}}\nDeeper: {type: object, properties: {b: {type: string}}}\nUsed: {type: object, properties: {c: {type: string}}}")
        .thing("used: {type: array, items: {$ref: '#/components/schemas/Used'}}")
        .view();
    let names: Vec<&String> = view.root["components"]["schemas"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["NewThing", "Thing", "Used"]);
}

#[test]
fn schemas_are_sorted_by_the_way_they_go() {
    let view = Folder::things().view();
    assert_eq!(view.sides.requests.iter().collect::<Vec<_>>(), ["NewThing"]);
    assert_eq!(view.sides.responses.iter().collect::<Vec<_>>(), ["Thing"]);
    assert!(view.sides.request_variants.is_empty());
}

fn both_ways() -> Folder {
    let part = "part: {$ref: '#/components/schemas/Part'}\nkind: {$ref: '#/components/schemas/Kind'}";
    Folder::things()
        .thing(part)
        .new_thing(part)
        .schemas("Part: {type: object, required: [a], properties: {a: {type: string, minLength: 3}, inner: {$ref: '#/components/schemas/Inner'}}}\nInner: {type: object, properties: {b: {type: string}}}\nKind: {type: string, enum: [x]}")
}

#[test]
fn an_object_that_goes_both_ways_is_sent_in_a_form_of_its_own() {
    let view = both_ways().view();
    assert_eq!(sent(&view, "part")["$ref"], "#/components/schemas/PartInput");
    assert_eq!(received(&view, "part")["$ref"], "#/components/schemas/Part");
    let inner = |name| schema(&view.root, name)["properties"]["inner"]["$ref"].clone();
    assert_eq!(inner("PartInput"), "#/components/schemas/InnerInput");
    assert_eq!(inner("Part"), "#/components/schemas/Inner");
    assert_eq!(schema(&view.root, "PartInput")["required"], json!(["a"]));
    assert_eq!(schema(&view.root, "Part").get("required"), None);
    let request_variants: Vec<_> =
        view.sides.request_variants.iter().map(|(sent, read)| (sent.as_str(), read.as_str())).collect();
    assert_eq!(request_variants, [("InnerInput", "Inner"), ("PartInput", "Part")]);
    assert!(view.sides.requests.contains("PartInput") && !view.sides.requests.contains("Part"));
    assert!(view.sides.responses.contains("Part") && !view.sides.responses.contains("PartInput"));
}

#[test]
fn an_enumeration_that_goes_both_ways_has_one_form() {
    let view = both_ways().view();
    assert_eq!(sent(&view, "kind")["$ref"], "#/components/schemas/Kind");
    assert_eq!(received(&view, "kind")["$ref"], "#/components/schemas/Kind");
    assert!(view.root["components"]["schemas"].get("KindInput").is_none());
}

#[test]
fn the_body_of_a_shared_request_is_sent_in_the_form_for_sending() {
    let view = both_ways()
        .components("requestBodies:\n  Body: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Part'}}}}")
        .change("      requestBody:\n        required: true\n        content:\n          application/json:\n            schema: {$ref: '#/components/schemas/NewThing'}\n", "      requestBody: {$ref: '#/components/requestBodies/Body'}\n")
        .view();
    let schema =
        view.root.pointer("/components/requestBodies/Body/content/application~1json/schema/$ref").unwrap();
    assert_eq!(schema, "#/components/schemas/PartInput");
}

#[test]
fn the_form_for_sending_does_not_take_the_place_of_a_schema() {
    let folder = both_ways()
        .schemas("PartInput: {type: object, properties: {z: {type: string}}} # taken")
        .new_thing("other: {$ref: '#/components/schemas/PartInput'}");
    let findings = view(&folder.document()).unwrap_err();
    let place = folder.line("things.yaml", "# taken");
    assert!(findings.to_string().starts_with(&format!("things.yaml:{place}: [twin] `Part`")), "{findings}");
}

const BOUNDED: &str = "word: {type: string, minLength: 1, maxLength: 9, pattern: a, default: a}
count: {type: integer, minimum: 1, maximum: 70000, exclusiveMinimum: false, exclusiveMaximum: false, multipleOf: 1, default: 1}
list: {type: array, minItems: 1, maxItems: 2, uniqueItems: true, items: {type: string, pattern: b}}
free: {type: object, additionalProperties: true}";

/// The same without bounds.
fn unbounded(list_is_nullable: bool) -> Value {
    let mut list = json!({"type": "array", "items": {"type": "string"}});
    if list_is_nullable {
        list["nullable"] = json!(true);
    }
    json!({"word": {"type": "string"}, "count": {"type": "integer"}, "list": list, "free": {"type": "object"}})
}

#[test]
fn what_is_received_has_no_bounds() {
    let view = Folder::things().thing(BOUNDED).view();
    for (name, expected) in unbounded(false).as_object().unwrap() {
        assert_eq!(received(&view, name), expected);
    }
    assert_eq!(schema(&view.bounded, "Thing")["properties"]["word"]["pattern"], "a");
}

#[test]
fn what_is_sent_has_its_bounds_apart_from_its_type() {
    let view = Folder::things().new_thing(BOUNDED).view();
    for (name, expected) in unbounded(true).as_object().unwrap() {
        assert_eq!(sent(&view, name), expected);
    }
    assert_eq!(schema(&view.bounded, "NewThing")["properties"]["word"]["pattern"], "a");
}

#[test]
fn of_what_is_received_only_the_identifying_properties_are_required() {
    let view = Folder::things()
        .change("required: [id, name]", "required: [name]")
        .thing("zone: {type: string, x-identifies: true}\nregion: {x-identifies: true, allOf: [{$ref: '#/components/schemas/Word'}]}")
        .schemas("Word: {type: string}")
        .view();
    assert_eq!(schema(&view.root, "Thing")["required"], json!(["id", "region", "zone"]));
    assert!(!view.root.to_string().contains("x-identifies"));
}

#[test]
fn nothing_is_required_of_what_has_no_identity() {
    let view =
        Folder::things().thing("part: {type: object, required: [a], properties: {a: {type: string}}}").view();
    assert_eq!(schema(&view.root, "ThingPart").get("required"), None);
}

#[test]
fn what_an_all_of_requires_apart_is_not_required_of_what_is_received() {
    let view = Folder::things()
        .schemas("Part: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [a]}]}\nBase: {type: object, properties: {a: {type: string}}}")
        .thing("part: {$ref: '#/components/schemas/Part'}")
        .view();
    assert_eq!(schema(&view.root, "Part")["allOf"][1], json!({}));
}

#[test]
fn alternatives_of_required_properties_are_no_type() {
    let any = "anyOf: [{required: [id]}, {required: [name]}]\n      properties:\n        id";
    let view = Folder::things().change("properties:\n        id", any).view();
    assert_eq!(schema(&view.root, "Thing").get("anyOf"), None);
    let folder = Folder::things().change("      required: [name]\n", "      anyOf: [{required: [name]}]\n");
    assert_eq!(schema(&folder.view().root, "NewThing").get("anyOf"), None);
    assert_eq!(schema(&folder.view().bounded, "NewThing")["anyOf"], json!([{"required": ["name"]}]));
}

#[test]
fn what_is_sent_keeps_what_is_required() {
    let view = Folder::things().view();
    assert_eq!(schema(&view.root, "NewThing")["required"], json!(["name"]));
}

#[test]
fn an_integer_of_16_bits_is_sent_as_one() {
    let view = Folder::things()
        .new_thing("port: {type: integer, minimum: 1, maximum: 65535}\nhigh: {type: integer, minimum: 1, maximum: 65536}\nlow: {type: integer, minimum: -1, maximum: 9}\nopen: {type: integer, minimum: 0}")
        .thing("port: {type: integer, minimum: 1, maximum: 65535}")
        .view();
    assert_eq!(*sent(&view, "port"), json!({"type": "integer", "format": "uint16"}));
    for name in ["high", "low", "open"] {
        assert_eq!(*sent(&view, name), json!({"type": "integer"}), "{name}");
    }
    assert_eq!(*received(&view, "port"), json!({"type": "integer"}));
}

#[test]
fn an_optional_list_can_be_left_out_or_sent_empty() {
    let view = Folder::things()
        .change("required: [name]", "required: [name, must]")
        .new_thing("may: {type: array, items: {type: string}}\nmust: {type: array, items: {type: string}}")
        .thing("may: {type: array, items: {type: string}}")
        .view();
    assert_eq!(sent(&view, "may")["nullable"], true);
    assert_eq!(sent(&view, "must").get("nullable"), None);
    assert_eq!(received(&view, "may").get("nullable"), None);
}

#[test]
fn formats_that_would_refuse_what_they_do_not_know_are_plain_texts() {
    let formats = ["hostname", "uuid", "ipv4", "ipv6", "email", "uri", "date", "byte", "unheard-of"];
    let lines: Vec<String> = (0..)
        .zip(formats)
        .map(|(index, format)| format!("f{index}: {{type: string, format: {format}}}"))
        .collect();
    let view = Folder::things().thing(&lines.join("\n")).new_thing(&lines.join("\n")).view();
    for index in 0..formats.len() {
        assert_eq!(*received(&view, &format!("f{index}")), json!({"type": "string"}));
        assert_eq!(*sent(&view, &format!("f{index}")), json!({"type": "string"}));
    }
}

#[test]
fn times_and_secrets_keep_their_formats() {
    let lines = "at: {type: string, format: date-time}\nkey: {type: string, format: password}";
    let view = Folder::things().thing(lines).new_thing(lines).view();
    for side in [received, sent] {
        assert_eq!(*side(&view, "at"), json!({"type": "string", "format": "date-time"}));
        assert_eq!(*side(&view, "key"), json!({"type": "string", "format": "password"}));
    }
}

#[test]
fn numbers_that_are_received_are_not_held_to_a_list() {
    let line = "days: {type: integer, enum: [7, 30]}";
    let view = Folder::things().thing(line).new_thing(line).view();
    assert_eq!(*received(&view, "days"), json!({"type": "integer"}));
    assert_eq!(*sent(&view, "days"), json!({"type": "integer"}), "its check is code");
}

#[test]
fn parameters_have_no_bounds() {
    let view = Folder::things()
        .components("parameters:\n  Page: {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}")
        .item("parameters:\n  - {$ref: '#/components/parameters/Page'}\n  - {name: size, in: query, schema: {type: integer, maximum: 9}}")
        .view();
    assert_eq!(view.root.pointer(LIST).unwrap()["parameters"][0]["schema"], json!({"type": "string"}));
    assert_eq!(view.root["components"]["parameters"]["Page"]["schema"], json!({"type": "integer"}));
    assert_eq!(
        view.root["paths"]["/things/{thing_id}"]["parameters"][1]["schema"],
        json!({"type": "integer"})
    );
}

#[test]
fn examples_and_extensions_are_dropped() {
    let view = Folder::things()
        .thing("more: {type: string, example: lost, x-correction: lost, description: kept}")
        .change("            schema: {$ref: '#/components/schemas/NewThing'}\n", "            schema: {$ref: '#/components/schemas/NewThing'}\n            examples: {one: {value: {name: lost}}}\n")
        .view();
    assert!(!view.root.to_string().contains("lost"));
    assert_eq!(*received(&view, "more"), json!({"type": "string", "description": "kept"}));
}

/// Words of OpenAPI that a property may be called by.
const WORDS: [&str; 32] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "content",
    "default",
    "description",
    "enum",
    "example",
    "examples",
    "format",
    "headers",
    "items",
    "maximum",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "parameters",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "responses",
    "schemas",
    "title",
    "type",
    "uniqueItems",
    "value",
    "x-identifies",
    "x-more",
];

#[test]
fn properties_that_are_called_like_words_of_openapi_survive() {
    let kinds = [
        ("{type: string, minLength: 3}", json!({"type": "string"})),
        ("{type: boolean}", json!({"type": "boolean"})),
        ("{$ref: '#/components/schemas/Word'}", json!({"type": "string"})),
        (
            "{description: D., allOf: [{$ref: '#/components/schemas/Word'}]}",
            json!({"type": "string", "description": "D."}),
        ),
        ("{type: string, enum: [a]}", json!("named")),
        ("{type: object, required: [a], properties: {a: {type: string}}}", json!("named")),
        (
            "{type: object, additionalProperties: {type: string, pattern: a}}",
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
        ),
    ];
    for (written, expected) in kinds {
        let lines: Vec<String> = WORDS.iter().map(|word| format!("{word}: {written}")).collect();
        let folder = Folder::things()
            .schemas("Word: {type: string, minLength: 4}")
            .thing(&lines.join("\n"))
            .new_thing(&lines.join("\n"));
        let view = folder.view();
        for word in WORDS {
            for side in [received, sent] {
                let found = side(&view, word);
                let mut found = found.clone();
                if side(&view, word) != received(&view, word) {
                    // An optional map can be sent empty.
                    found.as_object_mut().unwrap().remove("nullable");
                }
                let named = found["$ref"].as_str().is_some_and(|name| name.contains("Thing"));
                assert!(found == expected || (named && expected == "named"), "{word}: {found}");
            }
        }
    }
}

#[test]
fn a_property_that_is_called_ref_does_not_hide_its_neighbours() {
    let view = Folder::things()
        .schemas("Part: {type: object, properties: {$ref: {type: string}, inner: {$ref: '#/components/schemas/Inner'}}}\nInner: {type: object, properties: {a: {type: string}}}")
        .thing("part: {$ref: '#/components/schemas/Part'}")
        .view();
    assert!(view.sides.responses.contains("Inner"));
    assert_eq!(schema(&view.root, "Inner")["type"], "object");
}

#[test]
fn the_neighbours_of_a_property_that_is_called_properties_survive() {
    let lines = "properties: {type: object, properties: {id: {type: string}}}\nrequired: {type: string, x-identifies: true}";
    let view = Folder::things().thing(lines).view();
    assert_eq!(*received(&view, "required"), json!({"type": "string"}));
    assert_eq!(schema(&view.root, "Thing")["required"], json!(["id", "required"]));
}

#[test]
fn an_example_does_not_pass_for_a_property() {
    let folder = Folder::things().thing("more: {type: object, example: {type: lost, pattern: a, $ref: b}}");
    assert_eq!(*received(&folder.view(), "more"), json!({"type": "object"}));
}
