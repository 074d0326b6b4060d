//! A simulator, and a client that knows nothing but its URLs.

use cloudflare_certificates_simulator::{SimulatedZone, Simulator, SimulatorBuilder};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

pub(crate) const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub(crate) const ACCOUNT: &str = "9999105f4ecef8ad9ca31a8372d0c353";

/// A simulator and a client that knows nothing but its URLs.
pub(crate) struct Test {
    pub(crate) simulator: Simulator,
    pub(crate) client: Client,
}

impl Test {
    pub(crate) async fn start() -> Self {
        Self::with(Simulator::builder()).await
    }

    pub(crate) async fn with(builder: SimulatorBuilder) -> Self {
        let zone = SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT);
        let simulator = builder.zone(zone).start().await.unwrap();
        Self { simulator, client: Client::builder().no_proxy().build().unwrap() }
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: &str) -> Response {
        let url = format!("{}{path}", self.simulator.control_url());
        self.client.request(method, url).body(body.to_owned()).send().await.unwrap()
    }

    /// A request that succeeds.
    pub(crate) async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let response = self.send(method, path, &body).await;
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, 200, "{path} {body}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.control(Method::GET, path, Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.control(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Value {
        self.control(Method::PUT, path, body).await
    }

    /// A request that is refused; returns the message.
    pub(crate) async fn refused(&self, method: Method, path: &str, body: &str, status: u16) -> String {
        let response = self.send(method, path, body).await;
        let (seen, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(seen, status, "{path} {body}: {text}");
        let body: Value = serde_json::from_str(&text).unwrap();
        body["error"].as_str().expect("a message").to_owned()
    }

    pub(crate) async fn invalid(&self, method: Method, path: &str, body: &str) -> String {
        self.refused(method, path, body, 400).await
    }

    /// A request to the API.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        self.call_as(self.simulator.token(), method, path, body).await.unwrap()
    }

    pub(crate) async fn call_as(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Response> {
        let url = format!("{}{path}", self.simulator.base_url());
        let request = self.client.request(method, url).bearer_auth(token);
        match body {
            Some(body) => request.json(&body).send().await,
            None => request.send().await,
        }
    }

    pub(crate) async fn list(&self) -> Value {
        let path = format!("/zones/{ZONE}/custom_certificates");
        self.call(Method::GET, &path, None).await.json().await.unwrap()
    }

    pub(crate) async fn count(&self) -> u64 {
        self.list().await["result_info"]["total_count"].as_u64().unwrap()
    }

    /// Uploads a certificate with its key and returns the response.
    pub(crate) async fn upload(&self, issued: &Value) -> Value {
        let body = json!({ "certificate": issued["chain"], "private_key": issued["private_key"] });
        let path = format!("/zones/{ZONE}/custom_certificates");
        self.call(Method::POST, &path, Some(body)).await.json().await.unwrap()
    }

    /// Orders a certificate pack and returns its id.
    pub(crate) async fn order(&self) -> String {
        let body = json!({
            "certificate_authority": "google", "hosts": ["example.com"], "type": "advanced",
            "validation_method": "txt", "validity_days": 90,
        });
        let path = format!("/zones/{ZONE}/ssl/certificate_packs/order");
        let reply: Value = self.call(Method::POST, &path, Some(body)).await.json().await.unwrap();
        reply["result"]["id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    pub(crate) async fn pack(&self, id: &str) -> Value {
        let path = format!("/zones/{ZONE}/ssl/certificate_packs/{id}");
        let reply: Value = self.call(Method::GET, &path, None).await.json().await.unwrap();
        reply["result"].clone()
    }
}
