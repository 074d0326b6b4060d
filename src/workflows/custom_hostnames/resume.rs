//! Looking how far an onboarding has come, for programs that are called again later.

use std::time::SystemTime;

use chrono::DateTime;

use super::super::{Error, Result, Run, Schedule, Workflow};
use super::{Onboarding, RESOURCE, look, repair};
use crate::types::CustomHostname;
use crate::{CustomHostnames, Timestamp};

/// A state is repaired once in so many seconds, however often it is looked at.
pub(super) const BETWEEN_REPAIRS: i64 = 10 * 60;

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
            found = found.filter(|found| look::may_be_named(found, &state.hostname));
            if found.is_none() {
                found = look::find(&handle, &run, &state.hostname).await.map_err(about)?;
            }
            let Some(record) = found else { return Ok(state.gone()) };
            let next = repaired_once(&handle, &run, record, Some(&state)).await?;
            Ok(run.without_secrets(next))
        })
    }
}

/// Returns the state of a hostname since an earlier one, after a repair if that helps and the last one is some time
/// ago.
pub(super) async fn repaired_once(
    handle: &CustomHostnames,
    run: &Run,
    record: CustomHostname,
    before: Option<&Onboarding>,
) -> Result<Onboarding> {
    let state = |record| before.map_or_else(|| Onboarding::of(record), |before| before.updated(record));
    let seen = state(&record);
    if !repair_is_due(run, &record, &seen) {
        return Ok(seen);
    }
    let repaired = repair::again(handle, run, &record).await?;
    let now = DateTime::from_timestamp(seconds(run.system_time()), 0).map(Timestamp::from);
    Ok(Onboarding { repaired_at: now, ..state(&repaired) })
}

/// Returns whether a repair helps, and the last one is some time ago.
pub(super) fn repair_is_due(run: &Run, record: &CustomHostname, state: &Onboarding) -> bool {
    let now = seconds(run.system_time());
    let last = state.repaired_at.as_ref().and_then(Timestamp::datetime).map(|last| last.timestamp());
    // A date in the future is wrong.
    let is_recent = last.is_some_and(|last| last <= now && now.saturating_sub(last) < BETWEEN_REPAIRS);
    !is_recent && repair::helps(record)
}

/// Returns the seconds since 1970.
fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
