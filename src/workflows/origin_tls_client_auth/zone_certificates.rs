//! The certificates of whole zones.

use super::certificates::{self, Certificate, Certificates};
use crate::types::{NewOriginPullCertificate, OriginPullCertificate, OriginPullStatus};
use crate::workflows::{Ensure, Result, Run, Schedule, Workflow};
use crate::{OriginTlsClientAuth, Progress, Response};

impl Certificate for OriginPullCertificate {
    fn pem(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    fn serial(&self) -> Option<&str> {
        self.serial_number.as_deref()
    }

    fn certificate_status(&self) -> Option<&OriginPullStatus> {
        self.status.as_ref()
    }
}

impl Certificates for OriginTlsClientAuth {
    async fn list_all(&self) -> crate::Result<Vec<OriginPullCertificate>> {
        self.list().all().await
    }

    async fn upload(&self, new: &NewOriginPullCertificate) -> crate::Result<OriginPullCertificate> {
        Ok(self.create(new).await?.into_inner())
    }

    async fn delete_one(&self, id: &str) -> crate::Result<Response<OriginPullCertificate>> {
        self.delete(id).await
    }
}

/// Workflows with the certificates of the whole zone.
impl OriginTlsClientAuth {
    /// Returns the zone's certificate with the content of this one, in PEM form: `GET /zones/{zone_id}/origin_tls_client_auth`.
    ///
    /// Of a chain, the leaf is compared; whitespace does not matter. Certificates that are deleted or being deleted do
    /// not count. A string without a certificate is [refused](crate::workflows::ErrorKind::Refused).
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn find(&self, certificate: &str) -> Result<Option<OriginPullCertificate>> {
        let content = certificates::content(certificate)?;
        Ok(certificates::with_content(certificates::live(self).await?, &content))
    }

    /// Returns the zone's certificate with this serial number, in decimal digits as Cloudflare states it:
    /// `GET /zones/{zone_id}/origin_tls_client_auth`.
    ///
    /// Certificates that are deleted or being deleted do not count. A certificate for which the server states no serial
    /// number is not found: see [`find`](Self::find).
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn find_by_serial(&self, serial_number: &str) -> Result<Option<OriginPullCertificate>> {
        Ok(certificates::with_serial(certificates::live(self).await?, serial_number))
    }

    /// Uploads a certificate for the whole zone unless it exists: `POST /zones/{zone_id}/origin_tls_client_auth`.
    ///
    /// What exists is [found](Self::find) by the certificate's content. If the same certificate was deleted, the upload
    /// revives it, with its old id; while the deletion is running, about 10 seconds, the workflow waits. It returns
    /// before the certificate is deployed: [`wait`](Self::wait) for that. Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// [Docs](https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/zone-level/)
    pub fn ensure(&self, new: &NewOriginPullCertificate) -> Ensure<OriginPullCertificate> {
        certificates::ensure("origin_tls_client_auth.ensure", self, new)
    }

    /// Replaces certificates of the whole zone without a moment in which none is presented: uploads the new one unless
    /// it exists, waits until it is active, and then [removes](Self::remove) the old ones. Returns the new one.
    ///
    /// Only the certificates that you name are removed. If the new certificate is among them, because it has the same
    /// content, it stays. The zone's setting is not changed: if origin pulls are off, they stay off.
    ///
    /// While several certificates of a zone are active, Cloudflare presents one of them and does not document which.
    /// So before you start, let your origins accept both the old and the new certificate; and name all old ones, because
    /// Cloudflare asks for only one active certificate per zone.
    ///
    /// Default deadline: 15 minutes. After an error, start it again with the same arguments: it continues.
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
    /// let old = ["2458ce5a-0c35-4c7f-82c7-8e9487d3ff60"];
    /// let rotated = zone.origin_tls_client_auth().rotate(old, &new).await?;
    /// println!("{} until {:?}", rotated.id, rotated.expires_on);
    /// # Ok(()) }
    /// ```
    pub fn rotate(
        &self,
        old_ids: impl IntoIterator<Item = impl Into<String>>,
        new: &NewOriginPullCertificate,
    ) -> Workflow<OriginPullCertificate> {
        let (handle, new) = (self.clone(), new.clone());
        let old_ids: Vec<String> = old_ids.into_iter().map(Into::into).collect();
        let at_most = Schedule::CERTIFICATES.at_most;
        Workflow::new("origin_tls_client_auth.rotate", self.client(), at_most, async move |run: Run| {
            run.left(&["upload the new certificate", "wait until it is active", "delete the old ones"]);
            let new = certificates::uploaded(&run, &handle, &new).await?.into_inner();
            run.left(&["wait until the new certificate is active", "delete the old ones"]);
            let new = run.wait(&handle, &new.id, Progress::Ready).await?;
            run.left(&["delete the old certificates"]);
            for old in old_ids.iter().filter(|old| **old != new.id) {
                certificates::removed(&run, &handle, old).await?;
            }
            Ok(new)
        })
    }

    /// Deletes a certificate of the whole zone and waits until it is deleted, about 10 seconds:
    /// `DELETE /zones/{zone_id}/origin_tls_client_auth/{certificate_id}`.
    ///
    /// One that is deleted, is being deleted, or does not exist is a success. One that is being deployed is deleted as
    /// soon as the server allows it. Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        certificates::remove("origin_tls_client_auth.remove", self, id.into())
    }
}
