//! `cfcerts access-ca rotate`.

use std::path::PathBuf;

use clap::Args;
use cloudflare_certificates::AccessCertificates;
use cloudflare_certificates::preflight::{Certificate, Preflight};
use cloudflare_certificates::types::{AccessCertificate, NewAccessCertificate};
use serde::Serialize;

use super::place::{Cas, Place};
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::output::{Column, Row};
use crate::{Failure, Result, input, warnings};

const HELP: &str = "\
The new CA is uploaded with the hostnames of the old one. Only when it has all of them are they taken from the old CA,
which is then deleted: no hostname is without a CA at any time. For a while, both CAs are accepted, and both count
against the quota. At the end, visitors whose certificates the old CA issued are locked out: have them renewed before.

The new CA is recognized by its fingerprint, so after an error or Ctrl-C the same command continues.

Row: action (replaced, unchanged, would_replace), kind, zone or account, id, name, hosts, expires_on, old_id, old_name

Permission: Access: Mutual TLS Certificates Write

Examples:
  cfcerts access-ca rotate --zone example.com 'devices 2026' ca.pem --name 'devices 2027' --dry-run
  cfcerts access-ca rotate --account Example 'devices 2026' ca.pem --name 'devices 2027' --yes";

const COLUMNS: &[Column] = &[
    Column::of("action"),
    Column::of("kind"),
    Column::of("zone"),
    Column::of("account"),
    Column::of("id"),
    Column::of("name"),
    Column::of("hosts"),
    Column::of("expires_on"),
    Column::of("old_id"),
    Column::of("old_name"),
];

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Rotate {
    #[command(flatten)]
    place: Place,
    /// The old CA, by id or name
    #[arg(value_name = "OLD_NAME_OR_ID")]
    old: String,
    /// A file with the new CA's certificate; - is standard input
    #[arg(value_name = "NEW_CA.PEM")]
    certificate: PathBuf,
    /// The name of the new CA, such as one with the year
    #[arg(long)]
    name: String,
    #[command(flatten)]
    confirmed: Confirmed,
    #[command(flatten)]
    change: Change,
}

#[derive(Serialize)]
struct Rotated {
    action: &'static str,
    kind: &'static str,
    zone: Option<String>,
    account: Option<String>,
    /// Empty before it is uploaded.
    id: String,
    name: String,
    hosts: Vec<String>,
    expires_on: Option<String>,
    old_id: Option<String>,
    old_name: Option<String>,
}

impl Row for Rotated {}

pub(super) async fn run(context: &Context, command: Rotate) -> Result<Exit> {
    let pem = input::read(&command.certificate)?;
    let new = NewAccessCertificate::builder().certificate(pem).name(&command.name).build();
    let client = context.client()?;
    warnings::accept(context, Preflight::at(client.clock().system_time()).access_certificate(&new))?;
    let question = format!(
        "Replace the CA {:?} of {}? Visitors whose certificates it issued will be locked out.",
        command.old,
        command.place.given()
    );
    if !command.change.dry_run {
        context.confirm(command.confirmed.yes, &question).await?;
    }
    let cas = command.place.find(context).await?;
    let existing = uploaded(&cas.access, &new).await?;
    let old = find_old(&cas.access, &command.old, existing.as_ref()).await?;
    let row = match (old, existing) {
        (None, None) => {
            let (old, place) = (&command.old, command.place.given());
            let message = format!("{place} has no CA {old:?}: cfcerts list access_certificates shows them");
            return Err(Failure::new(Exit::Failed, message));
        }
        (None, Some(new)) => row("unchanged", cas, new, None),
        (Some(old), Some(new)) if old.id == new.id => {
            return Err(Failure::new(Exit::Refused, format!("the new CA is the old one, {}", old.id)));
        }
        (Some(old), existing) if command.change.dry_run => planned(cas, old, existing, &command.name),
        (Some(old), _) => {
            let mut workflow = cas.access.rotate(&old.id, &new);
            if let Some(timeout) = command.change.timeout {
                workflow = workflow.at_most(timeout);
            }
            let what = format!("rotate {}", command.old);
            let rotated = context.run(&what, workflow.steps()).await?;
            row("replaced", cas, rotated, Some(old))
        }
    };
    context.print(COLUMNS, &row)?;
    Ok(Exit::Done)
}

/// Finds the new CA, if an earlier run has uploaded it.
async fn uploaded(
    access: &AccessCertificates,
    new: &NewAccessCertificate,
) -> Result<Option<AccessCertificate>> {
    let Ok(certificate) = Certificate::from_pem(&new.certificate) else { return Ok(None) };
    Ok(access.find_by_fingerprint(&certificate.fingerprint_md5()).await?)
}

/// Finds the old CA. The new one is never meant, even if it has the same name.
async fn find_old(
    access: &AccessCertificates,
    name_or_id: &str,
    new: Option<&AccessCertificate>,
) -> Result<Option<AccessCertificate>> {
    let mut all = access.list().all().await?;
    if let Some(place) = all.iter().position(|ca| ca.id == name_or_id) {
        return Ok(Some(all.swap_remove(place)));
    }
    all.retain(|ca| ca.name.as_deref() == Some(name_or_id) && new.is_none_or(|new| new.id != ca.id));
    if all.len() > 1 {
        let ids: Vec<&str> = all.iter().map(|ca| ca.id.as_str()).collect();
        let message = format!("several CAs are named {name_or_id:?}: name one by its id: {}", ids.join(", "));
        return Err(Failure::new(Exit::NeedsAction, message));
    }
    Ok(all.pop())
}

fn planned(cas: Cas, old: AccessCertificate, existing: Option<AccessCertificate>, name: &str) -> Rotated {
    let mut hosts = old.associated_hostnames.clone();
    let (id, expires_on) = match existing {
        Some(new) => {
            hosts.extend(
                new.associated_hostnames.into_iter().filter(|host| !old.associated_hostnames.contains(host)),
            );
            (new.id, new.expires_on.map(|date| date.as_str().to_owned()))
        }
        None => (String::new(), None),
    };
    Rotated {
        action: "would_replace",
        kind: "access_certificates",
        zone: cas.zone,
        account: cas.account,
        id,
        name: name.to_owned(),
        hosts,
        expires_on,
        old_id: Some(old.id),
        old_name: old.name,
    }
}

fn row(action: &'static str, cas: Cas, new: AccessCertificate, old: Option<AccessCertificate>) -> Rotated {
    let (old_id, old_name) = old.map_or((None, None), |old| (Some(old.id), old.name));
    Rotated {
        action,
        kind: "access_certificates",
        zone: cas.zone,
        account: cas.account,
        id: new.id,
        name: new.name.unwrap_or_default(),
        hosts: new.associated_hostnames,
        expires_on: new.expires_on.map(|date| date.as_str().to_owned()),
        old_id,
        old_name,
    }
}
