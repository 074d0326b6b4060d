//! What the control plane says of itself.

use std::collections::BTreeSet;
use std::path::Path;

use cloudflare_certificates_compiler::Document;
use serde_json::{Value, json};

use crate::support::{ACCOUNT, Test, ZONE};

#[tokio::test]
async fn the_overview_shows_zones_accounts_and_time() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let zone = json!({
        "id": ZONE, "name": "example.com", "account": ACCOUNT, "plan": "free", "status": "active",
        "universal_ssl": true,
    });
    assert_eq!(overview["zones"], json!([zone]));
    assert_eq!(overview["accounts"], json!([{ "id": ACCOUNT, "name": "Simulator account" }]));
    assert_eq!(overview["time"], test.get("/time").await["time"]);
    assert_eq!(test.get("/").await, overview);
}

#[tokio::test]
async fn the_overview_names_every_endpoint() {
    let test = Test::start().await;
    let overview = test.get("").await;
    for endpoint in overview["endpoints"].as_object().unwrap().keys() {
        let (method, path) = endpoint.split_once(" /__simulator").unwrap();
        // An endpoint that is there has something to say about this body, or succeeds.
        let response = test.send(method.parse().unwrap(), path, "?").await;
        assert!([200, 400].contains(&response.status().as_u16()), "{endpoint}");
    }
}

#[tokio::test]
async fn the_overview_shows_every_operation_by_its_resource() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let shown: BTreeSet<(&str, &str)> = overview["operations"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(tag, ids)| ids.as_array().unwrap().iter().map(|id| (tag.as_str(), id.as_str().unwrap())))
        .collect();
    let document = document();
    let operations = document.operations();
    let documented: BTreeSet<(&str, &str)> = operations
        .iter()
        .map(|operation| (operation.value["tags"][0].as_str().unwrap(), operation.id()))
        .collect();
    assert_eq!(shown, documented);
}

#[tokio::test]
async fn every_status_of_the_document_is_a_stage() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let document = document();
    for (resource, schema) in [
        ("certificate_packs", "CertificatePackStatus"),
        ("client_certificates", "ClientCertificateStatus"),
        ("custom_certificates", "CustomCertificateStatus"),
        ("custom_hostnames", "CertificatePackStatus"),
        ("custom_hostnames_fallback_origin", "FallbackOriginStatus"),
        ("custom_trust_store", "TrustedCaStatus"),
        ("gateway_certificates", "GatewayCertificateBindingStatus"),
        ("keyless_certificates", "KeylessCertificateStatus"),
        ("origin_tls_client_auth", "OriginPullStatus"),
        ("origin_tls_client_auth_hostname_certificates", "OriginPullStatus"),
    ] {
        let documented = document.root["components"]["schemas"][schema]["enum"].as_array().expect(schema);
        let stages = overview["stages"][resource].as_array().expect(resource);
        for status in documented {
            assert!(stages.contains(status), "{resource} lacks {status}");
        }
    }
}

#[tokio::test]
async fn every_stage_that_is_shown_can_be_entered() {
    let test = Test::start().await;
    let overview = test.get("").await;
    for (resource, stages) in overview["stages"].as_object().unwrap() {
        for stage in stages.as_array().unwrap() {
            let record = json!({ "ssl": { "id": "1", "status": "active" }, "status": "active" });
            let seed = json!({ "records": [{ "resource": resource, "owner": ZONE, "record": record }] });
            let id = test.post("/seed", seed).await["records"][0].clone();
            test.post("/stage", json!({ "resource": resource, "id": id, "stage": stage })).await;
        }
    }
}

#[tokio::test]
async fn every_kind_of_fault_that_is_shown_can_be_ordered_with_its_fields() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let values = json!({
        "status": 503, "code": 1, "message": "later", "headers": { "x": "y" }, "milliseconds": 1,
    });
    let kinds = overview["faults"]["kinds"].as_object().unwrap();
    assert_eq!(kinds.len(), 9);
    for (kind, shown) in kinds {
        let mut fault = json!({ "kind": kind });
        for field in shown["fields"].as_array().unwrap() {
            let field = field.as_str().unwrap();
            assert!(overview["faults"]["fields"][field].is_string());
            fault[field] = values[field].clone();
        }
        test.post("/faults", json!({ "fault": fault })).await;
    }
    assert_eq!(test.simulator.pending_faults(), kinds.len());
}

#[tokio::test]
async fn every_condition_that_is_shown_can_be_set() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let values = json!({
        "operation": "zones_get", "resource": "zones", "method": "GET", "path_contains": "zones", "zone": ZONE,
        "account": ACCOUNT,
    });
    for condition in overview["faults"]["match"].as_object().unwrap().keys() {
        let matching = json!({ condition: values[condition] });
        test.post("/faults", json!({ "match": matching, "fault": { "kind": "error" } })).await;
    }
    assert_eq!(test.simulator.pending_faults(), 6);
}

#[tokio::test]
async fn the_readme_describes_what_the_overview_shows() {
    let test = Test::start().await;
    let overview = test.get("").await;
    let readme = include_str!("../../README.md");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<String>>();
    let texts = |value: &Value| {
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect::<Vec<String>>()
    };
    let named = [
        keys(&overview),
        keys(&overview["endpoints"]),
        keys(&overview["faults"]["kinds"]),
        keys(&overview["faults"]["fields"]),
        keys(&overview["faults"]["match"]),
        keys(&overview["stages"]),
        texts(&overview["quotas"]),
        texts(&overview["key_types"]),
    ];
    for name in named.concat() {
        assert!(readme.contains(&format!("`{name}`")), "the README lacks `{name}`");
    }
}

fn document() -> Document {
    Document::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi")).unwrap()
}
