//! The fallback origin, of which a zone has one.

use super::*;
use crate::types::FallbackOrigin;
use crate::workflows::source::{PollSchedule, Waits};
use crate::workflows::{Schedule, Wait};
use crate::{Client, CustomHostnamesFallbackOrigin, Options, Response};

impl Record for FallbackOrigin {
    const RESOURCE: &'static str = "custom_hostnames_fallback_origin";

    fn id(&self) -> &str {
        self.origin.as_deref().unwrap_or_default()
    }

    fn progress(&self) -> Progress {
        self.status.as_ref().map_or(Progress::Pending, |status| status.progress())
    }

    fn status_text(&self) -> Option<String> {
        self.status.as_ref().map(|status| status.as_str().to_owned())
    }
}

impl Waits for CustomHostnamesFallbackOrigin {
    type Record = FallbackOrigin;

    const SCHEDULE: PollSchedule = PollSchedule(Schedule::CERTIFICATES);

    fn poll_client(&self) -> &Client {
        self.client()
    }

    fn poll_with(&self, options: Options) -> Self {
        self.with(options)
    }

    async fn poll_record(&self, _id: &str) -> crate::Result<Option<FallbackOrigin>> {
        crate::response::absent_is_none(self.get().await.map(Response::into_inner), &[])
    }
}

impl CustomHostnamesFallbackOrigin {
    /// Waits until the fallback origin is active, or has reached another state:
    /// `GET /zones/{zone_id}/custom_hostnames/fallback_origin`.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub fn wait(&self) -> Wait<Self> {
        Wait::new(self.clone(), "of the zone".to_owned())
    }
}
