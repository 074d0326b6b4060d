//! Clocks for tests of waiting.

use std::time::SystemTime;

use cloudflare_certificates::{Clock, ClockFn};

/// A clock on which time passes so many times as fast as it does.
pub fn accelerated(factor: u32) -> impl Clock {
    let start = SystemTime::now();
    let now = move || start + start.elapsed().unwrap_or_default() * factor;
    ClockFn::new(now, move |until: SystemTime| async move {
        tokio::time::sleep(until.duration_since(now()).unwrap_or_default() / factor).await;
    })
}
