//! Custom certificates after their upload: getting, editing, ordering, deleting.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};
use common::{Api, OTHER_ZONE, ZONE, certificate, certificates};
use serde_json::{Value, json};

async fn status(api: &Api, id: &str) -> String {
    api.get(&certificate(ZONE, id)).await.expect(200).text("status")
}

async fn upload_as(api: &Api, kind: &str) -> (String, Value) {
    let mut new = api.new_certificate(&["example.com"]);
    new["type"] = json!(kind);
    (api.post(&certificates(ZONE), &new).await.expect(200).text("id"), new)
}

#[tokio::test]
async fn an_unknown_certificate_is_404_with_1002() {
    let api = Api::start().await;
    let elsewhere = api.upload(OTHER_ZONE, &["example.com"]).await;
    for id in ["unknown", "..%2F..", &elsewhere] {
        api.get(&certificate(ZONE, id)).await.refused(404, 1002);
        api.patch(&certificate(ZONE, id), &json!({})).await.refused(404, 1002);
        api.delete(&certificate(ZONE, id)).await.refused(404, 1002);
    }
}

#[tokio::test]
async fn a_deleted_certificate_is_gone() {
    let api = Api::start().await;
    let id = api.upload(ZONE, &["example.com"]).await;
    assert_eq!(api.delete(&certificate(ZONE, &id)).await.expect(200).result(), &json!({ "id": id }));
    api.get(&certificate(ZONE, &id)).await.refused(404, 1002);
    assert_eq!(api.get(&certificates(ZONE)).await.result(), &json!([]));
}

#[tokio::test]
async fn a_program_that_polls_sees_pending_pending_active() {
    let api = Api::start().await;
    let id = api.upload(ZONE, &["example.com"]).await;
    for expected in ["pending", "pending", "active", "active"] {
        assert_eq!(status(&api, &id).await, expected);
    }
}

#[tokio::test]
async fn a_program_that_polls_the_list_sees_the_same() {
    let api = Api::start().await;
    api.upload(ZONE, &["example.com"]).await;
    for expected in ["pending", "pending", "active"] {
        assert_eq!(api.get(&certificates(ZONE)).await.texts("status"), [expected]);
    }
}

#[tokio::test]
async fn a_program_that_polls_for_active_ones_comes_to_its_end() {
    let api = Api::start().await;
    let id = api.upload(ZONE, &["example.com"]).await;
    let active = format!("{}?status=active", certificates(ZONE));
    for expected in [0, 0, 1] {
        assert_eq!(api.get(&active).await.ids().len(), expected);
    }
    assert_eq!(api.get(&active).await.ids(), [id]);
}

#[tokio::test]
async fn by_the_clock_a_certificate_is_active_after_two_seconds() {
    let api = Api::with(Simulator::builder().activation(Activation::by_clock())).await;
    let id = api.upload(ZONE, &["example.com"]).await;
    for _ in 0..5 {
        assert_eq!(status(&api, &id).await, "pending");
    }
    api.simulator.advance(std::time::Duration::from_millis(1999));
    assert_eq!(status(&api, &id).await, "pending");
    api.simulator.advance(std::time::Duration::from_millis(1));
    assert_eq!(status(&api, &id).await, "active");
}

#[tokio::test]
async fn a_certificate_expires_in_simulated_time() {
    let api = Api::start().await;
    let id = api.upload(ZONE, &["example.com"]).await;
    api.simulator.advance(std::time::Duration::from_secs(91 * 24 * 60 * 60));
    assert_eq!(status(&api, &id).await, "expired");
    // The simulator's authority lives in the same time.
    api.upload(ZONE, &["example.com"]).await;
    api.simulator.advance(std::time::Duration::MAX);
    assert_eq!(status(&api, &id).await, "expired");
}

#[tokio::test]
async fn an_sni_certificate_gets_a_new_id_and_the_old_one_goes_once_it_is_active() {
    let api = Api::start().await;
    let (old, _) = upload_as(&api, "sni_custom").await;
    let reply =
        api.patch(&certificate(ZONE, &old), &api.new_certificate(&["new.example.com"])).await.expect(200);
    let new = reply.text("id");
    assert_ne!(new, old);
    assert_eq!(
        (reply.text("status"), &reply.result()["hosts"]),
        ("pending".to_owned(), &json!(["new.example.com"]))
    );
    assert_eq!(
        api.get(&format!("{}?per_page=50", certificates(ZONE))).await.ids(),
        [old.clone(), new.clone()]
    );
    assert_eq!(status(&api, &new).await, "pending");
    // After two reads, the new one is active.
    api.get(&certificate(ZONE, &old)).await.refused(404, 1002);
    assert_eq!(status(&api, &new).await, "active");
    assert_eq!(api.get(&certificates(ZONE)).await.ids(), [new]);
}

#[tokio::test]
async fn a_replacement_that_is_deleted_before_its_time_leaves_the_old_one() {
    let api = Api::with(Simulator::builder().activation(Activation::by_clock())).await;
    let (old, _) = upload_as(&api, "sni_custom").await;
    let new = api.new_certificate(&["example.com"]);
    let new = api.patch(&certificate(ZONE, &old), &new).await.expect(200).text("id");
    api.delete(&certificate(ZONE, &new)).await.expect(200);
    api.simulator.advance(std::time::Duration::from_secs(2));
    assert_eq!(status(&api, &old).await, "active");
}

#[tokio::test]
async fn a_replacement_of_a_replacement_removes_both() {
    let api = Api::start().await;
    let (mut last, _) = upload_as(&api, "sni_custom").await;
    for _ in 0..2 {
        let new = api.new_certificate(&["example.com"]);
        last = api.patch(&certificate(ZONE, &last), &new).await.expect(200).text("id");
    }
    // Nobody looks at the one in between, so it is still pending when the last one is active.
    for expected in ["pending", "pending", "active"] {
        assert_eq!(status(&api, &last).await, expected);
    }
    assert_eq!(api.get(&certificates(ZONE)).await.ids(), [last]);
}

#[tokio::test]
async fn a_legacy_certificate_keeps_its_id_and_is_pending_again() {
    let api = Api::start().await;
    let (old, _) = upload_as(&api, "legacy_custom").await;
    let reply =
        api.patch(&certificate(ZONE, &old), &api.new_certificate(&["new.example.com"])).await.expect(200);
    assert_eq!((reply.text("id"), reply.text("status")), (old, "pending".to_owned()));
    assert_eq!(reply.result()["hosts"], json!(["new.example.com"]));
    assert_eq!(api.get(&certificates(ZONE)).await.ids().len(), 1);
}

#[tokio::test]
async fn an_edit_without_a_certificate_keeps_the_id_and_what_it_does_not_name() {
    let api = Api::start().await;
    let (id, _) = upload_as(&api, "sni_custom").await;
    let before = api.get(&certificate(ZONE, &id)).await.expect(200);
    api.simulator.advance(std::time::Duration::from_secs(1));
    let change = json!({ "geo_restrictions": { "label": "us" }, "policy": "(country: US)" });
    let after = api.patch(&certificate(ZONE, &id), &change).await.expect(200);
    let mut expected = before.result().clone();
    expected["geo_restrictions"] = json!({ "label": "us" });
    expected["policy_restrictions"] = json!("(country: US)");
    expected["modified_on"] = after.result()["modified_on"].clone();
    assert_eq!(after.result(), &expected);
    assert_ne!(after.text("modified_on"), before.text("modified_on"));
}

#[tokio::test]
async fn a_forced_bundle_wants_its_method_again() {
    let api = Api::start().await;
    let mut new = api.new_certificate(&["example.com"]);
    new["bundle_method"] = json!("force");
    let id = api.post(&certificates(ZONE), &new).await.expect(200).text("id");
    let one = certificate(ZONE, &id);
    api.patch(&one, &json!({ "policy": "(region: EU)" })).await.refused(400, 2100);
    api.patch(&one, &api.new_certificate(&["example.com"])).await.refused(400, 2100);
    let reply =
        api.patch(&one, &json!({ "policy": "(region: EU)", "bundle_method": "force" })).await.expect(200);
    assert_eq!(reply.text("policy_restrictions"), "(region: EU)");
    api.patch(&one, &json!({ "bundle_method": "optimal" })).await.expect(200);
    api.patch(&one, &json!({})).await.expect(200);
}

#[tokio::test]
async fn an_edit_with_a_wrong_key_changes_nothing() {
    let api = Api::start().await;
    let (id, _) = upload_as(&api, "legacy_custom").await;
    let before = api.get(&certificate(ZONE, &id)).await.expect(200);
    let other = api.new_certificate(&["new.example.com"]);
    for patch in [
        json!({ "certificate": other["certificate"] }),
        json!({ "private_key": other["private_key"] }),
        json!({ "certificate": other["certificate"], "private_key": api.new_certificate(&["x.org"])["private_key"] }),
    ] {
        api.patch(&certificate(ZONE, &id), &patch).await.refused(400, 2200);
    }
    let after = api.get(&certificate(ZONE, &id)).await.expect(200);
    assert_eq!(after.result(), before.result());
}

#[tokio::test]
async fn a_renewal_goes_with_the_same_csr() {
    let api = Api::start().await;
    let csr = api.csr(&format!("zones/{ZONE}")).await;
    let sign = |days| api.simulator.test_ca().sign_csr(csr["csr"].as_str().unwrap(), days).unwrap();
    let new = json!({ "certificate": sign(30), "custom_csr_id": csr["id"] });
    let id = api.post(&certificates(ZONE), &new).await.expect(200).text("id");
    // With the CSR named again, and with the key that is there.
    for renewal in
        [json!({ "certificate": sign(60), "custom_csr_id": csr["id"] }), json!({ "certificate": sign(90) })]
    {
        let reply = api.patch(&certificate(ZONE, &id), &renewal).await.expect(200);
        assert_eq!(reply.result()["custom_csr_id"], csr["id"]);
    }
    let unknown = json!({ "certificate": sign(90), "custom_csr_id": "unknown" });
    api.patch(&certificate(ZONE, &id), &unknown).await.refused(400, 1419);
}

#[tokio::test]
async fn an_edit_has_to_meet_the_rules_of_an_upload() {
    let api = Api::with(Simulator::builder().zone(SimulatedZone::new("example.com").with_id(ZONE))).await;
    let (id, _) = upload_as(&api, "sni_custom").await;
    let (_, other) = upload_as(&api, "sni_custom").await;
    let foreign = api.new_certificate(&["example.org"]);
    let (expired, key) = api.simulator.test_ca().issue(&["example.com"], -1).unwrap();
    let one = certificate(ZONE, &id);
    api.patch(&one, &foreign).await.refused(400, 2103);
    api.patch(&one, &json!({ "certificate": expired, "private_key": key })).await.refused(400, 1206);
    let same = json!({ "certificate": other["certificate"], "private_key": other["private_key"] });
    api.patch(&one, &same).await.refused(400, 1220);
    api.patch(&one, &json!({ "geo_restrictions": { "label": "" } })).await.refused(400, 10001);
}

#[tokio::test]
async fn the_order_comes_back_by_descending_priority() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(ZONE, 3);
    let order = json!({ "certificates": [
        { "id": ids[0], "priority": 1 }, { "id": ids[1], "priority": 3 }, { "id": ids[2], "priority": 2 },
    ] });
    let reply = api.put(&format!("{}/prioritize", certificates(ZONE)), &order).await.expect(200);
    assert_eq!(reply.ids(), [ids[1].clone(), ids[2].clone(), ids[0].clone()]);
    assert_eq!(api.get(&certificate(ZONE, &ids[1])).await.result()["priority"], 3);
}

#[tokio::test]
async fn an_order_with_a_mistake_changes_nothing() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(ZONE, 2);
    let path = format!("{}/prioritize", certificates(ZONE));
    let with = |second: &str| json!({ "certificates": [{ "id": ids[0], "priority": 1 }, { "id": second, "priority": 2 }] });
    api.put(&path, &with("unknown")).await.refused(400, 1002);
    api.put(&path, &with(&ids[0])).await.refused(400, 1229);
    api.put(&path, &json!({ "certificates": [] })).await.refused(400, 10001);
    assert_eq!(api.get(&certificate(ZONE, &ids[0])).await.result()["priority"], 20);
}
