//! What an uploaded certificate has to be.

use std::time::Duration;

use super::record::BundleMethod;
use super::zone::ZoneCertificates;
use crate::clock::after;
use crate::codes;
use crate::refusal::Refusal;
use crate::resources::custom_csrs::CustomCsr;
use crate::world::World;
use crate::x509::{Certificate, is_issued_by, parse_chain};

/// A certificate has to be valid for so long.
const LEAST_VALIDITY: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Staging is not modelled; production is what happens anyway.
pub(super) fn check_deployment(deploy: Option<&str>) -> Result<(), Refusal> {
    if deploy == Some("staging") { Err(Refusal::not_modelled("deployment to staging")) } else { Ok(()) }
}

/// The leaf of an uploaded PEM text.
pub(super) fn leaf(text: &str, bundle_method: BundleMethod) -> Result<Certificate, Refusal> {
    let refuse = |code, message: &str| Err(Refusal::bad_request(code, message).at("/certificate"));
    let Some(mut chain) = parse_chain(text) else {
        return refuse(codes::INVALID_CERTIFICATE, "the certificate cannot be read");
    };
    let Some(place) = chain.iter().position(|certificate| !certificate.is_ca) else {
        return refuse(codes::NO_LEAF, "there is no leaf certificate, only those of authorities");
    };
    if bundle_method == BundleMethod::Force {
        if place != 0 {
            return refuse(codes::NO_BUNDLE, "the leaf certificate does not come first");
        }
        if chain.windows(2).any(|pair| !is_issued_by(&pair[0], &pair[1])) {
            return refuse(codes::NO_BUNDLE, "a certificate was not issued by the one that follows it");
        }
    }
    let leaf = chain.swap_remove(place);
    if !leaf.has_strong_key {
        let message = "the certificate's key is neither RSA of 2048 bits nor ECDSA of 225 bits or more";
        return refuse(codes::INVALID_CERTIFICATE, message);
    }
    Ok(leaf)
}

/// A CSR has to exist and to be the one that the certificate was issued for.
pub(super) fn check_csr(certificate: &Certificate, csr: Option<&CustomCsr>) -> Result<(), Refusal> {
    match csr {
        Some(csr) if csr.public_key() == certificate.public_key => Ok(()),
        Some(_) => Err(wrong_key("the certificate was issued for another CSR").at("/custom_csr_id")),
        None => Err(Refusal::bad_request(codes::NO_SUCH_CSR, "there is no such CSR").at("/custom_csr_id")),
    }
}

/// A certificate without a key goes with the key that is there already.
pub(super) fn check_same_key(certificate: &Certificate, old: &Certificate) -> Result<(), Refusal> {
    if certificate.public_key == old.public_key {
        return Ok(());
    }
    Err(wrong_key("the certificate is for another key than the one that is there").at("/certificate"))
}

/// Whether a zone can use the certificate: for how long, for which hosts, and whether it has it already. `instead`
/// is the certificate that it takes the place of.
pub(super) fn check_use(
    certificate: &Certificate,
    world: &World,
    zone_id: &str,
    zone: &ZoneCertificates,
    instead: Option<&str>,
) -> Result<(), Refusal> {
    let refuse = |code, message: &str| Err(Refusal::bad_request(code, message).at("/certificate"));
    if certificate.expires_on < after(world.now(), LEAST_VALIDITY) {
        return refuse(codes::EXPIRES_SOON, "the certificate has expired or expires within 14 days");
    }
    if !certificate.hosts.iter().any(|host| world.is_at_home(zone_id, host)) {
        return refuse(codes::FOREIGN_HOSTS, "no host of the certificate belongs to the zone");
    }
    let others = zone.by_id.values().filter(|other| Some(other.id.as_str()) != instead);
    if others.into_iter().any(|other| other.certificate.der == certificate.der) {
        return refuse(codes::DUPLICATE_CERTIFICATE, "this certificate is there already");
    }
    Ok(())
}

fn wrong_key(message: &str) -> Refusal {
    Refusal::bad_request(codes::WRONG_PRIVATE_KEY, message)
}
