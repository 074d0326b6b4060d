//! The Rust that a document is compiled to.

#![cfg(feature = "generate")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod code;
mod folder;

use std::collections::BTreeSet;

use cloudflare_certificates_compiler::compile;
use code::{
    added, check_of, dense, field, items, open_enum, reading, real, refused, squeeze, structs, structure,
    variants,
};
use folder::Folder;
use quote::ToTokens;
use syn::Item;

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
        .change("summary: List things\n", "summary: List things\n      externalDocs: {url: https://example.com/docs}\n      x-api-token-group: [Things Read, Things Write]\n      x-pagination: page\n      x-conflict-passes: true\n      security: [{api_token: []}, {api_email: [], api_key: []}]\n")
        .change("{type: string, minLength: 1}", "{type: integer, minimum: 5, maximum: 50}")
        .compile();
    let expected = r#"pub const THINGS_LIST: crate::Operation = crate::Operation {
        id: "things_list", method: "GET", path: "/things", resource: "things", summary: "List things",
        docs: "https://example.com/docs",
        security: &[&["api_token"], &["api_email", "api_key"]], permissions: &["Things Read", "Things Write"],
        paging: crate::Paging::Pages, retry_on_conflict: true, secrets: &[],
        query: &[crate::QueryParameter {
            name: "order", minimum: ::std::option::Option::Some(5i64), maximum: ::std::option::Option::Some(50i64),
            min_length: ::std::option::Option::None, max_length: ::std::option::Option::None,
            pattern: ::std::option::Option::None,
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
fn a_constant_has_the_bounds_of_a_text_of_the_query_also_behind_a_reference() {
    let output = Folder::things()
        .schemas("Zone: {type: string, minLength: 3, maxLength: 9, pattern: '^z'}")
        .change("{type: string, minLength: 1}", "{$ref: '#/components/schemas/Zone'}")
        .compile();
    let code = squeeze(&output).replace("::std::option::Option::", "");
    let expected = "min_length:Some(3i64),max_length:Some(9i64),pattern:Some(\"^z\"),";
    assert!(code.contains(expected), "{expected}");
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
         #[serde(default)]pubserial:::std::option::Option<::std::string::String>,\
         serial=\"serial\"bycrate::lenient::seed::OptionalText,"
    );
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
        "///Whatfor.//////Allowed:atleast3characters.pubpurpose:::std::string::String,\
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
  /{accounts_or_zones}/{account_or_zone_id}/custom_csrs_of_zone/{custom_csr_id}:
    get:
      operationId: custom_csrs_of_zone
      tags: [custom_csrs]
      summary: Get a CSR of a zone
      parameters:
        - $ref: shared.yaml#/components/parameters/AccountsOrZones
        - $ref: shared.yaml#/components/parameters/AccountOrZoneId
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
        "pubasyncfnof_zone(",
        "\"custom_csrs_of_zone\"=>",
    ] {
        assert_eq!(new.matches(part).count(), 1, "{part} in {new}");
    }
    assert_eq!(items(&before, "types").len(), items(&after, "types").len());
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
    let reading = reading(&output, "Thing");
    for word in words {
        let field = thing.fields.iter().find(|field| {
            let name = dense(&field.ident);
            name == word || dense(field).contains(&format!("rename=\"{word}\""))
        });
        let code = dense(field.unwrap_or_else(|| panic!("no field for {word}")));
        assert!(reading.contains(&format!("=\"{word}\"bycrate::lenient::seed::OptionalText,")), "{reading}");
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
fn names_that_would_collide_in_the_code_are_findings_at_their_operations() {
    for (from, to, rule, words) in [
        (
            "operationId: things_update",
            "operationId: things_get_opt\n      x-method: new",
            "method-name",
            "second",
        ),
        (
            "operationId: things_update",
            "operationId: things_match",
            "generator",
            "cannot be a method `match`",
        ),
        ("operationId: things_update", "operationId: things_1", "generator", "cannot be a method `1`"),
        ("- name: order", "- name: send", "parameter-name", "name its setter with `x-method`"),
        ("- name: order", "- name: scope", "parameter-name", "variable of the emitted code"),
    ] {
        let folder = Folder::things().change(from, to);
        let findings = refused(&folder);
        let found = findings.0.iter().find(|finding| finding.rule == rule);
        let found = found.unwrap_or_else(|| panic!("{to}: {findings}"));
        assert!(found.message.contains(words), "{to}: {findings}");
        assert!(
            found.place.line > 1 && found.place.to_string().starts_with("things.yaml"),
            "{to}: {findings}"
        );
    }
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
