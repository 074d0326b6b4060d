//! Following the onboardings of many hostnames, with their repairs.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use tracing::Instrument;

use super::super::{Result, Run, Schedule};
use super::Onboarding;
use super::following::Following;
use crate::CustomHostnames;

const NAME: &str = "custom_hostnames.follow_all";

/// Following.
impl CustomHostnames {
    /// Follows the onboardings of many custom hostnames that exist, and repairs them: `GET
    /// /zones/{zone_id}/custom_hostnames`, and for some of them `GET` and `PATCH
    /// /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// Pass the ids, or the [states](Onboarding) that you stored: of these it keeps the target and the time of the last
    /// repair. It looks at them as [`wait_all`](Self::wait_all) does, with at most as many requests a round as there are
    /// hostnames left, or pages of the list; a repair costs two more. Unlike `wait_all`, it does not end for a hostname
    /// that needs somebody to act:
    ///
    /// - A validation that has timed out, or a hostname that is blocked, is [repaired](Self::repair), at most once in ten
    ///   minutes each.
    /// - One that has `moved` is left to its owner, and looked at until it is active or removed; see
    ///   [`NextStep::PointHere`](super::NextStep::PointHere).
    ///
    /// A hostname is no longer looked at when it is active ([`Done`](super::NextStep::Done)), does not exist any more
    /// ([`AddAgain`](super::NextStep::AddAgain)) or has failed ([`Investigate`](super::NextStep::Investigate)). One that
    /// was created again has another id: [`resume`](Self::resume) finds it by its name. The default deadline is an hour.
    ///
    /// Await it for the last state of each, or read each change with [`stream`](FollowAll::stream). **`Ok` has the last
    /// state that was seen, not an active hostname**: when the time is up, ask [`is_ready`](Onboarding::is_ready).
    ///
    /// # Errors
    /// [`Call`](super::super::ErrorKind::Call) for a hostname that cannot be read for good, such as for a lack of
    /// permission, or whose repair fails; the latter is followed further, and repaired again after ten minutes.
    /// [`Gone`](super::super::ErrorKind::Gone) for an id that does not exist, or is not that of the state's hostname.
    /// [`TimedOut`](super::super::ErrorKind::TimedOut) for one that was not seen at all.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// # A background task
    /// Your web server creates hostnames with [`onboard`](Self::onboard) and [`no_wait`](super::Onboard::no_wait), and
    /// stores their states. This task brings them to their end. It can be ended and started again at any time.
    ///
    /// ```no_run
    /// # use cloudflare_certificates::workflows::{NextStep, Onboarding};
    /// # fn load() -> Vec<Onboarding> { Vec::new() }
    /// # fn store(state: &Onboarding) {}
    /// # async fn f(zone: cloudflare_certificates::Zone) {
    /// use std::time::Duration;
    ///
    /// loop {
    ///     // Those that are stored and not `Done`; hostnames that are added later are in the next turn.
    ///     let mut changes = zone.custom_hostnames().follow_all(load()).at_most(Duration::from_secs(300)).stream();
    ///     while let Some((id, seen)) = changes.next().await {
    ///         match seen {
    ///             Ok(state) => store(&state), // show `state.setup` and `state.problems` to the customer
    ///             Err(error) => eprintln!("{id}: {error}"),
    ///         }
    ///     }
    ///     // There may be nothing to follow, or nothing that can be read.
    ///     tokio::time::sleep(Duration::from_secs(10)).await;
    /// }
    /// # }
    /// ```
    pub fn follow_all(&self, hostnames: impl IntoIterator<Item = impl Into<Follow>>) -> FollowAll {
        FollowAll {
            handle: self.clone(),
            hostnames: hostnames.into_iter().map(Into::into).collect(),
            target: None,
            at_most: Schedule::HOSTNAMES.at_most,
            schedule: Schedule::HOSTNAMES,
        }
    }
}

/// A custom hostname that [`follow_all`](CustomHostnames::follow_all) follows.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Follow {
    /// The one with this id.
    Id(String),
    /// The one that had this state.
    State(Box<Onboarding>),
}

impl Follow {
    pub(super) fn into_parts(self) -> (String, Option<Onboarding>) {
        match self {
            Self::Id(id) => (id, None),
            Self::State(state) => (state.id.clone(), Some(*state)),
        }
    }
}

impl From<String> for Follow {
    fn from(id: String) -> Self {
        Self::Id(id)
    }
}

impl From<&String> for Follow {
    fn from(id: &String) -> Self {
        Self::Id(id.clone())
    }
}

impl From<&str> for Follow {
    fn from(id: &str) -> Self {
        Self::Id(id.to_owned())
    }
}

impl From<Onboarding> for Follow {
    fn from(state: Onboarding) -> Self {
        Self::State(Box::new(state))
    }
}

impl From<&Onboarding> for Follow {
    fn from(state: &Onboarding) -> Self {
        Self::State(Box::new(state.clone()))
    }
}

/// Follows many custom hostnames, from [`CustomHostnames::follow_all`]. Await it, or read its
/// [`stream`](Self::stream).
#[must_use = "nothing is looked at until it is awaited"]
pub struct FollowAll {
    handle: CustomHostnames,
    hostnames: Vec<Follow>,
    target: Option<String>,
    at_most: Duration,
    schedule: Schedule,
}

impl FollowAll {
    /// Sets what the DNS of hostnames whose state has no target is to point at; see [`Onboarding::with_target`].
    pub fn target(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Sets how long it may take, on the client's clock. The default is an hour. When the time is up, it looks a last
    /// time.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Sets the first and the longest pause between two rounds; a pause is one and a half times the previous one, less up
    /// to a fifth at random. The default is 5 s and 60 s.
    pub fn interval(mut self, first: Duration, longest: Duration) -> Self {
        self.schedule = Schedule { first, longest, ..self.schedule };
        self
    }

    /// Returns a stream of the states: the first one of each hostname that differs from the one that was passed, each
    /// one that differs from the one before, and the last one.
    pub fn stream(self) -> Followed {
        let (client, at_most) = (self.handle.client().clone(), self.at_most);
        let begin: (Option<Run>, Following) = (None, self.into_following());
        let span = crate::workflows::workflow::span(NAME);
        let states = futures_util::stream::unfold(begin, move |(run, mut following)| {
            // The time starts with the first poll.
            let run = run.unwrap_or_else(|| Run::new(NAME, &client, at_most, false));
            let next = async move { following.next(&run).await.map(|next| (next, (Some(run), following))) };
            next.instrument(span.clone())
        });
        Followed { stream: states.boxed() }
    }

    fn into_following(self) -> Following {
        let Self { handle, hostnames, target, at_most: _, schedule } = self;
        let hostnames = hostnames.into_iter().map(|hostname| {
            let (id, state) = hostname.into_parts();
            let target = state.as_ref().and_then(|state| state.target.clone()).or_else(|| target.clone());
            (id, state, target)
        });
        Following::new(handle, hostnames, schedule)
    }
}

/// The last state of each, in the order of the hostnames. One that was passed several times has one, at its first place.
impl IntoFuture for FollowAll {
    type Output = Vec<(String, Result<Onboarding>)>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let mut places = BTreeMap::new();
        for (place, hostname) in self.hostnames.iter().enumerate() {
            places.entry(hostname.clone().into_parts().0).or_insert(place);
        }
        let (client, at_most) = (self.handle.client().clone(), self.at_most);
        let span = crate::workflows::workflow::span(NAME);
        let following = async move {
            let run = Run::new(NAME, &client, at_most, false);
            let mut following = self.into_following();
            let mut last = BTreeMap::new();
            while let Some((id, seen)) = following.next(&run).await {
                last.insert(id, seen);
            }
            // What has not changed since the state that was passed.
            for (id, state) in following.into_seen() {
                last.entry(id).or_insert(Ok(state));
            }
            let mut last: Vec<_> = last.into_iter().collect();
            last.sort_by_key(|(id, _)| places.get(id).copied());
            last
        };
        Box::pin(following.instrument(span))
    }
}

/// A [`Stream`] of the states of custom hostnames, with their ids, from [`FollowAll::stream`]. To end it, drop it.
#[must_use = "streams do nothing unless polled"]
pub struct Followed {
    stream: BoxStream<'static, (String, Result<Onboarding>)>,
}

impl Followed {
    /// Returns the next id with its state, or `None` at the end.
    pub async fn next(&mut self) -> Option<(String, Result<Onboarding>)> {
        self.stream.next().await
    }
}

impl Stream for Followed {
    type Item = (String, Result<Onboarding>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

impl fmt::Debug for Followed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Followed").finish_non_exhaustive()
    }
}

impl fmt::Debug for FollowAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FollowAll")
            .field("hostnames", &self.hostnames.len())
            .field("target", &self.target)
            .field("at_most", &self.at_most)
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}
