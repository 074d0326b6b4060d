//! Reads that do not show what there is.

use super::*;

#[tokio::test]
async fn a_new_record_is_seen_late() {
    let api = start().await;
    api.simulator.set_unseen_reads("custom_certificates", 2);
    let one = certificate(ZONE, &api.upload(ZONE, &["www.example.com"]).await);
    for _ in 0..2 {
        api.get(&one).await.refused(404, 1002);
    }
    api.get(&one).await.expect(200);
}

#[tokio::test]
async fn a_new_record_is_in_lists_late() {
    let api = start().await;
    let old = api.upload(ZONE, &["old.example.com"]).await;
    api.simulator.set_unseen_reads("custom_certificates", 2);
    let new = api.upload(ZONE, &["new.example.com"]).await;
    for _ in 0..2 {
        assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids(), std::slice::from_ref(&old));
    }
    assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids(), [old, new]);
}

#[tokio::test]
async fn a_record_that_is_not_seen_can_be_changed_and_deleted() {
    let api = start().await;
    api.simulator.set_unseen_reads("certificate_packs", 100);
    let id = api.post(&zone("ssl/certificate_packs/order"), &pack()).await.expect(200).text("id");
    let one = zone(&format!("ssl/certificate_packs/{id}"));
    api.get(&one).await.refused(404, 1408);
    api.patch(&one, &json!({})).await.expect(200);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn an_edited_legacy_certificate_was_seen_before() {
    let api = start().await;
    let one = certificate(ZONE, &api.upload(ZONE, &["www.example.com"]).await);
    api.simulator.set_unseen_reads("custom_certificates", 2);
    api.patch(&one, &api.new_certificate(&["www.example.com"])).await.expect(200);
    api.get(&one).await.expect(200);
}

#[tokio::test]
async fn a_record_can_be_missing_in_lists_although_it_exists() {
    let api = start().await;
    let ids = [api.upload(ZONE, &["a.example.com"]).await, api.upload(ZONE, &["b.example.com"]).await];
    assert!(api.simulator.set_listed("custom_certificates", &ids[0], false));
    let list = api.get(&certificates(ZONE)).await.expect(200);
    assert_eq!((list.ids(), &list.body["result_info"]["total_count"]), (vec![ids[1].clone()], &json!(1)));
    api.get(&certificate(ZONE, &ids[0])).await.expect(200);
    assert!(api.simulator.set_listed("custom_certificates", &ids[0], true));
    assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids(), ids);
    assert!(!api.simulator.set_listed("custom_certificates", "unknown", false));
}

#[tokio::test]
async fn custom_hostnames_are_seen_late_and_can_be_missing_too() {
    let api = start().await;
    let hostnames = zone("custom_hostnames");
    api.simulator.set_unseen_reads("custom_hostnames", 1);
    let id = api.post(&hostnames, &hostname("a.customer.com")).await.expect(201).text("id");
    assert_eq!(api.get(&hostnames).await.expect(200).ids(), [""; 0]);
    assert_eq!(api.get(&hostnames).await.expect(200).ids(), std::slice::from_ref(&id));
    api.simulator.set_listed("custom_hostnames", &id, false);
    assert_eq!(api.get(&hostnames).await.expect(200).ids(), [""; 0]);
}

#[tokio::test]
async fn the_control_plane_keeps_a_record_out_of_lists() {
    let api = start().await;
    let id = api.upload(ZONE, &["a.example.com"]).await;
    let url = format!("{}/listed", api.simulator.control_url());
    let body = |id: &str| json!({ "resource": "custom_certificates", "id": id, "listed": false });
    let post = |body: Value| api.client.post(&url).json(&body).send();
    assert_eq!(post(body(&id)).await.unwrap().status().as_u16(), 200);
    assert_eq!(api.get(&certificates(ZONE)).await.expect(200).ids(), [""; 0]);
    assert_eq!(post(body("unknown")).await.unwrap().status().as_u16(), 404);
}

#[tokio::test]
async fn an_origin_certificate_can_be_shown_without_its_csr() {
    let api = start().await;
    let csr = api.csr(&format!("zones/{ZONE}")).await["csr"].clone();
    let new = json!({ "csr": csr, "hostnames": ["a.example.com"], "request_type": "origin-ecc" });
    let id = api.post("/certificates", &new).await.expect(200).text("id");
    let patch = json!({ "csr": null, "requested_validity": null });
    assert!(api.simulator.patch_record("origin_ca_certificates", &id, &patch));
    // Not held against the document, which has both.
    let request = api.request(reqwest::Method::GET, &format!("/certificates/{id}"));
    let shown = request.bearer_auth(api.simulator.token()).send().await.unwrap();
    let shown: Value = shown.json().await.unwrap();
    assert_eq!((shown["result"].get("csr"), &shown["result"]["id"]), (None, &json!(id)));
}
