//! The deployment to one zone.

use std::time::SystemTime;

use cloudflare_certificates::Progress;
use cloudflare_certificates::types::{BundleMethod, CustomCertificate};
use cloudflare_certificates::workflows::{Deployed, Plan};

use super::row;
use super::upload::{Upload, warn};
use super::zones::Target;
use crate::Result;
use crate::change::Change;
use crate::context::Context;

/// Has the certificate served in a zone, or says what would be done.
pub(super) async fn deploy(
    context: &Context,
    upload: &Upload,
    target: &Target,
    change: &Change,
) -> Result<row::Deployed> {
    let zone = match target {
        Target::Given(name) => {
            // The name of a zone has a dot, and its id has none.
            if name.contains('.') {
                upload.check(context, Some(name), None)?;
            }
            change.looking(name, context.zone(name)).await?
        }
        Target::Found(zone) => zone.clone(),
    };
    upload.check(context, Some(&zone.name), None)?;
    let (certificates, leaf) = (zone.zone.custom_certificates(), upload.bundle.leaf());
    let deployment = |method: &BundleMethod| {
        let deployment = certificates.deploy(&upload.request(method));
        if upload.reissued { deployment.reissued() } else { deployment }
    };
    let plan = async { Ok(deployment(&BundleMethod::Ubiquitous).plan().await?) };
    let plan = change.looking(&zone.name, plan).await?;
    let method = method(upload, &plan);
    if let Plan::Keep(record) = &plan {
        if upload.method.is_some() && record.bundle_method != upload.method {
            let has = record.bundle_method.as_ref().map_or("another one", BundleMethod::as_str);
            warn(format!(
                "{}: the zone has the certificate, and its bundle method stays as it is: {has}",
                zone.name
            ));
        }
        if change.dry_run || is_active(record) {
            return Ok(row::Deployed::of("unchanged", &zone.name, leaf, record));
        }
    } else {
        upload.check(context, Some(&zone.name), Some(&method))?;
        if let Plan::Change(old) = &plan {
            warn_of_older(upload, old, &zone.name);
        }
        upload.warn(context, &zone.name, &method);
    }
    if change.dry_run {
        let planned = |action| row::Deployed::planned(action, &zone.name, leaf, Some(method));
        return Ok(match &plan {
            Plan::Change(old) => planned("would_replace").instead_of(Some(&old.id)),
            _ => planned("would_create"),
        });
    }
    let mut deployment = deployment(&method);
    if let Some(timeout) = change.timeout {
        deployment = deployment.at_most(timeout);
    }
    let deployed = context.run(&format!("deploy to {}", zone.name), deployment.steps()).await?;
    let action = match &deployed {
        Deployed::Created(_) => "created",
        Deployed::Replaced(_) => "replaced",
        _ => "unchanged",
    };
    Ok(row::Deployed::of(action, &zone.name, leaf, deployed.certificate()).instead_of(deployed.old_id()))
}

/// Returns the bundle method: what the arguments say, or that of the certificate that is there.
fn method(upload: &Upload, plan: &Plan<CustomCertificate>) -> BundleMethod {
    let old = match plan {
        Plan::Keep(record) | Plan::Change(record) => record.bundle_method.as_ref(),
        _ => None,
    };
    upload.method.as_ref().or(old).cloned().unwrap_or(BundleMethod::Ubiquitous)
}

/// Warns if the certificate expires before the one that it replaces: somebody else may renew that one.
fn warn_of_older(upload: &Upload, old: &CustomCertificate, zone: &str) {
    let expires_on = old.expires_on.as_ref().and_then(|date| date.datetime()).map(SystemTime::from);
    if let (Some(leaf), Some(expires_on)) = (upload.bundle.leaf(), expires_on)
        && leaf.not_after() < expires_on
    {
        warn(format!(
            "{zone}: the certificate {}, which is replaced, expires later than the new one",
            old.id
        ));
    }
}

fn is_active(record: &CustomCertificate) -> bool {
    record.status.as_ref().is_some_and(|status| status.progress() == Progress::Ready)
}
