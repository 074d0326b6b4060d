//! Accounts: those that were declared, or have zones that were.

use serde_json::{Value, json};

use super::read;
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::server_state::ServerState;

pub(crate) fn handle(server: &ServerState, call: &Call, action: &str) -> Result<ApiResponse, ApiError> {
    match action {
        "list" => list(server, call),
        "get" => {
            let id = call.path_parameter("account_id").to_ascii_lowercase();
            let directory = server.directory();
            match directory.accounts().find(|(other, _)| **other == id) {
                Some((id, name)) => ApiResponse::ok(&record(id, name)),
                None => Err(ApiError::not_modelled("accounts that are not declared")),
            }
        }
        other => Err(ApiError::not_modelled(other)),
    }
}

fn list(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let access = server.access();
    let token = access.find_token(call.token.as_deref());
    let directory = server.directory();
    let is_wanted = |(id, name): &(&String, &String)| {
        token.is_none_or(|token| token.reaches_account(id))
            && call.query_str("name").is_none_or(|wanted| name.eq_ignore_ascii_case(wanted))
    };
    let mut records: Vec<Value> =
        directory.accounts().filter(is_wanted).map(|(id, name)| record(id, name)).collect();
    if call.query_str("direction") == Some("desc") {
        records.reverse();
    }
    read::page_of(call, &records)
}

fn record(id: &str, name: &str) -> Value {
    json!({
        "id": id, "name": name, "type": "standard", "created_on": "2014-03-01T12:21:02.0000Z",
        "settings": { "enforce_twofactor": false },
    })
}
