//! What the credentials are, and whether they are valid.

use cloudflare_certificates::types::{VerifiedToken, VerifiedTokenStatus};
use cloudflare_certificates::{Client, Error, ErrorKind};

use super::row::{Access, Found};
use crate::Result;

const OF_TOKENS: &str =
    "what the token may change was not tried: needs_to_write names the permissions, each of which is enough";
const OF_KEYS: &str = "the Global API key may do whatever its user may; a token can be limited";
const OF_SERVICE_KEYS: &str = "the user service key works with the Origin CA only: cfcerts origin-ca";
const DASHBOARD: &str = "https://dash.cloudflare.com/profile/api-tokens";

pub(super) struct Identified {
    pub(super) row: Found,
    /// Why they cannot be used, and what to do.
    pub(super) problem: Option<String>,
    /// What a reader of the rows should know.
    pub(super) remark: Option<&'static str>,
    /// Only the Origin CA accepts them.
    pub(super) only_origin_ca: bool,
}

/// Finds out what the credentials are. Only the client knows them; a call that they are not good for is refused before
/// it is sent.
pub(super) async fn identify(client: &Client) -> Result<Identified> {
    match client.user_tokens().verify().await {
        Ok(token) => Ok(of_user(token.into_inner())),
        Err(error) if error.kind() == ErrorKind::InvalidRequest => key(client).await,
        Err(error) if error.is_permission_denied() => unknown(client, error).await,
        Err(error) => Err(error.into()),
    }
}

fn of_user(token: VerifiedToken) -> Identified {
    let mut row = Found::new("credentials", "api_token");
    row.id = token.id;
    row.status = token.status.as_ref().map(|status| status.as_str().to_owned());
    row.expires_on = token.expires_on.map(|date| date.as_str().to_owned());
    row.not_before = token.not_before.map(|date| date.as_str().to_owned());
    let problem = match token.status {
        Some(VerifiedTokenStatus::Disabled) => {
            Some(format!("the token is disabled: enable it, or create another one, at {DASHBOARD}"))
        }
        Some(VerifiedTokenStatus::Expired) => {
            Some(format!("the token has expired: create another one at {DASHBOARD}"))
        }
        _ => None,
    };
    if problem.is_some() {
        row.access = Access::Failed;
        row.error.clone_from(&problem);
    }
    Identified { row, problem, remark: Some(OF_TOKENS), only_origin_ca: false }
}

/// The Global API key cannot be verified, but may list zones; the user service key may not even do that.
async fn key(client: &Client) -> Result<Identified> {
    match client.zones().list().page(1).await {
        Ok(_) => Ok(valid("global_api_key", OF_KEYS)),
        Err(error) if error.kind() == ErrorKind::InvalidRequest => {
            Ok(Identified { only_origin_ca: true, ..valid("user_service_key", OF_SERVICE_KEYS) })
        }
        Err(error) if error.is_permission_denied() => {
            let problem = format!("the Global API key or its email is wrong: see {DASHBOARD}; {error}");
            Ok(invalid("global_api_key", problem))
        }
        Err(error) => Err(error.into()),
    }
}

/// A token that is unknown as a user's may be an account's. Then it can list something.
async fn unknown(client: &Client, error: Error) -> Result<Identified> {
    let can_list =
        client.zones().list().page(1).await.is_ok() || client.accounts().list().page(1).await.is_ok();
    if can_list {
        return Ok(valid("account_api_token", OF_TOKENS));
    }
    let problem = format!("the token is not valid: create another one at {DASHBOARD}; {error}");
    Ok(invalid("api_token", problem))
}

fn valid(kind: &'static str, remark: &'static str) -> Identified {
    let row = Found::new("credentials", kind);
    Identified { row, problem: None, remark: Some(remark), only_origin_ca: false }
}

fn invalid(kind: &'static str, problem: String) -> Identified {
    let mut row = Found::new("credentials", kind);
    row.access = Access::Failed;
    row.error = Some(problem.clone());
    Identified { row, problem: Some(problem), remark: None, only_origin_ca: false }
}
