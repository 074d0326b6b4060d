//! Certificate packs: finding, ensuring, rotating and removing.

mod ensure;
mod find;
mod hosts;
mod remove;
mod repair;
mod replace;
mod rotate;

use std::time::Duration;

use cloudflare_certificates::types::{
    CertificatePack, CertificatePackStatus, CertificatePackStatusFilter, CertificatePackType,
};
use cloudflare_certificates::{Progress, Zone};
use cloudflare_certificates_simulator::{Activation, Simulator};

use crate::support::{pack, zone};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HOSTS: [&str; 2] = ["example.com", "www.example.com"];

async fn start(activation: Activation) -> (Simulator, Zone) {
    let simulator = Simulator::builder().zone("example.com").activation(activation).start().await.unwrap();
    let zone = zone(&simulator);
    (simulator, zone)
}

/// Orders a pack for these hosts and waits until it is active. Then a day passes.
async fn active(simulator: &Simulator, zone: &Zone, hosts: &[&str]) -> CertificatePack {
    let packs = zone.certificate_packs();
    let id = packs.create(&pack(hosts)).await.unwrap().into_inner().id;
    let pack = packs.wait(id).await.unwrap();
    simulator.advance(DAY);
    pack
}

/// The advanced packs that exist, in the order of the list.
async fn existing(zone: &Zone) -> Vec<CertificatePack> {
    let list = zone.certificate_packs().list().status(CertificatePackStatusFilter::All);
    let mut packs = list.all().await.unwrap();
    packs.retain(|pack| pack.type_ == Some(CertificatePackType::Advanced) && !is_gone(pack));
    packs
}

fn is_gone(pack: &CertificatePack) -> bool {
    pack.status.as_ref().map(CertificatePackStatus::progress) == Some(Progress::Gone)
}

fn ids(packs: &[CertificatePack]) -> Vec<&str> {
    packs.iter().map(|pack| &*pack.id).collect()
}
