//! One file per resource and per behaviour, over real HTTP: one program, as it is built much faster than one per file.
//!
//! A program of its own is only what needs a process of its own (`traces`, `starvation`), other features (`mocks`,
//! `tls`, `crypto_provider`) or another server (`prism`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]

mod access_application_cas;
mod access_certificates;
mod access_gateway_ca;
mod access_saml_certificates;
mod accounts;
mod answers;
mod arbitrary;
mod background;
mod blocking;
mod certificate_packs;
mod changing_lists;
mod client_certificates;
mod credentials;
mod ct_alerting;
mod custom_certificates;
mod custom_csrs;
mod custom_hostnames;
mod custom_trust_store;
mod dcv_delegation;
mod device_policy_certificates;
mod errors;
mod expiry;
mod family;
mod faults;
mod gateway_certificates;
mod gateway_configuration;
mod hostname_associations;
mod hostname_tls_settings;
mod incomplete_lists;
mod keyless_certificates;
mod library_retries;
mod limit_model;
mod lives;
mod middleware;
mod mtls_certificates;
mod observer;
mod operations;
mod origin_ca_certificates;
mod origin_post_quantum_encryption;
mod origin_tls_client_auth;
mod origin_tls_compliance_modes;
mod paging;
mod path_segments;
mod proxy;
mod random_faults;
mod rate_limit;
mod rate_limit_status;
mod raw;
mod readme;
mod request;
mod retries;
mod sanitizing;
mod secrets;
mod simulated_faults;
mod ssl;
mod support;
mod total_tls;
mod user_tokens;
mod waiting;
mod zone_settings;
mod zones;
