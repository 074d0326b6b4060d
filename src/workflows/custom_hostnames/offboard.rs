//! Removing a custom hostname.

use super::super::{Run, Schedule, Workflow};
use super::{RESOURCE, look};
use crate::{CustomHostnames, Progress};

impl CustomHostnames {
    /// Deletes a custom hostname with its certificate, by its name or its id, and waits until it is gone:
    /// `GET` and `DELETE /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// A hostname that does not exist is a success. The default deadline is 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn offboard(&self, hostname_or_id: impl Into<String>) -> Workflow<()> {
        let (handle, which) = (self.clone(), hostname_or_id.into());
        let at_most = Schedule::DELETIONS.at_most;
        Workflow::new("custom_hostnames.offboard", self.client(), at_most, async move |run: Run| {
            run.left(&["delete the hostname", "wait until it is gone"]);
            if let Some(found) = look::by_either(&handle, &run, &which).await? {
                let id = found.id;
                let delete = || async { handle.delete(&id).await };
                run.delete(RESOURCE, &id, (&[], &[]), delete).await?;
                run.left(&["wait until it is gone"]);
                run.wait_on(&handle, &id, Progress::Gone, Schedule::DELETIONS).await?;
            }
            Ok(())
        })
    }
}
