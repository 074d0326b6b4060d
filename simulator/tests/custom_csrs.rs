//! Custom CSRs.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use common::{ACCOUNT, Api, OTHER_ZONE, Reply, ZONE, certificate, certificates, new_csr};
use reqwest::Method;
use serde_json::{Value, json};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::{FromDer, ParsedExtension};
use x509_parser::public_key::PublicKey;

fn path(scope: &str) -> String {
    format!("/{scope}/custom_csrs")
}

fn account() -> String {
    format!("accounts/{ACCOUNT}")
}

fn zone() -> String {
    format!("zones/{ZONE}")
}

#[tokio::test]
async fn a_new_csr_answers_201_with_what_was_asked() {
    let api = Api::start().await;
    let reply = api.post(&path(&account()), &new_csr("p256v1")).await.expect(201);
    let mut result = reply.result().clone();
    let made = result.as_object_mut().unwrap();
    assert_eq!(made.remove("id").unwrap().as_str().unwrap().len(), 36);
    assert_eq!(made.remove("account_tag").unwrap(), ACCOUNT);
    assert!(made.remove("csr").is_some() && made.remove("created_at").is_some());
    assert_eq!(result, new_csr("p256v1"));
}

#[tokio::test]
async fn the_csr_is_a_real_one_with_subject_and_names() {
    let api = Api::start().await;
    let csr = api.csr(&account()).await;
    let block = pem::parse(csr["csr"].as_str().unwrap()).unwrap();
    assert_eq!(block.tag(), "CERTIFICATE REQUEST");
    let (_, csr) = X509CertificationRequest::from_der(block.contents()).unwrap();
    csr.verify_signature().unwrap();
    let subject = csr.certification_request_info.subject.to_string();
    let expected = "C=US, ST=Texas, L=Austin, O=Example, Inc., OU=Engineering, CN=example.com";
    assert_eq!(subject, expected);
    let names: Vec<String> = csr.requested_extensions().unwrap().filter_map(names).flatten().collect();
    assert_eq!(names, ["DNSName(example.com)", "DNSName(www.example.com)"]);
}

fn names(extension: &ParsedExtension<'_>) -> Option<Vec<String>> {
    let ParsedExtension::SubjectAlternativeName(names) = extension else { return None };
    Some(names.general_names.iter().map(ToString::to_string).collect())
}

#[tokio::test]
async fn the_key_is_rsa_of_2048_bits_unless_said_otherwise() {
    let api = Api::start().await;
    let mut new = new_csr("p256v1");
    new.as_object_mut().unwrap().remove("key_type");
    let reply = api.post(&path(&zone()), &new).await.expect(201);
    assert_eq!(reply.text("key_type"), "rsa2048");
    let block = pem::parse(reply.text("csr")).unwrap();
    let (_, csr) = X509CertificationRequest::from_der(block.contents()).unwrap();
    let key = csr.certification_request_info.subject_pki.parsed().unwrap();
    assert!(matches!(key, PublicKey::RSA(key) if key.key_size() == 2048));
}

#[tokio::test]
async fn names_are_refused_with_cloudflares_codes() {
    let api = Api::start().await;
    for (san, code) in [
        ("192.0.2.1", 1412),
        ("2001:db8::1", 1412),
        ("not a host", 1412),
        ("a$.example.com", 1412),
        ("a.*.example.com", 1412),
        ("-a.example.com", 1412),
        ("a-.example.com", 1412),
        (&format!("{}example.com", "a.".repeat(123)), 1412),
        ("höst.example.com", 1413),
        ("localhost", 1414),
        ("a.test", 1414),
        ("a.Example", 1414),
        ("a.invalid", 1414),
        ("com", 1415),
        ("*.com", 1415),
        ("a..example.com", 1415),
        (".example.com", 1415),
        ("example.com.", 1415),
    ] {
        let mut new = new_csr("p256v1");
        new["sans"] = json!(["example.com", san]);
        let reply = api.post(&path(&account()), &new).await;
        assert_eq!((reply.status, reply.code()), (400, Some(code)), "{san}");
        assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/sans/1");
    }
    assert_eq!(api.get(&path(&account())).await.expect(200).result(), &json!([]));
}

#[tokio::test]
async fn usual_names_are_accepted() {
    let api = Api::start().await;
    let mut new = new_csr("p256v1");
    let longest = format!("{}example.com", "a.".repeat(122));
    new["sans"] = json!(["Example.com", "*.example.com", "_a.xn--bcher-kva.de", longest]);
    let reply = api.post(&path(&account()), &new).await.expect(201);
    assert_eq!(reply.result()["sans"], new["sans"]);
}

#[tokio::test]
async fn a_csr_can_be_got_and_listed() {
    let api = Api::start().await;
    let csr = api.csr(&zone()).await;
    let id = csr["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("{}/{id}", path(&zone()))).await.expect(200).result(), &csr);
    assert_eq!(api.get(&path(&zone())).await.expect(200).result(), &json!([csr]));
}

#[tokio::test]
async fn scopes_are_kept_apart() {
    let api = Api::start().await;
    // The same number as an account and as a zone.
    let (account, zone) = (format!("accounts/{ZONE}"), zone());
    let id = api.csr(&account).await["id"].as_str().unwrap().to_owned();
    for other in [zone, format!("accounts/{OTHER_ZONE}"), format!("zones/{OTHER_ZONE}")] {
        assert_eq!(api.get(&path(&other)).await.expect(200).result(), &json!([]));
        assert_eq!(api.get(&format!("{}/{id}", path(&other))).await.status, 404);
        assert_eq!(api.delete(&format!("{}/{id}", path(&other))).await.status, 404);
    }
    api.get(&format!("{}/{id}", path(&account))).await.expect(200);
}

#[tokio::test]
async fn the_list_is_sorted_as_asked() {
    let api = Api::start().await;
    for name in ["b", "c", "a"] {
        let mut new = new_csr("p256v1");
        new["name"] = Value::from(name);
        api.post(&path(&account()), &new).await.expect(201);
    }
    let list = path(&account());
    for (query, expected) in [
        ("", ["b", "c", "a"]),
        ("?direction=desc", ["a", "c", "b"]),
        ("?order=name", ["a", "b", "c"]),
        ("?order=name&direction=desc", ["c", "b", "a"]),
        ("?order=created_at&direction=asc", ["b", "c", "a"]),
    ] {
        assert_eq!(api.get(&format!("{list}{query}")).await.expect(200).texts("name"), expected, "{query}");
    }
}

#[tokio::test]
async fn a_deleted_csr_is_gone() {
    let api = Api::start().await;
    let id = api.csr(&zone()).await["id"].as_str().unwrap().to_owned();
    let one = format!("{}/{id}", path(&zone()));
    assert_eq!(api.delete(&one).await.expect(200).result(), &json!({ "id": id }));
    api.get(&one).await.refused(404, 1419);
    api.delete(&one).await.refused(404, 1419);
}

#[tokio::test]
async fn a_csr_cannot_be_deleted_while_a_certificate_uses_it() {
    let api = Api::start().await;
    let csr = api.csr(&account()).await;
    let id = csr["id"].as_str().unwrap();
    let leaf = api.simulator.test_ca().sign_csr(csr["csr"].as_str().unwrap(), 90).unwrap();
    let new = json!({ "certificate": leaf, "custom_csr_id": id });
    let uploaded = api.post(&certificates(ZONE), &new).await.expect(200).text("id");
    let one = format!("{}/{id}", path(&account()));
    api.delete(&one).await.refused(409, 1420);
    api.delete(&certificate(ZONE, &uploaded)).await.expect(200);
    api.delete(&one).await.expect(200);
}

#[tokio::test]
async fn a_field_that_is_missing_or_wrong_is_refused_with_its_own_code() {
    let api = Api::start().await;
    for (field, value, code) in [
        ("country", Value::Null, 1405),
        ("state", Value::Null, 1406),
        ("locality", Value::Null, 1407),
        ("organization", Value::Null, 1408),
        ("common_name", Value::Null, 1409),
        ("common_name", json!("a".repeat(65)), 1410),
        ("sans", json!([]), 1411),
        ("sans", json!(["a".repeat(256)]), 1412),
        ("key_type", json!("dsa"), 1417),
    ] {
        let mut new = new_csr("p256v1");
        if value.is_null() {
            new.as_object_mut().unwrap().remove(field);
        } else {
            new[field] = value;
        }
        api.post(&path(&account()), &new).await.refused(400, code);
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused_with_1400() {
    let api = Api::start().await;
    let request = api.request(Method::POST, &path(&account())).bearer_auth(api.simulator.token());
    let request = request.header("content-type", "application/json").body("{");
    Reply::of(request.send().await.unwrap()).await.refused(400, 1400);
}
