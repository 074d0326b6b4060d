//! Authenticated origin pulls: finding, ensuring, rotating, removing, associating.

mod associations;
mod crashes;
mod hostname_certificates;
mod zone_certificates;

use cloudflare_certificates::types::{NewOriginPullCertificate, OriginPullStatus};
use cloudflare_certificates::{Client, OriginTlsClientAuth, Progress};
use cloudflare_certificates_simulator::{Activation, Simulator};

use crate::support::{client, zone_of};

pub(crate) const APP: &str = "app.example.com";
pub(crate) const API: &str = "api.example.com";
pub(crate) const SHOP: &str = "shop.example.com";

pub(crate) async fn start() -> (Simulator, OriginTlsClientAuth) {
    let simulator =
        Simulator::builder().zone("example.com").activation(Activation::by_clock()).start().await.unwrap();
    let pulls = pulls(&client(&simulator), &simulator);
    (simulator, pulls)
}

pub(crate) fn pulls(client: &Client, simulator: &Simulator) -> OriginTlsClientAuth {
    zone_of(client, simulator).origin_tls_client_auth()
}

pub(crate) fn new_certificate(simulator: &Simulator) -> NewOriginPullCertificate {
    let issued = simulator.test_ca().certificate(&["client.example.com"]).issue().unwrap();
    NewOriginPullCertificate::builder()
        .certificate(issued.certificate_pem())
        .private_key(issued.private_key_pem().unwrap())
        .build()
}

/// Uploads a certificate for the whole zone and waits until it is active; returns its id.
pub(crate) async fn active_for_zone(simulator: &Simulator, pulls: &OriginTlsClientAuth) -> String {
    let id = pulls.create(&new_certificate(simulator)).await.unwrap().into_inner().id;
    pulls.wait(&id).await.unwrap().id
}

/// Uploads a certificate for hostnames and waits until it is active; returns its id.
pub(crate) async fn active_for_hostnames(simulator: &Simulator, pulls: &OriginTlsClientAuth) -> String {
    let certificates = pulls.hostname_certificates();
    let id = certificates.create(&new_certificate(simulator)).await.unwrap().into_inner().id;
    certificates.wait(&id).await.unwrap().id
}

/// Ids of the zone's certificates that are not deleted.
pub(crate) async fn zone_ids(pulls: &OriginTlsClientAuth) -> Vec<String> {
    let all = pulls.list().all().await.unwrap();
    all.into_iter().filter(|one| is_live(one.status.as_ref())).map(|one| one.id).collect()
}

/// Ids of the certificates for hostnames that are not deleted.
pub(crate) async fn hostname_ids(pulls: &OriginTlsClientAuth) -> Vec<String> {
    let all = pulls.hostname_certificates().list().all().await.unwrap();
    all.into_iter().filter(|one| is_live(one.status.as_ref())).map(|one| one.id).collect()
}

fn is_live(status: Option<&OriginPullStatus>) -> bool {
    status.is_some_and(|status| status.progress() != Progress::Gone)
}

/// The certificate that a hostname is associated with, and whether the association is on.
pub(crate) async fn association(pulls: &OriginTlsClientAuth, hostname: &str) -> Option<(String, bool)> {
    let association = pulls.hostnames().get_opt(hostname).await.unwrap()?;
    Some((association.cert_id.clone().unwrap(), association.enabled?))
}

/// How often an operation was called.
pub(crate) fn count(simulator: &Simulator, operation: &str) -> usize {
    crate::support::operations(simulator).iter().filter(|other| *other == operation).count()
}
