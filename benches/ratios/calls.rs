//! The same calls with the SDK and without it.

use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::{Client, CustomCertificates, RateLimit, reqwest};
use serde::Deserialize;

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ID: &str = "5a7805061c76ada191ed06f989cc3dac";

/// A client without an SDK: reqwest, serde_json, a struct for the envelope.
pub(crate) struct Raw {
    http: reqwest::Client,
    url: String,
}

#[derive(Deserialize)]
struct Envelope<T> {
    result: T,
    success: bool,
    errors: Vec<Problem>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "read for its cost")]
struct Problem {
    code: i64,
    message: String,
}

impl Raw {
    pub(crate) fn new(base_url: &str) -> Self {
        // The request is the same on the wire.
        let http = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(60))
            .user_agent(concat!("cloudflare-certificates-rust/", env!("CARGO_PKG_VERSION")))
            .build()
            .unwrap();
        Self { http, url: format!("{base_url}/zones/{ZONE}/custom_certificates") }
    }

    async fn fetch<T: serde::de::DeserializeOwned>(&self, url: String) -> T {
        let request = self.http.get(url).header("accept", "application/json").bearer_auth("token");
        let response = request.send().await.unwrap().error_for_status().unwrap();
        let body = response.bytes().await.unwrap();
        let envelope: Envelope<T> = serde_json::from_slice(&body).unwrap();
        assert!(envelope.success && envelope.errors.is_empty());
        envelope.result
    }

    pub(crate) async fn get(&self) -> CustomCertificate {
        self.fetch(format!("{}/{ID}", self.url)).await
    }

    /// Lists as the official SDKs do: one page after the other, until one is empty.
    pub(crate) async fn list_until_empty(&self) -> (usize, usize) {
        let (mut items, mut page) = (0, 0);
        loop {
            page += 1;
            let found: Vec<CustomCertificate> =
                self.fetch(format!("{}?page={page}&per_page=50", self.url)).await;
            if found.is_empty() {
                return (items, page);
            }
            items += found.len();
        }
    }
}

pub(crate) struct Sdk {
    client: Client,
    certificates: CustomCertificates,
}

impl Sdk {
    pub(crate) fn new(base_url: &str) -> Self {
        // The limiter counts as usual, but has room for all requests of the benchmark.
        let limit = RateLimit::new(1_000_000, std::time::Duration::from_secs(300));
        let client =
            Client::builder().api_token("token").base_url(base_url).rate_limit(limit).build().unwrap();
        let certificates = client.zone(ZONE).unwrap().custom_certificates();
        Self { client, certificates }
    }

    pub(crate) async fn get(&self) -> CustomCertificate {
        self.certificates.get(ID).await.unwrap().into_inner()
    }

    pub(crate) async fn list(&self) -> usize {
        self.certificates.list().per_page(50).all().await.unwrap().len()
    }

    pub(crate) async fn stream(&self) -> usize {
        let mut stream = self.certificates.list().per_page(50).stream();
        let mut count = 0;
        while stream.try_next().await.unwrap().is_some() {
            count += 1;
        }
        count
    }

    /// Waits for this many hostnames, which are all active, and returns how many became so: it takes one round.
    pub(crate) async fn wait_for_hostnames(&self, count: usize) -> usize {
        let hostnames = self.client.zone(ZONE).unwrap().custom_hostnames();
        let outcomes = hostnames.wait_all((0..count).map(|number| format!("{number:032x}"))).await;
        outcomes.into_iter().filter(|(_, outcome)| outcome.is_ok()).count()
    }

    /// Returns the number of pages that were requested from the server.
    pub(crate) async fn requests_seen(&self) -> usize {
        let request = self.client.request(cloudflare_certificates::http::Method::GET, ["requests"]);
        request.send::<usize>().await.unwrap().into_inner()
    }
}
