//! The zone in whose list an issued certificate is found again.

use cloudflare_certificates::ErrorKind;

use crate::context::Context;
use crate::{Failure, Result};

/// A zone, and what the row calls it.
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) name: String,
}

/// Finds a zone by its name or id; without either, the zone of a hostname.
pub(super) async fn find(context: &Context, given: Option<&str>, hosts: &[String]) -> Result<Listed> {
    match given {
        Some(given) => named(context, given).await,
        None => of_host(context, hosts.first().map(String::as_str).unwrap_or_default()).await,
    }
}

async fn named(context: &Context, name_or_id: &str) -> Result<Listed> {
    let client = context.client()?;
    let Ok(zone) = client.zone(name_or_id) else {
        return by_name(context, name_or_id)
            .await?
            .ok_or_else(|| Failure::usage(format!("the credentials see no zone named {name_or_id:?}")));
    };
    let id = zone.id().to_owned();
    match client.zones().get(&id).await {
        Ok(details) => Ok(Listed { name: details.into_inner().name.unwrap_or_else(|| id.clone()), id }),
        // The user service key may not look up zones, and needs no more than the id.
        Err(error) if error.kind() == ErrorKind::InvalidRequest => Ok(Listed { name: id.clone(), id }),
        Err(error) => Err(error.into()),
    }
}

/// Finds the zone that a hostname belongs to: the longest domain above it that is a zone.
async fn of_host(context: &Context, host: &str) -> Result<Listed> {
    let mut domain = host.strip_prefix("*.").unwrap_or(host);
    while domain.contains('.') {
        if let Some(found) = by_name(context, domain).await? {
            return Ok(found);
        }
        domain = domain.split_once('.').map(|(_, rest)| rest).unwrap_or_default();
    }
    Err(Failure::usage(format!("the credentials see no zone of {host:?}: name one with --zone")))
}

async fn by_name(context: &Context, name: &str) -> Result<Option<Listed>> {
    match context.client()?.zone_by_name(name.to_lowercase()).await {
        Ok(zone) => Ok(Some(Listed { id: zone.id().to_owned(), name: name.to_lowercase() })),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidRequest => Err(Failure::usage(
            "the user service key cannot look up zones: give the id of the hosts' zone with --zone",
        )),
        Err(error) => Err(error.into()),
    }
}
