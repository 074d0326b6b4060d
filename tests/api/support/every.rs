//! Every operation of the document through its handle, with parameters made from the document.

use cloudflare_certificates::types::HostnameTlsSettingId;
use cloudflare_certificates::{Account, Client, Error, Zone, calls};
use cloudflare_certificates_compiler::{Operation, schema};
use serde_json::{Map, Value, json};

use super::samples::{self, DOCUMENT, Form};

/// Whom the operations are addressed to, and how.
#[derive(Clone)]
pub struct Stage {
    pub client: Client,
    pub zone: Zone,
    pub account: Account,
    /// What stands for every id.
    pub id: String,
    /// Which setting is meant.
    pub setting: HostnameTlsSettingId,
}

impl Stage {
    /// Everything is addressed to this zone and this account, with this id.
    pub fn new(client: &Client, zone: &str, account: &str, id: &str) -> Result<Self, Error> {
        let (zone, account) = (client.zone(zone)?, client.account(account)?);
        let (client, id) = (client.clone(), id.to_owned());
        Ok(Self { client, zone, account, id, setting: HostnameTlsSettingId::Ciphers })
    }
}

/// Calls one operation with a body, where it has one, and forgets the result.
pub async fn call(stage: &Stage, operation: &str, body: Value) -> Result<(), Error> {
    called(stage, operation, &parameters(stage, operation, false), body).await
}

/// As [`call`], with every parameter that may be left out.
pub async fn call_with_filters(stage: &Stage, operation: &str, body: Value) -> Result<(), Error> {
    called(stage, operation, &parameters(stage, operation, true), body).await
}

async fn called(stage: &Stage, operation: &str, parameters: &Value, body: Value) -> Result<(), Error> {
    let Stage { client, zone, account, .. } = stage;
    let call = calls::call(client, zone, account, operation, parameters, &body);
    call.unwrap_or_else(|| panic!("no handle has {operation}")).await
}

/// The parameters of an operation by their names.
pub fn parameters(stage: &Stage, id: &str, all: bool) -> Value {
    let operations = DOCUMENT.operations();
    let operation = operations.iter().find(|operation| operation.id() == id).unwrap();
    let mut values = Map::new();
    for (_, parameter) in operation.parameters(&DOCUMENT.root) {
        let text = |key: &str| parameter[key].as_str().unwrap();
        let value = match (text("in"), text("name")) {
            ("path", name) => segment(stage, operation, name),
            (_, "page") => json!(2),
            (_, _) => samples::sample(&parameter["schema"], Form::Full),
        };
        if all || parameter["required"] == true {
            values.insert(text("name").to_owned(), value);
        }
    }
    Value::Object(values)
}

fn segment(stage: &Stage, operation: &Operation<'_>, name: &str) -> Value {
    let parameters = operation.parameters(&DOCUMENT.root);
    let (_, parameter) = parameters.iter().find(|(_, one)| one["name"] == name).unwrap();
    let scope = if operation.verb == "get" { "accounts" } else { "zones" };
    match name {
        "zone_id" if operation.path.starts_with("/zones/{zone_id}/") => json!(stage.zone.id()),
        "account_id" if operation.path.starts_with("/accounts/{account_id}/") => json!(stage.account.id()),
        // Where it has to match a pattern, a usual id is one that does; a bad one stays what it is.
        "zone_id" if is_usual(&stage.id) => json!(stage.zone.id()),
        "account_id" if is_usual(&stage.id) => json!(stage.account.id()),
        "account_or_zone_id" if scope == "accounts" => json!(stage.account.id()),
        "account_or_zone_id" => json!(stage.zone.id()),
        // Both ways are taken by some.
        "accounts_or_zones" => json!(scope),
        _ if schema::unwrap(&DOCUMENT.root, &parameter["schema"]).get("enum").is_some() => {
            json!(stage.setting.as_str())
        }
        _ => json!(stage.id),
    }
}

fn is_usual(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
