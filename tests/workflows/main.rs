//! Workflows against the simulator, in simulated time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests may panic; the crash tests print their table"
)]

mod support;

mod access_certificates;
mod certificate_packs;
mod custom_certificates;
mod custom_hostnames;
mod downtime;
mod gateway_certificates;
mod hostname_associations;
mod inventory;
mod lying_servers;
mod mtls_certificates;
mod origin_ca_certificates;
mod origin_tls_client_auth;
mod several_writers;
mod wait;
mod wait_all;
mod waits_by_resource;
