//! The program, as a shell or a test in another language starts it.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

#[path = "program/options.rs"]
mod options;
#[path = "program/output.rs"]
mod output;
#[path = "program/refusals.rs"]
mod refusals;
#[path = "program/support.rs"]
mod support;
