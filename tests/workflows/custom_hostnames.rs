//! Custom hostnames: finding, ensuring, onboarding, repairing and offboarding.

mod crashes;
mod ensure;
mod fallback_origin;
mod follow;
mod many;
mod offboard;
mod onboard;
mod repair;
mod spy;
mod state;
mod stored;

use std::time::Duration;

use cloudflare_certificates::types::{
    CustomHostname, CustomHostnameCertificateAuthority, CustomHostnameMinTlsVersion, CustomHostnameSwitch,
    CustomHostnameTlsSettingsInput, NewCustomHostname, NewCustomHostnameSsl, ValidationMethod,
};
use cloudflare_certificates::{Client, CustomHostnames};
use cloudflare_certificates_simulator::{Activation, Simulator};

use crate::support::{client, zone_of};

const MINUTE: Duration = Duration::from_secs(60);
const NAME: &str = "app.customer.com";
/// Nothing happens by itself.
const STILL: Activation = Activation::After(Duration::from_secs(1_000 * 60));

async fn start(activation: Activation) -> (Simulator, CustomHostnames) {
    let simulator = Simulator::builder().zone("example.com").activation(activation).start().await.unwrap();
    let hostnames = of(&simulator, &client(&simulator));
    (simulator, hostnames)
}

fn of(simulator: &Simulator, client: &Client) -> CustomHostnames {
    zone_of(client, simulator).custom_hostnames()
}

/// A hostname with all that a repair has to keep.
fn new(hostname: &str) -> NewCustomHostname {
    let settings = CustomHostnameTlsSettingsInput::builder()
        .min_tls_version(CustomHostnameMinTlsVersion::V1_2)
        .http2(CustomHostnameSwitch::On)
        .build();
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt)
        .certificate_authority(CustomHostnameCertificateAuthority::LetsEncrypt)
        .wildcard(true)
        .settings(settings)
        .build();
    NewCustomHostname::builder().hostname(hostname).ssl(ssl).build()
}

/// Creates one that is not active yet.
async fn created(hostnames: &CustomHostnames) -> CustomHostname {
    created_as(hostnames, NAME).await
}

async fn created_as(hostnames: &CustomHostnames, hostname: &str) -> CustomHostname {
    hostnames.create(&new(hostname)).await.unwrap().into_inner()
}

fn statuses(record: &CustomHostname) -> (String, String) {
    let certificate = record.ssl.as_ref().and_then(|ssl| ssl.status.clone());
    (record.status.as_ref().unwrap().to_string(), certificate.unwrap().to_string())
}

fn both_active() -> (String, String) {
    ("active".to_owned(), "active".to_owned())
}

/// How often the server responded to this operation with success.
fn succeeded(simulator: &Simulator, operation: &str) -> usize {
    let is_success = |status: Option<u16>| status.is_some_and(|status| (200..300).contains(&status));
    let requests = simulator.requests();
    requests.iter().filter(|request| request.operation == operation && is_success(request.status)).count()
}
