//! Removes a certificate.

use super::super::{Error, Run, Schedule, Workflow};
use super::live::live;
use super::{RESOURCE, UNKNOWN_OR_INVALID};
use crate::types::CustomCertificate;
use crate::{CustomCertificates, Progress};

impl CustomCertificates {
    /// Deletes a certificate and waits until it is gone: `DELETE /zones/{zone_id}/custom_certificates/{custom_certificate_id}`,
    /// then GET. That it does not exist is a success. By default it takes at most 3 minutes.
    ///
    /// To renew a certificate, do not remove and upload it: that leaves its hostnames without a certificate.
    /// [`replace`](Self::replace) does not.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, id: &str) -> cloudflare_certificates::workflows::Result<()> {
    /// zone.custom_certificates().remove(id).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// # Errors
    /// [`Call`](crate::workflows::ErrorKind::Call) if a call fails, such as for the primary certificate of a legacy
    /// pack: the other certificates for the same hosts must be removed first, and the error names them.
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        let (certificates, id) = (self.clone(), id.into());
        let at_most = Schedule::DELETIONS.at_most;
        Workflow::new("custom_certificates.remove", self.client(), at_most, async move |run: Run| {
            run.left(&["delete the certificate", "wait until it is gone"]);
            let delete = || certificates.delete(&id);
            if let Err(error) = run.delete(RESOURCE, &id, (&[UNKNOWN_OR_INVALID], &[]), delete).await {
                return Err(explained(&run, &certificates, &id, error).await);
            }
            run.left(&["wait until the certificate is gone"]);
            run.wait_on(&certificates, &id, Progress::Gone, Schedule::DELETIONS).await?;
            Ok(())
        })
    }
}

/// Names the other certificates for the same hosts: the primary one of a pack cannot be deleted before them.
async fn explained(run: &Run, certificates: &CustomCertificates, id: &str, error: Error) -> Error {
    let was_refused = error
        .call()
        .and_then(crate::Error::status)
        .is_some_and(|status| matches!(status.as_u16(), 400 | 405 | 409 | 412 | 422));
    if !was_refused {
        return error;
    }
    let Ok(all) = live(run, certificates).await else { return error };
    let Some(this) = all.iter().find(|certificate| certificate.id == id) else { return error };
    let others: Vec<&str> = all
        .iter()
        .filter(|other| other.id != id && same_hosts(other, this))
        .map(|other| &*other.id)
        .collect();
    if others.is_empty() {
        return error;
    }
    let others = others.join(" and ");
    error.with_last(this.clone()).advised(format!(
        "if it is the primary certificate of a legacy pack, the others for its hosts must be removed first: {others}"
    ))
}

fn same_hosts(one: &CustomCertificate, other: &CustomCertificate) -> bool {
    let sorted = |certificate: &CustomCertificate| {
        let mut hosts: Vec<String> = certificate.hosts.iter().map(|host| host.to_lowercase()).collect();
        hosts.sort_unstable();
        hosts
    };
    sorted(one) == sorted(other)
}
