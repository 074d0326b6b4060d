//! Certificates of the Origin CA.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;
mod parsed;

use cloudflare_certificates_simulator::{KeyType, SimulatedZone, Simulator, TestCa};
use common::{Api, OTHER_ZONE, Reply, ZONE};
use parsed::Parsed;
use serde_json::{Value, json};

const PATH: &str = "/certificates";

fn new(kind: &str, key_type: KeyType) -> Value {
    let (csr, _) = TestCa::csr(&["csr.example.com"], key_type).unwrap();
    json!({ "csr": csr, "hostnames": ["example.com", "*.example.com"], "request_type": kind })
}

fn ecc() -> Value {
    new("origin-ecc", KeyType::EcdsaP256)
}

async fn create(api: &Api, body: &Value) -> Reply {
    api.post(PATH, body).await.expect(200)
}

fn issued(reply: &Reply) -> Parsed {
    Parsed::one(&reply.text("certificate"))
}

/// Orders a certificate for these hostnames.
async fn order(api: &Api, hostnames: impl Into<Value>) -> Reply {
    let mut body = ecc();
    body["hostnames"] = hostnames.into();
    api.post(PATH, &body).await
}

#[tokio::test]
async fn a_certificate_is_for_its_hostnames_as_server_and_client() {
    let api = Api::start().await;
    let certificate = issued(&create(&api, &ecc()).await);
    assert_eq!(certificate.names, ["DNSName(example.com)", "DNSName(*.example.com)"]);
    assert_eq!((certificate.usages, certificate.is_ca), ((true, true), false));
    assert_eq!(certificate.key_usage, "Digital Signature, Key Encipherment");
    let subject = "O=CloudFlare, Inc., OU=CloudFlare Origin CA, CN=CloudFlare Origin Certificate";
    assert_eq!(certificate.subject, subject);
    assert_eq!(certificate.subject_key_id.unwrap().len(), 40);
}

#[tokio::test]
async fn each_type_has_an_authority_and_an_algorithm() {
    const SHA256_WITH_RSA: &str = "1.2.840.113549.1.1.11";
    const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
    let api = Api::start().await;
    let rsa = issued(&create(&api, &new("origin-rsa", KeyType::Rsa2048)).await);
    let ecc = issued(&create(&api, &ecc()).await);
    let p384 = issued(&create(&api, &new("origin-ecc", KeyType::EcdsaP384)).await);
    assert_eq!((rsa.key.as_str(), rsa.signature().as_str()), ("RSA 2048", SHA256_WITH_RSA));
    assert_eq!((ecc.key.as_str(), ecc.signature().as_str()), ("EC 256", ECDSA_WITH_SHA256));
    assert_eq!((p384.key.as_str(), &p384.issuer), ("EC 384", &ecc.issuer));
    let client = json!({ "csr": TestCa::csr(&["a"], KeyType::EcdsaP256).unwrap().0, "validity_days": 1 });
    let client = issued(&api.post(&format!("/zones/{ZONE}/client_certificates"), &client).await.expect(200));
    let mut issuers = vec![rsa.issuer, ecc.issuer, client.issuer];
    assert!(issuers.iter().all(|issuer| issuer.contains("imulator")), "{issuers:?}");
    issuers.sort();
    issuers.dedup();
    assert_eq!(issuers.len(), 3);
    for keyless in [KeyType::Rsa2048, KeyType::EcdsaP256] {
        create(&api, &new("keyless-certificate", keyless)).await;
    }
}

#[tokio::test]
async fn a_key_of_another_type_is_refused() {
    let api = Api::start().await;
    for (kind, key_type) in [("origin-rsa", KeyType::EcdsaP256), ("origin-ecc", KeyType::Rsa2048)] {
        assert_eq!(api.post(PATH, &new(kind, key_type)).await.status, 400);
    }
}

#[tokio::test]
async fn a_certificate_is_valid_for_exactly_its_days() {
    let api = Api::start().await;
    for days in [7, 30, 90, 365, 730, 1095, 5475] {
        let mut body = ecc();
        body["requested_validity"] = json!(days);
        assert_eq!(issued(&create(&api, &body).await).seconds(), days * 24 * 60 * 60);
    }
    assert_eq!(issued(&create(&api, &ecc()).await).seconds(), 5475 * 24 * 60 * 60);
}

#[tokio::test]
async fn an_unreadable_csr_is_refused_with_1011() {
    let api = Api::start().await;
    let mut body = ecc();
    body["csr"] = json!("nonsense");
    api.post(PATH, &body).await.refused(400, 1011);
}

#[tokio::test]
async fn what_is_no_hostname_is_refused_with_1010() {
    let api = Api::start().await;
    for hostname in [
        "192.0.2.1",
        "2001:db8::1",
        "*.192.0.2.1",
        "１９２.0.2.1",
        "*.*.example.com",
        "www.*.example.com",
        "w*.example.com",
        "*",
        "*.",
        "*.com",
        "com",
        "localhost",
        "a b!",
        "a b.example.com",
        "a_.example!com",
        ".example.com",
        "example..com",
        "-a.example.com",
        "a-.example.com",
        "https://example.com",
        "example.com:443",
        "xn--a.example.com",
        &format!("{}.example.com", "a".repeat(64)),
        &format!("{}com", "a.".repeat(126)),
    ] {
        let reply = order(&api, json!(["example.com", hostname])).await;
        assert_eq!((reply.status, reply.code()), (400, Some(1010)), "{hostname}");
        assert_eq!(reply.body["errors"][0]["source"]["pointer"], "/hostnames/1");
    }
}

#[tokio::test]
async fn a_certificate_has_at_most_200_hostnames() {
    let api = Api::start().await;
    let names = |count: u32| (0..count).map(|number| format!("{number}.example.com")).collect::<Vec<_>>();
    let reply = order(&api, names(200)).await.expect(200);
    assert_eq!(issued(&reply).names.len(), 200);
    order(&api, names(201)).await.refused(400, 1005);
}

#[tokio::test]
async fn a_hostname_in_unicode_becomes_punycode() {
    let api = Api::start().await;
    let reply = order(&api, json!(["bücher.example.com", "*.Straße.example"])).await.expect(200);
    let expected = ["xn--bcher-kva.example.com", "*.xn--strae-oqa.example"];
    assert_eq!(reply.result()["hostnames"], json!(expected));
    assert_eq!(issued(&reply).names, expected.map(|name| format!("DNSName({name})")));
}

#[tokio::test]
async fn several_spellings_of_a_hostname_are_one() {
    let api = Api::start().await;
    let spellings = json!([
        "bücher.example",
        "BÜCHER.example",
        "xn--bcher-kva.example",
        "bücher.EXAMPLE.",
        "*.example.com",
        "*.EXAMPLE.com",
    ]);
    let reply = order(&api, spellings).await.expect(200);
    assert_eq!(reply.result()["hostnames"], json!(["xn--bcher-kva.example", "*.example.com"]));
    assert_eq!(issued(&reply).names.len(), 2);
}

#[tokio::test]
async fn a_revoked_certificate_is_read_but_not_listed() {
    let api = Api::start().await;
    let (kept, id) = (create(&api, &ecc()).await.text("id"), create(&api, &ecc()).await.text("id"));
    let one = format!("{PATH}/{id}");
    assert!(api.get(&one).await.expect(200).result().get("revoked_at").is_none());
    let revoked = api.delete(&one).await.expect(200);
    let read = api.get(&one).await.expect(200);
    assert_eq!((read.text("id"), read.text("revoked_at")), (id.clone(), revoked.text("revoked_at")));
    assert_eq!(revoked.text("id"), id);
    assert_eq!(api.get(&format!("{PATH}?zone_id={ZONE}")).await.expect(200).ids(), [kept]);
}

#[tokio::test]
async fn a_certificate_is_revoked_once() {
    let api = Api::start().await;
    let one = format!("{PATH}/{}", create(&api, &ecc()).await.text("id"));
    let first = api.delete(&one).await.expect(200).text("revoked_at");
    api.simulator.advance(std::time::Duration::from_secs(60));
    api.delete(&one).await.refused(400, 1014);
    assert_eq!(api.get(&one).await.text("revoked_at"), first);
}

#[tokio::test]
async fn an_unknown_certificate_is_1101() {
    let api = Api::start().await;
    api.get(&format!("{PATH}/1234")).await.refused(404, 1101);
    api.delete(&format!("{PATH}/1234")).await.refused(400, 1101);
}

#[tokio::test]
async fn a_zone_lists_what_names_its_hosts_in_any_spelling() {
    let api = Api::with(
        Simulator::builder()
            .zone(SimulatedZone::new("example.com").with_id(ZONE))
            .zone(SimulatedZone::new("example.org").with_id(OTHER_ZONE)),
    );
    let api = api.await;
    let id = order(&api, json!(["*.EXAMPLE.com"])).await.expect(200).text("id");
    assert_eq!(api.get(&format!("{PATH}?zone_id={ZONE}")).await.expect(200).ids(), [id]);
    assert!(api.get(&format!("{PATH}?zone_id={OTHER_ZONE}")).await.expect(200).ids().is_empty());
}
