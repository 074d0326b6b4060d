//! Custom certificates: certificates that customers bring to their zones.

mod edit;
mod prioritize;
mod record;
mod seed;
mod upload;
mod zone;

use super::call::Call;
use super::uploaded;
use crate::answer::Answer;
use crate::codes;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;
use record::{CustomCertificate, NewCustomCertificate, Status, View};

pub(crate) use edit::edit;
pub(crate) use prioritize::prioritize;
pub(crate) use seed::seed;
pub(crate) use zone::ZoneCertificates;

impl State {
    /// Carries out what has become due in a zone, and gives its certificates.
    fn settled(&mut self, world: &World, zone_id: &str) -> Option<&mut ZoneCertificates> {
        let zone = self.custom_certificates.get_mut(zone_id)?;
        zone.settle(world.now(), world.activation);
        Some(zone)
    }

    /// Carries out what has become due in all zones.
    pub(crate) fn settle_all(&mut self, world: &World) {
        self.custom_certificates.values_mut().for_each(|zone| zone.settle(world.now(), world.activation));
    }

    /// Whether a certificate of any zone uses a CSR.
    pub(crate) fn is_csr_used(&self, csr_id: &str) -> bool {
        let mut certificates = self.custom_certificates.values().flat_map(|zone| zone.by_id.values());
        certificates.any(|certificate| certificate.custom_csr_id.as_deref() == Some(csr_id))
    }

    /// The certificate that a call is about.
    fn custom_certificate(&mut self, world: &World, call: &Call) -> Result<&mut CustomCertificate, Refusal> {
        let zone = self.settled(world, &call.zone_id());
        let found = zone.and_then(|zone| zone.by_id.get_mut(call.id("custom_certificate_id")));
        found.ok_or_else(|| {
            Refusal::not_found(codes::INVALID_CERTIFICATE, "there is no such custom certificate")
        })
    }
}

pub(crate) fn list(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let mut none = ZoneCertificates::default();
    let zone = state.settled(world, &call.zone_id()).unwrap_or(&mut none);
    let wanted = call.text("status").and_then(Status::named);
    let (now, page) = (world.now(), call.page());
    let (shown, total) = match wanted {
        None if call.text("status").is_some() => (Vec::new(), 0),
        None => (zone.range(page), zone.by_id.len()),
        Some(wanted) => {
            let matching = zone.read_matching(wanted, now, world.activation);
            let total = matching.len();
            (matching.into_iter().skip(page.start()).take(page.size()).collect(), total)
        }
    };
    let certificates = shown.iter().filter_map(|index| zone.by_id.get_index(*index));
    let views: Vec<View<'_>> =
        certificates.map(|(_, certificate)| certificate.view(now, world.activation)).collect();
    let answer = Answer::list(&views, &page.info(total));
    zone.read(&shown);
    answer
}

pub(crate) fn create(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let new: NewCustomCertificate = call.body()?;
    upload::check_deployment(new.deploy.as_deref())?;
    let bundle_method = new.bundle_method.unwrap_or_default();
    let certificate = upload::leaf(&new.certificate, bundle_method)?;
    if let Some(private_key) = &new.private_key {
        uploaded::check_private_key(&certificate, private_key, "/private_key")?;
    }
    let (zone_id, now) = (call.zone_id(), world.now());
    let mut state = world.state();
    state.settled(world, &zone_id);
    if let Some(csr_id) = &new.custom_csr_id {
        upload::check_csr(&certificate, state.csr_for_zone(&zone_id, csr_id))?;
    }
    let zone = state.custom_certificates.entry(zone_id.clone()).or_default();
    upload::check_use(&certificate, world, &zone_id, zone, None)?;
    let made = CustomCertificate {
        id: world.ids.tag(),
        zone_id,
        certificate,
        bundle_method,
        custom_csr_id: new.custom_csr_id,
        geo_restrictions: new.geo_restrictions,
        policy: new.policy,
        kind: new.kind,
        priority: record::DEFAULT_PRIORITY,
        uploaded_on: now,
        modified_on: now,
        pending: Some(record::Pending::since(now)),
    };
    let answer = Answer::ok(&made.view(now, world.activation));
    zone.by_id.insert(made.id.clone(), made);
    answer
}

pub(crate) fn get(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificate = state.custom_certificate(world, call)?;
    let answer = Answer::ok(&certificate.view(world.now(), world.activation));
    certificate.read();
    answer
}

pub(crate) fn delete(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let id = state.custom_certificate(world, call)?.id.clone();
    if let Some(zone) = state.custom_certificates.get_mut(&call.zone_id()) {
        zone.by_id.shift_remove(&id);
    }
    Ok(Answer::deleted(&id))
}
