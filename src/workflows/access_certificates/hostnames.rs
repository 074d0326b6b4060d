//! The hostnames of a CA.

use super::{AT_MOST, explained};
use std::time::Duration;

use crate::types::{AccessCertificate, AccessCertificateUpdate};
use crate::workflows::changes::{Edit, HostnameList};
use crate::workflows::source::Record;
use crate::workflows::{Error, ErrorKind, Result, Run, Workflow};
use crate::{AccessCertificates, Options, Response, Retry};

/// After which time a list that a response leaves out is read again.
const AGAIN: Duration = Duration::from_secs(1);

/// Hostnames.
impl AccessCertificates {
    /// Adds hostnames to a CA and keeps those that it has: `GET` and `PUT`
    /// `/{accounts_or_zones}/{id}/access/certificates/{certificate_id}`.
    ///
    /// The API only replaces the whole list. So the workflow reads the list, writes it if a hostname is missing, and
    /// reads it again until the change has been there for some seconds; if another program wrote at the same time, it
    /// writes again. Updates that the server is still carrying out (409, 12132) are waited for.
    ///
    /// Permission: `Access: Mutual TLS Certificates Write`.
    pub fn add_hostnames<S: Into<String>>(
        &self,
        id: impl Into<String>,
        hostnames: impl IntoIterator<Item = S>,
    ) -> Workflow<AccessCertificate> {
        let edit = Edit::Add(hostnames.into_iter().map(Into::into).collect());
        self.edit("access_certificates.add_hostnames", id.into(), edit)
    }

    /// Removes hostnames from a CA and keeps the others: `GET` and `PUT`
    /// `/{accounts_or_zones}/{id}/access/certificates/{certificate_id}`.
    ///
    /// It works as [`add_hostnames`](Self::add_hostnames). The removal is asynchronous; the workflow ends when the
    /// hostnames are no longer listed.
    ///
    /// Permission: `Access: Mutual TLS Certificates Write`.
    pub fn remove_hostnames<S: Into<String>>(
        &self,
        id: impl Into<String>,
        hostnames: impl IntoIterator<Item = S>,
    ) -> Workflow<AccessCertificate> {
        let edit = Edit::Remove(hostnames.into_iter().map(Into::into).collect());
        self.edit("access_certificates.remove_hostnames", id.into(), edit)
    }

    fn edit(&self, name: &'static str, id: String, edit: Edit) -> Workflow<AccessCertificate> {
        let handle = self.clone();
        Workflow::new(name, self.client(), AT_MOST, async move |run: Run| {
            run.edit(&Hostnames::new(&handle, &id), &edit).await.map_err(explained)
        })
    }
}

/// The hostnames of one CA.
pub(super) struct Hostnames<'a> {
    handle: &'a AccessCertificates,
    id: &'a str,
}

impl<'a> Hostnames<'a> {
    pub(super) fn new(handle: &'a AccessCertificates, id: &'a str) -> Self {
        Self { handle, id }
    }
}

impl HostnameList for Hostnames<'_> {
    type Record = AccessCertificate;

    const RESOURCE: &'static str = AccessCertificate::RESOURCE;
    /// An earlier update is still in progress.
    const BUSY_CODES: &'static [i64] = &[super::remove::IN_USE];

    fn id(&self) -> &str {
        self.id
    }

    fn hostnames(record: &AccessCertificate) -> &[String] {
        &record.associated_hostnames
    }

    async fn read(&self, run: &Run) -> Result<AccessCertificate> {
        let about = |error: Error| error.about(Self::RESOURCE, self.id);
        let handle = self.handle.with(run.reading());
        let mut found = handle.get_opt(self.id).await.map_err(|error| about(error.into()))?;
        if found.as_ref().is_some_and(|found| found.raw().get("associated_hostnames").is_none()) {
            // An empty list may be left out. A list that was left out by mistake must not be replaced.
            run.sleep(AGAIN).await;
            found = handle.get_opt(self.id).await.map_err(|error| about(error.into()))?;
        }
        found.map(Response::into_inner).ok_or_else(|| about(Error::new(ErrorKind::Gone)))
    }

    async fn replace(&self, hostnames: Vec<String>) -> crate::Result<()> {
        let update = AccessCertificateUpdate::builder().associated_hostnames(hostnames).build();
        let once = self.handle.with(Options::new().retry(Retry::never()));
        once.update(self.id, &update).await.map(drop)
    }
}
