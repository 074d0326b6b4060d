//! The types that are sent: what has to be said, what is checked, and what goes both ways.

#![cfg(feature = "generate")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod code;
mod folder;

use code::{check_of, dense, field, squeeze, structure, variants};
use folder::Folder;

#[test]
fn what_is_required_of_a_request_is_no_option() {
    let output = Folder::things()
        .new_thing("more: {type: string}\nlist: {type: array, items: {type: string}}")
        .compile();
    assert_eq!(dense(field(&output, "NewThing", "name").ty), "::std::string::String");
    assert_eq!(dense(field(&output, "NewThing", "more").ty), "::std::option::Option<::std::string::String>");
    assert_eq!(
        dense(field(&output, "NewThing", "list").ty),
        "::std::option::Option<::std::vec::Vec<::std::string::String>>"
    );
    assert!(dense(structure(&output, "NewThing")).contains("#[derive(::bon::Builder)]"));
}

#[test]
fn what_is_received_has_no_builder_and_what_is_sent_no_lenient_readers() {
    let output = Folder::things().compile();
    let (read, sent) = (dense(structure(&output, "Thing")), dense(structure(&output, "NewThing")));
    assert!(!read.contains("Builder") && !read.contains("::serde::Deserialize"), "{read}");
    assert!(sent.contains("Builder") && sent.contains("::serde::Deserialize"), "{sent}");
    assert!(!squeeze(&output).contains("read_object!{NewThing{"));
}

#[test]
fn a_secret_is_a_secret_and_a_time_a_time() {
    let output = Folder::things()
        .new_thing("key: {type: string, format: password, minLength: 1}")
        .thing("at: {type: string, format: date-time}")
        .compile();
    assert_eq!(dense(field(&output, "NewThing", "key").ty), "::std::option::Option<crate::Secret>");
    assert_eq!(dense(field(&output, "Thing", "at").ty), "::std::option::Option<crate::Timestamp>");
}

#[test]
fn every_bound_of_a_request_is_checked() {
    let lines = "word: {type: string, minLength: 1, maxLength: 9, pattern: '^a$'}
host: {type: string, format: hostname}
count: {type: integer, minimum: -1, maximum: 70000}
list: {type: array, minItems: 1, maxItems: 3, items: {type: string, minLength: 2}}
kind: {type: string, enum: [a]}
part: {type: object, properties: {a: {type: string, minLength: 4}}}
parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
own: {description: D., allOf: [{$ref: '#/components/schemas/Part'}]}
made: {allOf: [{$ref: '#/components/schemas/Part'}, {type: object, properties: {c: {type: string}}}]}
text: {description: D., allOf: [{$ref: '#/components/schemas/Word'}]}
sort: {description: D., allOf: [{$ref: '#/components/schemas/Sort'}]}
free: {type: string}";
    let output = Folder::things()
        .schemas("Part: {type: object, properties: {b: {type: string, maxLength: 5}}}\nWord: {type: string, minLength: 6}\nSort: {type: string, enum: [b]}")
        .new_thing(lines)
        .compile();
    let code = check_of(&output, "NewThing").replace("::std::option::Option::", "");
    for expected in [
        "at.text(\"word\",value,Some(1i64),Some(9i64),Some(\"^a$\"),false",
        "at.text(\"host\",value,None,None,None,true",
        "at.integer(\"count\",i64::from(*value),Some(-1i64),Some(70000i64)",
        "at.count(\"list\",value.len(),Some(1i64),Some(3i64)",
        "at.text(&index,item,Some(2i64),None,None,false",
        "at.known_or_new(\"kind\",value.as_str())",
        "at.nested(\"part\",value)",
        "at.nested(&index,item)",
        "at.nested(\"own\",value)",
        "at.known_or_new(\"sort\",value.as_str())",
        "at.nested(\"made\",value)",
        "at.text(\"text\",value,Some(6i64),None,None,false",
        "letvalue=&self.name;at.text(\"name\",value,Some(2i64)",
    ] {
        assert!(code.contains(expected), "{expected} in {code}");
    }
    assert!(!code.contains("\"free\""), "{code}");
    for (name, expected) in
        [("NewThingPart", "Some(4i64)"), ("Part", "Some(5i64)"), ("NewThingMade", "\"b\"")]
    {
        assert!(check_of(&output, name).contains(expected), "{name}");
    }
}

#[test]
fn alternatives_of_required_fields_are_checked() {
    let output = Folder::things()
        .change(
            "      required: [name]\n",
            "      required: [name]\n      anyOf: [{required: [a]}, {required: [b, c]}]\n",
        )
        .new_thing("a: {type: string}\nb: {type: string}\nc: {type: string}")
        .compile();
    let code = check_of(&output, "NewThing");
    let expected =
        "at.one_of(\"a,orbandc\",(true&&self.a.is_some())||(true&&self.b.is_some()&&self.c.is_some()),)";
    assert!(code.replace(",)", ")").contains(&expected.replace(",)", ")")), "{code}");
}

#[test]
fn a_type_that_contains_itself_is_checked_through_its_box() {
    let inner = "up: {$ref: '#/components/schemas/NewThing'}";
    let code = squeeze(&Folder::things().new_thing(inner).compile());
    assert!(code.contains("impl<T:crate::check::Check>crate::check::Checkfor::std::boxed::Box<T>"));
    assert!(!squeeze(&Folder::things().compile()).contains("Box<T>"));
}

#[test]
fn what_was_read_can_be_sent_again() {
    let part = "part: {$ref: '#/components/schemas/Part'}";
    let output = Folder::things()
        .thing(part)
        .new_thing(part)
        .schemas("Part: {type: object, properties: {a: {type: string}}}")
        .compile();
    assert!(squeeze(&output).contains("impl::std::convert::TryFrom<Part>forPartInput"));
}

#[test]
fn a_list_of_numbers_or_texts_by_name_compiles_to_a_wrapper_without_a_builder() {
    let lines = "days: {$ref: '#/components/schemas/Days'}\nnames: {$ref: '#/components/schemas/Names'}";
    let output = Folder::things()
        .schemas("Days: {type: integer, minimum: 1}\nNames: {type: array, items: {type: string}}")
        .thing(lines)
        .new_thing(lines)
        .compile();
    for name in ["Names", "NamesInput"] {
        let code = dense(structure(&output, name));
        assert!(!code.contains("Builder") && !code.contains("crate::lenient"), "{code}");
    }
}

#[test]
fn numbers_that_are_listed_are_plain_numbers_with_a_check() {
    let output = Folder::things()
        .schemas("Days: {type: integer, enum: [7, 30]}")
        .new_thing("days: {$ref: '#/components/schemas/Days'}\nmore: {type: integer, enum: [1]}")
        .compile();
    assert_eq!(dense(field(&output, "NewThing", "days").ty), "::std::option::Option<i64>");
    let check = check_of(&output, "NewThing");
    assert!(check.contains("at.listed(\"days\",i64::from(*value),&[7i64,30i64])"), "{check}");
    assert!(check.contains("at.listed(\"more\",i64::from(*value),&[1i64])"), "{check}");
}

#[test]
fn a_text_or_a_list_of_texts_is_one_type_for_both_ways() {
    let either = "oneOf: [{type: string}, {type: array, items: {type: string}}]";
    let output = Folder::things()
        .schemas(&format!("Either: {{{either}}}"))
        .thing("value: {$ref: '#/components/schemas/Either'}")
        .new_thing("value: {$ref: '#/components/schemas/Either'}")
        .compile();
    for name in ["Thing", "NewThing"] {
        let ty = dense(field(&output, name, "value").ty);
        assert_eq!(ty, "::std::option::Option<crate::StringOrList>", "{name}");
    }
    assert!(check_of(&output, "NewThing").contains("at.string_or_list(\"value\",value)"));
}

#[test]
fn what_is_required_and_may_be_null_has_to_be_said() {
    let output = Folder::things()
        .change("required: [name]", "required: [name, on]")
        .new_thing("'on': {type: boolean, nullable: true}\noff: {type: boolean, nullable: true}")
        .compile();
    let said = |name: &str| dense(field(&output, "NewThing", name)).contains("#[builder(required)]");
    assert_eq!((said("on"), said("off")), (true, false));
    assert!(!dense(field(&output, "NewThing", "on")).contains("skip_serializing_if"));
}

#[test]
fn an_empty_value_that_the_document_lists_has_a_name_and_may_be_sent() {
    let output = Folder::things()
        .new_thing("kind: {type: string, enum: [a, '']}\nother: {type: string, enum: [b]}")
        .compile();
    assert_eq!(variants(&output, "NewThingKind"), ["A", "Empty"]);
    let code = check_of(&output, "NewThing");
    assert!(code.contains("known_or_new(\"other\"") && !code.contains("known_or_new(\"kind\""), "{code}");
}
