//! Creating a custom hostname, at the pace that Cloudflare allows.

use std::time::Duration;

use super::super::{Ensured, Error, Result, Run, Schedule};
use super::pace::{PER_MINUTE, REFUSED_FOR, slot};
use super::{RESOURCE, look};
use crate::types::{CustomHostname, NewCustomHostname};
use crate::{CustomHostnames, Response};

/// The hostname exists.
const DUPLICATE: i64 = 1406;

/// Finds a hostname, or creates it.
pub(super) async fn ensure(
    handle: &CustomHostnames,
    run: &Run,
    new: &NewCustomHostname,
) -> Result<Ensured<CustomHostname>> {
    let about = |error: Error| error.about(RESOURCE, &new.hostname);
    if let Some(found) = look::find(handle, run, &new.hostname).await.map_err(about)? {
        look::found(run, &found);
        return Ok(Ensured::Existed(found));
    }
    create(handle, run, new, PER_MINUTE).await
}

/// Creates a hostname that did not exist when it was looked for.
///
/// 409 is a definite refusal: another program was faster, or an earlier hostname of this name is still being deleted.
/// Only in the second case is it created again.
pub(super) async fn create(
    handle: &CustomHostnames,
    run: &Run,
    new: &NewCustomHostname,
    per_minute: usize,
) -> Result<Ensured<CustomHostname>> {
    #[cfg(feature = "preflight")]
    run.check(RESOURCE, |preflight| preflight.custom_hostname(new))?;
    let mut pauses = Schedule::DELETIONS.pauses();
    let mut waited = Duration::ZERO;
    loop {
        let slot = slot(run, per_minute).await.map_err(|error| error.about(RESOURCE, &new.hostname))?;
        let create = async { handle.create(new).await.map(Response::into_inner) };
        let error = match run.create(create, || look::find(handle, run, &new.hostname)).await {
            Ok(created) => return Ok(Ensured::Created(created)),
            Err(error) => error.about(RESOURCE, &new.hostname),
        };
        let Some(call) = error.call() else {
            slot.release();
            return Err(error);
        };
        if call.may_have_taken_effect() {
            return Err(error);
        }
        if call.is_rate_limited() {
            slot.refused_for(REFUSED_FOR);
            if run.remaining().is_zero() {
                return Err(error.timed_out());
            }
            continue;
        }
        slot.release();
        if !call.is_conflict() && !call.has_code(DUPLICATE) {
            return Err(error);
        }
        if let Some(found) = look::find(handle, run, &new.hostname).await? {
            look::found(run, &found);
            return Ok(Ensured::Existed(found));
        }
        if waited >= Schedule::DELETIONS.at_most || run.remaining().is_zero() {
            return Err(error);
        }
        let pause = pauses.next().unwrap_or(Schedule::DELETIONS.longest);
        run.sleep(pause).await;
        waited += pause;
    }
}
