//! `cfcerts pack`.

mod change;
mod ensure;
mod list;

use cloudflare_certificates::Zone;
use cloudflare_certificates::types::{
    CertificateAuthority, CertificatePackStatusFilter, NewCertificatePack, NewCertificatePackType,
    ValidationMethod,
};
use cloudflare_certificates_simulator::{Activation, SimulatedZone};
use serde_json::json;

use crate::support::Stage;

/// A stage on which nothing becomes active by itself.
fn slow() -> Stage {
    Stage::with(|builder| {
        builder.zone(SimulatedZone::new("example.com")).activation(Activation::AfterReads(100_000))
    })
}

fn zone(stage: &Stage) -> Zone {
    let id = stage.simulator.zones()[0].id().to_owned();
    stage.client().zone(id).unwrap()
}

/// Orders a pack as `pack ensure --host …` does by default. Returns its id.
fn order(stage: &Stage, hosts: &[&str]) -> String {
    let order = NewCertificatePack::builder()
        .certificate_authority(CertificateAuthority::Google)
        .hosts(hosts.iter().copied())
        .type_(NewCertificatePackType::Advanced)
        .validation_method(ValidationMethod::Txt)
        .validity_days(90)
        .build();
    let packs = zone(stage).certificate_packs();
    stage.block_on(async { packs.create(&order).await }).unwrap().into_inner().id
}

/// Puts a pack into a state in which its record is to be set.
fn state_record(stage: &Stage, id: &str, status: &str) {
    let record = json!({ "txt_name": "_acme-challenge.www.example.com", "txt_value": "810b7d5f" });
    let patch = json!({ "status": status, "validation_records": [record] });
    assert!(stage.simulator.patch_record("certificate_packs", id, &patch));
}

/// The ids of the advanced packs that are not deleted.
fn packs(stage: &Stage) -> Vec<String> {
    let list = zone(stage).certificate_packs().list().status(CertificatePackStatusFilter::All);
    let mut packs = stage.block_on(async { list.all().await }).unwrap();
    packs.retain(|pack| {
        pack.type_.as_ref().unwrap().as_str() == "advanced"
            && pack.status.as_ref().unwrap().as_str() != "deleted"
    });
    packs.into_iter().map(|pack| pack.id).collect()
}

/// The id of the zone's universal pack.
fn universal(stage: &Stage) -> String {
    let list = zone(stage).certificate_packs().list().status(CertificatePackStatusFilter::All);
    let packs = stage.block_on(async { list.all().await }).unwrap();
    packs.into_iter().find(|pack| pack.type_.as_ref().unwrap().as_str() == "universal").unwrap().id
}
