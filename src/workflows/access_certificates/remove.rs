//! Removing a CA.

use std::time::Duration;

use super::AT_MOST;
use super::hostnames::Hostnames;
use crate::AccessCertificates;
use crate::types::AccessCertificate;
use crate::workflows::changes::Edit;
use crate::workflows::source::Record;
use crate::workflows::{ErrorKind, Result, Run, Schedule, Workflow};

/// The CA has hostnames, or did a moment ago; or an earlier update is still in progress.
pub(super) const IN_USE: i64 = 12132;
/// There is no such CA.
const NOT_FOUND: i64 = 12135;

/// The pauses between attempts to delete a CA whose hostnames are gone.
const DELETIONS: Schedule =
    Schedule { first: Duration::from_secs(2), longest: Duration::from_secs(32), at_most: AT_MOST };

/// Removal.
impl AccessCertificates {
    /// Removes a CA, with its hostnames: `GET`, `PUT` and `DELETE`
    /// `/{accounts_or_zones}/{id}/access/certificates/{certificate_id}`.
    ///
    /// A CA with hostnames cannot be deleted. The workflow removes them, waits until they are no longer listed, and
    /// deletes the CA. The server can say for a while that it is in use (409, 12132): the deletion is repeated after
    /// 2 to 32 seconds, until the time is up. A CA that does not exist is a success.
    ///
    /// **The hostnames are not protected by this CA any more.** To replace it, use [`rotate`](Self::rotate).
    ///
    /// Permission: `Access: Mutual TLS Certificates Write`.
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        let (handle, id) = (self.clone(), id.into());
        Workflow::new("access_certificates.remove", self.client(), AT_MOST, async move |run: Run| {
            run.left(&["remove the CA's hostnames", "delete the CA"]);
            match run.edit(&Hostnames::new(&handle, &id), &Edit::Clear).await {
                Err(error) if error.kind() == ErrorKind::Gone => return Ok(()),
                outcome => outcome?,
            };
            run.left(&["delete the CA, which has no hostnames any more"]);
            deleted(&run, &handle, &id).await
        })
    }
}

/// Deletes a CA that has no hostnames any more.
pub(super) async fn deleted(run: &Run, handle: &AccessCertificates, id: &str) -> Result<()> {
    let delete = || handle.delete(id);
    run.delete_on(DELETIONS, AccessCertificate::RESOURCE, id, (&[NOT_FOUND], &[IN_USE]), delete).await
}
