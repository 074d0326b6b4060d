//! What the tests have in common: a caller that speaks plain HTTP and holds every answer against the document.

// Each test binary uses its own part of this; a test fails by panicking.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod document;

use cloudflare_certificates_simulator::{Simulator, SimulatorBuilder};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};

pub const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub const OTHER_ZONE: &str = "1111105f4ecef8ad9ca31a8372d0c353";
pub const ACCOUNT: &str = "9999105f4ecef8ad9ca31a8372d0c353";

/// A simulator and a client for it.
pub struct Api {
    pub simulator: Simulator,
    pub client: Client,
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
    pub ray: Option<String>,
}

impl Api {
    pub async fn start() -> Self {
        Self::with(Simulator::builder()).await
    }

    pub async fn with(builder: SimulatorBuilder) -> Self {
        let client = Client::builder().no_proxy().no_gzip().build().unwrap();
        Self { simulator: builder.any_zone().start().await.unwrap(), client }
    }

    /// A request without credentials.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.simulator.base_url()))
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path, None).await
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let mut request = self.request(method.clone(), path).bearer_auth(self.simulator.token());
        if let Some(body) = body {
            request = request.json(body);
        }
        let reply = Reply::of(request.send().await.unwrap()).await;
        document::check(&method, path, reply.status, &reply.body);
        reply
    }

    /// Uploads a certificate of the simulator's own authority with its key, and returns its id.
    pub async fn upload(&self, zone: &str, hosts: &[&str]) -> String {
        let reply = self.post(&certificates(zone), &self.new_certificate(hosts)).await;
        reply.expect(200).text("id")
    }

    /// A body that uploads a certificate with its key.
    pub fn new_certificate(&self, hosts: &[&str]) -> Value {
        let (certificate, private_key) = self.simulator.test_ca().issue(hosts, 90).unwrap();
        json!({ "certificate": certificate, "private_key": private_key })
    }

    /// Makes a CSR with an ECDSA key and returns it.
    pub async fn csr(&self, scope: &str) -> Value {
        self.post(&format!("/{scope}/custom_csrs"), &new_csr("p256v1")).await.expect(201).body["result"]
            .clone()
    }
}

impl Reply {
    pub async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let ray = response.headers().get("cf-ray").map(|ray| ray.to_str().unwrap().to_owned());
        let text = response.text().await.unwrap();
        Self { status, body: serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}")), ray }
    }

    /// The reply, if its status is the expected one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Expects a refusal with a code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: u64) {
        assert_eq!((self.status, self.code()), (status, Some(code)), "{}", self.body);
    }

    /// The code of the first error.
    pub fn code(&self) -> Option<u64> {
        self.body["errors"][0]["code"].as_u64()
    }

    pub fn result(&self) -> &Value {
        &self.body["result"]
    }

    /// A text of the result.
    #[track_caller]
    pub fn text(&self, field: &str) -> String {
        self.body["result"][field]
            .as_str()
            .unwrap_or_else(|| panic!("no text {field} in {}", self.body))
            .to_owned()
    }

    /// The ids of a list.
    pub fn ids(&self) -> Vec<String> {
        self.texts("id")
    }

    /// A field of each item of a list.
    pub fn texts(&self, field: &str) -> Vec<String> {
        let items = self.body["result"].as_array().unwrap();
        items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
    }
}

/// The path of a zone's custom certificates.
pub fn certificates(zone: &str) -> String {
    format!("/zones/{zone}/custom_certificates")
}

/// The path of one of them.
pub fn certificate(zone: &str, id: &str) -> String {
    format!("/zones/{zone}/custom_certificates/{id}")
}

/// A body that makes a CSR.
pub fn new_csr(key_type: &str) -> Value {
    json!({
        "common_name": "example.com", "country": "US", "state": "Texas", "locality": "Austin",
        "organization": "Example, Inc.", "organizational_unit": "Engineering",
        "sans": ["example.com", "www.example.com"], "key_type": key_type, "name": "My CSR",
    })
}
