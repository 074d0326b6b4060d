//! Creating many custom hostnames.

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use super::super::{Ensured, Result, Run, Schedule, Steps, Workflow};
use super::look::{self, PER_PAGE, normalized};
use super::pace::PER_MINUTE;
use super::{RESOURCE, create};
use crate::CustomHostnames;
use crate::types::{CustomHostname, NewCustomHostname};

impl CustomHostnames {
    /// Creates those custom hostnames that do not exist, at the pace that Cloudflare allows:
    /// `GET` and `POST /zones/{zone_id}/custom_hostnames`.
    ///
    /// It reads the list of the zone's hostnames, a page at a time, and then creates what is missing: 15 in a minute
    /// ([`per_minute`](EnsureAll::per_minute)), together with all other workflows of the same client. What exists
    /// costs nothing.
    ///
    /// The result has one entry for each hostname, in the same order. A hostname that fails does not end the others.
    /// Started again, it creates only what is still missing.
    ///
    /// # Errors
    /// The workflow itself fails only if the list cannot be read. When its time is up, the hostnames that are left have
    /// [`TimedOut`](super::super::ErrorKind::TimedOut).
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// ```no_run
    /// # use cloudflare_certificates::types::NewCustomHostname;
    /// # async fn f(zone: cloudflare_certificates::Zone, new: Vec<NewCustomHostname>) -> cloudflare_certificates::workflows::Result<()> {
    /// for outcome in zone.custom_hostnames().ensure_all(new).await? {
    ///     match outcome {
    ///         Ok(hostname) => println!("{:?}", hostname.get().hostname),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn ensure_all(&self, new: impl IntoIterator<Item = NewCustomHostname>) -> EnsureAll {
        let new = new.into_iter().collect();
        EnsureAll { handle: self.clone(), new, per_minute: PER_MINUTE, at_most: None }
    }
}

/// Creates many custom hostnames, from [`CustomHostnames::ensure_all`]. Await it, or read its
/// [`steps`](Self::steps).
#[must_use = "nothing is created until it is awaited"]
pub struct EnsureAll {
    handle: CustomHostnames,
    new: Vec<NewCustomHostname>,
    per_minute: usize,
    at_most: Option<Duration>,
}

impl EnsureAll {
    /// Sets how many are created in a minute, if Cloudflare has raised your limit. The default is 15.
    pub fn per_minute(mut self, count: usize) -> Self {
        self.per_minute = count;
        self
    }

    /// Sets how long it may take, on the client's clock. The default is 15 minutes, and twice the time that the pace
    /// takes.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = Some(duration);
        self
    }

    /// Returns a stream of the steps: one for each hostname that was found or created. Its last item is the result.
    pub fn steps(self) -> Steps<Vec<Result<Ensured<CustomHostname>>>> {
        self.into_workflow().steps()
    }

    fn into_workflow(self) -> Workflow<Vec<Result<Ensured<CustomHostname>>>> {
        let Self { handle, new, per_minute, at_most } = self;
        let minutes = new.len() / per_minute.max(1) + 1;
        let pace = Duration::from_secs(120).saturating_mul(u32::try_from(minutes).unwrap_or(u32::MAX));
        let at_most = at_most.unwrap_or_else(|| Schedule::CERTIFICATES.at_most.saturating_add(pace));
        let client = handle.client().clone();
        Workflow::new("custom_hostnames.ensure_all", &client, at_most, async move |run: Run| {
            ensure_all(&handle, &run, &new, per_minute).await
        })
    }
}

async fn ensure_all(
    handle: &CustomHostnames,
    run: &Run,
    new: &[NewCustomHostname],
    per_minute: usize,
) -> Result<Vec<Result<Ensured<CustomHostname>>>> {
    run.left(&["create the hostnames"]);
    let mut existing = existing(handle, run, new).await?;
    let mut outcomes = Vec::with_capacity(new.len());
    for new in new {
        let name = normalized(&new.hostname);
        if let Some(found) = existing.get(&name) {
            look::found(run, found);
            outcomes.push(Ok(Ensured::Existed(found.clone())));
            continue;
        }
        let outcome = create::create(handle, run, new, per_minute).await;
        if let Ok(created) = &outcome {
            // The same hostname may be wanted twice.
            existing.insert(name, created.get().clone());
        }
        let credentials = &run.client().shared.credentials;
        outcomes.push(outcome.map_err(|error| error.about(RESOURCE, &new.hostname).sanitized(credentials)));
    }
    Ok(outcomes)
}

/// Returns those of the hostnames that exist, by their names.
async fn existing(
    handle: &CustomHostnames,
    run: &Run,
    new: &[NewCustomHostname],
) -> Result<HashMap<String, CustomHostname>> {
    let mut wanted: HashMap<String, Option<CustomHostname>> =
        new.iter().map(|new| (normalized(&new.hostname), None)).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let mut all = handle.with(run.reading()).list().per_page(PER_PAGE).stream();
    while let Some(record) = all.try_next().await? {
        let name = record.hostname.as_deref().map(normalized).unwrap_or_default();
        if let Some(place) = wanted.get_mut(&name).filter(|_| !look::is_gone(&record)) {
            *place = Some(record);
        }
    }
    Ok(wanted.into_iter().filter_map(|(name, record)| Some((name, record?))).collect())
}

impl IntoFuture for EnsureAll {
    type Output = Result<Vec<Result<Ensured<CustomHostname>>>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_workflow().into_future()
    }
}

impl fmt::Debug for EnsureAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnsureAll")
            .field("hostnames", &self.new.len())
            .field("per_minute", &self.per_minute)
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}
