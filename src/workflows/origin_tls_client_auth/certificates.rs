//! What certificates of zones and of hostnames have in common.

use std::future::Future;
use std::time::Duration;

use crate::types::{NewOriginPullCertificate, OriginPullStatus};
use crate::workflows::pem::first_body;
use crate::workflows::source::Record;
use crate::workflows::{
    Action, Ensure, Ensured, Error, ErrorKind, Plan, Result, Run, Schedule, Until, Waits, Workflow,
};
use crate::{Progress, Response};

/// There is a certificate with the same content, which may be one that is being deleted.
const EXISTS: i64 = 1406;
/// The certificate is being deleted, or is deleted.
const BEING_DELETED: i64 = 1414;
/// Hostnames are associated with the certificate, or were until a moment ago.
const IN_USE: i64 = 1433;
/// The certificate is being deployed.
const BEING_DEPLOYED: i64 = 1434;
/// There is no such certificate, of a hostname or of a zone.
const ABSENT: [i64; 2] = [1551, 1552];
/// How long a deleted certificate can stand in the way of the same one, and a removed association in that of a
/// deletion. About 10 seconds were seen.
const PASSES_WITHIN: Duration = Duration::from_secs(60);

/// A handle of certificates for authenticated origin pulls.
pub(super) trait Certificates: Waits<Record: Certificate> {
    /// How many certificates a zone may have, where Cloudflare states it.
    const LIMIT: Option<usize> = None;

    fn list_all(&self) -> impl Future<Output = crate::Result<Vec<Self::Record>>> + Send;

    fn upload(
        &self,
        new: &NewOriginPullCertificate,
    ) -> impl Future<Output = crate::Result<Self::Record>> + Send;

    fn delete_one(&self, id: &str) -> impl Future<Output = crate::Result<Response<Self::Record>>> + Send;
}

/// A certificate for authenticated origin pulls.
pub(super) trait Certificate: Record {
    fn pem(&self) -> Option<&str>;

    fn serial(&self) -> Option<&str>;

    /// The status of the certificate itself.
    fn certificate_status(&self) -> Option<&OriginPullStatus>;

    fn is_gone(&self) -> bool {
        self.certificate_status().is_some_and(|status| status.progress() == Progress::Gone)
    }
}

/// Returns the certificates that are neither deleted nor being deleted.
pub(super) async fn live<S: Certificates>(handle: &S) -> Result<Vec<S::Record>> {
    let mut all = handle.list_all().await?;
    all.retain(|certificate| !certificate.is_gone());
    Ok(all)
}

/// Returns the Base64 of a certificate in PEM form. It identifies the certificate: the server changes only line ends,
/// and of a chain the leaf is compared.
pub(super) fn content(pem: &str) -> Result<String> {
    first_body(pem, "CERTIFICATE").ok_or_else(|| {
        Error::new(ErrorKind::Refused).detailed("there is no certificate in PEM form in the string")
    })
}

/// Returns the certificate with this content.
pub(super) fn with_content<R: Certificate>(all: Vec<R>, content: &str) -> Option<R> {
    all.into_iter().find(|certificate| {
        let body = certificate.pem().and_then(|pem| first_body(pem, "CERTIFICATE"));
        body.as_deref() == Some(content)
    })
}

/// Returns the certificate with this serial number, in decimal digits.
pub(super) fn with_serial<R: Certificate>(all: Vec<R>, serial: &str) -> Option<R> {
    let digits = |serial: &str| serial.trim().trim_start_matches('0').to_owned();
    let wanted = digits(serial);
    all.into_iter().find(|certificate| certificate.serial().map(digits).as_ref() == Some(&wanted))
}

async fn found<S: Certificates>(run: &Run, handle: &S, content: &str) -> Result<Option<S::Record>> {
    Ok(with_content(live(&handle.poll_with(run.reading())).await?, content))
}

/// The workflow that uploads a certificate unless it exists.
pub(super) fn ensure<S: Certificates>(
    name: &'static str,
    handle: &S,
    new: &NewOriginPullCertificate,
) -> Ensure<S::Record> {
    let (client, at_most) = (handle.poll_client(), Schedule::DELETIONS.at_most);
    let (looking, wanted) = (handle.clone(), new.certificate.clone());
    let plan = Workflow::new(name, client, at_most, async move |run: Run| {
        let found = found(&run, &looking, &content(&wanted)?).await?;
        Ok(found.map_or(Plan::Create, Plan::Keep))
    });
    let (handle, new) = (handle.clone(), new.clone());
    let workflow = Workflow::new(name, client, at_most, async move |run: Run| {
        run.left(&["upload the certificate"]);
        uploaded(&run, &handle, &new).await
    });
    Ensure::of(plan, workflow)
}

/// Uploads a certificate unless it exists. One with the same content that is being deleted is in the way for some
/// seconds; after that, the upload revives it with its id.
pub(super) async fn uploaded<S: Certificates>(
    run: &Run,
    handle: &S,
    new: &NewOriginPullCertificate,
) -> Result<Ensured<S::Record>> {
    let content = content(&new.certificate)?;
    let started = run.remaining();
    let mut pauses = Schedule::DELETIONS.pauses();
    loop {
        let live = live(&handle.poll_with(run.reading())).await?;
        let count = live.len();
        if let Some(existing) = with_content(live, &content) {
            run.step_on(Action::Found, &existing);
            return Ok(Ensured::Existed(existing));
        }
        #[cfg(feature = "preflight")]
        run.check(S::Record::RESOURCE, |preflight| preflight.origin_pull_certificate(new))?;
        let error = match run.create(handle.upload(new), || found(run, handle, &content)).await {
            Ok(created) => return Ok(Ensured::Created(created)),
            Err(error) => error,
        };
        let waited = started.saturating_sub(run.remaining());
        let passes = error.call().is_some_and(|call| {
            let is_busy = call.has_code(EXISTS) || call.is_conflict();
            is_busy && !call.may_have_taken_effect()
        });
        if !passes || waited >= PASSES_WITHIN || run.remaining().is_zero() {
            return Err(refused_upload::<S>(error, count));
        }
        run.step(Action::Retrying, S::Record::RESOURCE, "(new)", None);
        run.sleep(pauses.next().unwrap_or(Schedule::DELETIONS.longest)).await;
    }
}

/// Adds what helps if the zone has as many certificates as it may have.
fn refused_upload<S: Certificates>(error: Error, count: usize) -> Error {
    let is_refused = error
        .call()
        .and_then(crate::Error::status)
        .is_some_and(|status| status.is_client_error() && status != http::StatusCode::TOO_MANY_REQUESTS);
    match S::LIMIT {
        Some(limit) if is_refused && count >= limit => error.advised(format!(
            "a zone has at most {limit} of these certificates, and this one has {count}: remove one that no hostname uses"
        )),
        _ => error,
    }
}

/// The workflow that removes a certificate.
pub(super) fn remove<S: Certificates>(name: &'static str, handle: &S, id: String) -> Workflow<()> {
    let handle = handle.clone();
    let client = handle.poll_client().clone();
    Workflow::new(name, &client, Schedule::DELETIONS.at_most, async move |run: Run| {
        run.left(&["delete the certificate"]);
        removed(&run, &handle, &id).await
    })
}

/// Deletes a certificate and waits until it is deleted. One that is deleted, or does not exist, is a success.
pub(super) async fn removed<S: Certificates>(run: &Run, handle: &S, id: &str) -> Result<()> {
    let reading = handle.poll_with(run.reading());
    let about = |error: Error| error.about(S::Record::RESOURCE, id);
    let Some(certificate) = reading.poll_record(id).await.map_err(|error| about(error.into()))? else {
        return Ok(());
    };
    if certificate.certificate_status() == Some(&OriginPullStatus::Deleted) {
        return Ok(());
    }
    if !certificate.is_gone() {
        delete(run, handle, id).await.map_err(about)?;
    }
    run.wait_on(handle, id, Deleted, Schedule::DELETIONS).await?;
    Ok(())
}

/// Deletes a certificate that is not deleted yet. An association that was just removed, and a deployment that is not
/// complete, stand in the way for some seconds.
async fn delete<S: Certificates>(run: &Run, handle: &S, id: &str) -> Result<()> {
    let started = run.remaining();
    let passes = |error: &crate::Error| {
        let waited = started.saturating_sub(run.remaining());
        let is_used = error.has_code(IN_USE) && waited < PASSES_WITHIN;
        let is_busy = error.is_conflict() && !error.has_code(IN_USE);
        (is_used || is_busy || error.has_code(BEING_DEPLOYED)) && !error.may_have_taken_effect()
    };
    let outcome = run.change_while(Schedule::DELETIONS, passes, || handle.delete_one(id)).await;
    let Err(error) = outcome else {
        run.step(Action::Deleted, S::Record::RESOURCE, id, None);
        return Ok(());
    };
    let has = |codes: &[i64]| error.call().is_some_and(|call| codes.iter().any(|code| call.has_code(*code)));
    if error.call().is_some_and(crate::Error::is_not_found) || has(&[BEING_DELETED]) || has(&ABSENT) {
        return Ok(());
    }
    if has(&[IN_USE]) {
        let advice = "hostnames that were not named are associated with it: associate them with another certificate, or \
                      disassociate them";
        return Err(Error::new(ErrorKind::NeedsAction).with_call(error.into_call()).advised(advice));
    }
    Err(error)
}

/// Waits for the end of a deletion: `pending_deletion` already counts as gone elsewhere, but it still stands in the
/// way of an upload of the same certificate.
struct Deleted;

impl<R: Certificate> Until<R> for Deleted {
    fn is_reached(&self, certificate: &R, _progress: Progress) -> bool {
        certificate.certificate_status() == Some(&OriginPullStatus::Deleted)
    }

    fn progress(&self) -> Option<Progress> {
        Some(Progress::Gone)
    }
}
