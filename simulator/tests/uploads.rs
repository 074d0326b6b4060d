//! Custom certificates: what may be uploaded, and what is answered of it.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::{SimulatedZone, Simulator, TestCa};
use common::{ACCOUNT, Api, OTHER_ZONE, ZONE, certificate, certificates};
use serde_json::{Value, json};

#[tokio::test]
async fn the_answer_is_read_from_the_certificate() {
    let api = Api::start().await;
    let new = api.new_certificate(&["example.com", "*.example.com", "192.0.2.1"]);
    let reply = api.post(&certificates(ZONE), &new).await.expect(200);
    let result = reply.result();
    assert_eq!(result["hosts"], json!(["example.com", "*.example.com", "192.0.2.1"]));
    assert_eq!(result["issuer"], "Simulator Test CA");
    assert_eq!(result["signature"], "ECDSAWithSHA256");
    assert_eq!((&result["zone_id"], &result["bundle_method"]), (&json!(ZONE), &json!("ubiquitous")));
    assert_eq!((&result["status"], &result["priority"]), (&json!("pending"), &json!(20)));
    assert_eq!(reply.text("expires_on"), not_after(new["certificate"].as_str().unwrap()));
    assert_eq!(reply.text("uploaded_on"), reply.text("modified_on"));
}

/// The end of a certificate's validity; whole seconds in UTC.
fn not_after(certificate: &str) -> String {
    let block = pem::parse(certificate).unwrap();
    let (_, certificate) = x509_parser::parse_x509_certificate(block.contents()).unwrap();
    let end = certificate.validity().not_after.to_datetime();
    end.format(&time::format_description::well_known::Rfc3339).unwrap()
}

#[tokio::test]
async fn a_signature_with_rsa_is_named_so() {
    let api = Api::start().await;
    let (certificate, key) = TestCa::with_rsa_key().unwrap().issue(&["example.com"], 90).unwrap();
    let new = json!({ "certificate": certificate, "private_key": key });
    let reply = api.post(&certificates(ZONE), &new).await.expect(200);
    assert_eq!(reply.text("signature"), "SHA256WithRSA");
}

#[tokio::test]
async fn the_private_key_is_never_returned() {
    let api = Api::start().await;
    let new = api.new_certificate(&["example.com"]);
    let reply = api.post(&certificates(ZONE), &new).await.expect(200);
    let one = api.get(&certificate(ZONE, &reply.text("id"))).await.expect(200);
    let list = api.get(&certificates(ZONE)).await.expect(200);
    for body in [&reply.body, &one.body, &list.body] {
        assert!(
            !body.to_string().contains("PRIVATE KEY") && !body.to_string().contains("private_key"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn options_come_back_and_policy_under_its_other_name() {
    let api = Api::start().await;
    let mut new = api.new_certificate(&["example.com"]);
    new["policy"] = json!("(country: US) or (region: EU)");
    new["geo_restrictions"] = json!({ "label": "eu" });
    new["bundle_method"] = json!("optimal");
    new["type"] = json!("sni_custom");
    new["deploy"] = json!("production");
    let reply = api.post(&certificates(ZONE), &new).await.expect(200);
    let result = reply.result();
    assert_eq!(result["policy_restrictions"], new["policy"]);
    assert_eq!(result.get("policy"), None);
    assert_eq!(result["geo_restrictions"], new["geo_restrictions"]);
    assert_eq!(result["bundle_method"], "optimal");
}

#[tokio::test]
async fn deployment_to_staging_is_not_modelled() {
    let api = Api::start().await;
    let mut new = api.new_certificate(&["example.com"]);
    new["deploy"] = json!("staging");
    api.post(&certificates(ZONE), &new).await.refused(501, 10501);
}

/// Uploads with one field changed.
async fn refused_with(api: &Api, field: &str, value: impl Into<Value>, code: u64) {
    let mut new = api.new_certificate(&["example.com"]);
    new[field] = value.into();
    api.post(&certificates(ZONE), &new).await.refused(400, code);
}

#[tokio::test]
async fn an_unreadable_certificate_is_refused_with_1002() {
    let api = Api::start().await;
    let (_, key) = api.simulator.test_ca().issue(&["example.com"], 90).unwrap();
    let broken = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    for certificate in ["nonsense", broken, &key] {
        refused_with(&api, "certificate", certificate, 1002).await;
    }
}

#[tokio::test]
async fn a_weak_key_is_refused_with_1002() {
    let api = Api::start().await;
    refused_with(&api, "certificate", include_str!("data/weak.pem"), 1002).await;
}

#[tokio::test]
async fn an_authority_without_a_leaf_is_refused_with_2101() {
    let api = Api::start().await;
    refused_with(&api, "certificate", api.simulator.test_ca().certificate_pem(), 2101).await;
}

#[tokio::test]
async fn an_unusable_private_key_is_refused_with_2106() {
    let api = Api::start().await;
    let (certificate, key) = api.simulator.test_ca().issue(&["example.com"], 90).unwrap();
    let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    for key in ["nonsense", &format!("{parameters}{key}"), &encrypted, &certificate] {
        refused_with(&api, "private_key", key, 2106).await;
    }
}

#[tokio::test]
async fn the_key_of_another_certificate_is_refused_with_2200() {
    let api = Api::start().await;
    let (_, key) = api.simulator.test_ca().issue(&["example.com"], 90).unwrap();
    refused_with(&api, "private_key", key, 2200).await;
}

#[tokio::test]
async fn a_certificate_with_less_than_14_days_is_refused_with_1206() {
    let api = Api::start().await;
    let lasting = |days| {
        let (certificate, key) = api.simulator.test_ca().issue(&["example.com"], days).unwrap();
        json!({ "certificate": certificate, "private_key": key })
    };
    for days in [-1, 0, 13] {
        api.post(&certificates(ZONE), &lasting(days)).await.refused(400, 1206);
    }
    api.post(&certificates(ZONE), &lasting(15)).await.expect(200);
    // What has 15 days now has 13 in two days, by the clock of the simulator.
    let lasting = lasting(15);
    api.simulator.advance(std::time::Duration::from_secs(2 * 24 * 60 * 60));
    api.post(&certificates(ZONE), &lasting).await.refused(400, 1206);
}

#[tokio::test]
async fn hosts_of_other_domains_are_refused_with_2103() {
    let api = Api::with(Simulator::builder().zone(SimulatedZone::new("Example.com").with_id(ZONE))).await;
    for hosts in [&["example.org"][..], &["notexample.com"], &["example.com.evil.org"]] {
        let new = api.new_certificate(hosts);
        api.post(&certificates(ZONE), &new).await.refused(400, 2103);
        // A zone without a name takes every host.
        api.post(&certificates(OTHER_ZONE), &new).await.expect(200);
    }
    for hosts in [&["example.com"][..], &["*.EXAMPLE.com"], &["example.org", "a.b.example.com"]] {
        api.upload(ZONE, hosts).await;
    }
}

#[tokio::test]
async fn a_duplicate_is_refused_with_1220_in_the_same_zone() {
    let api = Api::start().await;
    let new = api.new_certificate(&["example.com"]);
    let id = api.post(&certificates(ZONE), &new).await.expect(200).text("id");
    api.post(&certificates(ZONE), &new).await.refused(400, 1220);
    api.post(&certificates(OTHER_ZONE), &new).await.expect(200);
    api.delete(&certificate(ZONE, &id)).await.expect(200);
    api.post(&certificates(ZONE), &new).await.expect(200);
}

#[tokio::test]
async fn a_forced_bundle_is_a_chain_with_the_leaf_first() {
    let api = Api::start().await;
    let (leaf, key) = api.simulator.test_ca().issue(&["example.com"], 90).unwrap();
    let root = api.simulator.test_ca().certificate_pem();
    let foreign_root = TestCa::new().unwrap().certificate_pem().to_owned();
    let forced =
        |chain: String| json!({ "certificate": chain, "private_key": key, "bundle_method": "force" });
    let path = certificates(ZONE);
    api.post(&path, &forced(format!("{root}{leaf}"))).await.refused(400, 2100);
    api.post(&path, &forced(format!("{leaf}{foreign_root}"))).await.refused(400, 2100);
    api.post(&path, &forced(root.to_owned())).await.refused(400, 2101);
    let reply = api.post(&path, &forced(format!("{leaf}{root}"))).await.expect(200);
    assert_eq!(reply.text("bundle_method"), "force");
}

#[tokio::test]
async fn a_certificate_goes_with_its_csr() {
    let api = Api::start().await;
    for scope in [format!("zones/{ZONE}"), format!("accounts/{ACCOUNT}")] {
        let csr = api.csr(&scope).await;
        let leaf = api.simulator.test_ca().sign_csr(csr["csr"].as_str().unwrap(), 90).unwrap();
        let new = json!({ "certificate": leaf, "custom_csr_id": csr["id"] });
        let reply = api.post(&certificates(ZONE), &new).await.expect(200);
        assert_eq!(reply.result()["custom_csr_id"], csr["id"]);
        assert_eq!(reply.result()["hosts"], csr["sans"]);
    }
}

#[tokio::test]
async fn a_certificate_for_another_csr_is_refused_with_2200() {
    let api = Api::start().await;
    let (one, other) = (api.csr(&format!("zones/{ZONE}")).await, api.csr(&format!("zones/{ZONE}")).await);
    let leaf = api.simulator.test_ca().sign_csr(one["csr"].as_str().unwrap(), 90).unwrap();
    let new = json!({ "certificate": leaf, "custom_csr_id": other["id"] });
    api.post(&certificates(ZONE), &new).await.refused(400, 2200);
}

#[tokio::test]
async fn an_unknown_csr_is_refused_and_so_is_that_of_another_zone() {
    let api = Api::start().await;
    let csr = api.csr(&format!("zones/{OTHER_ZONE}")).await;
    let leaf = api.simulator.test_ca().sign_csr(csr["csr"].as_str().unwrap(), 90).unwrap();
    for id in [&json!("unknown"), &csr["id"]] {
        let new = json!({ "certificate": leaf, "custom_csr_id": id });
        api.post(&certificates(ZONE), &new).await.refused(400, 1419);
    }
}
