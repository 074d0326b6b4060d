//! The types that are received: how they are read, and what they keep to themselves.

#![cfg(feature = "generate")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod code;
mod folder;

use cloudflare_certificates_compiler::view;
use code::{dense, field, reading, refused};
use folder::Folder;

/// Demands that the document compiles to nothing for one reason: on the line with this text, with these words.
fn is_refused(folder: &Folder, line: &str, rule: &str, words: &str) {
    let findings = refused(folder);
    let [finding] = findings.0.as_slice() else { panic!("one finding is expected, not these: {findings}") };
    assert_eq!((finding.rule, finding.place.line), (rule, folder.line("things.yaml", line)), "{finding}");
    assert!(finding.message.contains(words), "{finding}");
}

#[test]
fn each_field_is_read_by_what_knows_the_forms_of_its_type() {
    let lines = "count: {type: integer}
day: {type: string, format: date-time}
flag: {type: boolean}
words: {type: array, items: {type: string}}
map: {type: object, additionalProperties: {type: string}}
numbers: {type: object, additionalProperties: {type: integer}}
kind: {type: string, enum: [a]}";
    let code = reading(&Folder::things().thing(lines).compile(), "Thing");
    for (name, reader) in [
        ("id", "Text"),
        ("name", "OptionalText"),
        ("count", "OptionalInteger"),
        ("words", "Items::new()"),
        ("map", "TextMap"),
        ("numbers", "Map::new()"),
        ("day", "own()"),
        ("flag", "own()"),
        ("kind", "own()"),
    ] {
        assert!(code.contains(&format!("=\"{name}\"bycrate::lenient::seed::{reader},")), "{name} in {code}");
    }
}

#[test]
fn properties_beside_a_map_of_all_others_are_read_as_derived() {
    let output = Folder::things()
        .schemas(
            "Open: {type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}",
        )
        .thing("open: {$ref: '#/components/schemas/Open'}")
        .compile();
    let code = dense(code::structure(&output, "Open"));
    assert!(code.contains("::serde::Deserialize") && code.contains("flatten"), "{code}");
    assert!(code.contains("deserialize_with=\"crate::lenient::optional_text\""), "{code}");
}

#[test]
fn secrets_of_what_is_received_are_left_out_and_those_of_what_is_sent_are_not() {
    let lines = "key: {type: string, format: password}
keys: {type: array, items: {type: string, format: password}}
map: {type: object, additionalProperties: {type: string, format: password}}
named: {$ref: '#/components/schemas/Key'}";
    let output = Folder::things()
        .schemas("Key: {type: string, format: password}")
        .thing(lines)
        .new_thing(lines)
        .compile();
    for name in ["key", "keys", "map", "named"] {
        let (read, sent) = (field(&output, "Thing", name), field(&output, "NewThing", name));
        assert!(dense(&read.ty).contains("crate::Secret"), "{name}");
        assert!(dense(read).contains("#[serde(skip_serializing)]"), "{name}");
        assert!(!dense(sent).contains("#[serde(skip_serializing)]"), "{name}");
    }
    assert!(!dense(field(&output, "Thing", "id")).contains("#[serde(skip_serializing)]"));
}

#[test]
fn a_secret_of_what_is_read_and_sent_again_is_refused() {
    let part = "part: {$ref: '#/components/schemas/Part'}";
    for schemas in [
        "Part:\n  type: object\n  properties:\n    key: {type: string, format: password} # here",
        "Part:\n  allOf:\n    - type: object\n      properties:\n        key: {type: string, format: password} # here",
        "Part:\n  type: object\n  properties:\n    keys:\n      type: array\n      items: {type: string, format: password} # here",
        "Part: {type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}\nInner:\n  type: object\n  properties:\n    key: {type: string, format: password} # here",
    ] {
        let folder = Folder::things().schemas(schemas).thing(part);
        folder.compile();
        is_refused(&folder.new_thing(part), "# here", "secret-resent", "is read and sent again");
    }
}

#[test]
fn a_secret_that_would_be_a_plain_string_is_refused() {
    for (schemas, property) in [
        (
            "Keys:\n  type: array\n  items: {type: string, format: password} # here",
            "keys: {$ref: '#/components/schemas/Keys'}",
        ),
        (
            "Either:\n  oneOf:\n    - {type: string, format: password} # here\n    - {type: array, items: {type: string}}",
            "either: {$ref: '#/components/schemas/Either'}",
        ),
    ] {
        for folder in [Folder::things().thing(property), Folder::things().new_thing(property)] {
            is_refused(&folder.schemas(schemas), "# here", "secret-in-clear", "would be a plain string");
        }
    }
    let folder = Folder::things().change("{type: string, minLength: 1}", "{type: string, format: password}");
    is_refused(
        &folder,
        "schema: {type: string, format: password}",
        "secret-in-clear",
        "would be a plain string",
    );
}

#[test]
fn a_secret_of_one_schema_is_no_plain_string_in_another() {
    let folder = Folder::things()
        .new_thing("key: {type: string, format: password}")
        .thing("key: {type: string, description: Open.} # here");
    is_refused(&folder, "# here", "secret-in-clear", "`key` is a secret in `NewThing`");
    let folder =
        Folder::things().new_thing("key: {type: string, format: password}").thing("key: {type: boolean}");
    view(&folder.document()).unwrap();
}

#[test]
fn a_text_falls_back_to_another_one() {
    let lines = "other-id: {type: string}\nnick: {type: string, x-falls-back-to: name}";
    let output = Folder::things()
        .change("id: {type: string, description", "id: {type: string, x-falls-back-to: other-id, description")
        .thing(lines)
        .compile();
    let code = reading(&output, "Thing");
    let (_, then) = code.split_once("then|read|").unwrap();
    for expected in ["fall_back(&mutread.id,&read.other_id);", "fall_back(&mutread.nick,&read.name);"] {
        assert!(then.contains(expected), "{expected} in {then}");
    }
    assert!(!dense(syn::parse_file(&output).unwrap()).contains("x-falls-back-to"));
}

#[test]
fn an_empty_list_falls_back_to_an_item_made_of_the_fields_beside_it() {
    let output = Folder::things()
        .schemas("Part: {type: object, properties: {a: {type: string}, b: {type: array, items: {type: string}}, c: {type: string}}}")
        .thing("parts: {type: array, items: {$ref: '#/components/schemas/Part'}, x-falls-back-to: [a, b]}\na: {type: string, x-falls-back-to: c}\nb: {type: array, items: {type: string}}\nc: {type: string}")
        .compile();
    let code = reading(&output, "Thing");
    let (_, then) = code.split_once("then|read|").unwrap();
    let (texts, lists) = then.split_once("ifread.parts.is_empty()").unwrap();
    assert!(texts.contains("fall_back(&mutread.a,&read.c)"), "a list may be made of what fell back: {then}");
    assert!(lists.contains("item.a=") && lists.contains("item.b=") && !lists.contains("item.c="), "{lists}");
}

#[test]
fn a_fallback_that_cannot_be_is_refused() {
    for (property, words) in [
        ("word: {type: string, x-falls-back-to: nothing} # here", "no property `nothing`"),
        ("word: {type: string, x-falls-back-to: count} # here", "both must be strings"),
        ("count2: {type: integer, x-falls-back-to: name} # here", "both must be strings"),
        ("word: {type: string, x-falls-back-to: chained} # here", "falls back itself"),
        ("word: {type: string, x-falls-back-to: true} # here", "takes the name"),
        ("word: {type: string, x-falls-back-to: []} # here", "takes the name"),
        ("word: {type: string, x-falls-back-to: [name]} # here", "no \"name\" of the same type"),
        (
            "parts: {type: array, items: {$ref: '#/components/schemas/Part'}, x-falls-back-to: [gone]} # here",
            "no property `gone`",
        ),
        (
            "parts: {type: array, items: {$ref: '#/components/schemas/Part'}, x-falls-back-to: [name]} # here",
            "no \"name\" of the same type",
        ),
        (
            "parts: {type: array, items: {$ref: '#/components/schemas/Part'}, x-falls-back-to: [count]} # here",
            "no \"count\" of the same type",
        ),
        (
            "parts: {type: array, items: {$ref: '#/components/schemas/Part'}, x-falls-back-to: [words]} # here",
            "no \"words\" of the same type",
        ),
    ] {
        let folder = Folder::things()
            .schemas("Part: {type: object, properties: {count: {type: string}, words: {type: array, items: {type: integer}}}}")
            .thing("count: {type: integer}\nwords: {type: array, items: {type: string}}\nchained: {type: string, x-falls-back-to: name}")
            .thing(property);
        folder.is_refused("things.yaml", "# here", "fallback", words);
    }
}
