//! Access mTLS certificates: finding, ensuring, rotating and removing a CA.

mod find;
mod hostnames;
mod remove;
mod rotate;

use std::time::Duration;

use crate::AccessCertificates;
use crate::types::{AccessCertificate, NewAccessCertificate};
use crate::workflows::changes::{Edit, missing};
use crate::workflows::{Action, Ensure, Ensured, Error, Plan, Result, Run, Workflow};
use find::{Wanted, all};
use hostnames::Hostnames;

/// How long a workflow may take by default: several updates, each of which can be pending for a while.
const AT_MOST: Duration = Duration::from_secs(10 * 60);

/// A hostname lies outside of the zone or the account.
const FOREIGN_HOSTNAME: i64 = 12036;
/// There are as many certificates as there may be, or the request is not valid.
const INVALID_OR_NO_QUOTA: i64 = 12130;

/// Workflows. They work on the certificates of the zone or the account that the handle belongs to.
impl AccessCertificates {
    /// Uploads a CA unless it exists, and sees to it that it has the hostnames of `new`.
    ///
    /// **The fingerprint identifies a CA**, whatever its name is. If the server states no fingerprint, or the PEM text of
    /// `new` cannot be read, the name does: several CAs of that name are then an error of the kind
    /// [`Ambiguous`](crate::workflows::ErrorKind::Ambiguous). Hostnames that the CA lacks are added, others are never
    /// removed.
    ///
    /// The result is [`Existed`](Ensured::Existed) also if hostnames were added; the [plan](Ensure::plan) is then
    /// [`Change`](Plan::Change).
    ///
    /// `GET`, `POST` `/{accounts_or_zones}/{id}/access/certificates`, `PUT` `…/{certificate_id}`. Permission:
    /// `Access: Mutual TLS Certificates Write`.
    /// [Docs](https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/mutual-tls-authentication/)
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, pem: String) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::NewAccessCertificate;
    ///
    /// let new = NewAccessCertificate::builder()
    ///     .certificate(pem)
    ///     .name("devices 2027")
    ///     .associated_hostnames(["admin.example.com"])
    ///     .build();
    /// let ensured = zone.access_certificates().ensure(&new).await?;
    /// println!("{} {:?}", ensured.get().id, ensured.get().associated_hostnames);
    /// # Ok(()) }
    /// ```
    pub fn ensure(&self, new: &NewAccessCertificate) -> Ensure<AccessCertificate> {
        const NAME: &str = "access_certificates.ensure";
        let (client, handle, wanted) = (self.client(), self.clone(), Wanted::new(new));
        let plan = Workflow::new(NAME, client, AT_MOST, async move |run: Run| {
            Ok(match wanted.find(&all(&handle, &run).await?, None)? {
                None => Plan::Create,
                Some(found) if wanted.lacking(&found).is_empty() => Plan::Keep(found),
                Some(found) => Plan::Change(found),
            })
        });
        let (handle, wanted) = (self.clone(), Wanted::new(new));
        let workflow = Workflow::new(NAME, client, AT_MOST, async move |run: Run| {
            let found = wanted.find(&all(&handle, &run).await?, None)?;
            run.left(&["upload the CA", "add the hostnames to it"]);
            let ensured = found_or_created(&run, &handle, &wanted, found, None).await?;
            run.left(&["add the hostnames to the CA"]);
            Ok(match ensured {
                Ensured::Created(new) => {
                    Ensured::Created(with_hostnames(&run, &handle, new, &wanted.hostnames).await?)
                }
                Ensured::Existed(found) => {
                    Ensured::Existed(with_hostnames(&run, &handle, found, &wanted.hostnames).await?)
                }
            })
        });
        Ensure::of(plan, workflow)
    }
}

/// Returns the CA that was found, or uploads it. `except` is a CA that is not meant even if it has the same name.
async fn found_or_created(
    run: &Run,
    handle: &AccessCertificates,
    wanted: &Wanted,
    found: Option<AccessCertificate>,
    except: Option<&str>,
) -> Result<Ensured<AccessCertificate>> {
    if let Some(found) = found {
        run.step_on(Action::Found, &found);
        return Ok(Ensured::Existed(found));
    }
    let find = || async { wanted.find(&all(handle, run).await?, except) };
    let body = wanted.body();
    #[cfg(feature = "preflight")]
    run.check(<AccessCertificate as super::Record>::RESOURCE, |preflight| {
        preflight.access_certificate(&body)
    })?;
    let create = async { handle.create(&body).await.map(crate::Response::into_inner) };
    match run.create(create, find).await {
        Err(error) if error.call().is_some_and(crate::Error::is_conflict) => match find().await? {
            // Another run of this workflow has uploaded it.
            Some(found) => {
                run.step_on(Action::Found, &found);
                Ok(Ensured::Existed(found))
            }
            None => Err(error.advised("the same certificate may exist under another name")),
        },
        outcome => outcome.map(Ensured::Created).map_err(explained),
    }
}

/// Adds the hostnames that the CA lacks.
async fn with_hostnames(
    run: &Run,
    handle: &AccessCertificates,
    certificate: AccessCertificate,
    hostnames: &[String],
) -> Result<AccessCertificate> {
    let lacking = missing(hostnames, &certificate.associated_hostnames);
    if lacking.is_empty() {
        return Ok(certificate);
    }
    run.edit(&Hostnames::new(handle, &certificate.id), &Edit::Add(lacking)).await.map_err(explained)
}

/// Adds what helps to an error.
fn explained(error: Error) -> Error {
    let has = |code| error.call().is_some_and(|call| call.has_code(code));
    if has(FOREIGN_HOSTNAME) {
        error.advised(
            "each hostname must lie in the zone, or in a zone of the account: use the handle of that zone",
        )
    } else if has(INVALID_OR_NO_QUOTA) {
        error.advised(
            "check the certificate, or remove a certificate that is not needed: the quota may be used up",
        )
    } else {
        error
    }
}
