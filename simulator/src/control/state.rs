//! What exists.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ControlError, Request, catalogue, stages};
use crate::access::Token;
use crate::directory::SimulatedZone;
use crate::resources::{self, custom_certificates};
use crate::server_state::ServerState;

/// More would only fill the memory.
pub(crate) const MAX_CERTIFICATES: usize = 1_000_000;
const PLANS: [&str; 4] = ["free", "pro", "business", "enterprise"];
const STATUSES: [&str; 4] = ["initializing", "pending", "active", "moved"];

/// State to add.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Seed {
    zones: Vec<SimulatedZone>,
    tokens: Vec<Token>,
    custom_certificates: Vec<SeededCertificates>,
    records: Vec<SeededRecord>,
}

/// Active custom certificates without X.509.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeededCertificates {
    zone: String,
    count: usize,
}

/// A resource, as responses show it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeededRecord {
    resource: String,
    /// The id of the zone or account.
    owner: String,
    record: Map<String, Value>,
}

impl Seed {
    /// Reads JSON.
    pub(crate) fn parse(text: &str) -> Result<Self, ControlError> {
        // serde would take the fields from a list, too, in their order.
        if text.trim_start().starts_with('[') {
            return Err(ControlError::invalid("the seed is a list"));
        }
        serde_json::from_str(text)
            .map_err(|error| ControlError::invalid(format!("the seed cannot be read: {error}")))
    }

    /// Adds the state, all of it or, if there is an error, nothing. Returns the ids of what was added, by resource.
    pub(crate) fn apply(self, server: &ServerState) -> Result<Value, ControlError> {
        self.check(server)?;
        for zone in self.zones {
            resources::set_zone(server, zone);
        }
        for token in self.tokens {
            server.access().add_token(token);
        }
        let certificates: Vec<String> = self
            .custom_certificates
            .iter()
            .flat_map(|seeded| custom_certificates::seed(server, &seeded.zone, seeded.count))
            .collect();
        let insert = |seeded: SeededRecord| {
            resources::insert(server, &seeded.resource, &seeded.owner, Value::Object(seeded.record))
        };
        let records: Vec<String> = self.records.into_iter().filter_map(insert).collect();
        Ok(json!({ "custom_certificates": certificates, "records": records }))
    }

    fn check(&self, server: &ServerState) -> Result<(), ControlError> {
        self.zones.iter().try_for_each(check_zone)?;
        self.tokens.iter().try_for_each(check_token)?;
        let count = self.custom_certificates.iter().fold(0_usize, |sum, one| sum.saturating_add(one.count));
        if count > MAX_CERTIFICATES {
            return Err(ControlError::invalid(format!(
                "there are more than {MAX_CERTIFICATES} certificates"
            )));
        }
        let is = |id: &str, other: &str| other.eq_ignore_ascii_case(id);
        for SeededCertificates { zone, .. } in &self.custom_certificates {
            let added = self.zones.iter().any(|other| is(zone, other.id()));
            if !added && !server.directory().has_zone(zone) {
                return Err(ControlError::invalid(format!("there is no zone with the id `{zone}`")));
            }
        }
        for SeededRecord { resource, owner, record } in &self.records {
            stages::check_resource(resource)?;
            let added = self.zones.iter().any(|zone| is(owner, zone.id()) || is(owner, zone.account_id()));
            let directory = server.directory();
            if !added && !directory.has_zone(owner) && !directory.has_account(owner) {
                let message = format!("there is no zone and no account with the id `{owner}`");
                return Err(ControlError::invalid(message));
            }
            if record.get("id").is_some_and(|id| !id.is_string()) {
                return Err(ControlError::invalid("the `id` of a record is not a string"));
            }
        }
        Ok(())
    }
}

pub(super) fn reset(request: &Request) -> Result<Value, ControlError> {
    request.server.reset();
    add_seed(&request.server)
}

/// Adds the state that the simulator starts with.
pub(crate) fn add_seed(server: &ServerState) -> Result<Value, ControlError> {
    let zones: Vec<String> = server.directory().zones().map(|zone| zone.id().to_owned()).collect();
    zones.iter().for_each(|zone| resources::sync_universal(server, zone));
    match &server.options.seed {
        Some(seed) => Seed::parse(seed)?.apply(server),
        None => Ok(json!({})),
    }
}

pub(super) fn seed(request: &Request) -> Result<Value, ControlError> {
    request.json::<Seed>()?.apply(&request.server)
}

pub(super) fn add_zone(request: &Request) -> Result<Value, ControlError> {
    let zone: SimulatedZone = request.json()?;
    check_zone(&zone)?;
    let shown = catalogue::zone(&zone);
    resources::set_zone(&request.server, zone);
    Ok(shown)
}

pub(super) fn add_token(request: &Request) -> Result<Value, ControlError> {
    let token: Token = request.json()?;
    check_token(&token)?;
    request.server.access().add_token(token);
    Ok(json!({}))
}

pub(super) fn requests(request: &Request) -> Result<Value, ControlError> {
    let journal = request.server.journal();
    Ok(json!({ "count": journal.count(), "last": journal.last() }))
}

pub(crate) fn check_zone(zone: &SimulatedZone) -> Result<(), ControlError> {
    let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_id(zone.id()) || !is_id(zone.account_id()) {
        return Err(ControlError::invalid(
            "the id of a zone or of its account does not have 32 hexadecimal digits",
        ));
    }
    if zone.name().is_empty() || zone.name().contains(|c: char| c.is_whitespace() || c == '/' || c == '*') {
        return Err(ControlError::invalid(format!("`{}` is not the name of a zone", zone.name())));
    }
    let one_of = |field: &str, value: &str, values: &[&str]| {
        values.contains(&value).then_some(()).ok_or_else(|| {
            ControlError::invalid(format!(
                "the {field} of a zone is one of {}, not `{value}`",
                values.join(", ")
            ))
        })
    };
    one_of("plan", zone.plan_name(), &PLANS)?;
    one_of("status", zone.status_name(), &STATUSES)
}

pub(crate) fn check_token(token: &Token) -> Result<(), ControlError> {
    if token.value().is_empty() {
        return Err(ControlError::invalid("the token is empty"));
    }
    if !token.value().bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(ControlError::invalid("the token has characters that no header can carry"));
    }
    Ok(())
}
