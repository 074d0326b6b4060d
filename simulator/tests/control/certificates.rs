//! The certificate authority.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Test;

#[tokio::test]
async fn the_roots_of_the_authorities_are_shown() {
    let test = Test::start().await;
    let roots = test.get("/ca").await;
    assert_eq!(roots["test"], test.simulator.test_ca().certificate_pem());
    for root in ["client", "origin_rsa", "origin_ecc"] {
        assert!(roots[root].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"), "{root}");
    }
}

#[tokio::test]
async fn certificates_are_issued_in_many_ways() {
    let test = Test::start().await;
    let plain = test.post("/ca/issue", json!({ "hosts": ["a.example.com"] })).await;
    let again =
        json!({ "hosts": ["b.example.com"], "private_key": plain["private_key"], "validity_days": 30 });
    let renewed = test.post("/ca/issue", again).await;
    assert_eq!(renewed["private_key"], plain["private_key"]);
    let rsa =
        json!({ "hosts": ["c.example.com"], "key_type": "rsa_2048", "common_name": "c", "intermediates": 2 });
    let rsa = test.post("/ca/issue", rsa).await;
    assert_eq!(rsa["chain"].as_str().unwrap().matches("BEGIN CERTIFICATE").count(), 3);
    for issued in [plain, renewed, rsa] {
        let reply = test.upload(&issued).await;
        assert_eq!(reply["success"], true, "{reply}");
        assert_eq!(reply["result"]["expires_on"], issued["not_after"]);
    }
}

#[tokio::test]
async fn certificates_that_are_refused_are_issued_too() {
    let test = Test::start().await;
    for (body, code) in [
        (json!({ "hosts": ["example.com"], "validity_days": -1 }), 1206),
        (json!({ "hosts": ["example.com"], "weak_key": true }), 1002),
        (json!({ "hosts": ["example.com"], "key_type": "ed25519" }), 1002),
    ] {
        let issued = test.post("/ca/issue", body).await;
        assert_eq!(test.upload(&issued).await["errors"][0]["code"], code);
    }
    let future =
        test.post("/ca/issue", json!({ "hosts": [], "not_yet_valid": true, "self_signed": true })).await;
    assert!(future["not_before"].as_str() > test.get("/time").await["time"].as_str());
}

#[tokio::test]
async fn a_csr_is_made_and_signed() {
    let test = Test::start().await;
    let csr = test.post("/ca/csr", json!({ "hosts": ["example.com"], "key_type": "ecdsa_p384" })).await;
    let signed = test.post("/ca/sign", json!({ "csr": csr["csr"], "intermediates": 1 })).await;
    assert_eq!(signed["private_key"], Value::Null);
    let issued = json!({ "chain": signed["chain"], "private_key": csr["private_key"] });
    assert_eq!(test.upload(&issued).await["success"], true);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_issued_is_refused() {
    let test = Test::start().await;
    for (path, body) in [
        ("/ca/issue", json!({})),
        ("/ca/issue", json!({ "hosts": "example.com" })),
        ("/ca/issue", json!({ "hosts": ["höst"] })),
        ("/ca/issue", json!({ "hosts": [], "validity_days": i64::MAX })),
        ("/ca/issue", json!({ "hosts": [], "validity_days": i64::MIN })),
        ("/ca/issue", json!({ "hosts": [], "key_type": "dsa" })),
        ("/ca/issue", json!({ "hosts": [], "private_key": "no" })),
        ("/ca/issue", json!({ "hosts": [], "key_type": "ed25519", "weak_key": true })),
        ("/ca/issue", json!({ "hosts": [], "not_yet_valid": true, "validity_days": 1 })),
        ("/ca/issue", json!({ "hosts": [], "intermediates": 6 })),
        ("/ca/issue", json!({ "hosts": [], "intermediates": -1 })),
        ("/ca/issue", json!({ "hosts": [], "days": 1 })),
        ("/ca/sign", json!({ "csr": "no" })),
        ("/ca/sign", json!({})),
        ("/ca/csr", json!({ "hosts": ["höst"] })),
        ("/ca/csr", json!({ "hosts": [], "key_type": "RSA" })),
    ] {
        test.invalid(Method::POST, path, &body.to_string()).await;
    }
}
