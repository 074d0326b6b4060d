//! Workflows against the simulator, in simulated time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may panic; the crash tests print their table"
)]

mod support;

mod wait;
