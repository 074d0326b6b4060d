//! Checks before an upload, and what certificates say.

#![cfg(all(feature = "preflight", feature = "full"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod arbitrary;
mod authorities;
mod certificate_packs;
mod certificates;
mod custom_certificates;
mod custom_hostnames;
mod findings;
mod origin_ca;
mod origin_pulls;
mod predictions;
mod private_keys;
mod replacements;
mod support;
mod workflows;
