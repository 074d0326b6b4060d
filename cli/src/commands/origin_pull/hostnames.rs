//! The certificates of hostnames.

use cloudflare_certificates::OriginTlsClientAuth;
use cloudflare_certificates::Progress;
use cloudflare_certificates::types::{NewOriginPullCertificate, OriginPullHostnameCertificate};

use super::rotate::{Rotate, Rotated, action};
use crate::Result;
use crate::context::Context;

const KIND: &str = "origin_tls_client_auth_hostname_certificates";

pub(super) async fn rotate(
    context: &Context,
    command: &Rotate,
    pulls: &OriginTlsClientAuth,
    new: &NewOriginPullCertificate,
) -> Result<Rotated> {
    let old = command.old.first().map(String::as_str).unwrap_or_default();
    let certificates = pulls.hostname_certificates();
    let existing = certificates.find(&new.certificate).await?;
    let is_same = existing.as_ref().is_some_and(|existing| existing.id == old);
    let is_there = !is_same && certificates.get_opt(old).await?.is_some_and(|found| !is_gone(&found));
    let action = action(is_there, existing.is_none(), command.change.dry_run);
    let old_ids: Vec<String> = is_there.then(|| old.to_owned()).into_iter().collect();
    if command.change.dry_run {
        return planned(
            command,
            pulls,
            Rotated { action, kind: KIND, old_ids, ..Rotated::default() },
            existing,
        )
        .await;
    }
    let mut workflow = certificates.rotate(old, new, command.hostname.clone());
    if let Some(timeout) = command.change.timeout {
        workflow = workflow.at_most(timeout);
    }
    let rotated =
        context.run("rotate the certificate of hostnames for origin pulls", workflow.steps()).await?;
    let hosts = rotated.associations.into_iter().map(|association| association.hostname).collect();
    let row =
        Rotated { action, kind: KIND, hosts, old_ids, left_alone: rotated.left_alone, ..Rotated::default() };
    Ok(with_certificate(row, rotated.certificate))
}

/// Looks which hostnames would be moved.
async fn planned(
    command: &Rotate,
    pulls: &OriginTlsClientAuth,
    mut row: Rotated,
    existing: Option<OriginPullHostnameCertificate>,
) -> Result<Rotated> {
    let associations = pulls.hostnames();
    let is_meant =
        |id: &String| command.old.contains(id) || existing.as_ref().is_some_and(|new| new.id == *id);
    for hostname in &command.hostname {
        let found = associations.get_opt(hostname).await?;
        let is_moved = found
            .is_some_and(|found| found.enabled.is_some() && found.cert_id.as_ref().is_some_and(is_meant));
        if is_moved { row.hosts.push(hostname.clone()) } else { row.left_alone.push(hostname.clone()) }
    }
    Ok(match existing {
        Some(existing) => with_certificate(row, existing),
        None => row,
    })
}

fn with_certificate(mut row: Rotated, certificate: OriginPullHostnameCertificate) -> Rotated {
    row.id = certificate.id;
    let status = certificate.cert_status.or(certificate.status);
    row.status = status.map(|status| status.as_str().to_owned());
    row.expires_on = certificate.expires_on.map(|date| date.as_str().to_owned());
    row
}

fn is_gone(certificate: &OriginPullHostnameCertificate) -> bool {
    let status = certificate.cert_status.as_ref().or(certificate.status.as_ref());
    status.is_some_and(|status| status.progress() == Progress::Gone)
}
