//! What the tests of workflows share.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod between;
pub(crate) mod crash;
pub(crate) mod rewrite;

use std::time::Duration;

use cloudflare_certificates::types::{
    CertificateAuthority, NewCertificatePack, NewCertificatePackType, NewCustomCertificate, ValidationMethod,
};
use cloudflare_certificates::{Account, Client, ClientBuilder, ClockFn, Zone};
use cloudflare_certificates_simulator::Simulator;

/// A client whose waits take no real time.
pub(crate) fn client(simulator: &Simulator) -> Client {
    builder(simulator).build().unwrap()
}

/// The builder of such a client.
pub(crate) fn builder(simulator: &Simulator) -> ClientBuilder {
    let (now, sleep_until) = simulator.clock().functions();
    // The simulator speaks plain HTTP: reading the platform's roots would take most of the time.
    let http = cloudflare_certificates::reqwest::Client::builder().no_proxy().tls_certs_only([]);
    Client::builder()
        .http_client(http)
        .api_token(simulator.token())
        .base_url(simulator.base_url())
        .clock(ClockFn::new(now, sleep_until))
        .retry_budget(10_000)
}

/// The simulator's first zone.
pub(crate) fn zone(simulator: &Simulator) -> Zone {
    zone_of(&client(simulator), simulator)
}

/// The simulator's first zone, with this client.
pub(crate) fn zone_of(client: &Client, simulator: &Simulator) -> Zone {
    client.zone(simulator.zones()[0].id()).unwrap()
}

/// The account of the simulator's first zone, with this client.
pub(crate) fn account_of(client: &Client, simulator: &Simulator) -> Account {
    client.account(simulator.zones()[0].account_id()).unwrap()
}

/// How long something took in simulated time.
pub(crate) async fn simulated<T>(
    simulator: &Simulator,
    future: impl IntoFuture<Output = T>,
) -> (T, Duration) {
    let start = simulator.now();
    let value = future.await;
    (value, simulator.now().duration_since(start).unwrap())
}

/// The operations that the server got, in order.
pub(crate) fn operations(simulator: &Simulator) -> Vec<String> {
    simulator.requests().into_iter().map(|request| request.operation).collect()
}

/// An order of a pack for these hosts.
pub(crate) fn pack(hosts: &[&str]) -> NewCertificatePack {
    NewCertificatePack::builder()
        .certificate_authority(CertificateAuthority::Google)
        .hosts(hosts.iter().copied())
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(90)
        .build()
}

/// An upload for these hosts.
pub(crate) fn upload(simulator: &Simulator, hosts: &[&str]) -> NewCustomCertificate {
    let issued = simulator.test_ca().certificate(hosts).issue().unwrap();
    NewCustomCertificate::with_key(issued.certificate_pem(), issued.private_key_pem().unwrap()).build()
}
