//! What is not gone when it was deleted, and what cannot be deleted yet.

use cloudflare_certificates_simulator::{KeyType, TestCa};

use super::*;

const PROPAGATION: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_deleted_pack_is_a_tombstone_for_a_while() {
    let api = start_with(Activation::After(Duration::from_secs(90))).await;
    let id = api.post(&zone("ssl/certificate_packs/order"), &pack()).await.expect(200).text("id");
    let one = zone(&format!("ssl/certificate_packs/{id}"));
    api.delete(&one).await.expect(200);
    api.simulator.advance(Duration::from_secs(89));
    assert_eq!(api.get(&one).await.expect(200).text("status"), "deleted");
    api.delete(&one).await.refused(400, 1406);
    api.simulator.advance(Duration::from_secs(1));
    api.get(&one).await.refused(404, 1408);
}

#[tokio::test]
async fn an_access_certificate_is_in_use_until_the_removal_of_its_hostnames_is_known() {
    let api = start().await;
    api.simulator.set_propagation(PROPAGATION);
    let root = api.simulator.test_ca().certificate_pem().to_owned();
    let new = json!({ "name": "a", "certificate": root, "associated_hostnames": ["a.example.com"] });
    let id = api.post(&account("access/certificates"), &new).await.expect(201).text("id");
    let one = account(&format!("access/certificates/{id}"));
    api.delete(&one).await.refused(409, 12132);
    let emptied = api.put(&one, &json!({ "name": "a", "associated_hostnames": [] })).await.expect(200);
    assert_eq!(emptied.result()["associated_hostnames"], json!([]));
    api.simulator.advance(PROPAGATION / 2);
    api.delete(&one).await.refused(409, 12132);
    api.simulator.advance(PROPAGATION / 2);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn an_access_certificate_without_hostnames_is_deleted_at_once() {
    let api = start().await;
    api.simulator.set_propagation(PROPAGATION);
    let root = api.simulator.test_ca().certificate_pem().to_owned();
    let new = json!({ "name": "a", "certificate": root });
    let id = api.post(&account("access/certificates"), &new).await.expect(201).text("id");
    let one = account(&format!("access/certificates/{id}"));
    api.put(&one, &json!({ "name": "b", "associated_hostnames": [] })).await.expect(200);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn an_mtls_authority_is_in_use_for_a_while_after_its_associations_are_removed() {
    let api = start().await;
    api.simulator.set_propagation(PROPAGATION);
    let root = api.simulator.test_ca().certificate_pem().to_owned();
    let new = json!({ "certificates": root, "ca": true, "name": "a" });
    let id = api.post(&account("mtls_certificates"), &new).await.expect(200).text("id");
    let associations = zone("certificate_authorities/hostname_associations");
    let associate = |hostnames: Value| json!({ "hostnames": hostnames, "mtls_certificate_id": id });
    api.put(&associations, &associate(json!(["a.example.com"]))).await.expect(200);
    api.put(&associations, &associate(json!([]))).await.expect(200);
    let one = account(&format!("mtls_certificates/{id}"));
    assert_eq!(api.get(&format!("{one}/associations")).await.expect(200).result(), &json!([]));
    api.simulator.advance(PROPAGATION / 2);
    api.delete(&one).await.expect(400);
    api.simulator.advance(PROPAGATION / 2);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn a_gateway_certificate_is_deactivated_before_it_is_deleted() {
    let api = start().await;
    let gateway = account("gateway/certificates");
    let id = api.post(&gateway, &json!({})).await.expect(200).text("id");
    let one = format!("{gateway}/{id}");
    api.post(&format!("{one}/activate"), &json!({})).await.expect(202);
    api.simulator.advance(STAGE);
    api.delete(&one).await.refused(409, 2118);
    api.post(&format!("{one}/deactivate"), &json!({})).await.expect(201);
    api.delete(&one).await.refused(409, 2118);
    api.simulator.advance(STAGE);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn the_primary_certificate_of_a_pack_cannot_be_deleted_before_the_secondary_one() {
    let api = start().await;
    let pair = |(certificate, private_key): (String, String)| json!({ "certificate": certificate, "private_key": private_key });
    let rsa = TestCa::builder().key(KeyType::Rsa2048).build().unwrap();
    let ecdsa = api.simulator.test_ca();
    let mut ids = Vec::new();
    for new in [ecdsa.issue(&["www.example.com"], 90), rsa.issue(&["www.example.com"], 90)] {
        ids.push(api.post(&certificates(ZONE), &pair(new.unwrap())).await.expect(200).text("id"));
    }
    // Another one with the same hosts and the same signature is no secondary one.
    let newer = api.upload(ZONE, &["www.example.com"]).await;
    api.delete(&certificate(ZONE, &ids[0])).await.expect(400);
    api.delete(&certificate(ZONE, &ids[1])).await.expect(200);
    api.delete(&certificate(ZONE, &ids[0])).await.expect(200);
    api.delete(&certificate(ZONE, &newer)).await.expect(200);
}
