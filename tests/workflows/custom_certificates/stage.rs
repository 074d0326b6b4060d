//! A zone with several certificates, one of which is replaced.

use cloudflare_certificates::types::{
    BundleMethod, CustomCertificate, CustomCertificatePriorities, CustomCertificateType, NewCustomCertificate,
};
use cloudflare_certificates::{Client, CustomCertificates};
use cloudflare_certificates_simulator::{Activation, SimulatedZone, Simulator};

use crate::support::{client, zone_of};

pub(crate) const HOST: &str = "www.example.com";

/// What a test needs to know of the zone.
pub(crate) struct Stage {
    pub(crate) kind: CustomCertificateType,
    /// The certificate that is replaced.
    pub(crate) old: CustomCertificate,
    /// The other certificates with their priorities.
    pub(crate) others: Vec<(String, i64)>,
    /// The priority of the certificate that is replaced: neither the first one nor the last one, nor the default.
    pub(crate) priority: i64,
    /// The renewal, and its key.
    pub(crate) pem: String,
    pub(crate) key: String,
}

/// A simulator without Universal SSL, whose stages take simulated time.
pub(crate) async fn simulator() -> Simulator {
    let zone = SimulatedZone::new("example.com").without_universal_ssl();
    Simulator::builder().zone(zone).activation(Activation::by_clock()).start().await.unwrap()
}

/// Starts a zone with three active certificates in an order, and a renewal for the one of this type.
pub(crate) async fn stage(kind: CustomCertificateType) -> (Simulator, Stage) {
    let simulator = simulator().await;
    let certificates = certificates_of(&client(&simulator), &simulator);
    let old = active(&simulator, &[HOST, "*.app.example.com"], &kind).await;
    let legacy = active(&simulator, &["legacy.example.com"], &CustomCertificateType::LegacyCustom).await;
    let sni = active(&simulator, &["sni.example.com"], &CustomCertificateType::SniCustom).await;
    let others = vec![(legacy.id, 7), (sni.id, 3)];
    let order = others.iter().cloned().chain([(old.id.clone(), 5)]);
    let order = CustomCertificatePriorities::builder().certificates(order).build();
    certificates.prioritize(&order).await.unwrap();
    let (pem, key) = renewal(&simulator, &[HOST, "*.app.example.com"]);
    let old = certificates.get(&old.id).await.unwrap().into_inner();
    (simulator, Stage { kind, old, others, priority: 5, pem, key })
}

/// A certificate that expires later than those that the zone has, and its key.
pub(crate) fn renewal(simulator: &Simulator, hosts: &[&str]) -> (String, String) {
    simulator.test_ca().issue(hosts, 120).unwrap()
}

/// An upload of a certificate for these hosts.
pub(crate) fn new(
    simulator: &Simulator,
    hosts: &[&str],
    kind: &CustomCertificateType,
) -> NewCustomCertificate {
    let (pem, key) = simulator.test_ca().issue(hosts, 90).unwrap();
    NewCustomCertificate::with_key(pem, key).type_(kind.clone()).bundle_method(BundleMethod::Force).build()
}

/// An active certificate for these hosts, with the bundle method `force`.
pub(crate) async fn active(
    simulator: &Simulator,
    hosts: &[&str],
    kind: &CustomCertificateType,
) -> CustomCertificate {
    let certificates = certificates_of(&client(simulator), simulator);
    let created = certificates.create(&new(simulator, hosts, kind)).await.unwrap();
    certificates.wait(&created.id).await.unwrap()
}

pub(crate) fn certificates_of(client: &Client, simulator: &Simulator) -> CustomCertificates {
    zone_of(client, simulator).custom_certificates()
}

/// All certificates of the zone.
pub(crate) async fn all(simulator: &Simulator) -> Vec<CustomCertificate> {
    certificates_of(&client(simulator), simulator).list().all().await.unwrap()
}

/// How many requests of this operation the server executed.
pub(crate) fn carried_out(simulator: &Simulator, operation: &str) -> usize {
    let done = |fault: &Option<String>| fault.as_deref().is_none_or(|fault| fault == "lose_response");
    let requests = simulator.requests().into_iter().filter(|request| request.operation == operation);
    requests
        .filter(|request| request.status.is_none_or(|status| status == 200) && done(&request.fault))
        .count()
}
