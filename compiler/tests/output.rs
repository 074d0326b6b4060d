//! The Rust that a document is compiled to.

#![cfg(feature = "generate")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod folder;

use std::collections::BTreeSet;

use cloudflare_certificates_compiler::{Findings, compile};
use folder::Folder;
use quote::ToTokens;
use syn::{Field, File, Item, ItemStruct};

fn real() -> Folder {
    Folder::copy_of(&folder::real())
}

fn parse(output: &str) -> File {
    syn::parse_file(output).unwrap()
}

/// The items of a module of the output.
fn items(output: &str, module: &str) -> Vec<Item> {
    let found = parse(output).items.into_iter().find_map(|item| match item {
        Item::Mod(item) if item.ident == module => item.content.map(|(_, items)| items),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no module {module}"))
}

fn structs(output: &str) -> Vec<ItemStruct> {
    let items = items(output, "types").into_iter();
    items.filter_map(|item| if let Item::Struct(item) = item { Some(item) } else { None }).collect()
}

fn structure(output: &str, name: &str) -> ItemStruct {
    structs(output).into_iter().find(|item| item.ident == name).unwrap_or_else(|| panic!("no struct {name}"))
}

fn field(output: &str, structure_name: &str, name: &str) -> Field {
    let fields = structure(output, structure_name).fields;
    fields
        .into_iter()
        .find(|field| field.ident.as_ref().is_some_and(|ident| ident == name))
        .unwrap_or_else(|| panic!("no field {name} in {structure_name}"))
}

/// The text of some code without its white space, which depends on the length of lines.
fn dense(code: impl ToTokens) -> String {
    squeeze(&code.to_token_stream().to_string())
}

fn squeeze(code: &str) -> String {
    code.split_whitespace().collect()
}

/// The body of `Check` for a type.
fn check_of(output: &str, name: &str) -> String {
    let found = items(output, "types").into_iter().find_map(|item| match item {
        Item::Impl(block) => {
            let code = dense(&block);
            code.starts_with(&format!("implcrate::check::Checkfor{name}{{")).then_some(code)
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no check of {name}"))
}

/// The code of the `open_enum!` of an enumeration.
fn open_enum(output: &str, name: &str) -> String {
    let found = items(output, "types").into_iter().find_map(|item| match item {
        Item::Macro(item) => {
            let code = dense(&item);
            code.contains(&format!("pubenum{name}{{")).then_some(code)
        }
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no enumeration {name}"))
}

/// The names of an enumeration's variants.
fn variants(output: &str, name: &str) -> Vec<String> {
    let code = open_enum(output, name);
    let (_, body) = code.split_once(&format!("pubenum{name}{{")).unwrap();
    let mut names = Vec::new();
    for part in body.split("#[doc=").skip(1) {
        let (_, rest) = part.split_once("`\"]").unwrap();
        names.push(rest.split_once('=').unwrap().0.to_owned());
    }
    names
}

/// What one text has that another does not, word by word; the rest must be the same and in the same order.
fn added(before: &str, after: &str) -> String {
    let mut rest = before.split_whitespace().peekable();
    let mut added = Vec::new();
    for word in after.split_whitespace() {
        if rest.peek() == Some(&word) {
            rest.next();
        } else {
            added.push(word);
        }
    }
    assert_eq!(rest.next(), None, "something else has changed; new: {added:?}");
    added.concat()
}

fn refused(folder: &Folder) -> Findings {
    compile(&folder.document()).unwrap_err()
}

#[test]
fn the_same_folder_gives_the_same_bytes() {
    assert!(real().compile() == real().compile());
}

#[test]
fn the_output_does_not_depend_on_where_the_folder_is() {
    let output = real().compile();
    assert!(
        output
            == compile(&cloudflare_certificates_compiler::Document::load(&folder::real()).unwrap()).unwrap()
    );
    for path in [env!("CARGO_MANIFEST_DIR"), std::env::temp_dir().to_str().unwrap(), "/home/", "/root/"] {
        assert!(!output.contains(path), "{path}");
    }
}

#[test]
fn each_operation_has_a_constant() {
    let folder = real();
    let document = folder.document();
    let output = folder.compile();
    let mut constants: Vec<String> = Vec::new();
    for item in items(&output, "operations") {
        let Item::Const(item) = item else { panic!("a constant is expected: {}", dense(item)) };
        constants.push(dense(item));
    }
    let all = constants.pop().unwrap();
    assert_eq!(constants.len(), document.operations().len());
    assert!(constants.len() >= 22);
    for (constant, operation) in constants.iter().zip(document.operations()) {
        let name = operation.id().to_uppercase();
        let (id, path) = (operation.id(), operation.path);
        let method = operation.verb.to_uppercase();
        assert!(constant.contains(&format!("pubconst{name}:crate::Operation")), "{constant}");
        assert!(constant.contains(&format!("id:\"{id}\",method:\"{method}\",path:\"{path}\"")), "{constant}");
        assert!(all.contains(&format!("&{name},")) || all.contains(&format!("&{name}]")), "{name}");
    }
}

#[test]
fn a_constant_says_what_the_document_says() {
    let output = Folder::things()
        .change("summary: List things\n", "summary: List things\n      externalDocs: {url: https://example.com/docs}\n      x-api-token-group: [Things Read, Things Write]\n      x-pagination: page\n      x-conflict-passes: true\n")
        .change("{type: string, minLength: 1}", "{type: integer, minimum: 5, maximum: 50}")
        .compile();
    let expected = r#"pub const THINGS_LIST: crate::Operation = crate::Operation {
        id: "things_list", method: "GET", path: "/things", resource: "things", summary: "List things",
        docs: "https://example.com/docs", permissions: &["Things Read", "Things Write"],
        paging: crate::Paging::Pages, conflict_passes: true,
        query: &[crate::QueryParameter {
            name: "order", minimum: ::std::option::Option::Some(5i64), maximum: ::std::option::Option::Some(50i64),
        }],
    };"#;
    let constant = items(&output, "operations")
        .into_iter()
        .map(dense)
        .find(|code| code.contains("THINGS_LIST:"))
        .unwrap();
    let without_last_commas = |code: String| code.replace(",}", "}").replace(",]", "]");
    assert!(without_last_commas(constant).ends_with(&without_last_commas(squeeze(expected))));
}

#[test]
fn each_text_enumeration_has_an_open_type() {
    let folder = real();
    let output = folder.compile();
    let view = folder.view();
    let schemas = view.root["components"]["schemas"].as_object().unwrap();
    let enumerations: Vec<_> = schemas.iter().filter(|(_, schema)| schema.get("enum").is_some()).collect();
    assert!(!enumerations.is_empty());
    for (name, schema) in enumerations {
        let code = open_enum(&output, name);
        for value in schema["enum"].as_array().unwrap() {
            assert!(code.contains(&squeeze(&format!("={value},"))), "{code}");
        }
    }
    assert!(
        !items(&output, "types").iter().any(|item| matches!(item, Item::Enum(_))),
        "a closed enumeration"
    );
}

#[test]
fn every_field_of_the_real_document_is_described() {
    for item in structs(&real().compile()) {
        for field in item.fields {
            let described = field.attrs.iter().any(|attribute| attribute.path().is_ident("doc"));
            assert!(described, "{}.{}", item.ident, dense(field.ident));
        }
    }
}

#[test]
fn a_field_that_refers_to_a_schema_has_the_first_paragraph_of_its_description() {
    let lines = "part: {$ref: '#/components/schemas/Part'}\nkind: {$ref: '#/components/schemas/Kind'}\nparts: {type: array, items: {$ref: '#/components/schemas/Part'}}\nown: {description: My own., allOf: [{$ref: '#/components/schemas/Part'}]}\nwrapped: {allOf: [{$ref: '#/components/schemas/Part'}]}";
    let output = Folder::things()
        .schemas("Part:\n  description: |\n    A part\n    of it.\n\n    More of this.\n  type: object\n  properties: {a: {type: string}}\nKind: {description: The kind., type: string, enum: [x]}")
        .thing(lines)
        .new_thing(lines)
        .compile();
    let described = [
        ("part", "A part\\nof it."),
        ("kind", "The kind."),
        ("parts", "A part\\nof it."),
        ("own", "My own."),
        ("wrapped", "A part\\nof it."),
    ];
    for (name, text) in described {
        for side in ["Thing", "NewThing"] {
            let docs: Vec<String> = field(&output, side, name)
                .attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("doc"))
                .map(|attribute| attribute.to_token_stream().to_string())
                .collect();
            assert_eq!(docs.len(), 1, "{side}.{name}");
            assert!(
                docs[0].contains(&format!("{text}\""))
                    || docs[0].contains(&format!("{}\"", text.replace("\\n", "\n"))),
                "{side}.{name}: {docs:?}"
            );
        }
    }
}

#[test]
fn a_new_field_of_an_answer_is_the_only_change() {
    let before = real().compile();
    let from = "        issuer:\n          type: string\n";
    let to =
        format!("        serial:\n          type: string\n          description: Serial number.\n{from}");
    let after = real().change_in("custom_certificates.yaml", from, &to).compile();
    assert_eq!(
        added(&before, &after),
        "///Serialnumber.#[serde(skip_serializing_if=\"::std::option::Option::is_none\")]\
         #[serde(deserialize_with=\"crate::lenient::optional_text\")]#[serde(default)]\
         pubserial:::std::option::Option<::std::string::String>,"
    );
    assert!(dense(field(&after, "CustomCertificate", "serial")).contains("optional_text"));
}

#[test]
fn a_new_required_field_of_a_request_is_the_only_change() {
    let before = real().compile();
    let after = real()
        .change_in(
            "access_certificates.yaml",
            "      required: [certificate, name]\n      properties:\n",
            "      required: [certificate, name, purpose]\n      properties:\n        purpose: {type: string, minLength: 3, description: What for.}\n",
        )
        .compile();
    assert_eq!(
        added(&before, &after),
        "///Whatfor.pubpurpose:::std::string::String,\
         {letvalue=&self.purpose;at.text(\"purpose\",value,::std::option::Option::Some(3i64),\
         ::std::option::Option::None,::std::option::Option::None,false,);}"
    );
    assert_eq!(dense(field(&after, "NewAccessCertificate", "purpose").ty), "::std::string::String");
}

#[test]
fn a_new_value_of_an_enumeration_is_the_only_change() {
    let before = real().compile();
    let after = real()
        .change_in("custom_csrs.yaml", "enum: [rsa2048, p256v1]", "enum: [rsa2048, p256v1, p384v1]")
        .compile();
    assert_eq!(added(&before, &after), "#[doc=\"`p384v1`\"]P384v1=\"p384v1\",");
    assert!(variants(&after, "CustomCsrKeyType").contains(&"P384v1".to_owned()));
}

#[test]
fn a_new_operation_is_the_only_change() {
    let before = real().compile();
    let operation = "openapi: 3.0.3
paths:
  /zones/{zone_id}/custom_csrs_of_zone/{custom_csr_id}:
    get:
      operationId: custom_csrs_of_zone
      tags: [custom_csrs]
      summary: Get a CSR of a zone
      parameters:
        - $ref: shared.yaml#/components/parameters/ZoneId
        - {name: custom_csr_id, in: path, required: true, schema: {type: string}}
      responses:
        2XX:
          description: The CSR.
          content:
            application/json:
              schema:
                allOf:
                  - $ref: shared.yaml#/components/schemas/Envelope
                  - type: object
                    properties:
                      result: {$ref: custom_csrs.yaml#/components/schemas/CustomCsr}
";
    let after = real().write("new.yaml", operation).compile();
    let new = added(&before, &after);
    for part in [
        "CUSTOM_CSRS_OF_ZONE:crate::Operation",
        "pub(crate)fncustom_csrs_of_zone<'a>",
        "&CUSTOM_CSRS_OF_ZONE,",
    ] {
        assert_eq!(new.matches(part).count(), 1, "{part} in {new}");
    }
    assert_eq!(items(&before, "types").len(), items(&after, "types").len());
}

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
    assert!(!read.contains("Builder") && read.contains("crate::lenient::"), "{read}");
    assert!(sent.contains("Builder") && !sent.contains("crate::lenient::"), "{sent}");
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
        assert_eq!(ty, "::std::option::Option<crate::TextOrList>", "{name}");
    }
    assert!(check_of(&output, "NewThing").contains("at.text_or_list(\"value\",value)"));
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
fn the_error_of_conversions_stays_where_a_type_needs_it() {
    let has_error = |output: &str| {
        items(output, "types").iter().any(|item| matches!(item, Item::Mod(item) if item.ident == "error"))
    };
    assert!(!has_error(&Folder::things().compile()));
    let union = "Either: {oneOf: [{type: string, enum: [a]}, {type: integer}]}";
    let either = "either: {$ref: '#/components/schemas/Either'}";
    assert!(has_error(&Folder::things().schemas(union).new_thing(either).compile()));
}

#[test]
fn values_that_are_no_identifiers_compile_to_variants_of_their_own() {
    let values = [
        "7",
        "a-b",
        "a_b",
        "A B",
        "",
        "self",
        "Self",
        "unknown_value",
        "UnknownValue",
        "é",
        "1.2",
        "12",
        "*",
    ];
    let list: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    let output =
        Folder::things().thing(&format!("kind: {{type: string, enum: [{}]}}", list.join(", "))).compile();
    let names = variants(&output, "ThingKind");
    assert_eq!(names.len(), values.len());
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), values.len(), "{names:?}");
    for name in &names {
        assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name}");
        assert!(name != "Self" && name != "UnknownValue", "{names:?}");
    }
    let code = open_enum(&output, "ThingKind");
    for (name, value) in names.iter().zip(values) {
        assert!(code.contains(&squeeze(&format!("{name}={value:?},"))), "{name} of {value:?} in {code}");
    }
}

#[test]
fn properties_that_are_called_like_words_of_openapi_are_fields() {
    let words = [
        "$ref",
        "default",
        "default-mode",
        "enum",
        "example",
        "pattern",
        "properties",
        "required",
        "self",
        "type",
        "x-more",
    ];
    let lines: Vec<String> =
        words.iter().map(|word| format!("{word}: {{type: string, minLength: 7}}")).collect();
    let output = Folder::things().thing(&lines.join("\n")).new_thing(&lines.join("\n")).compile();
    let (thing, checks) = (structure(&output, "Thing"), check_of(&output, "NewThing"));
    for word in words {
        let field = thing.fields.iter().find(|field| {
            let name = dense(&field.ident);
            name == word || dense(field).contains(&format!("rename=\"{word}\""))
        });
        let code = dense(field.unwrap_or_else(|| panic!("no field for {word}")));
        assert!(code.contains("deserialize_with=\"crate::lenient::optional_text\""), "{code}");
        assert!(code.contains("#[serde(default)]"), "an absent {word} cannot be read: {code}");
        assert!(
            checks.contains(&format!("at.text(\"{word}\",value,::std::option::Option::Some(7i64)")),
            "{word}"
        );
    }
}

#[test]
fn a_panic_of_the_generator_is_a_finding_that_names_the_operation() {
    let folder = Folder::things().thing("odd: {not: {type: string}}");
    let findings = refused(&folder);
    let place = |text: &str| format!("things.yaml:{}", folder.line("things.yaml", text));
    let found: Vec<String> = findings.0.iter().map(|finding| finding.place.to_string()).collect();
    assert_eq!(found, [place("    get:"), place("    put:")], "{findings}");
    assert!(
        findings.0[0].message.contains("cannot compile `things_list`: not yet implemented"),
        "{findings}"
    );
    assert!(
        findings.0[1].message.contains("cannot compile `things_update`: not yet implemented"),
        "{findings}"
    );
}

#[test]
fn an_error_of_the_generator_is_a_finding_that_names_the_operation() {
    let folder = Folder::things().change("          in: query\n", "          in: cookie\n");
    let findings = refused(&folder);
    assert_eq!(findings.0.len(), 1, "{findings}");
    assert_eq!(findings.0[0].place.line, folder.line("things.yaml", "    get:"));
    let message = &findings.0[0].message;
    assert!(
        message.contains("`things_list`") && message.contains("cookie parameters are not supported"),
        "{message}"
    );
    assert!(!message.contains('\n'), "{message}");
}

#[test]
fn a_document_that_is_not_openapi_after_all_is_a_finding() {
    let folder = Folder::things().change("summary: List things", "summary: [a, b]");
    let findings = refused(&folder);
    assert_eq!(findings.0.len(), 1, "{findings}");
    assert!(
        findings.to_string().contains("[generator] the generator cannot compile `things_list`"),
        "{findings}"
    );
}

#[test]
fn a_document_that_breaks_a_rule_is_not_compiled() {
    let folder = Folder::things().schemas("lower: {type: string}");
    assert_eq!(refused(&folder), folder.findings());
}

#[test]
fn a_document_without_operations_compiles() {
    let output = Folder::root().compile();
    assert!(squeeze(&output).contains("pubconstALL:&[&crate::Operation]=&[];"));
}

#[test]
fn each_operation_of_the_real_document_has_a_typed_mock() {
    let document = real().document();
    let mocks = squeeze(&cloudflare_certificates_compiler::mocks(&document).unwrap());
    for operation in document.operations() {
        let id = operation.id();
        // In the trait, and as it is carried out.
        assert_eq!(mocks.matches(&format!("fn{id}<F>(&self,")).count(), 2, "{id}");
    }
    assert_eq!(mocks.matches("pubfnsuccess<'a>").count(), document.operations().len());
    assert_eq!(mocks.matches("pubfnfailure(").count(), document.operations().len());
}
