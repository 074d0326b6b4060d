//! One fault of every rule, each by itself: it is found, at its line, and nothing else is.

use std::fs;

use crate::folder::{CERTIFICATES, CSRS, ROOT, SHARED, copy, findings, plant};

/// A fault: its name, the rule, the file, what is replaced by what, and a text of the line that must be reported.
type Fault = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const LONELY: &str = "    Lonely:
      description: Of one who is alone.
      type: object
      properties:
        friend:
          $ref: '#/components/schemas/Friend'
    Friend:
      description: Known to nobody else.
      type: string
    CustomCsrOrder:
";

/// The standard, the references, the examples.
#[rustfmt::skip]
const BASICS: &[Fault] = &[
    ("a wrong type", "openapi-3.0", CSRS, "      summary: List custom CSRs\n", "      summary: List custom CSRs\n      deprecated: perhaps\n", "deprecated"),
    ("deep within alternatives", "openapi-3.0", CSRS, "          description: By what the list is sorted.\n", "          description: By what the list is sorted.\n          explode: 7\n", "explode"),
    ("in the head of one file", "openapi-3.0", CSRS, "  title: \"Cloudflare certificates: custom CSRs\"\n", "", "info:"),
    ("an unknown key of one file", "openapi-3.0", CSRS, "components:\n", "webhooks: {}\ncomponents:\n", "openapi: 3.0.3"),
    ("a key that merging loses", "lost", CSRS, "components:\n", "servers: []\ncomponents:\n", "servers"),
    ("a reference to nothing", "dangling-ref", CSRS, "'#/components/schemas/CustomCsrOrder'", "'#/components/schemas/Nowhere'", "Nowhere"),
    ("a reference to no file", "dangling-ref", CSRS, "shared.yaml#/components/parameters/Page\n", "nowhere.yaml#/components/parameters/Page\n", "nowhere"),
    ("a reference out of the folder", "foreign-ref", CSRS, "'#/components/schemas/CustomCsrOrder'", "'../secret.yaml#/x'", "secret"),
    ("a reference to itself", "cyclic-ref", CSRS, "    CustomCsrOrder:\n      description: By what a list of custom CSRs is sorted.\n      type: string\n", "    CustomCsrOrder:\n      description: Endless.\n      allOf:\n        - $ref: '#/components/schemas/CustomCsrOrder'\n", "    CustomCsrOrder:"),
    ("beside a reference", "ref-siblings", CSRS, "            $ref: '#/components/schemas/CustomCsrOrder'\n", "            $ref: '#/components/schemas/CustomCsrOrder'\n            x-correction: Lost.\n", "schema:"),
    ("a path in two files", "duplicate", CSRS, "paths:\n", "paths:\n  /zones/{zone_id}/keyless_certificates: {}\n", ""),
    ("a component that is no object", "shape", CSRS, "    CustomCsrOrder:\n", "    Odd: 7\n    CustomCsrOrder:\n", "Odd"),
    ("the example of a request", "example", CSRS, "                  country: US\n", "                  country: USA\n", "USA"),
    ("the example of a response", "example", CSRS, "                      key_type: rsa2048\n", "                      key_type: rsa512\n", "rsa512"),
    ("an example through allOf", "example", CSRS, "                    success: true\n", "                    success: perhaps\n", "perhaps"),
    ("an example without a required field", "example", CSRS, "                      id: 7b163417-1d2b-4c84-a38a-2fb7a0cd7752\n", "", "result:"),
    ("an example's format", "example", CSRS, "created_at: '2024-01-15T10:30:00Z'", "created_at: 2024-01-15", "created_at"),
    ("an example that is null", "example", CSRS, "                      csr: \"-----BEGIN CERTIFICATE REQUEST-----\\nMIICYzCCAUsCAQAwHj...\"\n", "                      csr: null\n", "csr:"),
    ("the example of a parameter", "example", SHARED, "      x-correction: The pages show `number`; a page's number is an integer.\n", "      example: 0\n      x-correction: An integer.\n", "example"),
    ("one of a parameter's examples", "example", SHARED, "      x-correction: The pages show `number`; a page's number is an integer.\n", "      examples:\n        first:\n          value: one\n", "value"),
    ("the example of a schema", "example", CSRS, "      enum: [rsa2048, p256v1]\n", "      enum: [rsa2048, p256v1]\n      example: dsa\n", "example"),
    ("the example of a property", "example", CSRS, "          maxLength: 64\n          description: The subject's common name.\n", "          maxLength: 64\n          example: 7\n          description: The subject's common name.\n", "example"),
];

/// What the compiler refuses.
#[rustfmt::skip]
const COMPILER: &[Fault] = &[
    ("no operation id", "operation-id+tag", CSRS, "      operationId: custom_csrs_list\n", "", "get:"),
    ("an operation id twice", "duplicate-operation-id", CSRS, "operationId: custom_csrs_create", "operationId: custom_csrs_list", "operationId"),
    ("two tags", "tag", CSRS, "      tags: [custom_csrs]\n", "      tags: [custom_csrs, keyless_certificates]\n", "tags"),
    ("an unknown tag", "tag", CSRS, "      tags: [custom_csrs]\n", "      tags: [csrs]\n", "tags"),
    ("an undefined path parameter", "path-parameter", CSRS, "/custom_csrs/{custom_csr_id}:", "/custom_csrs/{id}:", ""),
    ("no schema of a parameter", "parameter-schema+openapi-3.0", SHARED, "      schema:\n        type: integer\n        minimum: 1\n        default: 1\n", "", ""),
    ("an object in the query", "query-parameter+unused", CSRS, "          schema:\n            $ref: '#/components/schemas/CustomCsrOrder'\n", "          schema:\n            type: object\n    # CustomCsrOrder\n", "- name: order"),
    ("two successes", "success+pagination", CSRS, "        4XX:\n", "        '202':\n          description: Later.\n        4XX:\n", "responses:"),
    ("two scopes of a tag", "one-scope+path-parameter+scope-parameters", CSRS, "/{accounts_or_zones}/{account_or_zone_id}/custom_csrs/{custom_csr_id}:", "/zones/{zone_id}/custom_csrs/{custom_csr_id}:", "get:"),
    ("an inline body", "named-body", CSRS, "              $ref: '#/components/schemas/NewCustomCsr'\n", "              allOf:\n                - $ref: '#/components/schemas/NewCustomCsr'\n", "requestBody:"),
    ("a schema's name", "schema-name+unused", CSRS, "    CustomCsrOrder:\n", "    Sort_Direction: {type: string, description: Badly named.}\n    CustomCsrOrder:\n", "Sort_Direction"),
    ("a broken pattern", "pattern+openapi-3.0+example", CSRS, "'^[A-Z]{2}$'", "'[A-Z'", "pattern"),
    ("a value that is no text", "enum", CSRS, "enum: [name, account_tag, created_at]", "enum: [asc, 7]", "enum"),
    ("two properties of one name", "property-name", CSRS, "        locality:\n", "        commonName: {type: string, description: Again.}\n        locality:\n", "common_name:"),
    ("an unknown required property", "required+example", CSRS, "required: [id, created_at, key_type]", "required: [id, created_at, key_type, more]", "required"),
    ("a fallback to nothing", "fallback", "origin_tls_client_auth.yaml", "x-falls-back-to: cert_id", "x-falls-back-to: gone", "x-falls-back-to"),
    ("a secret that is sent again", "secret-resent", SHARED, "        private_ip:\n          type: string\n", "        private_ip:\n          type: string\n          format: password\n", "private_ip:"),
    ("a secret here and none there", "secret-in-clear", CSRS, "          description: The subject's city or locality.\n", "          format: password\n          description: The subject's city or locality.\n", ""),
];

/// Our rules for operations.
#[rustfmt::skip]
const OPERATIONS: &[Fault] = &[
    ("no summary", "summary", CSRS, "      summary: List custom CSRs\n", "", "get:"),
    ("a long summary", "summary", CSRS, "      summary: List custom CSRs\n", "      summary: \"List\\ncustom CSRs\"\n", "summary"),
    ("no description", "description", CSRS, "      description: Lists the custom CSRs of an account or a zone, page by page.\n", "", "get:"),
    ("a copied description", "description", CSRS, "      description: Lists the custom CSRs of an account or a zone, page by page.\n", "      description: list custom  CSRs.\n", "description"),
    ("another site", "docs-page", CSRS, "https://developers.cloudflare.com/api/resources/custom_csrs/methods/list/", "https://example.com/", "externalDocs"),
    ("no docs page", "docs-page", CSRS, "      externalDocs:\n        url: https://developers.cloudflare.com/api/resources/custom_csrs/methods/list/\n", "", "get:"),
    ("an unknown source", "facts-from", CSRS, "x-facts-from: inventory", "x-facts-from: memory", "x-facts-from"),
    ("no source", "facts-from", CSRS, "      x-facts-from: inventory\n", "", "get:"),
    ("no permission", "permissions", CSRS, "      x-api-token-group: ['Account: SSL and Certificates Write']\n", "", "get:"),
    ("an empty list of permissions", "permissions", CSRS, "['Account: SSL and Certificates Write']", "[]", "x-api-token-group"),
    ("an empty permission", "permissions", CSRS, "['Account: SSL and Certificates Write']", "['']", "x-api-token-group"),
    ("an unknown security scheme", "security", CSRS, "      x-pagination: page\n", "      x-pagination: page\n      security:\n        - nobody: []\n", "security"),
    ("an unknown security scheme of all", "security", ROOT, "  - api_token: []\n", "  - token: []\n", "security:"),
    ("no security", "security", ROOT, "security:\n  - api_token: []\n  - api_email: []\n    api_key: []\n", "", ""),
    ("one success status", "2xx", CSRS, "        2XX:\n          description: One page", "        '200':\n          description: One page", "responses:"),
    ("an error of its own", "shared-error", CSRS, "        4XX:\n          $ref: shared.yaml#/components/responses/Error\n", "        4XX:\n          description: Its own.\n", "4XX"),
    ("no error of the server", "shared-error", CSRS, "        5XX:\n          $ref: shared.yaml#/components/responses/Error\n", "", "responses:"),
    ("a list without paging", "pagination", CSRS, "      x-pagination: page\n", "", "get:"),
    ("an unknown paging", "pagination", CSRS, "      x-pagination: page\n", "      x-pagination: cursor\n", "x-pagination"),
    ("paging of no list", "pagination", CSRS, "      operationId: custom_csrs_get\n", "      operationId: custom_csrs_get\n      x-pagination: single\n", "x-pagination"),
    ("no size of pages", "pagination", CSRS, "        - $ref: shared.yaml#/components/parameters/PerPage\n", "", "x-pagination"),
    ("no number of pages", "pagination", CSRS, "        - $ref: shared.yaml#/components/parameters/Page\n", "", "x-pagination"),
    ("a scope of its own", "scope-parameters", CSRS, "      - $ref: shared.yaml#/components/parameters/AccountOrZoneId\n", "      - {name: account_or_zone_id, in: path, required: true, description: Its own., schema: {type: string}}\n", "parameters:"),
    ("a scope by another name", "scope-parameters+path-parameter+one-scope", CSRS, "/{accounts_or_zones}/{account_or_zone_id}/custom_csrs:", "/{account_or_zone}/{account_or_zone_id}/custom_csrs:", "/{account_or_zone}"),
];

/// Our rules for schemas and parameters.
#[rustfmt::skip]
const SCHEMAS: &[Fault] = &[
    ("a bare parameter", "described", CSRS, "          description: By what the list is sorted.\n", "", "- name: order"),
    ("a bare property", "described", CSRS, "          description: The subject's city or locality.\n", "", "locality:"),
    ("a bare property of an inline object", "described", SHARED, "              description: A JSON pointer into the request's body.\n", "", "pointer:"),
    ("a bare schema", "described", CSRS, "      description: The contents of a new custom CSR.\n", "", "NewCustomCsr:"),
    ("an empty description", "described", CSRS, "      description: The contents of a new custom CSR.\n", "      description: ' '\n", "NewCustomCsr:"),
    ("an unknown extension", "extension", CSRS, "      x-facts-from: docs\n", "      x-facts-from: docs\n      x-mood: good\n", "x-mood"),
    ("an unknown extension in a schema", "extension", CSRS, "          description: A remark for people.\n", "          description: A remark for people.\n          x-mood: good\n", "x-mood"),
    ("a correction that is no text", "extension", SHARED, "x-correction: The pages show `number`; a page's number is an integer.", "x-correction: 7", "x-correction"),
    ("an empty correction", "extension", SHARED, "x-correction: The pages show `number`; a page's number is an integer.", "x-correction: ''", "x-correction"),
    ("a false identification", "extension", "access_certificates.yaml", "x-identifies: true", "x-identifies: hostname", "x-identifies"),
    ("a length of an integer", "bounds", SHARED, "        minimum: 1\n        default: 1\n", "        maxLength: 5\n        default: 1\n", "maxLength"),
    ("a minimum of a text", "bounds", CSRS, "          maxLength: 64\n", "          maximum: 64\n", "maximum"),
    ("items of a text", "bounds", CSRS, "          maxLength: 64\n", "          minItems: 1\n", "minItems"),
    ("a pattern of an array", "bounds", CSRS, "          minItems: 1\n", "          pattern: a\n", "pattern"),
    ("a bound without a type", "bounds+named-body", CSRS, "          type: string\n          minLength: 1\n          maxLength: 64\n", "          maxLength: 64\n", "maxLength"),
    ("a value twice", "enum-values", CSRS, "enum: [name, account_tag, created_at]", "enum: [asc, asc]", "enum"),
    ("a meaning that there is not", "progress", CERTIFICATES, "        failed: [expired]\n", "        broken: [expired]\n", "x-progress"),
    ("a status without a meaning", "progress", CERTIFICATES, "        failed: [expired]\n", "", "x-progress"),
    ("a status with two meanings", "progress", CERTIFICATES, "        failed: [expired]\n", "        failed: [expired, active]\n", "x-progress"),
    ("a meaning of no status", "progress", CERTIFICATES, "        failed: [expired]\n", "        failed: [expired, late]\n", "x-progress"),
    ("a number", "number", SHARED, "          type: integer\n          description: The number of this page, counted from 1.\n", "          type: number\n          description: The number of this page, counted from 1.\n", "type"),
    ("a readable private key", "secret+secret-in-clear", CERTIFICATES, "          format: password\n", "", "private_key:"),
    ("a readable token", "secret", CSRS, "        locality:\n", "        access_token:\n          type: string\n          description: Opens it.\n        locality:\n", "access_token"),
    ("a readable password", "secret", CSRS, "        locality:\n", "        password:\n          type: string\n          description: Opens it.\n        locality:\n", "password"),
    ("a readable API key", "secret", CSRS, "        locality:\n", "        api_key:\n          type: string\n          description: Opens it.\n        locality:\n", "api_key"),
    ("a readable secret", "secret", CSRS, "        locality:\n", "        client_secret:\n          type: string\n          description: Opens it.\n        locality:\n", "client_secret"),
    ("an unused schema", "unused", CSRS, "    CustomCsrOrder:\n", LONELY, "    Lonely:"),
    ("a schema used by an unused one", "unused", CSRS, "    CustomCsrOrder:\n", LONELY, "    Friend:"),
    ("an unused parameter", "unused", SHARED, "    ZoneId:\n", "    Lonely:\n      name: lonely\n      in: query\n      description: Of no use.\n      schema: {type: string}\n    ZoneId:\n", "    Lonely:"),
    ("an unused response", "unused", SHARED, "    Error:\n", "    Lonely: {description: Of no use.}\n    Error:\n", "    Lonely:"),
];

/// Plants each fault in a copy of its own and collects what was not as expected.
fn check(faults: &[Fault]) {
    let mut failures = Vec::new();
    for (name, rules, file, old, new, at) in faults {
        let folder = copy();
        let line = plant(folder.path(), file, old, new, at);
        let found = findings(folder.path());
        let rules: Vec<&str> = rules.split('+').collect();
        // Without a text, the fault is seen elsewhere.
        let is_it = |(found_file, found_line, found_rule, _): &(String, u64, String, String)| {
            found_rule == rules[0] && (at.is_empty() || (found_file == file && *found_line == line))
        };
        let only = found.iter().all(|(_, _, rule, _)| rules.contains(&rule.as_str()));
        if !found.iter().any(is_it) || !only {
            failures.push(format!("{name}: [{rules:?}] at {file}:{line}, found {found:#?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn the_standard_references_and_examples() {
    check(BASICS);
}

#[test]
fn the_compilers_rules() {
    check(COMPILER);
}

#[test]
fn our_rules_for_operations() {
    check(OPERATIONS);
}

#[test]
fn our_rules_for_schemas() {
    check(SCHEMAS);
}

/// The names of the rules, as they stand in the sources: none may be left without a fault.
#[test]
fn every_rule_has_a_fault() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let ours = ["operations", "schemas", "components", "standard", "examples"];
    let mut files: Vec<String> = ours.iter().map(|name| format!("xtask/src/validate/{name}.rs")).collect();
    files.push("compiler/src/check.rs".to_owned());
    files.push("compiler/src/steps/secrets.rs".to_owned());
    let planted: Vec<&str> =
        [BASICS, COMPILER, OPERATIONS, SCHEMAS].concat().iter().map(|fault| fault.1).collect();
    let planted: Vec<&str> = planted.iter().filter_map(|rules| rules.split('+').next()).collect();
    for file in files {
        let text = fs::read_to_string(format!("{root}/{file}")).unwrap();
        // A rule is the argument before the message: `"rule", message` or `"rule", format!(` or `rule: "rule"`.
        let texts: Vec<&str> = text.split('"').collect();
        for (index, rule) in texts.iter().enumerate().skip(1).step_by(2) {
            let after = texts.get(index + 1).copied().unwrap_or_default().trim_start();
            let is_rule = after.starts_with(", message")
                || after.starts_with(", format!")
                || texts[index - 1].trim_end().ends_with("rule:");
            assert!(!is_rule || planted.contains(rule), "{file}: no fault of the rule `{rule}`");
        }
    }
}
