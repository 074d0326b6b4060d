//! Looking how far an onboarding has come, for programs that are called again later.

use std::time::SystemTime;

use chrono::DateTime;

use super::super::{Error, Result, Run, Schedule, Workflow};
use super::{Onboarding, RESOURCE, look, repair};
use crate::types::CustomHostname;
use crate::{CustomHostnames, Timestamp};

/// A state is repaired once in so many seconds, however often it is looked at.
const BETWEEN_REPAIRS: i64 = 10 * 60;

/// Looking again.
impl CustomHostnames {
    /// Looks how far the onboarding of a hostname has come; `None` if there is no such custom hostname:
    /// `GET /zones/{zone_id}/custom_hostnames`.
    ///
    /// It looks once, and starts a validation again if it has timed out or the hostname is blocked.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn onboarding(&self, hostname: impl Into<String>) -> Workflow<Option<Onboarding>> {
        let (handle, hostname) = (self.clone(), hostname.into());
        let at_most = Schedule::CERTIFICATES.at_most;
        Workflow::new("custom_hostnames.onboarding", self.client(), at_most, async move |run: Run| {
            let found = look::find(&handle, &run, &hostname).await;
            match found.map_err(|error| error.about(RESOURCE, &hostname))? {
                Some(record) => {
                    let state = repaired_once(&handle, &run, record, None).await?;
                    Ok(Some(run.without_secrets(state)))
                }
                None => Ok(None),
            }
        })
    }

    /// Looks how far an onboarding has come since this state, and returns the new state:
    /// `GET /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// It looks once. A validation that has timed out, or a hostname that is blocked, is started again, at most once
    /// in ten minutes. A hostname that was deleted and created again is found by its name; one that does not exist any
    /// more gives [`NextStep::AddAgain`](super::NextStep::AddAgain).
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn resume(&self, state: &Onboarding) -> Workflow<Onboarding> {
        let (handle, state) = (self.clone(), state.clone());
        let at_most = Schedule::CERTIFICATES.at_most;
        Workflow::new("custom_hostnames.resume", self.client(), at_most, async move |run: Run| {
            let about = |error: Error| error.about(RESOURCE, &state.id);
            let mut found = None;
            if !state.id.is_empty() {
                found = look::by_id(&handle, &run, &state.id).await.map_err(about)?;
            }
            // A state that was stored elsewhere may have the id of another hostname.
            let is_meant = |found: &CustomHostname| {
                found.hostname.as_deref().is_none_or(|name| name.eq_ignore_ascii_case(&state.hostname))
            };
            found = found.filter(is_meant);
            if found.is_none() {
                found = look::find(&handle, &run, &state.hostname).await.map_err(about)?;
            }
            let Some(record) = found else { return Ok(state.gone()) };
            let repaired_at = state.repaired_at.filter(|_| record.id == state.id);
            let next = repaired_once(&handle, &run, record, repaired_at).await?;
            let next = run.without_secrets(next);
            Ok(match state.target {
                Some(target) => next.with_target(target),
                None => next,
            })
        })
    }
}

/// Returns the state of a hostname, after a repair if that helps and the last one is some time ago.
pub(super) async fn repaired_once(
    handle: &CustomHostnames,
    run: &Run,
    record: CustomHostname,
    repaired_at: Option<Timestamp>,
) -> Result<Onboarding> {
    let now = seconds(run.system_time());
    let last = repaired_at.as_ref().and_then(Timestamp::datetime).map(|last| last.timestamp());
    // A date in the future is wrong.
    let is_recent = last.is_some_and(|last| last <= now && now.saturating_sub(last) < BETWEEN_REPAIRS);
    if is_recent || !repair::helps(&record) {
        return Ok(Onboarding { repaired_at, ..Onboarding::of(&record) });
    }
    let repaired = repair::again(handle, run, &record).await?;
    let now = DateTime::from_timestamp(now, 0).map(Timestamp::from);
    Ok(Onboarding { repaired_at: now, ..Onboarding::of(&repaired) })
}

/// Returns the seconds since 1970.
fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
