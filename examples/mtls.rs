//! Client certificates in both directions: those that Cloudflare presents to your origins (authenticated origin pulls,
//! for the zone and per hostname), and the CA of those that visitors present to Access. Each is set up and rotated.
//!
//! `cargo run --example mtls` needs no account: it starts a simulator. `cargo run --example mtls -- <zone id> <hostname>`
//! does it at Cloudflare, with `CLOUDFLARE_API_TOKEN`, and removes what it created; if it fails, the error and the steps
//! show what is left. The certificates are of a test CA: do not run it for a hostname whose origin checks client
//! certificates, or that Access protects.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use cloudflare_certificates::types::{NewAccessCertificate, NewOriginPullCertificate};
use cloudflare_certificates::workflows::Workflow;
use cloudflare_certificates::{Client, ClockFn, Zone};
use cloudflare_certificates_simulator::{Simulator, TestCa};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// A client certificate, as your CA would issue it to Cloudflare.
fn issue(ca: &TestCa, hostname: &str) -> Result<NewOriginPullCertificate> {
    let (certificate, private_key) = ca.issue(&[hostname], 90)?;
    Ok(NewOriginPullCertificate::builder().certificate(certificate).private_key(private_key).build())
}

/// Runs a workflow and prints its steps.
async fn run<T: Send + 'static>(workflow: Workflow<T>) -> Result<T> {
    Ok(workflow.steps().each(|step| println!("  {step}")).await?)
}

async fn origin_pulls_of_the_zone(zone: &Zone, ca: &TestCa, hostname: &str) -> Result<()> {
    println!("Origin pulls of the zone");
    let certificates = zone.origin_tls_client_auth();
    let old = certificates.ensure(&issue(ca, hostname)?).await?.into_inner();
    certificates.wait(&old.id).await?;
    // To have it presented: `certificates.settings().update(…)`, once your origins accept it.
    let new = run(certificates.rotate([old.id], &issue(ca, hostname)?)).await?;
    run(certificates.remove(new.id)).await
}

async fn origin_pulls_of_a_hostname(zone: &Zone, ca: &TestCa, hostname: &str) -> Result<()> {
    println!("Origin pulls of {hostname}");
    let certificates = zone.origin_tls_client_auth().hostname_certificates();
    let old = certificates.ensure(&issue(ca, hostname)?).await?.into_inner();
    run(zone.origin_tls_client_auth().hostnames().associate(&old.id, [hostname])).await?;
    let rotated = run(certificates.rotate(old.id, &issue(ca, hostname)?, [hostname])).await?;
    run(certificates.disassociate_and_remove(rotated.certificate.id, [hostname])).await
}

/// The new CA gets the hostnames first, so that visitors with a certificate of either are accepted.
async fn access_ca_of_a_hostname(zone: &Zone, ca: [&TestCa; 2], hostname: &str) -> Result<()> {
    println!("Access CA of {hostname}");
    let certificates = zone.access_certificates();
    let new = |name: &str, ca: &TestCa| {
        NewAccessCertificate::builder()
            .name(name)
            .certificate(ca.certificate_pem())
            .associated_hostnames([hostname])
            .build()
    };
    let old = certificates.ensure(&new("mtls example, old", ca[0])).await?.into_inner();
    let rotated = run(certificates.rotate(old.id, &new("mtls example, new", ca[1]))).await?;
    run(certificates.remove(rotated.id)).await
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let simulator = Simulator::builder().zone("example.com").start().await?;
    let (zone, hostname) = match arguments.as_slice() {
        [zone_id, hostname] => (Client::from_env()?.zone(zone_id)?, hostname.as_str()),
        _ => {
            let (now, sleep_until) = simulator.clock().functions();
            let client = Client::builder().api_token(simulator.token()).base_url(simulator.base_url());
            let client = client.clock(ClockFn::new(now, sleep_until)).build()?;
            (client.zone(simulator.zones()[0].id())?, "app.example.com")
        }
    };
    let (ca, new_ca) = (TestCa::new()?, TestCa::new()?);
    origin_pulls_of_the_zone(&zone, &ca, hostname).await?;
    origin_pulls_of_a_hostname(&zone, &ca, hostname).await?;
    access_ca_of_a_hostname(&zone, [&ca, &new_ca], hostname).await
}
