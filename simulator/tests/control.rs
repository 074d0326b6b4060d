//! The control plane, as a test in another language uses it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

#[path = "control/catalogue.rs"]
mod catalogue;
#[path = "control/certificates.rs"]
mod certificates;
#[path = "control/faults.rs"]
mod faults;
#[path = "control/limits.rs"]
mod limits;
#[path = "control/refusals.rs"]
mod refusals;
#[path = "control/stages.rs"]
mod stages;
#[path = "control/state.rs"]
mod state;
#[path = "control/support.rs"]
mod support;
#[path = "control/time.rs"]
mod time;
