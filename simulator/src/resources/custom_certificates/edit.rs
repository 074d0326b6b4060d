//! Editing: another certificate, or another way to serve it.

use super::record::{BundleMethod, CustomCertificate, CustomCertificatePatch, Kind, Pending};
use super::{Call, upload, uploaded};
use crate::answer::Answer;
use crate::codes;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;
use crate::x509::Certificate;

pub(crate) fn edit(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let patch: CustomCertificatePatch = call.body()?;
    let mut state = world.state();
    let old = state.custom_certificate(world, call)?.clone();
    upload::check_deployment(patch.deploy.as_deref())?;
    if old.bundle_method == BundleMethod::Force && patch.bundle_method.is_none() {
        let message = "no bundle can be made: bundle_method must be repeated for a `force` bundle";
        return Err(Refusal::bad_request(codes::NO_BUNDLE, message));
    }
    let mut new = changed(&old, &patch);
    new.modified_on = world.now();
    if let Some(text) = &patch.certificate {
        new.certificate = upload::leaf(text, new.bundle_method)?;
    }
    check_key(&new.certificate, &old, &patch, &state)?;
    let zone = state.custom_certificates.entry(old.zone_id.clone()).or_default();
    if patch.certificate.is_none() {
        let answer = Answer::ok(&new.view(world.now(), world.activation));
        zone.by_id.insert(old.id, new);
        return answer;
    }
    upload::check_use(&new.certificate, world, &old.zone_id, zone, Some(&old.id))?;
    new.pending = Some(Pending::since(world.now()));
    if new.kind == Kind::SniCustom {
        new.id = world.ids.tag();
        new.uploaded_on = world.now();
    }
    let answer = Answer::ok(&new.view(world.now(), world.activation));
    if new.id == old.id {
        zone.by_id.insert(old.id, new);
    } else {
        zone.replace(&old.id, new);
    }
    answer
}

/// What is left out stays.
fn changed(old: &CustomCertificate, patch: &CustomCertificatePatch) -> CustomCertificate {
    let mut new = old.clone();
    new.bundle_method = patch.bundle_method.unwrap_or(old.bundle_method);
    if patch.geo_restrictions.is_some() {
        new.geo_restrictions.clone_from(&patch.geo_restrictions);
    }
    if patch.policy.is_some() {
        new.policy.clone_from(&patch.policy);
    }
    if patch.private_key.is_some() || patch.custom_csr_id.is_some() {
        new.custom_csr_id.clone_from(&patch.custom_csr_id);
    }
    new
}

/// The key, wherever it is now, has to be that of the certificate.
fn check_key(
    certificate: &Certificate,
    old: &CustomCertificate,
    patch: &CustomCertificatePatch,
    state: &State,
) -> Result<(), Refusal> {
    if let Some(private_key) = &patch.private_key {
        uploaded::check_private_key(certificate, private_key, "/private_key")?;
    }
    match &patch.custom_csr_id {
        Some(csr_id) => upload::check_csr(certificate, state.csr_for_zone(&old.zone_id, csr_id)),
        None if patch.private_key.is_some() => Ok(()),
        None => upload::check_same_key(certificate, &old.certificate),
    }
}
