//! The simulator responds with the codes that findings predict.

use cloudflare_certificates::preflight::{Findings, Preflight};
use cloudflare_certificates::types::{
    BundleMethod, CustomCertificatePatch, NewAccessCertificate, NewCustomCertificate, NewCustomHostname,
    NewCustomHostnameSsl, NewOriginCaCertificate, NewOriginPullCertificate, NewTrustedCa,
    OriginCaRequestType, ValidationMethod,
};
use cloudflare_certificates::{Client, Result, Zone};
use cloudflare_certificates_simulator::{IssuedCertificate, KeyType, SimulatedZone, Simulator, TestCa};

use crate::support::{errors, fixture, key};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";

struct Api {
    simulator: Simulator,
    client: Client,
}

impl Api {
    async fn start() -> Self {
        let zone = SimulatedZone::new("example.com").with_id(ZONE);
        let simulator = Simulator::builder().zone(zone).start().await.unwrap();
        let client = Client::builder().api_token(simulator.token()).base_url(simulator.base_url());
        Self { client: client.build().unwrap(), simulator }
    }

    fn zone(&self) -> Zone {
        self.client.zone(ZONE).unwrap()
    }

    fn preflight(&self) -> Preflight {
        Preflight::at(self.simulator.now()).zone("example.com")
    }

    fn ca(&self) -> &TestCa {
        self.simulator.test_ca()
    }

    fn issue(&self, host: &str) -> IssuedCertificate {
        self.ca().certificate(&[host]).issue().unwrap()
    }
}

/// One error was found, and the server refuses the request with its code.
fn agree<T: std::fmt::Debug>(findings: &Findings, response: Result<T>, code: i64) {
    let found = errors(findings);
    assert!(matches!(found[..], [(_, Some(found))] if found == code), "{code}: {findings}");
    let error = response.unwrap_err();
    assert!(error.has_code(code), "{code}: {error}");
}

#[tokio::test]
async fn custom_certificates_are_refused_with_the_codes_that_were_found() {
    let api = Api::start().await;
    let (ca, good) = (api.ca(), api.issue("www.example.com"));
    let pair = |issued: &IssuedCertificate| {
        NewCustomCertificate::with_key(issued.certificate_pem(), key(issued)).build()
    };
    let leaf = || ca.certificate(&["www.example.com"]);
    let with_key = |key: &str| NewCustomCertificate::with_key(good.certificate_pem(), key).build();
    let reversed = format!("{}{}", ca.certificate_pem(), good.certificate_pem());
    let reversed =
        NewCustomCertificate::with_key(reversed, key(&good)).bundle_method(BundleMethod::Force).build();
    for (code, new) in [
        (1002, NewCustomCertificate::with_key("certificate", key(&good)).build()),
        (1002, pair(&leaf().weak_key().issue().unwrap())),
        (1206, pair(&leaf().expired().issue().unwrap())),
        (1206, pair(&leaf().valid_days(13).issue().unwrap())),
        (2100, reversed),
        (2101, NewCustomCertificate::with_key(ca.certificate_pem(), key(&good)).build()),
        (2103, pair(&api.issue("www.example.org"))),
        (2106, with_key("key")),
        (2106, with_key(fixture!("p256_encrypted_pkcs8.key"))),
        (2106, with_key(fixture!("p256_encrypted_sec1.key"))),
        (2106, with_key(fixture!("p256_ec_parameters.key"))),
        (2200, with_key(fixture!("p256_pkcs8.key"))),
    ] {
        let findings = api.preflight().custom_certificate(&new);
        agree(&findings, api.zone().custom_certificates().create(&new).await, code);
    }
    // And what has no findings is accepted.
    assert!(api.preflight().custom_certificate(&pair(&good)).is_empty());
    api.zone().custom_certificates().create(&pair(&good)).await.unwrap();
}

#[tokio::test]
async fn replacements_are_refused_with_the_codes_that_were_found() {
    let api = Api::start().await;
    let rsa = TestCa::with_rsa_key().unwrap();
    let old = rsa.certificate(&["www.example.com"]).key(KeyType::Rsa2048).issue().unwrap();
    let new = NewCustomCertificate::with_key(old.certificate_pem(), key(&old));
    let certificates = api.zone().custom_certificates();
    let old = certificates.create(&new.bundle_method(BundleMethod::Force).build()).await.unwrap();
    let preflight = api.preflight().replacing(&old);

    let silent = CustomCertificatePatch::builder().policy("(region: EU)").build();
    let response = certificates.edit(&old.id, &silent).await;
    agree(&preflight.custom_certificate_patch(&silent), response, 2100);

    let ecdsa = api.issue("www.example.com");
    let patch = CustomCertificatePatch::builder()
        .certificate(ecdsa.certificate_pem())
        .private_key(key(&ecdsa))
        .bundle_method(BundleMethod::Force)
        .build();
    let response = certificates.edit(&old.id, &patch).await;
    agree(&preflight.custom_certificate_patch(&patch), response, 1228);
}

#[tokio::test]
async fn custom_hostnames_are_refused_with_the_codes_that_were_found() {
    let api = Api::start().await;
    let good = api.issue("app.customer.net");
    let both = format!("{}{}", good.certificate_pem(), api.issue("app.customer.net").certificate_pem());
    let other = api.issue("www.customer.net");
    let custom = |certificate: &str, key: &str| NewCustomHostnameSsl::custom(certificate, key).build();
    for (code, ssl) in [
        (1426, custom("certificate", key(&good))),
        (1428, custom(good.certificate_pem(), "key")),
        (1429, custom(good.certificate_pem(), key(&other))),
        (1440, NewCustomHostnameSsl::builder().wildcard(true).build()),
        (1444, custom(&both, key(&good))),
        (1445, custom(api.ca().certificate_pem(), key(&good))),
        (1446, custom(other.certificate_pem(), key(&other))),
    ] {
        let new = NewCustomHostname::builder().hostname("app.customer.net").ssl(ssl).build();
        let response = api.zone().custom_hostnames().create(&new).await;
        agree(&api.preflight().custom_hostname(&new), response, code);
    }
    let long = format!("{}.customer.net", "a".repeat(60));
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt).build();
    let new = NewCustomHostname::builder().hostname(long).ssl(ssl).build();
    let response = api.zone().custom_hostnames().create(&new).await;
    agree(&api.preflight().custom_hostname(&new), response, 1469);
}

#[tokio::test]
async fn other_uploads_are_refused_with_the_codes_that_were_found() {
    let api = Api::start().await;
    let good = api.issue("www.example.com");
    let intermediate = api.ca().intermediate("Intermediate").unwrap();

    let new = NewTrustedCa::builder().certificate(intermediate.certificate_pem()).build();
    let response = api.zone().custom_trust_store().create(&new).await;
    agree(&api.preflight().trusted_ca(&new), response, 1411);

    let new = NewAccessCertificate::builder().certificate(good.certificate_pem()).name("visitors").build();
    let response = api.zone().access_certificates().create(&new).await;
    agree(&api.preflight().access_certificate(&new), response, 12130);

    let new = NewOriginPullCertificate::builder().certificate("certificate").private_key(key(&good)).build();
    let response = api.zone().origin_tls_client_auth().create(&new).await;
    agree(&api.preflight().origin_pull_certificate(&new), response, 1408);

    let new = NewOriginCaCertificate::builder()
        .csr("csr")
        .hostnames(["example.com"])
        .request_type(OriginCaRequestType::OriginRsa)
        .requested_validity(90)
        .build();
    let response = api.client.origin_ca_certificates().create(&new).await;
    agree(&api.preflight().origin_ca_certificate(&new), response, 1011);
}
