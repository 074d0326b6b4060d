//! The mTLS settings of hostnames: one list per account or zone, replaced as a whole.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::codes;
use crate::page::ResultInfo;
use crate::refusal::Refusal;
use crate::resources::call::Call;
use crate::world::World;

/// The settings of one hostname.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct HostnameSettings {
    hostname: String,
    china_network: bool,
    client_certificate_forwarding: bool,
}

#[derive(Deserialize)]
struct SettingsUpdate {
    settings: Vec<HostnameSettings>,
}

pub(crate) fn settings_get(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let state = world.state();
    answer(state.access_settings.get(&call.scope()).map(Vec::as_slice).unwrap_or_default())
}

pub(crate) fn settings_update(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let update: SettingsUpdate = call.body()?;
    let mut hostnames = HashSet::new();
    if let Some(twice) = update.settings.iter().find(|item| !hostnames.insert(&item.hostname)) {
        let message = format!("there are two settings for {}", twice.hostname);
        return Err(Refusal::bad_request(codes::INVALID_ACCESS, message).at("/settings"));
    }
    let answer = answer(&update.settings)?.accepted();
    world.state().access_settings.insert(call.scope(), update.settings);
    Ok(answer)
}

fn answer(settings: &[HostnameSettings]) -> Result<Answer, Refusal> {
    Answer::list(settings, &ResultInfo::whole(settings.len()))
}
