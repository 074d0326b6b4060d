//! Custom CSRs: of an account or of a zone, each with a key that never leaves.

mod sans;

use std::cmp::Ordering;

use rcgen::KeyPair;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::call::Call;
use crate::answer::Answer;
use crate::clock::rfc3339;
use crate::codes;
use crate::refusal::Refusal;
use crate::scope::Scope;
use crate::state::State;
use crate::world::World;
use crate::x509::{CsrKeyType, Subject, make_csr};

/// A CSR and its key.
pub(crate) struct CustomCsr {
    id: String,
    account: Option<String>,
    content: NewCustomCsr,
    created_at: OffsetDateTime,
    csr: String,
    key: KeyPair,
}

/// What a request says of a new CSR.
#[derive(Clone, Serialize, Deserialize)]
struct NewCustomCsr {
    common_name: String,
    country: String,
    locality: String,
    organization: String,
    sans: Vec<String>,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default)]
    key_type: CsrKeyType,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organizational_unit: Option<String>,
}

/// A CSR as answers show it.
#[derive(Serialize)]
struct View<'a> {
    id: &'a str,
    /// Only for the CSRs of accounts: which account a zone belongs to is not modelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_tag: Option<&'a str>,
    #[serde(flatten)]
    content: &'a NewCustomCsr,
    created_at: String,
    csr: &'a str,
}

impl CustomCsr {
    /// The bits of the public key that a certificate for this CSR has.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.key.public_key_raw()
    }

    fn view(&self) -> View<'_> {
        View {
            id: &self.id,
            account_tag: self.account.as_deref(),
            content: &self.content,
            created_at: rfc3339(self.created_at),
            csr: &self.csr,
        }
    }
}

impl NewCustomCsr {
    fn subject(&self) -> Subject<'_> {
        Subject {
            common_name: &self.common_name,
            organization: &self.organization,
            organizational_unit: self.organizational_unit.as_deref(),
            locality: &self.locality,
            state: &self.state,
            country: &self.country,
            sans: &self.sans,
        }
    }
}

impl State {
    /// The CSR that a certificate of a zone may be uploaded for: one of the zone, or of any account.
    pub(crate) fn csr_for_zone(&self, zone_id: &str, id: &str) -> Option<&CustomCsr> {
        let may_use = |scope: &Scope| match scope {
            Scope::Account(_) => true,
            Scope::Zone(zone) => zone == zone_id,
        };
        let mut usable = self.custom_csrs.iter().filter(|(scope, _)| may_use(scope));
        usable.find_map(|(_, csrs)| csrs.get(id))
    }

    fn csr(&self, call: &Call) -> Result<&CustomCsr, Refusal> {
        let found = self.custom_csrs.get(&call.scope()).and_then(|csrs| csrs.get(call.id("custom_csr_id")));
        found.ok_or_else(|| Refusal::not_found(codes::CSR_NOT_FOUND, "there is no such CSR"))
    }
}

pub(crate) fn list(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let state = world.state();
    let mut csrs: Vec<&CustomCsr> =
        state.custom_csrs.get(&call.scope()).into_iter().flat_map(|csrs| csrs.values()).collect();
    // Stable: equal ones stay in the order in which they were made.
    csrs.sort_by(|one, other| compare(call.text("order"), one, other));
    if call.text("direction") == Some("desc") {
        csrs.reverse();
    }
    let page = call.page();
    let views: Vec<View<'_>> =
        csrs.iter().skip(page.start()).take(page.size()).map(|csr| csr.view()).collect();
    Answer::list(&views, &page.info(csrs.len()))
}

fn compare(order: Option<&str>, one: &CustomCsr, other: &CustomCsr) -> Ordering {
    match order {
        Some("name") => one.content.name.cmp(&other.content.name),
        Some("account_tag") => one.account.cmp(&other.account),
        _ => one.created_at.cmp(&other.created_at),
    }
}

pub(crate) fn create(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let content: NewCustomCsr = call.body()?;
    sans::check(&content.sans)?;
    // Before the state is locked: an RSA key takes its time.
    let (csr, key) = make_csr(&content.subject(), content.key_type)
        .map_err(|error| Refusal::bad_request(codes::BAD_CSR, error.to_string()))?;
    let scope = call.scope();
    let account = match &scope {
        Scope::Account(id) => Some(id.clone()),
        Scope::Zone(_) => None,
    };
    let made = CustomCsr { id: world.ids.uuid(), account, content, created_at: world.now(), csr, key };
    let answer = Answer::created(&made.view());
    world.state().custom_csrs.entry(scope).or_default().insert(made.id.clone(), made);
    answer
}

pub(crate) fn get(world: &World, call: &Call) -> Result<Answer, Refusal> {
    Answer::ok(&world.state().csr(call)?.view())
}

pub(crate) fn delete(world: &World, call: &Call) -> Result<Answer, Refusal> {
    let mut state = world.state();
    let id = state.csr(call)?.id.clone();
    state.settle_all(world);
    if state.is_csr_used(&id) {
        return Err(Refusal::conflict(codes::CSR_IN_USE, "the CSR is used by a custom certificate"));
    }
    if let Some(csrs) = state.custom_csrs.get_mut(&call.scope()) {
        csrs.shift_remove(&id);
    }
    Ok(Answer::deleted(&id))
}
