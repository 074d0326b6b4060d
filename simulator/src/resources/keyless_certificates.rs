//! Keyless SSL: certificates whose keys are on a key server of the customer.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::page::ResultInfo;
use crate::refusal::Refusal;
use crate::state::State;
use crate::world::World;
use crate::x509::parse_chain;

/// A Keyless SSL configuration.
pub(crate) struct KeylessCertificate {
    id: String,
    host: String,
    port: u16,
    name: String,
    enabled: bool,
    tunnel: Option<Tunnel>,
    created_on: OffsetDateTime,
    modified_on: OffsetDateTime,
}

/// How the key server is reached through a tunnel.
#[derive(Clone, Serialize, Deserialize)]
struct Tunnel {
    private_ip: String,
    vnet_id: String,
}

#[derive(Deserialize)]
struct NewKeylessCertificate {
    certificate: String,
    host: String,
    port: u16,
    name: Option<String>,
    tunnel: Option<Tunnel>,
}

#[derive(Deserialize)]
struct KeylessCertificatePatch {
    enabled: Option<bool>,
    host: Option<String>,
    name: Option<String>,
    port: Option<u16>,
    tunnel: Option<Tunnel>,
}

/// A configuration as answers show it.
#[derive(Serialize)]
struct View<'a> {
    id: &'a str,
    name: &'a str,
    host: &'a str,
    port: u16,
    status: &'static str,
    enabled: bool,
    permissions: [&'static str; 2],
    created_on: String,
    modified_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tunnel: Option<&'a Tunnel>,
}

impl KeylessCertificate {
    fn view(&self) -> View<'_> {
        View {
            id: &self.id,
            name: &self.name,
            host: &self.host,
            port: self.port,
            status: "active",
            enabled: self.enabled,
            permissions: ["#ssl:read", "#ssl:edit"],
            created_on: rfc3339(self.created_on),
            modified_on: rfc3339(self.modified_on),
            tunnel: self.tunnel.as_ref(),
        }
    }
}

impl Tunnel {
    /// The address comes without the length of a prefix.
    fn check(&self) -> Result<(), Refusal> {
        if self.private_ip.parse::<IpAddr>().is_ok() {
            return Ok(());
        }
        let message = "the tunnel's private_ip is not an IP address without a prefix length";
        Err(Refusal::bad_request(codes::BAD_TUNNEL, message).at("/tunnel/private_ip"))
    }
}

impl State {
    fn keyless_certificate(&mut self, call: &Call) -> Result<&mut KeylessCertificate, Refusal> {
        let zone = self.keyless_certificates.get_mut(&call.zone_id());
        let found = zone.and_then(|zone| zone.get_mut(call.id("keyless_certificate_id")));
        found.ok_or_else(|| {
            Refusal::not_found(codes::NO_SUCH_KEYLESS, "there is no such Keyless SSL configuration")
        })
    }
}

pub(crate) fn list(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let state = world.state();
    let zone = state.keyless_certificates.get(&call.zone_id());
    let views: Vec<View<'_>> =
        zone.into_iter().flat_map(|zone| zone.values()).map(KeylessCertificate::view).collect();
    Answer::list(&views, &ResultInfo::whole(views.len()))
}

pub(crate) fn create(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let new: NewKeylessCertificate = call.body()?;
    if parse_chain(&new.certificate).is_none() {
        let message = "the certificate cannot be read";
        return Err(Refusal::bad_request(codes::INVALID_CERTIFICATE, message).at("/certificate"));
    }
    new.tunnel.as_ref().map_or(Ok(()), Tunnel::check)?;
    let now = world.now();
    let made = KeylessCertificate {
        id: world.ids.uuid(),
        name: new.name.unwrap_or_else(|| format!("{} Keyless SSL", new.host)),
        host: new.host,
        port: new.port,
        enabled: false,
        tunnel: new.tunnel,
        created_on: now,
        modified_on: now,
    };
    let answer = Answer::ok(&made.view());
    world.state().keyless_certificates.entry(call.zone_id()).or_default().insert(made.id.clone(), made);
    answer
}

pub(crate) fn get(world: &World, call: &Call) -> Result<Answer, Refusal> {
    Answer::ok(&world.state().keyless_certificate(call)?.view())
}

pub(crate) fn edit(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let patch: KeylessCertificatePatch = call.body()?;
    let mut state = world.state();
    let keyless = state.keyless_certificate(call)?;
    patch.tunnel.as_ref().map_or(Ok(()), Tunnel::check)?;
    keyless.enabled = patch.enabled.unwrap_or(keyless.enabled);
    keyless.port = patch.port.unwrap_or(keyless.port);
    keyless.tunnel = patch.tunnel.or_else(|| keyless.tunnel.take());
    if let Some(host) = patch.host {
        keyless.host = host;
    }
    if let Some(name) = patch.name {
        keyless.name = name;
    }
    keyless.modified_on = world.now();
    Answer::ok(&keyless.view())
}

pub(crate) fn delete(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let id = state.keyless_certificate(call)?.id.clone();
    if let Some(zone) = state.keyless_certificates.get_mut(&call.zone_id()) {
        zone.shift_remove(&id);
    }
    Ok(Answer::deleted(&id))
}
