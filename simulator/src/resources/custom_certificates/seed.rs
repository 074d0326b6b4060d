//! Certificates without X.509, in large numbers.

use std::time::Duration;

use super::record::{BundleMethod, CustomCertificate, DEFAULT_PRIORITY, Kind};
use crate::clock::after;
use crate::world::World;
use crate::x509::Certificate;

/// Puts active certificates into a zone and returns their ids.
pub(crate) fn seed(world: &World, zone_id: &str, count: usize) -> Vec<String> {
    let zone_id = zone_id.to_ascii_lowercase();
    let mut state = world.state();
    let zone = state.custom_certificates.entry(zone_id.clone()).or_default();
    let mut ids = Vec::with_capacity(count);
    for _ in 0..count {
        let made = synthetic(world, &zone_id, zone.by_id.len());
        ids.push(made.id.clone());
        zone.by_id.insert(made.id.clone(), made);
    }
    ids
}

fn synthetic(world: &World, zone_id: &str, number: usize) -> CustomCertificate {
    let now = world.now();
    let name = world.zone_names.get(zone_id).map_or("example.com", String::as_str);
    CustomCertificate {
        id: world.ids.tag(),
        zone_id: zone_id.to_owned(),
        certificate: Certificate {
            der: Vec::new(),
            hosts: vec![format!("host-{number}.{name}")],
            issuer: "Simulator Seed".to_owned(),
            signature: "ECDSAWithSHA256",
            expires_on: after(now, Duration::from_secs(90 * 24 * 60 * 60)),
            public_key: Vec::new(),
            has_strong_key: true,
            is_ca: false,
        },
        bundle_method: BundleMethod::Ubiquitous,
        custom_csr_id: None,
        geo_restrictions: None,
        policy: None,
        kind: Kind::LegacyCustom,
        priority: DEFAULT_PRIORITY,
        uploaded_on: now,
        modified_on: now,
        pending: None,
    }
}
