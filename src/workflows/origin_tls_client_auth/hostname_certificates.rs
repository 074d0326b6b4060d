//! The certificates of hostnames.

use super::associations::{Of, Wanted, associated, association, disassociated, distinct};
use super::certificates::{self, Certificate, Certificates};
use crate::types::{
    NewOriginPullCertificate, OriginPullHostname, OriginPullHostnameCertificate, OriginPullStatus,
};
use crate::workflows::{Ensure, Result, Run, Schedule, Workflow};
use crate::{OriginTlsClientAuthHostnameCertificates, OriginTlsClientAuthHostnames, Progress, Response};

impl Certificate for OriginPullHostnameCertificate {
    fn pem(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    fn serial(&self) -> Option<&str> {
        self.serial_number.as_deref()
    }

    /// Where the server describes associations, `status` is that of the association.
    fn certificate_status(&self) -> Option<&OriginPullStatus> {
        self.cert_status.as_ref().or(self.status.as_ref())
    }
}

impl Certificates for OriginTlsClientAuthHostnameCertificates {
    const LIMIT: Option<usize> = Some(10);

    async fn list_all(&self) -> crate::Result<Vec<OriginPullHostnameCertificate>> {
        self.list().all().await
    }

    async fn upload(&self, new: &NewOriginPullCertificate) -> crate::Result<OriginPullHostnameCertificate> {
        Ok(self.create(new).await?.into_inner())
    }

    async fn delete_one(&self, id: &str) -> crate::Result<Response<OriginPullHostnameCertificate>> {
        self.delete(id).await
    }
}

/// What [`OriginTlsClientAuthHostnameCertificates::rotate`](crate::OriginTlsClientAuthHostnameCertificates::rotate)
/// returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RotatedHostnameCertificate {
    /// The new certificate.
    pub certificate: OriginPullHostnameCertificate,
    /// The associations of the hostnames with it.
    pub associations: Vec<OriginPullHostname>,
    /// The hostnames that were left alone because they are associated with a third certificate, or with none.
    pub left_alone: Vec<String>,
}

/// Workflows with the certificates of hostnames.
impl OriginTlsClientAuthHostnameCertificates {
    /// Returns the certificate with the content of this one, in PEM form:
    /// `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates`.
    ///
    /// Of a chain, the leaf is compared; whitespace does not matter. Certificates that are deleted or being deleted do
    /// not count. A string without a certificate is [refused](crate::workflows::ErrorKind::Refused).
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn find(&self, certificate: &str) -> Result<Option<OriginPullHostnameCertificate>> {
        let content = certificates::content(certificate)?;
        Ok(certificates::with_content(certificates::live(self).await?, &content))
    }

    /// Returns the certificate with this serial number, in decimal digits as Cloudflare states it:
    /// `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates`.
    ///
    /// Certificates that are deleted or being deleted do not count.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn find_by_serial(&self, serial_number: &str) -> Result<Option<OriginPullHostnameCertificate>> {
        Ok(certificates::with_serial(certificates::live(self).await?, serial_number))
    }

    /// Uploads a certificate for hostnames unless it exists:
    /// `POST /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates`.
    ///
    /// What exists is [found](Self::find) by the certificate's content. If the same certificate was deleted, the upload
    /// revives it, with its old id; while the deletion is running, about 10 seconds, the workflow waits. It returns
    /// before the certificate is deployed: [`wait`](Self::wait) for that. A zone has at most 10 certificates for
    /// hostnames. Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// [Docs](https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/per-hostname/)
    pub fn ensure(&self, new: &NewOriginPullCertificate) -> Ensure<OriginPullHostnameCertificate> {
        certificates::ensure("origin_tls_client_auth_hostname_certificates.ensure", self, new)
    }

    /// Replaces the certificate of hostnames without a moment in which none is presented: uploads the new one unless it
    /// exists, waits until it is active, associates the hostnames with it, waits until the associations are active, and
    /// then [removes](Self::remove) the old one.
    ///
    /// Associations cannot be listed, so you name the hostnames. Those that are associated with the old certificate are
    /// moved; an association that is off is moved and stays off. Hostnames with a third certificate, or with none, are
    /// left alone and returned; [`associate`](crate::OriginTlsClientAuthHostnames::associate) moves them, too. If
    /// hostnames that you did not name use the old certificate, everything is done except its removal, and the workflow
    /// fails after a minute with [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction). If the new certificate has
    /// the content of the old one, it stays.
    ///
    /// Let your origins accept both certificates before you start. While another change of the zone is running (409),
    /// the workflow waits. Default deadline: 15 minutes. After an error, start it again with the same arguments: it
    /// continues.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// [Docs](https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/manage-certificates/)
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, certificate: String, private_key: String) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::NewOriginPullCertificate;
    ///
    /// let new = NewOriginPullCertificate::builder().certificate(certificate).private_key(private_key).build();
    /// let old = "2458ce5a-0c35-4c7f-82c7-8e9487d3ff60";
    /// let certificates = zone.origin_tls_client_auth().hostname_certificates();
    /// let rotated = certificates.rotate(old, &new, ["app.example.com", "api.example.com"]).await?;
    /// println!("{} for {} hostnames", rotated.certificate.id, rotated.associations.len());
    /// # Ok(()) }
    /// ```
    pub fn rotate(
        &self,
        old_id: impl Into<String>,
        new: &NewOriginPullCertificate,
        hostnames: impl IntoIterator<Item = impl Into<String>>,
    ) -> Workflow<RotatedHostnameCertificate> {
        let (handle, old_id, new, hostnames) =
            (self.clone(), old_id.into(), new.clone(), distinct(hostnames));
        let name = "origin_tls_client_auth_hostname_certificates.rotate";
        Workflow::new(name, self.client(), Schedule::CERTIFICATES.at_most, async move |run: Run| {
            run.left(&[
                "upload the new certificate",
                "associate the hostnames",
                "delete the old certificate",
            ]);
            let new = certificates::uploaded(&run, &handle, &new).await?.into_inner();
            run.left(&[
                "wait until the new certificate is active",
                "associate the hostnames with it",
                "delete the old certificate",
            ]);
            let certificate = run.wait(&handle, &new.id, Progress::Ready).await?;
            run.left(&["associate the hostnames with the new certificate", "delete the old certificate"]);
            let associations = OriginTlsClientAuthHostnames::new(handle.scope().clone());
            let ids = [&*old_id, &*certificate.id];
            let (moved, mut left_alone) = divided(&run, &associations, ids, hostnames).await?;
            let of = Of::Certificates(&ids);
            let (associations, others) = associated(&run, &associations, &certificate.id, of, moved).await?;
            left_alone.extend(others);
            run.left(&["delete the old certificate"]);
            if old_id != certificate.id {
                certificates::removed(&run, &handle, &old_id).await?;
            }
            Ok(RotatedHostnameCertificate { certificate, associations, left_alone })
        })
    }

    /// Deletes a certificate of hostnames and waits until it is deleted, about 10 seconds:
    /// `DELETE /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates/{certificate_id}`.
    ///
    /// One that is deleted, is being deleted, or does not exist is a success. One that is being deployed is deleted as
    /// soon as the server allows it. If hostnames are associated with it for longer than a minute, the workflow fails
    /// with [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction): see
    /// [`disassociate_and_remove`](Self::disassociate_and_remove). Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        certificates::remove("origin_tls_client_auth_hostname_certificates.remove", self, id.into())
    }

    /// Removes the associations of hostnames with a certificate, and then [removes](Self::remove) the certificate.
    ///
    /// Associations cannot be listed, so you name the hostnames. Those that are associated with another certificate are
    /// left alone. Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn disassociate_and_remove(
        &self,
        id: impl Into<String>,
        hostnames: impl IntoIterator<Item = impl Into<String>>,
    ) -> Workflow<()> {
        let (handle, id, hostnames) = (self.clone(), id.into(), distinct(hostnames));
        let name = "origin_tls_client_auth_hostname_certificates.disassociate_and_remove";
        Workflow::new(name, self.client(), Schedule::DELETIONS.at_most, async move |run: Run| {
            run.left(&["remove the associations", "delete the certificate"]);
            let associations = OriginTlsClientAuthHostnames::new(handle.scope().clone());
            let (of_certificate, _) = divided(&run, &associations, [&*id], hostnames).await?;
            let hostnames: Vec<String> = of_certificate.into_iter().map(|wanted| wanted.hostname).collect();
            disassociated(&run, &associations, Of::Certificates(&[&*id]), &hostnames).await?;
            run.left(&["delete the certificate"]);
            certificates::removed(&run, &handle, &id).await
        })
    }
}

/// Divides hostnames into those that are associated with one of these certificates, on or off, and the others.
async fn divided<const COUNT: usize>(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    cert_ids: [&str; COUNT],
    hostnames: Vec<String>,
) -> Result<(Vec<Wanted>, Vec<String>)> {
    let (mut of_them, mut others) = (Vec::new(), Vec::new());
    for hostname in hostnames {
        let association = association(run, handle, &hostname).await?;
        let enabled = association.and_then(|association| {
            let is_of_them = association.cert_id.is_some_and(|id| cert_ids.contains(&&*id));
            association.enabled.filter(|_| is_of_them)
        });
        match enabled {
            Some(enabled) => of_them.push(Wanted { hostname, enabled }),
            None => others.push(hostname),
        }
    }
    Ok((of_them, others))
}
