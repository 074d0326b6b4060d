//! Origin CA certificates: issuing once, finding what was issued, revoking.

mod der;
mod issued;

use std::time::Duration;

use self::issued::Wanted;
use super::{Action, Ensure, Ensured, Error, Plan, Record, Result, Run, Schedule, Workflow};
use crate::OriginCaCertificates;
use crate::types::{NewOriginCaCertificate, OriginCaCertificate};

/// The certificate could not be written to the database. It passes.
const NOT_WRITTEN: i64 = 1100;
/// The certificate is revoked already, or there is none with this serial number.
const REVOKED: [i64; 2] = [1014, 1101];
/// How often a certificate is requested again that could not be written.
const AGAIN: Schedule = Schedule {
    first: Duration::from_secs(5),
    longest: Duration::from_secs(30),
    at_most: Duration::from_secs(5 * 60),
};

/// Workflows.
impl OriginCaCertificates {
    /// Returns the certificate that was issued for this request: `GET /certificates?zone_id={zone_id}`.
    ///
    /// Lists and single certificates leave out the CSR, so it is found by the public key of the CSR, the hostnames in any
    /// order, and the request type. One that is revoked or has expired does not count; of several, it is the one that
    /// expires last. The validity is not compared, because the server does not state it. A CSR that cannot be read is
    /// [refused](crate::workflows::ErrorKind::Refused).
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn find(
        &self,
        zone_id: impl Into<String>,
        new: &NewOriginCaCertificate,
    ) -> Result<Option<OriginCaCertificate>> {
        let now = self.client().clock().system_time();
        Wanted::of(new, None)?.find(self, &zone_id.into(), now).await
    }

    /// Has the Origin CA issue a certificate, unless it has issued one for this request: `POST /certificates`.
    ///
    /// You generate the private key, keep it, and pass the CSR. `zone_id` is a zone to which one of the hostnames
    /// belongs: in its list, what was issued is [found](Self::find) again. So if a request ended without a response, such
    /// as after a timeout, the certificate that it issued is returned, and no second one is issued. When the server could
    /// not store the certificate (code 1100), the workflow looks for it and requests it again until the time is up.
    /// Default deadline: 5 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// [Docs](https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/)
    ///
    /// ```no_run
    /// # async fn f(client: cloudflare_certificates::Client, csr: String) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::{NewOriginCaCertificate, OriginCaRequestType};
    ///
    /// let new = NewOriginCaCertificate::builder()
    ///     .csr(csr)
    ///     .hostnames(["example.com", "*.example.com"])
    ///     .request_type(OriginCaRequestType::OriginEcc)
    ///     .requested_validity(90)
    ///     .build();
    /// let issued = client.origin_ca_certificates().issue("023e105f4ecef8ad9ca31a8372d0c353", &new).await?;
    /// println!("{:?}", issued.get().certificate);
    /// # Ok(()) }
    /// ```
    pub fn issue(
        &self,
        zone_id: impl Into<String>,
        new: &NewOriginCaCertificate,
    ) -> Ensure<OriginCaCertificate> {
        self.issue_except("origin_ca_certificates.issue", zone_id.into(), None, new)
    }

    /// Has the Origin CA issue a certificate that replaces another one, unless it has done so. As
    /// [`issue`](Self::issue), except that the old certificate does not count as issued for this request: so the CSR may
    /// be a new one, or that of the old certificate.
    ///
    /// The old certificate stays valid: install the new one on your origins, then call
    /// [`ensure_revoked`](Self::ensure_revoked).
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn renew(
        &self,
        zone_id: impl Into<String>,
        old_id: impl Into<String>,
        new: &NewOriginCaCertificate,
    ) -> Ensure<OriginCaCertificate> {
        self.issue_except("origin_ca_certificates.renew", zone_id.into(), Some(old_id.into()), new)
    }

    /// Revokes a certificate unless it is revoked: `DELETE /certificates/{certificate_id}`. This cannot be undone.
    ///
    /// One that is revoked, or does not exist, is a success. Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn ensure_revoked(&self, id: impl Into<String>) -> Workflow<()> {
        let (handle, id) = (self.clone(), id.into());
        let at_most = Schedule::DELETIONS.at_most;
        Workflow::new(
            "origin_ca_certificates.ensure_revoked",
            self.client(),
            at_most,
            async move |run: Run| {
                run.left(&["revoke the certificate"]);
                run.delete(OriginCaCertificate::RESOURCE, &id, (&REVOKED, &[]), || handle.revoke(&id)).await
            },
        )
    }

    fn issue_except(
        &self,
        name: &'static str,
        zone_id: String,
        except: Option<String>,
        new: &NewOriginCaCertificate,
    ) -> Ensure<OriginCaCertificate> {
        let (looking, zone, wanted, other) = (self.clone(), zone_id.clone(), new.clone(), except.clone());
        let plan = Workflow::new(name, self.client(), AGAIN.at_most, async move |run: Run| {
            let wanted = Wanted::of(&wanted, other)?;
            let issued = wanted.find(&looking.with(run.reading()), &zone, run.system_time()).await?;
            Ok(issued.map_or(Plan::Create, Plan::Keep))
        });
        let (handle, new) = (self.clone(), new.clone());
        let workflow = Workflow::new(name, self.client(), AGAIN.at_most, async move |run: Run| {
            run.left(&["request the certificate"]);
            let wanted = Wanted::of(&new, except)?;
            issued(&run, &handle, &zone_id, &wanted, &new).await
        });
        Ensure::of(plan, workflow)
    }
}

/// Requests a certificate unless it was issued.
async fn issued(
    run: &Run,
    handle: &OriginCaCertificates,
    zone_id: &str,
    wanted: &Wanted,
    new: &NewOriginCaCertificate,
) -> Result<Ensured<OriginCaCertificate>> {
    let find = || async { wanted.find(&handle.with(run.reading()), zone_id, run.system_time()).await };
    if let Some(issued) = find().await? {
        run.step_on(Action::Found, &issued);
        return Ok(Ensured::Existed(issued));
    }
    #[cfg(feature = "preflight")]
    run.check(OriginCaCertificate::RESOURCE, |preflight| preflight.origin_ca_certificate(new))?;
    let mut pauses = AGAIN.pauses();
    loop {
        let request = async { Ok(handle.create(new).await?.into_inner()) };
        let error = match run.create(request, find).await {
            Ok(issued) => return Ok(Ensured::Created(issued)),
            Err(error) if is_not_written(&error) => error,
            Err(error) => return Err(error),
        };
        run.step(Action::Retrying, OriginCaCertificate::RESOURCE, "(new)", None);
        run.sleep(pauses.next().unwrap_or(AGAIN.longest)).await;
        if let Some(issued) = find().await? {
            run.step_on(Action::Created, &issued);
            return Ok(Ensured::Created(issued));
        }
        if run.remaining().is_zero() {
            return Err(error.timed_out());
        }
    }
}

fn is_not_written(error: &Error) -> bool {
    error.call().is_some_and(|call| call.has_code(NOT_WRITTEN))
}
