//! The real binary against the simulator, over real HTTP.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod support;

mod access_ca;
mod check;
mod completions;
mod deploy;
mod exit_codes;
mod expiring;
mod hooks;
mod hostname;
mod interrupt;
mod kinds;
mod metrics;
mod network;
mod origin_ca;
mod origin_pull;
mod output;
mod pack;
mod simulator;
mod terminal;
mod tour;
mod whoami;
