//! The zones to which a certificate is deployed.

use std::collections::BTreeSet;
use std::net::IpAddr;

use cloudflare_certificates::types::ZoneDetails;

use super::upload::warn;
use crate::context::Context;
use crate::places::NamedZone;
use crate::{Failure, Result};

/// A zone to which a certificate is deployed.
pub(super) enum Target {
    /// By the name or id that the arguments have.
    Given(String),
    /// One of the certificate's hosts.
    Found(NamedZone),
}

/// Returns the zones that are given, or else those of the hosts that the token sees.
pub(super) async fn targets(context: &Context, given: &[String], hosts: &[&str]) -> Result<Vec<Target>> {
    if !given.is_empty() {
        let mut seen = BTreeSet::new();
        let distinct = given.iter().filter(|zone| seen.insert(*zone));
        return Ok(distinct.map(|zone| Target::Given(zone.clone())).collect());
    }
    Ok(of_hosts(context, hosts).await?.into_iter().map(Target::Found).collect())
}

async fn of_hosts(context: &Context, hosts: &[&str]) -> Result<Vec<NamedZone>> {
    let hosts: BTreeSet<String> = hosts.iter().filter_map(|host| normalized(host)).collect();
    let domains: BTreeSet<&str> = hosts.iter().filter_map(|host| last_labels(host)).collect();
    let client = context.client()?;
    let mut seen: Vec<ZoneDetails> = Vec::new();
    for domain in domains {
        let named = format!("ends_with:{domain}");
        seen.extend(client.zones().list().name(named).per_page(50).all().await?);
    }
    let (mut found, mut without): (Vec<NamedZone>, Vec<&str>) = (Vec::new(), Vec::new());
    for host in &hosts {
        match zone_of(host, &seen)? {
            Some(zone) if found.iter().any(|known| known.zone.id() == zone.id) => {}
            Some(zone) => found.push(NamedZone {
                zone: client.zone(&zone.id)?,
                name: zone.name.clone().unwrap_or_default(),
                account_id: zone.account.as_ref().map(|account| account.id.clone()),
            }),
            None => without.push(host),
        }
    }
    let without = without.join(", ");
    if found.is_empty() {
        return Err(Failure::usage(format!(
            "the token sees no zone of {without}: name one with --zone, or give the token the permission Zone Read"
        )));
    }
    if !without.is_empty() {
        warn(format!("the token sees no zone of {without}: the certificate is not deployed there"));
    }
    Ok(found)
}

/// Returns the zone with the longest name in which a host lies. Of those with the same name, one is active at most.
fn zone_of<'a>(host: &str, zones: &'a [ZoneDetails]) -> Result<Option<&'a ZoneDetails>> {
    let has = |zone: &&ZoneDetails| zone.name.as_deref().is_some_and(|name| lies_in(host, name));
    let length = |zone: &ZoneDetails| zone.name.as_deref().unwrap_or_default().len();
    let Some(longest) = zones.iter().filter(has).map(length).max() else { return Ok(None) };
    let candidates: Vec<_> = zones.iter().filter(has).filter(|zone| length(zone) == longest).collect();
    let is_active =
        |zone: &ZoneDetails| zone.status.as_ref().is_some_and(|status| status.as_str() == "active");
    match candidates.as_slice() {
        [zone] => Ok(Some(zone)),
        several => {
            let mut active = several.iter().filter(|zone| is_active(zone));
            match (active.next(), active.next()) {
                (Some(zone), None) => Ok(Some(zone)),
                _ => {
                    let ids: Vec<&str> = several.iter().map(|zone| zone.id.as_str()).collect();
                    let ids = ids.join(", ");
                    Err(Failure::usage(format!(
                        "several zones have the name of that of {host}: choose one with --zone: {ids}"
                    )))
                }
            }
        }
    }
}

fn lies_in(host: &str, zone: &str) -> bool {
    let zone = zone.to_ascii_lowercase();
    host == zone || host.strip_suffix(zone.as_str()).is_some_and(|rest| rest.ends_with('.'))
}

/// Returns a host without what makes it a wildcard; `None` for what lies in no zone, such as an IP address.
fn normalized(host: &str) -> Option<String> {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let host = host.strip_prefix("*.").unwrap_or(&host);
    (host.contains('.') && host.parse::<IpAddr>().is_err()).then(|| host.to_owned())
}

/// Returns the last two labels, with which the name of the host's zone ends, too.
fn last_labels(host: &str) -> Option<&str> {
    let (before, _) = host.rsplit_once('.')?;
    let start = before.rfind('.').map_or(0, |dot| dot + 1);
    host.get(start..)
}
