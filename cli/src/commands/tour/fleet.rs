//! What expires, over several zones.

use std::time::Duration;

use cloudflare_certificates::types::{
    BundleMethod, CertificateAuthority, CustomCertificateType, NewCertificatePack, NewCertificatePackType,
    NewCustomCertificate, ValidationMethod,
};
use cloudflare_certificates::workflows::{InventoryItem, ZoneFilter};
use cloudflare_certificates_simulator::{Fault, RequestMatch, SimulatedZone, Simulator};

use super::report::{Step, remark};
use super::stage::Stage;
use crate::Result;
use crate::commands::expiring::{Certificate, Gaps, print_table};

const DAY: Duration = Duration::from_secs(86_400);
const SCALE: Duration = Duration::from_secs(45 * 86_400);

/// Other zones of the simulator, and for how many days their certificates are valid.
const ZONES: [(&str, u32); 3] = [("example.net", 16), ("example.org", 25), ("shop.example", 40)];

/// Shows what needs somebody's attention.
pub(super) async fn inventory(stage: &Stage) -> Result<()> {
    let mut zones = ZoneFilter::named([stage.zone.id()]);
    if let Some(simulator) = &stage.simulator {
        add_zones(stage, simulator).await?;
        zones = ZoneFilter::all();
    }
    let step = Step::begin("Read all lists of all zones");
    let (mut found, mut gaps, mut certificates) = (Vec::new(), Gaps::default(), 0);
    let mut items = stage.client.inventory().zones(zones).needing_attention().expiring_within(SCALE).stream();
    while let Some(item) = items.try_next().await? {
        match item {
            InventoryItem::Entry(entry) => found.push(Certificate::new(*entry, stage.now(), SCALE)),
            InventoryItem::Gap(gap) => gaps.push(&gap),
            InventoryItem::Progress(progress) => {
                certificates = progress.entries;
                step.progress(&format!("{} zones and accounts", progress.done));
            }
            _ => {}
        }
        stage.go_on()?;
    }
    step.done(&format!("{certificates} certificates, {} need somebody to act:", found.len()));
    print_table(found)?;
    gaps.lines().iter().for_each(|line| remark(line));
    Ok(())
}

/// Adds zones with certificates, one of which is stuck, and one list that may not be read.
async fn add_zones(stage: &Stage, simulator: &Simulator) -> Result<()> {
    let step = Step::begin("Three more zones, ten days later");
    for (name, days) in ZONES {
        let added =
            SimulatedZone::new(name).account(stage.account.as_ref().map_or("", |account| account.id()));
        let zone = stage.client.zone(added.id())?;
        simulator.add_zone(added);
        let (certificate, key) = stage.issue(&format!("www.{name}"), days)?;
        let new = NewCustomCertificate::with_key(certificate, key)
            .type_(CustomCertificateType::SniCustom)
            .bundle_method(BundleMethod::Force)
            .build();
        zone.custom_certificates().create(&new).await?;
        if name == "shop.example" {
            let fault = Fault::error(403, 10_000, "Authentication error");
            simulator.fail_always(RequestMatch::any().zone(zone.id()).resource("custom_hostnames"), fault);
        }
    }
    let order = NewCertificatePack::builder()
        .certificate_authority(CertificateAuthority::LetsEncrypt)
        .hosts(["example.org", "*.example.org"])
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(90)
        .build();
    let stuck = stage.client.zone_by_name("example.org").await?.certificate_packs().create(&order).await?;
    simulator.time_out_validation(&stuck.id);
    simulator.clock().advance(10 * DAY);
    step.done("a pack has no DNS records, and one list may not be read");
    Ok(())
}
