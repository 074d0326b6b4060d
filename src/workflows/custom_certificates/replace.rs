//! The replacement of a certificate that has not started yet.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use super::super::{Result, Run, Schedule, Steps, Workflow};
use super::replacement::Replacement;
use crate::types::{CustomCertificate, CustomCertificatePatch};
use crate::{CustomCertificates, Secret};

/// What [`Replace`] returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Replaced {
    /// The id of the certificate that was replaced.
    pub old_id: String,
    /// The id of the certificate that is there instead: a new one for an `sni_custom` certificate, the same one for a
    /// `legacy_custom` certificate.
    pub id: String,
    /// The record of the new certificate, which is active.
    pub certificate: CustomCertificate,
    /// Whether this run uploaded the certificate. It did not if the zone had it already, as after a run that was
    /// interrupted.
    pub uploaded: bool,
}

/// Replaces a custom certificate without downtime, from [`CustomCertificates::replace`] and
/// [`CustomCertificates::replace_for_csr`]. Await it, or read its [`steps`](Self::steps).
#[derive(Clone)]
#[must_use = "nothing is replaced until it is awaited"]
pub struct Replace {
    pub(super) certificates: CustomCertificates,
    pub(super) old_id: String,
    /// The new certificate, and its key or its CSR.
    pub(super) new: CustomCertificatePatch,
    pub(super) priority: Option<i64>,
    pub(super) reissued: bool,
    pub(super) fewer_hosts: bool,
    at_most: Duration,
}

impl CustomCertificates {
    /// Replaces a certificate by another one, such as its renewal, without downtime: `PATCH
    /// /zones/{zone_id}/custom_certificates/{custom_certificate_id}`. Both are PEM texts.
    ///
    /// 1. It looks whether the zone has the certificate already, by its hosts, expiry and signature algorithm: `GET
    ///    /zones/{zone_id}/custom_certificates`, and without the feature `preflight` before that `POST
    ///    /zones/{zone_id}/ssl/analyze`. Then it only does what is left of the following.
    /// 2. It uploads it in place of the old one, with the same bundle method and the same restrictions of where the
    ///    key may be held. Cloudflare serves the old one until the new one is active, and only then removes it.
    /// 3. If the new one has another priority, it gets the old one's: `PUT
    ///    /zones/{zone_id}/custom_certificates/prioritize`.
    /// 4. It waits until the new one is active and the old one is gone, 15 minutes by default.
    ///
    /// Start it again with the same arguments after an error or a crash: it continues, also if the old id does not
    /// exist any more.
    ///
    /// What cannot be known again after a crash is the old priority, in one case: Cloudflare gave the new certificate
    /// another one, the program ended before it was corrected, and was started again only after the old record was
    /// gone. To exclude that too, say the [`priority`](Replace::priority).
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, id: &str, pem: String, key: String) -> cloudflare_certificates::workflows::Result<()> {
    /// let replaced = zone.custom_certificates().replace(id, pem, key).await?;
    /// println!("{} is served instead of {}", replaced.id, replaced.old_id);
    /// # Ok(()) }
    /// ```
    ///
    /// Where the key may be held cannot be changed in this way: upload the certificate with the new restrictions
    /// ([`ensure`](Self::ensure)), wait until it is active, and then [`remove`](Self::remove) the old one. The same
    /// goes for another type of key (code 1228).
    ///
    /// Permission: `SSL and Certificates Write`. Cargo features: `custom_certificates`, and `ssl` or
    /// `preflight`.
    ///
    /// # Errors
    /// - [`Gone`](crate::workflows::ErrorKind::Gone): there is neither the old certificate nor the new one.
    /// - [`Refused`](crate::workflows::ErrorKind::Refused): a host of the old certificate would be left without one;
    ///   see [`allow_fewer_hosts`](Replace::allow_fewer_hosts). With the feature `preflight`, also if the new certificate
    ///   cannot be used.
    /// - [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction): the zone is not active, so that the new certificate
    ///   is not deployed; or the new one is active, but it was uploaded by itself, so that the old one does not go.
    /// - [`TimedOut`](crate::workflows::ErrorKind::TimedOut), and [`Call`](crate::workflows::ErrorKind::Call) if a call
    ///   fails.
    pub fn replace(
        &self,
        id: impl Into<String>,
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> Replace {
        let new = CustomCertificatePatch::builder().certificate(certificate).private_key(private_key).build();
        Replace::new(self.clone(), id.into(), new)
    }

    /// Replaces a certificate by another one that was issued for a custom CSR: Cloudflare has its private key. All
    /// else is as for [`replace`](Self::replace).
    pub fn replace_for_csr(
        &self,
        id: impl Into<String>,
        certificate: impl Into<String>,
        custom_csr_id: impl Into<String>,
    ) -> Replace {
        let new =
            CustomCertificatePatch::builder().certificate(certificate).custom_csr_id(custom_csr_id).build();
        Replace::new(self.clone(), id.into(), new)
    }

    /// Replaces a certificate by that of a patch.
    pub(super) fn replace_by(&self, id: String, new: CustomCertificatePatch) -> Replace {
        Replace::new(self.clone(), id, new)
    }
}

impl Replace {
    fn new(certificates: CustomCertificates, old_id: String, new: CustomCertificatePatch) -> Self {
        let at_most = Schedule::CERTIFICATES.at_most;
        Self { certificates, old_id, new, priority: None, reissued: false, fewer_hosts: false, at_most }
    }

    /// Sets how long it may take, on the client's clock. After that, it makes no further change.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Sets the priority of the new certificate. By default, it is that of the old one.
    pub fn priority(mut self, priority: i64) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Says that the new certificate differs from the old one in its key or serial number, but in no host, in the
    /// expiry or in the signature algorithm, as one that was issued again with the same dates. Cloudflare does not
    /// show what differs: without this, the new certificate is taken for the old one, and nothing is uploaded. With
    /// it, a run after an interrupted one may upload it a second time. With the feature `preflight`, it is not needed
    /// if the old one was uploaded before the new one was issued.
    pub fn reissued(mut self) -> Self {
        self.reissued = true;
        self
    }

    /// Allows that the new certificate lacks hosts of the old one, which no other active custom certificate of the
    /// zone has: they are left to the zone's certificate packs. Otherwise that is an error, and nothing is uploaded.
    pub fn allow_fewer_hosts(mut self) -> Self {
        self.fewer_hosts = true;
        self
    }

    /// Returns a stream of the steps. Its last item is the result.
    pub fn steps(self) -> Steps<Replaced> {
        self.into_workflow().steps()
    }

    fn into_workflow(self) -> Workflow<Replaced> {
        let (client, at_most) = (self.certificates.client().clone(), self.at_most);
        Workflow::new("custom_certificates.replace", &client, at_most, async move |run: Run| {
            Replacement::new(run, self).await?.complete().await
        })
    }
}

impl IntoFuture for Replace {
    type Output = Result<Replaced>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_workflow().into_future()
    }
}

/// Without the certificate and the key: a PEM file may contain both.
impl fmt::Debug for Replace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replace")
            .field("old_id", &self.old_id)
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}
