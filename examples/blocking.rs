//! Using the SDK from a program without async: a runtime of your own and `block_on`.
//!
//! `cargo run --example blocking -- <zone id> [<certificate id>]` prints the certificates of a zone, or one of
//! them.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use cloudflare_certificates::types::CustomCertificate;
use cloudflare_certificates::{Client, Zone};
use tokio::runtime::{Builder, Runtime};

/// A zone's certificates, for use from any thread that does not run async code.
pub(crate) struct Certificates {
    runtime: Runtime,
    zone: Zone,
}

impl Certificates {
    pub(crate) fn new(client: &Client, zone_id: &str) -> Result<Self, Box<dyn std::error::Error>> {
        // One worker keeps idle connections healthy between calls. A `current_thread` runtime would not.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Self { runtime, zone: client.zone(zone_id)? })
    }

    pub(crate) fn get(&self, id: &str) -> cloudflare_certificates::Result<CustomCertificate> {
        self.runtime.block_on(self.zone.custom_certificates().get(id)).map(|response| response.into_inner())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = cloudflare_certificates::Result<CustomCertificate>> {
        let mut items = self.zone.custom_certificates().list().stream();
        std::iter::from_fn(move || self.runtime.block_on(items.try_next()).transpose())
    }
}

fn show(certificate: &CustomCertificate) {
    println!("{} {:?} until {:?}", certificate.id, certificate.hosts, certificate.expires_on);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let zone_id = arguments.next().ok_or("usage: blocking <zone id> [<certificate id>]")?;
    let certificates = Certificates::new(&Client::from_env()?, &zone_id)?;
    if let Some(id) = arguments.next() {
        show(&certificates.get(&id)?);
        return Ok(());
    }
    for certificate in certificates.iter() {
        show(&certificate?);
    }
    Ok(())
}
