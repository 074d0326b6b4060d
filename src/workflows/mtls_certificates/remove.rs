//! Removing a certificate.

use std::time::Duration;

use super::{AT_MOST, about};
use crate::types::MtlsCertificate;
use crate::workflows::source::Record;
use crate::workflows::{Action, Error, ErrorKind, Result, Run, Schedule, Workflow};
use crate::{MtlsCertificates, Response};

/// There is no such certificate.
const NOT_FOUND: i64 = 1472;

/// The pauses while a certificate is in use.
const IN_USE: Schedule =
    Schedule { first: Duration::from_secs(2), longest: Duration::from_secs(32), at_most: AT_MOST };

/// Removal.
impl MtlsCertificates {
    /// Removes a certificate that nothing uses any more: `GET`
    /// `/accounts/{account_id}/mtls_certificates/{mtls_certificate_id}` and `…/associations`, and `DELETE`.
    ///
    /// It waits while services use the certificate, and while the server says that it is in use, which it does for a
    /// while after the last hostname is gone. When the time is up, the error names the services. It takes the
    /// certificate away from none of them:
    #[cfg_attr(
        feature = "hostname_associations",
        doc = "[`remove_with_associations`](Self::remove_with_associations) does that for hostnames."
    )]
    #[cfg_attr(
        not(feature = "hostname_associations"),
        doc = "with the feature `hostname_associations` there is a workflow that does that for hostnames."
    )]
    /// A certificate that does not exist is a success.
    ///
    /// Permission: `Account: SSL and Certificates Write`.
    /// [Docs](https://developers.cloudflare.com/ssl/client-certificates/byo-ca/)
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        let (handle, id) = (self.clone(), id.into());
        Workflow::new("mtls_certificates.remove", self.client(), AT_MOST, async move |run: Run| {
            removed(&run, &handle, &id).await
        })
    }
}

/// Waits until nothing uses the certificate, and deletes it.
pub(super) async fn removed(run: &Run, handle: &MtlsCertificates, id: &str) -> Result<()> {
    run.left(&["wait until nothing uses the certificate", "delete it"]);
    let mut pauses = IN_USE.pauses();
    while let Some(in_use) = try_to_remove(run, handle, id).await? {
        if run.remaining().is_zero() {
            return Err(in_use);
        }
        run.sleep(pauses.next().unwrap_or(IN_USE.longest)).await;
    }
    Ok(())
}

/// Deletes the certificate if nothing uses it. Returns why it is not deleted yet.
async fn try_to_remove(run: &Run, handle: &MtlsCertificates, id: &str) -> Result<Option<Error>> {
    let of_id = |call: crate::Error| Error::from(call).about(MtlsCertificate::RESOURCE, id);
    let reading = handle.with(run.reading());
    if reading.get_opt(id).await.map_err(of_id)?.is_none() {
        return Ok(None);
    }
    let services = match reading.associations(id).await {
        Ok(page) => page.items().iter().map(|used| used.service.clone()).collect::<Vec<String>>(),
        // It was deleted since.
        Err(call) if is_gone(&call) => return Ok(None),
        Err(call) => return Err(of_id(call)),
    };
    if !services.is_empty() {
        let error = about(ErrorKind::TimedOut, id).detailed(format!("it is used by {}", services.join(", ")));
        return Ok(Some(error.advised("remove it from what uses it, such as the hostnames of other zones")));
    }
    run.check_time()?;
    match handle.delete(id).await {
        Ok(_) => {
            run.step(Action::Deleted, MtlsCertificate::RESOURCE, id, None);
            Ok(None)
        }
        Err(call) if is_gone(&call) => Ok(None),
        // In use, or already deleted by an earlier attempt: the request says nothing else that could be wrong.
        Err(call) if call.status().is_some_and(|status| matches!(status.as_u16(), 400 | 409)) => {
            match reading.get_opt(id).await.map(|found| found.map(Response::into_inner)) {
                Ok(None) => Ok(None),
                _ => Ok(Some(of_id(call).timed_out())),
            }
        }
        Err(call) => Err(of_id(call)),
    }
}

fn is_gone(call: &crate::Error) -> bool {
    call.is_not_found() || call.has_code(NOT_FOUND)
}
