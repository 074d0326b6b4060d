//! The order of a zone's certificates.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde::Deserialize;

use super::record::{CustomCertificate, View};
use super::{Call, ZoneCertificates};
use crate::answer::Answer;
use crate::codes;
use crate::page::ResultInfo;
use crate::refusal::Refusal;
use crate::world::World;

#[derive(Deserialize)]
struct Priorities {
    certificates: Vec<Priority>,
}

#[derive(Deserialize)]
struct Priority {
    id: String,
    priority: i64,
}

/// Sets the whole order or, if anything is wrong with it, nothing. Certificates that it does not name keep their
/// priorities.
pub(crate) fn prioritize(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let order: Priorities = call.body()?;
    let mut state = world.state();
    let mut none = ZoneCertificates::default();
    let zone = state.settled(world, &call.zone_id()).unwrap_or(&mut none);
    check(&order, zone)?;
    for item in &order.certificates {
        if let Some(certificate) = zone.by_id.get_mut(&item.id) {
            certificate.priority = item.priority;
        }
    }
    let mut certificates: Vec<&CustomCertificate> = zone.by_id.values().collect();
    certificates.sort_by_key(|certificate| Reverse(certificate.priority));
    let views: Vec<View<'_>> =
        certificates.iter().map(|certificate| certificate.view(world.now(), world.activation)).collect();
    Answer::list(&views, &ResultInfo::whole(views.len()))
}

fn check(order: &Priorities, zone: &ZoneCertificates) -> Result<(), Refusal> {
    let mut ids = HashSet::new();
    for (index, item) in order.certificates.iter().enumerate() {
        let place = format!("/certificates/{index}/id");
        if !zone.by_id.contains_key(&item.id) {
            let message = "there is no such custom certificate";
            return Err(Refusal::bad_request(codes::INVALID_CERTIFICATE, message).at(&place));
        }
        if !ids.insert(&item.id) {
            return Err(
                Refusal::bad_request(codes::BAD_ORDER, "the order names a certificate twice").at(&place)
            );
        }
    }
    Ok(())
}
