//! Access certificates: the roots that visitors' certificates are checked against, and the settings of hostnames.

mod settings;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;
use crate::x509::{Certificate, parse_chain};

pub(crate) use settings::{HostnameSettings, settings_get, settings_update};

/// An mTLS root certificate.
pub(crate) struct AccessCertificate {
    id: String,
    name: String,
    associated_hostnames: Vec<String>,
    certificate: Certificate,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

#[derive(Deserialize)]
struct NewAccessCertificate {
    certificate: String,
    name: String,
    #[serde(default)]
    associated_hostnames: Vec<String>,
}

#[derive(Deserialize)]
struct AccessCertificateUpdate {
    associated_hostnames: Vec<String>,
    name: Option<String>,
}

/// A certificate as answers show it.
#[derive(Serialize)]
struct View<'a> {
    id: &'a str,
    name: &'a str,
    associated_hostnames: &'a [String],
    fingerprint: String,
    expires_on: String,
    created_at: String,
    updated_at: String,
}

impl AccessCertificate {
    fn view(&self) -> View<'_> {
        View {
            id: &self.id,
            name: &self.name,
            associated_hostnames: &self.associated_hostnames,
            fingerprint: fingerprint(&self.certificate.der),
            expires_on: rfc3339(self.certificate.expires_on),
            created_at: rfc3339(self.created_at),
            updated_at: rfc3339(self.updated_at),
        }
    }
}

/// The way OpenSSL writes it.
fn fingerprint(der: &[u8]) -> String {
    let bytes: Vec<String> = Md5::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    format!("MD5 Fingerprint={}", bytes.join(":"))
}

impl State {
    fn access_certificate(&mut self, call: &Call) -> Result<&mut AccessCertificate, Refusal> {
        let scope = self.access_certificates.get_mut(&call.scope());
        let found = scope.and_then(|certificates| certificates.get_mut(call.id("certificate_id")));
        found.ok_or_else(|| {
            Refusal::not_found(codes::NO_SUCH_ACCESS_CERTIFICATE, "there is no such Access certificate")
        })
    }
}

pub(crate) fn list(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let state = world.state();
    let all = state.access_certificates.get(&call.scope());
    let page = call.page();
    let shown = all.into_iter().flat_map(|all| all.values()).skip(page.start()).take(page.size());
    let views: Vec<View<'_>> = shown.map(AccessCertificate::view).collect();
    Answer::list(&views, &page.info(all.map_or(0, |all| all.len())))
}

pub(crate) fn create(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let new: NewAccessCertificate = call.body()?;
    let certificate = root(&new.certificate)?;
    let mut state = world.state();
    let all = state.access_certificates.entry(call.scope()).or_default();
    if all.values().any(|other| other.certificate.der == certificate.der) {
        let message = "this certificate is there already";
        return Err(Refusal::conflict(codes::DUPLICATE_ACCESS_CERTIFICATE, message).at("/certificate"));
    }
    let now = world.now();
    let made = AccessCertificate {
        id: world.ids.uuid(),
        name: new.name,
        associated_hostnames: new.associated_hostnames,
        certificate,
        created_at: now,
        updated_at: now,
    };
    let answer = Answer::created(&made.view());
    all.insert(made.id.clone(), made);
    answer
}

/// The one certificate of a PEM text, which has to be that of an authority.
fn root(text: &str) -> Result<Certificate, Refusal> {
    let refuse = |message: &str| Err(Refusal::bad_request(codes::INVALID_ACCESS, message).at("/certificate"));
    let Some(mut certificates) = parse_chain(text) else { return refuse("the certificate cannot be read") };
    match (certificates.pop(), certificates.is_empty()) {
        (Some(certificate), true) if certificate.is_ca => Ok(certificate),
        (_, true) => refuse("the certificate is not that of a certificate authority"),
        (_, false) => refuse("one certificate is expected, there are more"),
    }
}

pub(crate) fn get(world: &World, call: &Call) -> Result<Answer, Refusal> {
    Answer::ok(&world.state().access_certificate(call)?.view())
}

pub(crate) fn update(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let update: AccessCertificateUpdate = call.body()?;
    let mut state = world.state();
    let certificate = state.access_certificate(call)?;
    certificate.associated_hostnames = update.associated_hostnames;
    if let Some(name) = update.name {
        certificate.name = name;
    }
    certificate.updated_at = world.now();
    Answer::ok(&certificate.view())
}

pub(crate) fn delete(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let certificate = state.access_certificate(call)?;
    if !certificate.associated_hostnames.is_empty() {
        let message = "the certificate is associated with hostnames; remove them first";
        return Err(Refusal::conflict(codes::ACCESS_IN_USE, message));
    }
    let id = certificate.id.clone();
    if let Some(all) = state.access_certificates.get_mut(&call.scope()) {
        all.shift_remove(&id);
    }
    Ok(Answer::deleted(&id))
}
