//! The certificates of a whole zone.

use cloudflare_certificates::OriginTlsClientAuth;
use cloudflare_certificates::Progress;
use cloudflare_certificates::types::{NewOriginPullCertificate, OriginPullCertificate};

use super::rotate::{Rotate, Rotated, action};
use crate::Result;
use crate::context::Context;

pub(super) async fn rotate(
    context: &Context,
    command: &Rotate,
    pulls: &OriginTlsClientAuth,
    new: &NewOriginPullCertificate,
) -> Result<Rotated> {
    let existing = pulls.find(&new.certificate).await?;
    let old_ids = old_ids(pulls, &command.old, existing.as_ref()).await?;
    let action = action(!old_ids.is_empty(), existing.is_none(), command.change.dry_run);
    let certificate = if command.change.dry_run {
        existing
    } else {
        if !old_ids.is_empty() {
            let question = format!(
                "Replace {} of the whole zone {}, and remove what is replaced?",
                old_ids.join(", "),
                command.zone
            );
            context.confirm(command.confirmed.yes, &question).await?;
        }
        let mut workflow = pulls.rotate(old_ids.clone(), new);
        if let Some(timeout) = command.change.timeout {
            workflow = workflow.at_most(timeout);
        }
        Some(context.run("rotate the certificate for origin pulls", workflow.steps()).await?)
    };
    let mut row = Rotated { action, kind: "origin_tls_client_auth", old_ids, ..Rotated::default() };
    if let Some(certificate) = certificate {
        row.id = certificate.id;
        row.status = certificate.status.map(|status| status.as_str().to_owned());
        row.expires_on = certificate.expires_on.map(|date| date.as_str().to_owned());
    }
    Ok(row)
}

/// Returns the ids of the certificates that are replaced: those that are named and there, or all but the new one.
async fn old_ids(
    pulls: &OriginTlsClientAuth,
    named: &[String],
    new: Option<&OriginPullCertificate>,
) -> Result<Vec<String>> {
    let all = pulls.list().all().await?;
    let is_there = |one: &OriginPullCertificate| {
        one.status.as_ref().is_none_or(|status| status.progress() != Progress::Gone)
    };
    let others = all.into_iter().filter(|one| is_there(one) && new.is_none_or(|new| new.id != one.id));
    Ok(others.map(|one| one.id).filter(|id| named.is_empty() || named.contains(id)).collect())
}
