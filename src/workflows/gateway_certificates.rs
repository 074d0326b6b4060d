//! Gateway certificates: finding, activating and removing them.

use std::time::Duration;

use crate::types::{GatewayCertificate, GatewayCertificateBindingStatus as Status};
use crate::workflows::source::Record;
use crate::workflows::{Action, Error, ErrorKind, Result, Run, Schedule, Workflow};
use crate::{GatewayCertificates, Progress, Response};

/// How long a workflow may take by default: a deployment and its reversal.
const AT_MOST: Duration = Duration::from_secs(15 * 60);

/// There is no such certificate.
const NOT_FOUND: i64 = 2027;
/// The certificate is still active.
const ACTIVE: i64 = 2118;

const IN_USE: &str = "Gateway inspects traffic with this certificate: choose another one in the Gateway \
    configuration, or turn inspection off, and start again";

/// Workflows.
impl GatewayCertificates {
    /// Returns the certificate with this SHA-256 fingerprint, or `None`:
    /// `GET /accounts/{account_id}/gateway/certificates`.
    ///
    /// The fingerprint is 64 hexadecimal digits. Case, colons and a prefix such as `sha256 Fingerprint=` do not matter.
    ///
    /// Permission: `Zero Trust Read` or `Zero Trust Write`.
    pub async fn find_by_fingerprint(&self, fingerprint: &str) -> Result<Option<GatewayCertificate>> {
        let Some(wanted) = digits(fingerprint) else {
            let detail = "the fingerprint is not a SHA-256 fingerprint of 64 hexadecimal digits";
            return Err(Error::new(ErrorKind::Refused).detailed(detail));
        };
        let found = self.list().all().await?;
        Ok(found
            .into_iter()
            .find(|one| one.fingerprint.as_deref().and_then(digits).as_ref() == Some(&wanted)))
    }

    /// Activates a certificate unless it is active, and waits until it is available at the edge: `GET`
    /// `/accounts/{account_id}/gateway/certificates/{certificate_id}` and `POST` `…/activate`.
    ///
    /// A certificate that is being deactivated is activated again when that is complete. Only an available
    /// certificate can be chosen for inspection; this workflow does not choose it.
    ///
    /// Permission: `Zero Trust Write`.
    /// [Docs](https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/user-side-certificates/)
    ///
    /// ```no_run
    /// # async fn f(account: cloudflare_certificates::Account) -> Result<(), Box<dyn std::error::Error>> {
    /// use cloudflare_certificates::types::NewGatewayCertificate;
    ///
    /// let certificates = account.gateway_certificates();
    /// let new = certificates.create(&NewGatewayCertificate::builder().build()).await?;
    /// let available = certificates.activate_and_wait(&new.id).await?;
    /// println!("{:?}", available.certificate);
    /// # Ok(()) }
    /// ```
    pub fn activate_and_wait(&self, id: impl Into<String>) -> Workflow<GatewayCertificate> {
        let (handle, id) = (self.clone(), id.into());
        Workflow::new(
            "gateway_certificates.activate_and_wait",
            self.client(),
            AT_MOST,
            async move |run: Run| activated(&run, &handle, &id).await,
        )
    }

    /// Removes a certificate: `GET` and `DELETE` `/accounts/{account_id}/gateway/certificates/{certificate_id}`,
    /// `POST` `…/deactivate`.
    ///
    /// An active certificate cannot be deleted (2118). The workflow deactivates it, waits until it is inactive, and
    /// deletes it. A certificate that does not exist is a success. One with which Gateway inspects traffic
    /// (`in_use`) is left as it is: the error is of the kind [`NeedsAction`](ErrorKind::NeedsAction).
    ///
    /// Permission: `Zero Trust Write`.
    /// [Docs](https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/user-side-certificates/)
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        let (handle, id) = (self.clone(), id.into());
        Workflow::new("gateway_certificates.remove", self.client(), AT_MOST, async move |run: Run| {
            removed(&run, &handle, &id).await
        })
    }
}

async fn activated(run: &Run, handle: &GatewayCertificates, id: &str) -> Result<GatewayCertificate> {
    run.left(&["activate the certificate", "wait until it is available"]);
    loop {
        let certificate = look(run, handle, id).await?.ok_or_else(|| error(ErrorKind::Gone, id))?;
        match certificate.binding_status {
            Some(Status::Available) => return Ok(certificate),
            Some(Status::Inactive) => {
                let call = || handle.activate(id);
                switched(run, handle, &certificate, call).await?;
            }
            Some(Status::PendingDeletion) => {
                run.wait(handle, id, |one: &GatewayCertificate| !is(one, &Status::PendingDeletion)).await?;
            }
            _ => {
                run.left(&["wait until the certificate is available"]);
                return run.wait(handle, id, Progress::Ready).await;
            }
        }
    }
}

async fn removed(run: &Run, handle: &GatewayCertificates, id: &str) -> Result<()> {
    run.left(&["deactivate the certificate", "wait until it is inactive", "delete it"]);
    loop {
        let Some(certificate) = look(run, handle, id).await? else { return Ok(()) };
        if certificate.in_use == Some(true) {
            return Err(error(ErrorKind::NeedsAction, id).with_last(certificate).advised(IN_USE));
        }
        match certificate.binding_status {
            Some(Status::Available) => {
                let call = || handle.deactivate(id);
                switched(run, handle, &certificate, call).await?;
            }
            Some(Status::PendingDeployment | Status::PendingDeletion) => {
                settled(run, handle, id).await?;
            }
            _ => break,
        }
    }
    run.left(&["delete the certificate, which is inactive"]);
    let delete = || handle.delete(id);
    run.delete(GatewayCertificate::RESOURCE, id, (&[NOT_FOUND], &[ACTIVE]), delete).await
}

/// Activates or deactivates a certificate. If another change was faster, or the outcome is unknown, it returns when
/// the certificate has another status, or after a pause.
async fn switched<F: Future<Output = crate::Result<Response<GatewayCertificate>>>>(
    run: &Run,
    handle: &GatewayCertificates,
    before: &GatewayCertificate,
    switch: impl Fn() -> F,
) -> Result<()> {
    run.check_time().map_err(|error| error.about(GatewayCertificate::RESOURCE, &before.id))?;
    match switch().await {
        Ok(after) => {
            run.step_on(Action::Updated, &after.into_inner());
            // The server may show the old status for a while.
            run.sleep(Schedule::CERTIFICATES.first).await;
        }
        Err(error) if error.is_conflict() || error.may_have_taken_effect() => {
            let action =
                if error.may_have_taken_effect() { Action::OutcomeUnknown } else { Action::Retrying };
            run.step(action, GatewayCertificate::RESOURCE, &before.id, before.status_text());
            run.sleep(Schedule::CERTIFICATES.first).await;
            let after = look(run, handle, &before.id).await?;
            if after.is_some_and(|after| after.binding_status == before.binding_status)
                && run.remaining().is_zero()
            {
                return Err(Error::from(error).about(GatewayCertificate::RESOURCE, &before.id).timed_out());
            }
        }
        Err(call) if call.is_not_found() => run.sleep(Schedule::CERTIFICATES.first).await,
        Err(call) => return Err(Error::from(call).about(GatewayCertificate::RESOURCE, &before.id)),
    }
    Ok(())
}

/// Waits until a certificate is neither being deployed nor being taken back, or does not exist.
async fn settled(run: &Run, handle: &GatewayCertificates, id: &str) -> Result<()> {
    let is_settled = |one: &GatewayCertificate| one.progress() != Progress::Pending;
    match run.wait(handle, id, is_settled).await {
        Err(error) if error.kind() == ErrorKind::Gone => Ok(()),
        outcome => outcome.map(drop),
    }
}

async fn look(run: &Run, handle: &GatewayCertificates, id: &str) -> Result<Option<GatewayCertificate>> {
    match handle.with(run.reading()).get_opt(id).await {
        Ok(found) => Ok(found.map(Response::into_inner)),
        Err(call) => Err(Error::from(call).about(GatewayCertificate::RESOURCE, id)),
    }
}

fn is(certificate: &GatewayCertificate, status: &Status) -> bool {
    certificate.binding_status.as_ref() == Some(status)
}

fn error(kind: ErrorKind, id: &str) -> Error {
    Error::new(kind).about(GatewayCertificate::RESOURCE, id)
}

/// Returns the digits of a SHA-256 fingerprint, in lower case.
fn digits(fingerprint: &str) -> Option<String> {
    let value = fingerprint.rsplit('=').next()?;
    let digits: String = value.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let is_sha256 = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha256.then(|| digits.to_ascii_lowercase())
}
