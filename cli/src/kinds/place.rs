//! Where the records of a kind are.

use clap::Args;
use cloudflare_certificates::{Account, Client, Zone};

use super::Kind;
use crate::context::Context;
use crate::places::{NamedAccount, NamedZone};
use crate::{Failure, Result};

/// Where the records of a kind are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// In zones.
    Zone,
    /// In zones, but an id is enough to find one.
    ZoneOrId,
    /// In accounts.
    Account,
    /// In zones or in accounts.
    ZoneOrAccount,
    /// They belong to the token.
    Token,
}

impl At {
    /// Returns the options that name it, for the help.
    pub(super) fn options(self) -> &'static str {
        match self {
            Self::Zone => "--zone",
            Self::ZoneOrId => "--zone (to list)",
            Self::Account => "[--account]",
            Self::ZoneOrAccount => "--zone | --account",
            Self::Token => "",
        }
    }
}

/// The options that say where the records are.
#[derive(Clone, Debug, Args)]
pub(crate) struct Where {
    /// The zone, by its name or id
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// The account, by its name or id [default: the only one that the token sees]
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "zone")]
    pub(crate) account: Option<String>,
}

/// A zone, an account, or neither.
pub(crate) enum Place {
    Zone(NamedZone),
    Account(NamedAccount),
    Token(Client),
}

impl Where {
    /// Finds the place of the records of a kind. `by_id` is whether one of them is meant.
    pub(crate) async fn find(&self, context: &Context, kind: &Kind, by_id: bool) -> Result<Place> {
        let name = kind.name;
        let account = self.account.as_deref();
        match (kind.at, self.zone.as_deref()) {
            (At::Token, None) if account.is_none() => Ok(Place::Token(context.client()?)),
            (At::Token, _) => Err(Failure::usage(format!("{name} need neither --zone nor --account"))),
            (At::ZoneOrId, None) if by_id && account.is_none() => Ok(Place::Token(context.client()?)),
            (At::Account, Some(_)) => {
                Err(Failure::usage(format!("{name} belong to accounts: name one with --account")))
            }
            (At::Zone | At::ZoneOrId, None) => {
                Err(Failure::usage(format!("{name} belong to zones: name one with --zone")))
            }
            (At::ZoneOrAccount, None) if account.is_none() => Err(Failure::usage(format!(
                "{name} belong to zones or accounts: name one with --zone or --account"
            ))),
            (_, Some(zone)) => Ok(Place::Zone(context.zone(zone).await?)),
            (_, None) => Ok(Place::Account(context.account(account).await?)),
        }
    }
}

impl Place {
    /// Returns the zone.
    pub(crate) fn zone(&self) -> Result<&Zone> {
        match self {
            Self::Zone(zone) => Ok(&zone.zone),
            _ => Err(Failure::usage("name a zone with --zone")),
        }
    }

    /// Returns the account.
    pub(crate) fn account(&self) -> Result<&Account> {
        match self {
            Self::Account(account) => Ok(&account.account),
            _ => Err(Failure::usage("name an account with --account")),
        }
    }

    /// Returns the client.
    pub(crate) fn client(&self) -> Result<Client> {
        match self {
            Self::Token(client) => Ok(client.clone()),
            Self::Zone(zone) => Ok(zone.zone.custom_certificates().client().clone()),
            Self::Account(_) => Err(Failure::usage("name a zone with --zone")),
        }
    }

    /// Returns the zone's name, or its id if it has none.
    pub(crate) fn zone_name(&self) -> Option<&str> {
        match self {
            Self::Zone(zone) => Some(&zone.name),
            _ => None,
        }
    }

    /// Returns the account's id.
    pub(crate) fn account_id(&self) -> Option<&str> {
        match self {
            Self::Account(account) => Some(account.account.id()),
            _ => None,
        }
    }

    /// Returns where it is, for messages: ` in example.com`.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Zone(zone) => format!(" in {}", zone.name),
            Self::Account(account) if account.name.is_empty() => {
                format!(" in account {}", account.account.id())
            }
            Self::Account(account) => format!(" in account {}", account.name),
            Self::Token(_) => String::new(),
        }
    }
}
