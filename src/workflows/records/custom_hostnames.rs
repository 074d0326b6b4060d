//! Custom hostnames, which have two statuses.

use super::*;
use crate::types::CustomHostname;

/// A hostname is ready when both it and its certificate are.
impl Record for CustomHostname {
    const RESOURCE: &'static str = "custom_hostnames";

    fn id(&self) -> &str {
        &self.id
    }

    fn progress(&self) -> Progress {
        let hostname = self.status.as_ref().map_or(Progress::Pending, |status| status.progress());
        let Some(ssl) = &self.ssl else { return hostname };
        let certificate = ssl.status.as_ref().map_or(Progress::Pending, |status| status.progress());
        match (hostname, certificate) {
            (Progress::Gone, _) => Progress::Gone,
            (Progress::Failed, _) | (_, Progress::Failed) => Progress::Failed,
            (Progress::NeedsAction, _) | (_, Progress::NeedsAction) => Progress::NeedsAction,
            // A hostname that exists: its certificate is being replaced.
            (Progress::Ready, Progress::Gone) => Progress::Pending,
            (Progress::Ready, certificate) => certificate,
            (hostname, _) => hostname,
        }
    }

    /// Both statuses: `pending, certificate pending_validation`.
    fn status_text(&self) -> Option<String> {
        let hostname = self.status.as_ref().map(|status| status.as_str());
        let certificate = self.ssl.as_ref().and_then(|ssl| ssl.status.as_ref()).map(|status| status.as_str());
        match (hostname, certificate) {
            (None, None) => None,
            (Some(hostname), None) => Some(hostname.to_owned()),
            (hostname, Some(certificate)) => {
                Some(format!("{}, certificate {certificate}", hostname.unwrap_or("unknown")))
            }
        }
    }

    fn setup(&self) -> Vec<Setup> {
        crate::workflows::custom_hostnames::setup_of_hostname(self)
    }

    fn advice(&self) -> Option<&'static str> {
        match self.status.as_ref().map(|status| status.as_str()) {
            Some("blocked" | "pending_blocked" | "test_blocked") => Some(
                "have the block removed, such as the hold of its owner's zone, then edit it with the same `ssl`, as `custom_hostnames().repair(id)` does",
            ),
            Some("moved") => Some(
                "the hostname's DNS does not point here, and Cloudflare removes it after 7 days: when it points here again, edit it with the same `ssl`, as `custom_hostnames().repair(id)` does",
            ),
            _ => advice(self.ssl.as_ref()?.status.as_ref().map(|status| status.as_str())),
        }
    }
}

waits! {
    /// Waits until a custom hostname and its certificate are active, or have reached another state:
    /// `GET /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// It fails with [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction) if the hostname is blocked or has
    /// moved, or the validation of its certificate has timed out; the error has the records to set.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    CustomHostnames: CustomHostname, HOSTNAMES
}
