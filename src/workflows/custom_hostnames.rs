//! Custom hostnames: finding, ensuring, onboarding, repairing and offboarding.

mod create;
mod ensure_all;
mod fallback_origin;
mod follow_all;
mod following;
mod look;
mod offboard;
mod onboard;
mod onboarding;
mod pace;
mod problem;
mod repair;
mod resume;
mod setup;
mod stored;

pub use ensure_all::EnsureAll;
pub use follow_all::{Follow, FollowAll, Followed};
pub use onboard::Onboard;
pub use onboarding::{NextStep, Onboarding};
pub use problem::{Actor, Problem};

pub(crate) use setup::setup_of_hostname;

use super::source::Record;
use super::{Ensure, Plan, Result, Run, Schedule, Workflow};
use crate::CustomHostnames;
use crate::types::{CustomHostname, NewCustomHostname};

const RESOURCE: &str = <CustomHostname as Record>::RESOURCE;

/// Finding and creating.
impl CustomHostnames {
    /// Returns the custom hostname with this name, or `None` if there is none:
    /// `GET /zones/{zone_id}/custom_hostnames`.
    ///
    /// Case and a trailing dot make no difference. A hostname that is being deleted does not count.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn find(&self, hostname: impl AsRef<str>) -> Result<Option<CustomHostname>> {
        Ok(look::live(look::by_name(self, hostname.as_ref()).await?))
    }

    /// Creates a custom hostname unless it exists: `GET` and `POST /zones/{zone_id}/custom_hostnames`.
    ///
    /// The hostname alone decides whether it exists: its certificate and its origin are not compared. It does not
    /// wait for the validation: see [`onboard`](Self::onboard). If another program creates it at the same time
    /// (409, code 1406), it is looked up. An earlier one that is still being deleted is waited for.
    ///
    /// Cloudflare allows 15 creations in a minute. The workflows of all clones of a client respect that together;
    /// after a refusal (429) they pause for 30 seconds. The default deadline is 15 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn ensure(&self, new: &NewCustomHostname) -> Ensure<CustomHostname> {
        const NAME: &str = "custom_hostnames.ensure";
        let at_most = Schedule::CERTIFICATES.at_most;
        let (handle, hostname) = (self.clone(), new.hostname.clone());
        let plan = Workflow::new(NAME, self.client(), at_most, async move |run: Run| {
            let found = look::by_name(&handle.with(run.reading()), &hostname).await?;
            Ok(look::live(found).map_or(Plan::Create, Plan::Keep))
        });
        let (handle, new) = (self.clone(), new.clone());
        let workflow = Workflow::new(NAME, self.client(), at_most, async move |run: Run| {
            create::ensure(&handle, &run, &new).await
        });
        Ensure::of(plan, workflow)
    }
}
