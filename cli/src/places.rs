//! Zones and accounts, by name or id.

use cloudflare_certificates::{Account, Zone};

use crate::context::Context;
use crate::{Failure, Result};

/// A zone, and what commands show of it.
#[derive(Clone)]
pub(crate) struct NamedZone {
    pub(crate) zone: Zone,
    pub(crate) name: String,
    /// The account that it belongs to, if the server stated it.
    pub(crate) account_id: Option<String>,
}

/// An account, and what commands show of it.
#[derive(Clone)]
pub(crate) struct NamedAccount {
    pub(crate) account: Account,
    /// Empty if only the id is known.
    pub(crate) name: String,
}

impl Context {
    /// Finds a zone by its name or id.
    pub(crate) async fn zone(&self, name_or_id: &str) -> Result<NamedZone> {
        let client = self.client()?;
        let zone = if is_id(name_or_id) {
            client.zone(name_or_id)?
        } else {
            client.zone_by_name(&normalized(name_or_id)).await?
        };
        let details = client.zones().get(zone.id()).await?.into_inner();
        let account_id = details.account.map(|account| account.id);
        let name = details.name.unwrap_or_else(|| name_or_id.to_owned());
        Ok(NamedZone { zone, name, account_id })
    }

    /// Finds an account by its name or id; without either, the only one.
    pub(crate) async fn account(&self, name_or_id: Option<&str>) -> Result<NamedAccount> {
        let client = self.client()?;
        if let Some(id) = name_or_id.filter(|text| is_id(text)) {
            return Ok(NamedAccount { account: client.account(id)?, name: String::new() });
        }
        let mut accounts = client.accounts().list().all().await?;
        if let Some(name) = name_or_id {
            accounts.retain(|account| account.name.as_deref() == Some(name));
        }
        match accounts.as_slice() {
            [account] => Ok(NamedAccount {
                account: client.account(&account.id)?,
                name: account.name.clone().unwrap_or_default(),
            }),
            [] => Err(Failure::usage(match name_or_id {
                Some(name) => format!("the token sees no account {name:?}"),
                None => "the token sees no account: name one with --account".to_owned(),
            })),
            several => Err(Failure::usage(format!(
                "which account? name one with --account: {}",
                several.iter().map(|account| account.id.as_str()).collect::<Vec<_>>().join(", ")
            ))),
        }
    }
}

/// Returns whether it has the form of an id: 32 hexadecimal digits. No domain has, for it has a dot.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn normalized(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}
