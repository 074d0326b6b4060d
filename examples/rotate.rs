//! Replaces what expires soon in several zones at once: custom certificates by the new ones of a directory, and
//! certificate packs by new orders. Nothing is served in between but the old or the new certificate.
//!
//! `cargo run --example rotate` needs no account: it starts a simulator with three zones, of which the token may
//! not touch the last one. `cargo run --example rotate -- DAYS DIRECTORY ZONE...` works at Cloudflare, with
//! `CLOUDFLARE_API_TOKEN` from the environment. A zone is a name or an id. For a certificate whose first host is
//! `*.example.com`, the directory has `_.example.com.pem` and `_.example.com.key`.
//!
//! If it is interrupted, run it again: it continues. It fails if anything could not be replaced, and says what.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use cloudflare_certificates::types::{
    CertificateAuthority, CertificatePack, CertificatePackType, CustomCertificateType, NewCertificatePack,
    NewCertificatePackType, NewCustomCertificate, ValidationMethod,
};
use cloudflare_certificates::workflows::Event;
use cloudflare_certificates::{Client, ClockFn, Progress, Timestamp, Zone};
use cloudflare_certificates_simulator::{Simulator, Token};
use futures_util::future::join_all;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

const DAY: Duration = Duration::from_secs(86_400);

/// Where the new certificates come from.
enum Source {
    Directory(PathBuf),
    Simulator(Box<Simulator>),
}

impl Source {
    /// Returns the new certificate for these hosts, and its key.
    fn renewal(&self, hosts: &[String]) -> Result<(String, String)> {
        let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
        match self {
            Self::Simulator(simulator) => Ok(simulator.test_ca().issue(&hosts, 90)?),
            Self::Directory(directory) => {
                let name = hosts.first().ok_or("it has no host")?.replace('*', "_");
                let read = |kind: &str| {
                    let path = directory.join(format!("{name}.{kind}"));
                    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
                };
                Ok((read("pem")?, read("key")?))
            }
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (client, source, days, zones) = match arguments.as_slice() {
        [] => simulated().await?,
        [days, directory, zones @ ..] if !zones.is_empty() => {
            (Client::from_env()?, Source::Directory(directory.into()), days.parse()?, zones.to_vec())
        }
        _ => return Err("usage: rotate [DAYS DIRECTORY ZONE...]".into()),
    };
    let limit = client.clock().system_time() + DAY * days;
    let failures =
        join_all(zones.iter().map(|zone| rotate_zone(&client, &source, zone, limit))).await.concat();
    println!("\n{} zones, {} failures", zones.len(), failures.len());
    failures.iter().for_each(|failure| eprintln!("failed: {failure}"));
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Replaces what expires before the limit, and returns what failed.
async fn rotate_zone(client: &Client, source: &Source, name: &str, limit: SystemTime) -> Vec<String> {
    let mut failures = Vec::new();
    let mut note = |what: &str, result: Result<String>| match result {
        Ok(done) => println!("{name}: {what}: {done}"),
        Err(error) => failures.push(format!("{name}: {what}: {error}")),
    };
    let zone = match client.zone(name) {
        Ok(zone) => Ok(zone),
        Err(_) => client.zone_by_name(name).await,
    };
    let zone = match zone {
        Ok(zone) => zone,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    match zone.custom_certificates().list().all().await {
        Ok(all) => {
            for old in all.iter().filter(|old| expires(old.expires_on.as_ref(), limit)) {
                note("custom certificate", replace(&zone, source, &old.id, &old.hosts).await);
            }
        }
        Err(error) => note("custom certificates", Err(error.into())),
    }
    match zone.certificate_packs().list().all().await {
        Ok(all) => {
            let ordered = |pack: &&CertificatePack| pack.type_ == Some(CertificatePackType::Advanced);
            let expire = |pack: &&CertificatePack| {
                pack.certificates.iter().any(|one| expires(one.expires_on.as_ref(), limit))
            };
            for old in all.iter().filter(ordered).filter(expire) {
                note("certificate pack", rotate_pack(&zone, old).await);
            }
        }
        Err(error) => note("certificate packs", Err(error.into())),
    }
    failures
}

fn expires(date: Option<&Timestamp>, limit: SystemTime) -> bool {
    date.and_then(Timestamp::datetime).is_some_and(|date| SystemTime::from(date) <= limit)
}

/// Replaces a custom certificate, and prints each step.
async fn replace(zone: &Zone, source: &Source, id: &str, hosts: &[String]) -> Result<String> {
    let (certificate, key) = source.renewal(hosts)?;
    let mut steps = zone.custom_certificates().replace(id, certificate, key).steps();
    while let Some(event) = steps.try_next().await? {
        match event {
            Event::Step(step) => println!("  {step}"),
            Event::Done(new) => return Ok(format!("{} is served instead of {}", new.id, new.old_id)),
            _ => {}
        }
    }
    Err("it has no end".into())
}

/// Orders the same pack again, waits until it is active, and removes the old one.
async fn rotate_pack(zone: &Zone, old: &CertificatePack) -> Result<String> {
    let packs = zone.certificate_packs();
    let new = packs.create(&same_order(old)).await?;
    packs.wait(&new.id).await?;
    packs.delete(&old.id).await?;
    packs.wait(&old.id).until(Progress::Gone).await?;
    Ok(format!("{} is served instead of {}", new.id, old.id))
}

fn same_order(pack: &CertificatePack) -> NewCertificatePack {
    NewCertificatePack::builder()
        .certificate_authority(pack.certificate_authority.clone().unwrap_or(CertificateAuthority::Google))
        .hosts(pack.hosts.clone())
        .type_(NewCertificatePackType::Advanced)
        .validation_method(pack.validation_method.clone().unwrap_or(ValidationMethod::Txt))
        .validity_days(pack.validity_days.unwrap_or(90))
        .build()
}

/// Starts a simulator with three zones, two of which have certificates that expire in three weeks.
async fn simulated() -> Result<(Client, Source, u32, Vec<String>)> {
    let names = ["example.com", "example.net", "example.org"];
    let simulator =
        names.into_iter().fold(Simulator::builder(), |builder, name| builder.zone(name)).start().await?;
    let connect = |token: &str| {
        let (now, sleep_until) = simulator.clock().functions();
        let clock = ClockFn::new(now, sleep_until);
        Client::builder().api_token(token).base_url(simulator.base_url()).clock(clock).build()
    };
    let mut limited = Token::new("a-token-for-two-zones");
    for (zone, name) in simulator.zones().iter().zip(names).take(2) {
        limited = limited.zone(zone.id());
        let zone = connect(simulator.token())?.zone(zone.id())?;
        let (certificate, key) = simulator.test_ca().issue(&[&format!("www.{name}")], 90)?;
        let uploaded =
            NewCustomCertificate::with_key(certificate, key).type_(CustomCertificateType::SniCustom).build();
        let uploaded = zone.custom_certificates().create(&uploaded).await?;
        zone.custom_certificates().wait(&uploaded.id).await?;
        let ordered = CertificatePack {
            hosts: vec![name.to_owned(), format!("*.{name}")],
            ..CertificatePack::default()
        };
        let ordered = zone.certificate_packs().create(&same_order(&ordered)).await?;
        zone.certificate_packs().wait(&ordered.id).await?;
    }
    simulator.add_token(limited);
    simulator.advance(69 * DAY);
    let client = connect("a-token-for-two-zones")?;
    Ok((client, Source::Simulator(Box::new(simulator)), 30, names.map(str::to_owned).to_vec()))
}
