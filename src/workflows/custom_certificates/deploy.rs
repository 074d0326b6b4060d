//! A certificate that is uploaded in place of the one for the same hosts, before it starts.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use super::super::{Plan, Result, Run, Schedule, Steps, Workflow};
use super::deployment::Deployment;
use super::replace::Replaced;
use crate::CustomCertificates;
use crate::types::{CustomCertificate, NewCustomCertificate};

/// What [`Deploy`] returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Deployed {
    /// There was none to replace: it was uploaded beside what the zone had.
    Created(CustomCertificate),
    /// It has taken the place of the certificate for the same hosts.
    Replaced(Replaced),
    /// The zone had it.
    Existed(CustomCertificate),
}

impl Deployed {
    /// Returns the record of the certificate, which is active.
    pub fn certificate(&self) -> &CustomCertificate {
        match self {
            Self::Created(certificate) | Self::Existed(certificate) => certificate,
            Self::Replaced(replaced) => &replaced.certificate,
        }
    }

    /// Returns the id of the certificate.
    pub fn id(&self) -> &str {
        &self.certificate().id
    }

    /// Returns the id of the certificate that was replaced.
    pub fn old_id(&self) -> Option<&str> {
        match self {
            Self::Replaced(replaced) => Some(&replaced.old_id),
            Self::Created(_) | Self::Existed(_) => None,
        }
    }
}

/// Uploads a certificate in place of the one for the same hosts, from [`CustomCertificates::deploy`]. Await it, or read
/// its [`steps`](Self::steps).
#[derive(Clone)]
#[must_use = "nothing is uploaded until it is awaited"]
pub struct Deploy {
    pub(super) certificates: CustomCertificates,
    pub(super) new: NewCustomCertificate,
    pub(super) reissued: bool,
    at_most: Duration,
}

impl CustomCertificates {
    /// Has a certificate served, without downtime: replaces the zone's certificate for the same hosts, or uploads it if
    /// there is none. So a job that renews certificates needs to know neither ids nor whether it ran before.
    ///
    /// 1. It looks what the zone has: `GET /zones/{zone_id}/custom_certificates`, and without the feature `preflight`
    ///    before that `POST /zones/{zone_id}/ssl/analyze`. If the zone has the certificate, it only waits until it is
    ///    active. While a replacement by an earlier run is under way, it completes that one.
    /// 2. If one certificate has exactly the same hosts, and a signature of the same type (RSA or ECDSA), it
    ///    [replaces](Self::replace) that one: `PATCH /zones/{zone_id}/custom_certificates/{custom_certificate_id}`. The
    ///    priority, the type and the restrictions of where the key may be held remain as they are, and so does the bundle
    ///    method unless one is stated.
    /// 3. If there is none, or Cloudflare says that its key is of another type (code 1228), it uploads the certificate
    ///    beside the others: `POST /zones/{zone_id}/custom_certificates`.
    /// 4. It waits until the certificate is active, 15 minutes by default.
    ///
    /// Start it again with the same argument after an error or a crash, or every night: it continues, or finds that there
    /// is nothing to do. Certificates for other hosts, and for the same hosts with a key of another type, are left alone.
    ///
    /// A certificate that differs from the zone's one in its key only, with the same dates, is taken for it: see
    /// [`reissued`](Deploy::reissued).
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, pem: String, key: String) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::NewCustomCertificate;
    /// use cloudflare_certificates::workflows::Deployed;
    ///
    /// let new = NewCustomCertificate::with_key(pem, key).build();
    /// match zone.custom_certificates().deploy(&new).await? {
    ///     Deployed::Replaced(replaced) => println!("{} is served instead of {}", replaced.id, replaced.old_id),
    ///     deployed => println!("{} is served", deployed.id()),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Permission: `SSL and Certificates Write`. Cargo features: `custom_certificates`, and `ssl` or `preflight`.
    ///
    /// # Errors
    /// - [`Ambiguous`](crate::workflows::ErrorKind::Ambiguous): several certificates have the same hosts and a signature
    ///   of the same type. The error names them; nothing was changed. [`replace`](Self::replace) the one that is meant.
    /// - [`Refused`](crate::workflows::ErrorKind::Refused): the certificate in question has other restrictions of where
    ///   its key may be held than the ones that are stated, which a replacement cannot change. With the feature
    ///   `preflight`, also if the new certificate cannot be used.
    /// - [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction): the zone is not active.
    /// - [`TimedOut`](crate::workflows::ErrorKind::TimedOut), and [`Call`](crate::workflows::ErrorKind::Call) if a call
    ///   fails.
    pub fn deploy(&self, new: &NewCustomCertificate) -> Deploy {
        let at_most = Schedule::CERTIFICATES.at_most;
        Deploy { certificates: self.clone(), new: new.clone(), reissued: false, at_most }
    }
}

impl Deploy {
    /// Sets how long it may take, on the client's clock. After that, it makes no further change.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Says that the new certificate differs from the zone's one in its key or serial number only, as one that was issued
    /// again with the same dates: see [`Replace::reissued`](super::Replace::reissued). It is then uploaded in any case, and
    /// so once more if you start it again.
    pub fn reissued(mut self) -> Self {
        self.reissued = true;
        self
    }

    /// Returns what it would do now, without changing anything: [`Keep`](Plan::Keep) the record of the certificate,
    /// replace one, which is [`Change`](Plan::Change), or [`Create`](Plan::Create) one. The upload itself is not checked.
    ///
    /// It reads what the deployment reads first: `GET /zones/{zone_id}/custom_certificates`, and without the feature
    /// `preflight` before that `POST /zones/{zone_id}/ssl/analyze`.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, pem: String, key: String) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::NewCustomCertificate;
    /// use cloudflare_certificates::workflows::Plan;
    ///
    /// let new = NewCustomCertificate::with_key(pem, key).build();
    /// if let Plan::Change(old) = zone.custom_certificates().deploy(&new).plan().await? {
    ///     println!("{} would be replaced", old.id);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Ambiguous`](crate::workflows::ErrorKind::Ambiguous), [`Refused`](crate::workflows::ErrorKind::Refused) because of
    /// restrictions of the key, and [`Call`](crate::workflows::ErrorKind::Call), as for the deployment.
    pub async fn plan(self) -> Result<Plan<CustomCertificate>> {
        let (client, at_most) = (self.certificates.client().clone(), self.at_most);
        Workflow::new("custom_certificates.deploy", &client, at_most, async move |run: Run| {
            Deployment::new(run, self).await?.plan().await
        })
        .await
    }

    /// Returns a stream of the steps. Its last item is the result.
    pub fn steps(self) -> Steps<Deployed> {
        self.into_workflow().steps()
    }

    fn into_workflow(self) -> Workflow<Deployed> {
        let (client, at_most) = (self.certificates.client().clone(), self.at_most);
        Workflow::new("custom_certificates.deploy", &client, at_most, async move |run: Run| {
            Deployment::new(run, self).await?.complete().await
        })
    }
}

impl IntoFuture for Deploy {
    type Output = Result<Deployed>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_workflow().into_future()
    }
}

/// Without the certificate and the key: a PEM file may contain both.
impl fmt::Debug for Deploy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deploy").field("at_most", &self.at_most).finish_non_exhaustive()
    }
}
