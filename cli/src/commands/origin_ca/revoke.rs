//! `cfcerts origin-ca revoke`.

use clap::Args;
use cloudflare_certificates::types::OriginCaCertificate;
use cloudflare_certificates::{OriginCaCertificates, Response};

use super::Done;
use crate::Result;
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::output::Column;

const HELP: &str = "\
This cannot be undone. Origins that still present the certificate fail for Cloudflare in the mode Full (strict).
A certificate that is revoked already, or does not exist, is unchanged. At the first failure the command ends; the same
command continues.

One row for each id: action (revoked, unchanged, would_revoke), kind, id, hosts, expires_on

The user service key works too (CLOUDFLARE_API_USER_SERVICE_KEY).

Permission: SSL and Certificates Write

Example:
  cfcerts origin-ca revoke 328578533902268680212849205732770752308931942346 --yes";

const COLUMNS: &[Column] = &[
    Column::of("action"),
    Column::of("kind"),
    Column::of("id"),
    Column::of("hosts"),
    Column::of("expires_on"),
];

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Revoke {
    /// The ids of the certificates
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    confirmed: Confirmed,
    #[command(flatten)]
    change: Change,
}

pub(super) async fn run(context: &Context, command: Revoke) -> Result<Exit> {
    let certificates = context.client()?.origin_ca_certificates();
    if !command.change.dry_run {
        let question = format!("Revoke {} for good?", command.ids.join(", "));
        context.confirm(command.confirmed.yes, &question).await?;
    }
    let mut rows = context.rows(COLUMNS);
    for id in &command.ids {
        let row = match in_force(&certificates, id).await? {
            None => Done::new("unchanged", id),
            Some(found) if command.change.dry_run => Done::of("would_revoke", &found),
            Some(found) => {
                let mut workflow = certificates.ensure_revoked(id);
                if let Some(timeout) = command.change.timeout {
                    workflow = workflow.at_most(timeout);
                }
                context.run(&format!("revoke {id}"), workflow.steps()).await?;
                Done::of("revoked", &found)
            }
        };
        rows.push(&row)?;
    }
    rows.finish()?;
    Ok(Exit::Done)
}

/// Returns the certificate unless it is revoked or does not exist.
async fn in_force(certificates: &OriginCaCertificates, id: &str) -> Result<Option<OriginCaCertificate>> {
    let found = certificates.get_opt(id).await?.map(Response::into_inner);
    Ok(found.filter(|found| found.revoked_at.is_none()))
}
