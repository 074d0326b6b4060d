//! The fallback origin of custom hostnames.

use std::time::Duration;

use super::super::source::Record;
use super::super::{Action, Ensure, Ensured, Error, Plan, Result, Run, Schedule, Workflow};
use super::look::normalized;
use crate::types::{FallbackOrigin, FallbackOriginUpdate};
use crate::{CustomHostnamesFallbackOrigin, Progress, Response};

const NAME: &str = "custom_hostnames.fallback_origin.ensure";

impl CustomHostnamesFallbackOrigin {
    /// Sets the fallback origin unless it is this one, and waits until it is active:
    /// `GET` and `PUT /zones/{zone_id}/custom_hostnames/fallback_origin`.
    ///
    /// An origin that is being deployed is waited for, and not set again; one whose deployment has timed out is.
    /// [`Created`](Ensured::Created) means that it was set, in place of another one if there was one. The default
    /// deadline is 15 minutes.
    ///
    /// The origin must be a proxied record of the zone.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn ensure(&self, origin: impl Into<String>) -> Ensure<FallbackOrigin> {
        let at_most = Schedule::CERTIFICATES.at_most;
        let (handle, wanted) = (self.clone(), origin.into());
        let origin = wanted.clone();
        let plan = Workflow::new(NAME, self.client(), at_most, async move |run: Run| {
            Ok(look(&handle, &run, &origin).await?.map_or(Plan::Create, Plan::Keep))
        });
        let handle = self.clone();
        let workflow = Workflow::new(NAME, self.client(), at_most, async move |run: Run| {
            ensure(&handle, &run, &wanted).await
        });
        Ensure::of(plan, workflow)
    }
}

async fn ensure(
    handle: &CustomHostnamesFallbackOrigin,
    run: &Run,
    origin: &str,
) -> Result<Ensured<FallbackOrigin>> {
    run.left(&["set the fallback origin", "wait until it is active"]);
    let existed = look(handle, run, origin).await?;
    if let Some(found) = &existed {
        run.step_on(Action::Found, found);
        if found.progress() == Progress::Ready {
            return Ok(Ensured::Existed(found.clone()));
        }
    } else {
        let body = FallbackOriginUpdate::builder().origin(origin).build();
        let set = || async { handle.update(&body).await.map(Response::into_inner) };
        let set = run.change(Schedule::CERTIFICATES, set).await.map_err(|error| about(error, origin))?;
        run.step_on(Action::Updated, &set);
    }
    run.left(&["wait until it is active"]);
    let wanted = normalized(origin);
    // The response may still be the origin before.
    let is_active =
        move |seen: &FallbackOrigin| is_named(seen, &wanted) && seen.progress() == Progress::Ready;
    let active = loop {
        let seen = run.wait(handle, origin, is_active.clone()).await;
        match seen {
            // An earlier origin, which failed: the server does not show the new one yet.
            Err(error) if run.remaining() > Duration::ZERO && is_of_another(&error, origin) => {
                run.sleep(Schedule::CERTIFICATES.longest).await;
            }
            outcome => break outcome?,
        }
    };
    Ok(if existed.is_some() { Ensured::Existed(active) } else { Ensured::Created(active) })
}

/// Returns whether a wait ended because of the state of another origin.
fn is_of_another(error: &Error, origin: &str) -> bool {
    let last = error.last::<FallbackOrigin>();
    last.is_some_and(|last| !is_named(last, &normalized(origin)))
}

/// Returns the fallback origin if it is this one, and need not be set again.
async fn look(
    handle: &CustomHostnamesFallbackOrigin,
    run: &Run,
    origin: &str,
) -> Result<Option<FallbackOrigin>> {
    let found = match handle.with(run.reading()).get().await {
        Ok(found) => found.into_inner(),
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(about(error.into(), origin)),
    };
    let stays = matches!(found.progress(), Progress::Ready | Progress::Pending);
    Ok(Some(found).filter(|found| stays && is_named(found, &normalized(origin))))
}

fn is_named(record: &FallbackOrigin, name: &str) -> bool {
    record.origin.as_deref().is_some_and(|origin| normalized(origin) == name)
}

fn about(error: Error, origin: &str) -> Error {
    error.about(FallbackOrigin::RESOURCE, origin)
}
