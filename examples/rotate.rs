//! Replaces what expires soon in several zones at once: custom certificates by the new ones of a directory, and
//! certificate packs by new orders. At every moment, either the old or the new certificate is served.
//!
//! `cargo run --example rotate` needs no account: it starts a simulator with three zones, of which the token may
//! not use the last one. `cargo run --example rotate -- DAYS DIRECTORY ZONE...` works at Cloudflare, with
//! `CLOUDFLARE_API_TOKEN` from the environment. For a certificate whose first host is
//! `*.example.com`, the directory has `_.example.com.pem` and `_.example.com.key`.
//!
//! After an interruption, run it again: it continues. It fails if anything could not be replaced, and says what.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use cloudflare_certificates::types::{CertificatePackType, NewCertificatePack, NewCustomCertificate};
use cloudflare_certificates::workflows::Steps;
use cloudflare_certificates::{Client, ClockFn, Zone};
use cloudflare_certificates_simulator::{Simulator, Token};
use futures_util::future::join_all;

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;
/// Returns the new certificate for some hosts, and its key.
type Renewal = Box<dyn Fn(&[String]) -> Result<(String, String)>>;

const DAY: Duration = Duration::from_secs(86_400);

struct Job {
    client: Client,
    zones: Vec<String>,
    now: SystemTime,
    soon: Duration,
    renewal: Renewal,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (client, days, renewal, zones) = match arguments.as_slice() {
        [] => simulated().await?,
        [_, _] | [_] => return Err("usage: rotate [DAYS DIRECTORY ZONE...]".into()),
        [days, path, zones @ ..] => {
            (Client::from_env()?, days.parse()?, directory(path.into()), zones.to_vec())
        }
    };
    let job = Job { now: client.clock().system_time(), soon: DAY * days, client, zones, renewal };
    let failures = join_all(job.zones.iter().map(|name| job.rotate(name))).await.concat();
    failures.iter().for_each(|failure| eprintln!("failed: {failure}"));
    println!("{} zones, {} failures", job.zones.len(), failures.len());
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Job {
    /// Replaces what expires soon in a zone. Returns what failed.
    async fn rotate(&self, name: &str) -> Vec<String> {
        let mut failures = Vec::new();
        let outcome = self.rotate_all(name, &mut failures).await;
        failures.extend(outcome.err());
        failures.into_iter().map(|failure| format!("{name}: {failure}")).collect()
    }

    async fn rotate_all(&self, name: &str, failures: &mut Vec<Box<dyn Error>>) -> Result<()> {
        let zone = self.client.zone_by_name(name).await?;
        for old in zone.custom_certificates().list().all().await? {
            if old.expires_within(self.now, self.soon) {
                failures.extend(self.replace(&zone, &old.id, &old.hosts).await.err());
            }
        }
        for old in zone.certificate_packs().list().all().await? {
            let is_ordered = old.type_ == Some(CertificatePackType::Advanced);
            if is_ordered && old.expires_within(self.now, self.soon) {
                failures.extend(follow(zone.certificate_packs().rotate(&old.id).steps()).await.err());
            }
        }
        Ok(())
    }

    async fn replace(&self, zone: &Zone, id: &str, hosts: &[String]) -> Result<()> {
        let (certificate, key) = (self.renewal)(hosts)?;
        follow(zone.custom_certificates().replace(id, certificate, key).steps()).await
    }
}

fn directory(path: PathBuf) -> Renewal {
    Box::new(move |hosts| {
        let name = hosts.first().ok_or("the certificate has no host")?.replace('*', "_");
        let read = |file: String| {
            std::fs::read_to_string(path.join(&file)).map_err(|error| format!("{file}: {error}"))
        };
        Ok((read(format!("{name}.pem"))?, read(format!("{name}.key"))?))
    })
}

/// Prints each step of a workflow.
async fn follow<T: Send + 'static>(steps: Steps<T>) -> Result<()> {
    steps.each(|step| println!("{step}")).await?;
    Ok(())
}

/// Starts a simulator with three zones, two of which have certificates that expire in three weeks.
async fn simulated() -> Result<(Client, u32, Renewal, Vec<String>)> {
    let simulator =
        Simulator::builder().zone("example.com").zone("example.net").zone("example.org").start().await?;
    let zones = simulator.zones();
    simulator.add_token(Token::new("for-two-zones").zone(zones[0].id()).zone(zones[1].id()));
    let (now, sleep_until) = simulator.clock().functions();
    let client = Client::builder().api_token("for-two-zones").base_url(simulator.base_url());
    let client = client.clock(ClockFn::new(now, sleep_until)).build()?;
    for zone in &zones[..2] {
        let (name, handle) = (zone.name(), client.zone(zone.id())?);
        let (certificate, key) = simulator.test_ca().issue(&[&format!("www.{name}")], 90)?;
        let new = NewCustomCertificate::with_key(certificate, key).build();
        handle.custom_certificates().create(&new).await?;
        let order: NewCertificatePack = serde_json::from_value(serde_json::json!({
            "certificate_authority": "google", "hosts": [name, format!("*.{name}")], "type": "advanced",
            "validation_method": "txt", "validity_days": 90,
        }))?;
        let pack = handle.certificate_packs().create(&order).await?;
        handle.certificate_packs().wait(&pack.id).await?;
    }
    simulator.advance(69 * DAY);
    let renewal: Renewal = Box::new(move |hosts| {
        Ok(simulator.test_ca().issue(&hosts.iter().map(String::as_str).collect::<Vec<_>>(), 90)?)
    });
    Ok((client, 30, renewal, zones.iter().map(|zone| zone.name().to_owned()).collect()))
}
