//! Onboarding a custom hostname: to its end, or until it is known what has to be set up.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use super::super::source::Record;
use super::super::{ErrorKind, Result, Run, Schedule, Steps, Workflow};
use super::resume::repaired_once;
use super::{Onboarding, create, repair, setup};
use crate::types::{CustomHostname, NewCustomHostname};
use crate::{CustomHostnames, Progress};

const NAME: &str = "custom_hostnames.onboard";
/// How long a hostname may keep its old status after it was repaired.
const SETTLES_WITHIN: Duration = Duration::from_secs(120);
/// How long to wait for that between two looks.
const SETTLES: Duration = Duration::from_secs(10);

/// Onboarding.
impl CustomHostnames {
    /// Creates a custom hostname unless it exists, and waits until it and its certificate are active:
    /// `GET` and `POST /zones/{zone_id}/custom_hostnames`, `GET` and, for a repair,
    /// `PATCH /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// To know what the hostname's owner has to set up, end it earlier: [`until_setup`](Onboard::until_setup) or
    /// [`no_wait`](Onboard::no_wait).
    ///
    /// A validation that has timed out, or a hostname that is blocked, is repaired once, with the same method
    /// ([`repair`](Self::repair)). Never is a hostname deleted and created again: the record that shows the ownership
    /// would change. The default deadline is an hour; the owner may need longer. Start it again whenever you like: it
    /// continues. Many hostnames that exist are followed with [`follow_all`](Self::follow_all).
    ///
    /// # An existing hostname
    /// One that exists is onboarded like a new one, even if another caller created it: its state has
    /// [`created`](Onboarding::created) `false`. If several customers use your zone, decide from your own records whether
    /// a hostname is this customer's, before you call this: otherwise customer B, who enters a hostname of customer A,
    /// gets its state with the records that prove the ownership. `created` alone is no proof: a program that was ended
    /// after the creation, and starts again, finds its own hostname.
    ///
    /// # Errors
    /// [`TimedOut`](ErrorKind::TimedOut) with what is to be [set up](super::super::Error::setup).
    /// [`NeedsAction`](ErrorKind::NeedsAction) if the hostname has moved away, is blocked although it was repaired, or
    /// the zone is not active.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::{NewCustomHostname, NewCustomHostnameSsl, ValidationMethod};
    ///
    /// let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt).build();
    /// let new = NewCustomHostname::builder().hostname("app.customer.com").ssl(ssl).build();
    /// let state = zone.custom_hostnames().onboard(&new).target("fallback.example.com").until_setup().await?;
    /// for setup in &state.setup {
    ///     println!("please set {setup}");
    /// }
    /// zone.custom_hostnames().onboard(&new).await?; // active, with its certificate
    /// # Ok(()) }
    /// ```
    pub fn onboard(&self, new: &NewCustomHostname) -> Onboard {
        Onboard {
            handle: self.clone(),
            new: new.clone(),
            target: None,
            until: Until::Ready,
            at_most: Schedule::HOSTNAMES.at_most,
        }
    }
}

/// Onboards a custom hostname, from [`CustomHostnames::onboard`]. Await it, or read its [`steps`](Self::steps).
#[must_use = "nothing is created until it is awaited"]
pub struct Onboard {
    handle: CustomHostnames,
    new: NewCustomHostname,
    target: Option<String>,
    until: Until,
    at_most: Duration,
}

/// When an onboarding ends.
#[derive(Clone, Copy, Debug)]
enum Until {
    Now,
    Stated,
    Ready,
}

impl Onboard {
    /// Sets what the hostname's DNS is to point at; see [`Onboarding::with_target`].
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Ends as soon as Cloudflare has stated all that is to be set up. This takes some minutes: validation records
    /// appear first, and the ownership's record later.
    pub fn until_setup(mut self) -> Self {
        self.until = Until::Stated;
        self
    }

    /// Ends when the hostname is created or found. For a program that cannot wait, such as a web server: it stores the
    /// state, and continues later with [`resume`](CustomHostnames::resume).
    pub fn no_wait(mut self) -> Self {
        self.until = Until::Now;
        self
    }

    /// Sets how long it may take, on the client's clock. The default is an hour.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Returns a stream of the steps. Its last item is the state.
    pub fn steps(self) -> Steps<Onboarding> {
        self.into_workflow().steps()
    }

    fn into_workflow(self) -> Workflow<Onboarding> {
        let Self { handle, new, target, until, at_most } = self;
        let client = handle.client().clone();
        Workflow::new(NAME, &client, at_most, async move |run: Run| {
            let state = onboard(&handle, &run, &new, until).await.map_err(|error| {
                let last = error.last::<CustomHostname>().map(Onboarding::of);
                match (last, target.clone()) {
                    (Some(last), Some(target)) => error.with_setup(last.with_target(target).setup),
                    _ => error,
                }
            })?;
            let state = run.without_secrets(state);
            Ok(match target {
                Some(target) => state.with_target(target),
                None => state,
            })
        })
    }
}

async fn onboard(
    handle: &CustomHostnames,
    run: &Run,
    new: &NewCustomHostname,
    until: Until,
) -> Result<Onboarding> {
    run.left(&["create the hostname", "have its owner set up the records", "wait until it is active"]);
    let ensured = create::ensure(handle, run, new).await?;
    let created = ensured.is_created();
    let record = ensured.into_inner();
    run.left(&["have the hostname's owner set up the records", "wait until it is active"]);
    let state = match until {
        Until::Now => repaired_once(handle, run, record, None).await?,
        Until::Stated => {
            reach(handle, run, &record.id, |record| is_ready(record) || setup::is_stated(record)).await?
        }
        Until::Ready => reach(handle, run, &record.id, is_ready).await?,
    };
    Ok(Onboarding { created, ..state })
}

fn is_ready(record: &CustomHostname) -> bool {
    record.progress() == Progress::Ready
}

/// Waits for a state of the hostname, and repairs it once if that helps.
async fn reach(
    handle: &CustomHostnames,
    run: &Run,
    id: &str,
    until: fn(&CustomHostname) -> bool,
) -> Result<Onboarding> {
    let until = move |record: &CustomHostname| until(record) && !repair::helps(record);
    let mut repaired: Option<Duration> = None;
    loop {
        let error = match run.wait(handle, id, until).await {
            Ok(record) => return Ok(Onboarding::of(&record)),
            Err(error) => error,
        };
        let stuck = error.last::<CustomHostname>().filter(|last| repair::helps(last)).cloned();
        let Some(stuck) = stuck.filter(|_| error.kind() == ErrorKind::NeedsAction) else { return Err(error) };
        match repaired {
            None => {
                repair::again(handle, run, &stuck).await?;
                repaired = Some(run.elapsed());
            }
            Some(at) if run.elapsed().saturating_sub(at) < SETTLES_WITHIN && !run.remaining().is_zero() => {
                run.sleep(SETTLES).await;
            }
            Some(_) => return Err(error),
        }
    }
}

impl IntoFuture for Onboard {
    type Output = Result<Onboarding>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_workflow().into_future()
    }
}

impl fmt::Debug for Onboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Onboard")
            .field("hostname", &self.new.hostname)
            .field("until", &self.until)
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}
