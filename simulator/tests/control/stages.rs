//! Stages and patches.

use reqwest::Method;
use serde_json::json;

use crate::support::{Test, ZONE};

#[tokio::test]
async fn a_resource_is_put_into_a_stage() {
    let test = Test::start().await;
    let id = test.order().await;
    let entered = json!({ "resource": "certificate_packs", "id": id, "stage": "caa_error" });
    assert_eq!(test.post("/stage", entered).await["id"], id);
    let pack = test.pack(&id).await;
    assert_eq!(pack["status"], "pending_issuance");
    assert!(pack["validation_errors"][0]["message"].as_str().unwrap().contains("CAA"));
}

#[tokio::test]
async fn a_renewal_returns_the_new_id() {
    let test = Test::start().await;
    let id = test.order().await;
    let entered = json!({ "resource": "certificate_packs", "id": id, "stage": "renewed" });
    let new = test.post("/stage", entered).await["id"].as_str().unwrap().to_owned();
    assert_ne!(new, id);
    assert_eq!(test.pack(&new).await["id"], new);
}

#[tokio::test]
async fn a_stage_that_does_not_exist_is_refused_with_those_that_do() {
    let test = Test::start().await;
    let id = test.order().await;
    let body = |resource: &str, id: &str, stage: &str| {
        json!({ "resource": resource, "id": id, "stage": stage }).to_string()
    };
    let message = test.invalid(Method::POST, "/stage", &body("certificate_packs", &id, "activ")).await;
    assert!(message.contains("validation_timed_out"), "{message}");
    let message = test.invalid(Method::POST, "/stage", &body("packs", &id, "active")).await;
    assert!(message.contains("certificate_packs"), "{message}");
    test.refused(Method::POST, "/stage", &body("certificate_packs", "nobody", "active"), 404).await;
    test.refused(Method::POST, "/stage", &body("custom_hostnames", &id, "active"), 404).await;
    test.invalid(Method::POST, "/stage", r#"{"resource":"certificate_packs"}"#).await;
    assert_eq!(test.pack(&id).await["status"], "initializing");
}

#[tokio::test]
async fn a_record_is_patched() {
    let test = Test::start().await;
    let id = test.order().await;
    let patch = json!({ "resource": "certificate_packs", "id": id, "patch": { "status": "brand_new" } });
    assert_eq!(test.post("/patch", patch).await["id"], id);
    assert_eq!(test.pack(&id).await["status"], "brand_new");
}

#[tokio::test]
async fn a_patch_is_an_object_and_leaves_the_id() {
    let test = Test::start().await;
    let id = test.order().await;
    for patch in [json!("active"), json!(null), json!([1]), json!({ "id": "other" })] {
        let body = json!({ "resource": "certificate_packs", "id": id, "patch": patch });
        test.invalid(Method::POST, "/patch", &body.to_string()).await;
    }
    let body = json!({ "resource": "certificates", "id": id, "patch": {} });
    test.invalid(Method::POST, "/patch", &body.to_string()).await;
    let body = json!({ "resource": "certificate_packs", "id": "nobody", "patch": {} });
    test.refused(Method::POST, "/patch", &body.to_string(), 404).await;
    assert_eq!(test.pack(&id).await["id"], id);
}

#[tokio::test]
async fn records_with_fields_of_other_types_do_no_harm() {
    let test = Test::start().await;
    let id = test.order().await;
    for patch in [json!({ "hosts": 1, "status": [] }), json!({ "status": null, "validation_records": "no" })]
    {
        test.post("/patch", json!({ "resource": "certificate_packs", "id": id, "patch": patch })).await;
        for path in ["ssl/certificate_packs", "ssl/verification", &format!("ssl/certificate_packs/{id}")] {
            let response = test.call(Method::GET, &format!("/zones/{ZONE}/{path}"), None).await;
            assert_eq!(response.status(), 200, "{path} after {patch}");
        }
    }
}
