//! An embedded Cloudflare API for tests: the certificate part of the API v4, on loopback, in this process.
//!
//! It shares the OpenAPI document with the client `cloudflare-certificates`, not the code. Every request is routed,
//! authenticated and checked against the document; state is kept; lists are paged; answers have Cloudflare's
//! envelopes, statuses and codes. CSRs are real ones with real keys, and uploaded certificates are parsed and
//! answered for. What is not modelled answers 501 and never pretends.
//!
//! Time stands still until the test [advances](Simulator::advance) it.
//!
//! ```
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use cloudflare_certificates_simulator::Simulator;
//!
//! let simulator = Simulator::builder().zone_name("023e105f4ecef8ad9ca31a8372d0c353", "example.com").start().await?;
//! let (certificate, private_key) = simulator.test_ca().issue(&["www.example.com"], 90)?;
//! // A client with `simulator.base_url()` and `simulator.token()` uploads them now.
//! # let _ = (certificate, private_key);
//! # Ok(()) }
//! ```
//!
//! It is a program as well: `cloudflare-certificates-simulator --port 8787` prints its base URL and its token and runs
//! until it is interrupted.
//!
//! # What is not modelled
//!
//! Zones and accounts as resources, zone settings, tokens, Certificate Transparency alerting, device certificates, SAML
//! certificates, the CAs of Access applications and of SSH, and the configuration of Gateway: these answer 501 with code
//! 10501, once the request is what the document allows.
//!
//! Which account owns which zone (a zone takes the CSRs and authorities of every account), plans and permissions,
//! deployment to staging (501), the order of custom hostnames (501), public trust in certificate authorities, rate
//! limits, public suffixes (`*.co.uk` is as good a name as `*.example.com`), and the delay with which Cloudflare carries out most deletions. Quotas are those of a small plan: 10
//! certificate packs, 100 custom hostnames. Validations succeed by themselves, stage after stage, unless the test lets
//! them [time out](Simulator::time_out_validation).

mod activation;
mod authorities;
mod builder;
mod clock;
mod credentials;
mod simulator;
mod test_ca;

mod answer;
mod codes;
mod contract;
mod exchange;
mod ids;
mod journal;
mod page;
mod refusal;
mod resources;
mod scope;
mod server;
mod state;
mod things;
mod world;
mod x509;

pub use activation::Activation;
pub use builder::SimulatorBuilder;
pub use journal::SeenRequest;
pub use simulator::Simulator;
pub use test_ca::{CertificateBuilder, IssuedCertificate, TestCa, TestCaBuilder, TestCaError};
pub use x509::KeyType;
