//! An embedded Cloudflare API for tests: the certificate part of the API v4, on loopback, in this process or as a program.
//!
//! It shares the OpenAPI document with the client `cloudflare-certificates`, not the code. Every request is routed,
//! authenticated and checked against the document; state is kept; lists have pages; responses have Cloudflare's
//! envelopes, statuses and codes. CSRs are real ones with real keys, and uploaded certificates are parsed. What is not
//! modelled is answered with 501.
//!
//! ```
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use cloudflare_certificates_simulator::Simulator;
//!
//! let simulator = Simulator::builder().zone("example.com").start().await?;
//! let (certificate, private_key) = simulator.test_ca().issue(&["www.example.com"], 90)?;
//! // A client with `simulator.base_url()` and `simulator.token()` uploads them now.
//! # let _ = (certificate, private_key);
//! # Ok(()) }
//! ```
//!
//! # Time
//!
//! [Time](SimulatedClock) stands still until the test [advances](Simulator::advance) it or something
//! [sleeps](SimulatedClock::sleep_until); each stage of a resource takes [two reads](Activation), a [time](Activation::After), or
//! as long as [Cloudflare's schedule](Activation::AtDcvAttempt) says.
//!
//! # Faults
//!
//! Every request can fail in every way that a request to Cloudflare can: with a status, an error page, a lost connection before or
//! after it was handled, a slow or a damaged response, or none at all. See [`Simulator::fail_next`] and [`Fault`]; a test that wants
//! to wait until a fault has happened keeps the [`OrderedFault`].
//!
//! # Served certificates
//!
//! [`Simulator::gaps`] shows whether a hostname was without a certificate at any moment, for example during a rotation.
//!
//! # Control plane
//!
//! All of it is available over HTTP under `/__simulator`, too, for tests in other languages; `GET /__simulator` lists the
//! endpoints. The program `cloudflare-certificates-simulator --port 8787` prints its base URL, its credentials and its zones, and
//! runs until it is interrupted.
//!
//! # What is not modelled
//!
//! Zone settings, Certificate Transparency alerting, device certificates, SAML certificates, the CAs of Access applications and of
//! SSH, and the configuration of Gateway: these are answered with 501 and code 10501, once the request agrees with the document.
//!
//! Deployment to staging (501), validation of a pack by a CNAME record (501), public trust in certificate authorities, DNS: a
//! validation succeeds by itself unless the test [puts it into another stage](Simulator::set_stage). The domains `example.com`,
//! `example.net` and `example.org`, which Cloudflare refuses for custom hostnames and CSRs, are accepted.

mod access;
mod activation;
mod api_error;
mod api_response;
mod authorities;
mod builder;
mod call;
#[cfg(feature = "cli")]
pub mod cli;
mod clock;
mod codes;
mod contract;
mod control;
mod directory;
mod exchange;
mod faults;
mod hostname;
mod ids;
mod issuance_limit;
mod journal;
mod page;
mod propagation;
mod reply;
mod resources;
mod served;
mod server;
mod server_state;
mod simulator;
mod store;
mod test_ca;
mod violation_codes;
mod x509;

pub use access::Token;
pub use activation::Activation;
pub use builder::SimulatorBuilder;
pub use clock::{SimulatedClock, Sleep};
pub use directory::SimulatedZone;
pub use faults::{Fault, OrderedFault, RequestInfo, RequestMatch};
pub use journal::SeenRequest;
pub use served::{Gap, Purpose, Served, ServedChange};
pub use simulator::Simulator;
pub use test_ca::{CertificateBuilder, IssuedCertificate, TestCa, TestCaBuilder, TestCaError};
pub use x509::KeyType;
