//! Certificates of the customer's own, with their keys or for a CSR.

use cloudflare_certificates_simulator::KeyType;
use serde_json::{Value, json};

use crate::common::{Api, Reply, ZONE};
use crate::{advance, get, own, own_for, patch_ssl, path, start};

#[tokio::test]
async fn a_wildcard_with_a_certificate_of_your_own_is_accepted() {
    let api = start().await;
    let new =
        json!({ "hostname": "*.customer.net", "ssl": own_for(&api, "*.customer.net", KeyType::EcdsaP256) });
    api.post(&path(""), &new).await.expect(201);
}

#[tokio::test]
async fn a_certificate_for_another_hostname_is_refused_with_1446() {
    let api = start().await;
    for host in ["other.customer.net", "*.app.customer.net", "*.net"] {
        let ssl = own_for(&api, host, KeyType::EcdsaP256);
        api.post(&path(""), &json!({ "hostname": "app.customer.net", "ssl": ssl })).await.refused(400, 1446);
    }
    let ssl = own_for(&api, "*.customer.net", KeyType::EcdsaP256);
    api.post(&path(""), &json!({ "hostname": "app.customer.net", "ssl": ssl })).await.expect(201);
}

#[tokio::test]
async fn certificates_of_your_own_are_refused_for_what_they_are() {
    let api = start().await;
    let ca = api.simulator.test_ca();
    let issue = || ca.certificate(&["app.customer.net"]).issue().unwrap();
    let (one, other) = (issue(), issue());
    let key = one.private_key_pem().unwrap();
    let both = format!("{}{}", one.certificate_pem(), other.certificate_pem());
    for (certificate, private_key, code) in [
        ("nonsense", key, 1426),
        (one.certificate_pem(), "nonsense", 1428),
        (one.certificate_pem(), other.private_key_pem().unwrap(), 1429),
        (both.as_str(), key, 1444),
        (ca.certificate_pem(), key, 1445),
    ] {
        let new = json!({ "hostname": "app.customer.net", "ssl": own(certificate, private_key) });
        api.post(&path(""), &new).await.refused(400, code);
    }
}

#[tokio::test]
async fn two_certificates_of_one_key_type_are_refused() {
    let api = start().await;
    let certificate = |key_type| own_for(&api, "app.customer.net", key_type);
    let bundle = |one, other| {
        let bundle = json!([certificate(one), certificate(other)]);
        json!({ "hostname": "app.customer.net", "ssl": { "custom_cert_bundle": bundle } })
    };
    api.post(&path(""), &bundle(KeyType::EcdsaP256, KeyType::EcdsaP384)).await.refused(400, 1434);
    let reply = api.post(&path(""), &bundle(KeyType::Rsa2048, KeyType::EcdsaP256)).await.expect(201);
    assert_eq!(reply.result()["ssl"]["certificates"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn an_unknown_csr_is_404_with_1431() {
    let api = start().await;
    let (certificate, _) = api.simulator.test_ca().issue(&["app.customer.net"], 90).unwrap();
    let ssl = json!({ "custom_certificate": certificate, "custom_csr_id": "unknown" });
    let new = json!({ "hostname": "app.customer.net", "ssl": ssl });
    api.post(&path(""), &new).await.refused(404, 1431);
}

#[tokio::test]
async fn a_certificate_for_another_key_than_that_of_the_csr_is_refused_with_1429() {
    let api = start().await;
    let csr = api.csr(&format!("zones/{ZONE}")).await;
    let (certificate, _) = api.simulator.test_ca().issue(&["www.example.com"], 90).unwrap();
    let ssl = json!({ "custom_certificate": certificate, "custom_csr_id": csr["id"] });
    let new = json!({ "hostname": "www.example.com", "ssl": ssl });
    api.post(&path(""), &new).await.refused(400, 1429);
}

/// Creates a hostname with a certificate for a CSR. Returns its id and the path of the CSR.
async fn create_for_csr(api: &Api) -> (Reply, String) {
    let csr = api.csr(&format!("zones/{ZONE}")).await;
    let certificate = api.simulator.test_ca().sign_csr(csr["csr"].as_str().unwrap(), 90).unwrap();
    let ssl = json!({ "custom_certificate": certificate, "custom_csr_id": csr["id"] });
    let new = json!({ "hostname": "www.example.com", "ssl": ssl });
    let reply = api.post(&path(""), &new).await.expect(201);
    assert_eq!(reply.result()["ssl"]["custom_csr_id"], csr["id"]);
    (reply, format!("/zones/{ZONE}/custom_csrs/{}", csr["id"].as_str().unwrap()))
}

#[tokio::test]
async fn a_csr_that_a_hostname_uses_cannot_be_deleted_409_with_1420() {
    let api = start().await;
    let (reply, csr) = create_for_csr(&api).await;
    api.delete(&csr).await.refused(409, 1420);
    api.delete(&path(&format!("/{}", reply.text("id")))).await.expect(200);
    api.delete(&csr).await.expect(200);
}

/// The path of the first certificate of your own.
fn certificate_path(hostname: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (id, pack) = (text(&hostname["id"]), text(&hostname["ssl"]["id"]));
    let certificate = text(&hostname["ssl"]["certificates"][0]["id"]);
    path(&format!("/{id}/certificate_pack/{pack}/certificates/{certificate}"))
}

#[tokio::test]
async fn a_certificate_with_its_own_key_frees_the_csr() {
    let api = start().await;
    let (reply, csr) = create_for_csr(&api).await;
    let new = own_for(&api, "www.example.com", KeyType::EcdsaP256);
    let replaced = api.put(&certificate_path(reply.result()), &new).await.expect(200);
    assert_eq!(replaced.result()["ssl"].get("custom_csr_id"), None);
    api.delete(&csr).await.expect(200);
}

#[tokio::test]
async fn the_dates_and_the_serial_number_follow_a_replaced_certificate() {
    let api = start().await;
    let issue =
        |days| api.simulator.test_ca().certificate(&["app.customer.net"]).valid_days(days).issue().unwrap();
    let body = |days| {
        let issued = issue(days);
        own(issued.certificate_pem(), issued.private_key_pem().unwrap())
    };
    let first =
        api.post(&path(""), &json!({ "hostname": "app.customer.net", "ssl": body(30) })).await.expect(201);
    let issued = issue(60);
    let new = own(issued.certificate_pem(), issued.private_key_pem().unwrap());
    let by_put = api.put(&certificate_path(first.result()), &new).await.expect(200);
    let issued_later = issue(80);
    let new = own(issued_later.certificate_pem(), issued_later.private_key_pem().unwrap());
    let by_patch = patch_ssl(&api, &first.text("id"), &new).await.expect(202);
    for (reply, issued) in [(by_put, issued), (by_patch, issued_later)] {
        let ssl = &reply.result()["ssl"];
        let expires_on = time::OffsetDateTime::from(issued.not_after());
        let expires_on = expires_on.format(&time::format_description::well_known::Rfc3339).unwrap();
        let serial = u128::from_str_radix(issued.serial_number(), 16).unwrap();
        for shown in [ssl, &ssl["certificates"][0]] {
            assert_eq!(shown["expires_on"], expires_on.as_str());
            assert_eq!(shown["serial_number"], serial.to_string());
        }
        assert_eq!(ssl["custom_certificate"], issued.certificate_pem());
    }
}

#[tokio::test]
async fn one_of_two_certificates_can_be_deleted_and_the_last_one_cannot() {
    let api = start().await;
    let certificate = |key_type| own_for(&api, "app.customer.net", key_type);
    let bundle = json!([certificate(KeyType::Rsa2048), certificate(KeyType::EcdsaP256)]);
    let new = json!({ "hostname": "app.customer.net", "ssl": { "custom_cert_bundle": bundle } });
    let both = api.post(&path(""), &new).await.expect(201);
    let one = certificate_path(both.result());
    api.put(&one, &certificate(KeyType::EcdsaP256)).await.refused(400, 1434);
    assert_eq!(api.delete(&one).await.expect(200).body, json!({ "id": both.result()["id"] }));
    let rest = get(&api, &both.text("id")).await;
    assert_eq!(rest.result()["ssl"]["certificates"].as_array().map(Vec::len), Some(1));
    assert_eq!(rest.result()["ssl"]["signature"], "ECDSAWithSHA256");
    api.delete(&certificate_path(rest.result())).await.expect(409);
}

#[tokio::test]
async fn settings_with_the_same_certificate_change_without_a_new_one() {
    let api = start().await;
    let ssl = own_for(&api, "app.customer.net", KeyType::EcdsaP256);
    let new = json!({ "hostname": "app.customer.net", "ssl": ssl });
    let id = api.post(&path(""), &new).await.expect(201).text("id");
    advance(&api, 2);
    let before = get(&api, &id).await;
    let mut same = ssl.clone();
    same["settings"] = json!({ "min_tls_version": "1.2" });
    let after = patch_ssl(&api, &id, &same).await.expect(202);
    let mut expected = before.result().clone();
    expected["ssl"]["settings"] = same["settings"].clone();
    assert_eq!(after.result(), &expected);
}
