//! The pace of creations: Cloudflare allows 15 in a minute, and after more refuses all for 30 seconds.
//!
//! <https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/troubleshooting/>

use std::time::Duration;

use super::super::{Result, Run};
use crate::operations::CUSTOM_HOSTNAMES_CREATE;
use crate::pace::PacedCall;

/// How many creations Cloudflare allows in a minute, unless it was raised.
pub(super) const PER_MINUTE: usize = 15;
/// How long Cloudflare refuses all creations after one too many.
pub(super) const REFUSED_FOR: Duration = Duration::from_secs(30);
/// A little more than a minute: the server's clock and the client's may differ in their rate.
const WINDOW: Duration = Duration::from_millis(60_500);

/// Waits until a creation is allowed, within the workflow's time.
pub(super) async fn slot(run: &Run, per_minute: usize) -> Result<PacedCall> {
    let clock = run.client().clock();
    let pace = run.client().shared.paces.of(CUSTOM_HOSTNAMES_CREATE.id);
    loop {
        match pace.begin(&clock, per_minute, WINDOW) {
            Ok(call) => return Ok(call),
            Err(pause) => {
                run.check_time()?;
                run.sleep(pause).await;
            }
        }
    }
}
