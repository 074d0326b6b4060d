//! The checks, one file per resource.

use std::time::SystemTime;

use super::{Findings, names};
use crate::check::{Check, violations};

mod leaf;
mod uploaded;

#[cfg(feature = "access_certificates")]
mod access_certificates;
#[cfg(feature = "certificate_packs")]
mod certificate_packs;
#[cfg(feature = "custom_certificates")]
mod custom_certificates;
#[cfg(feature = "custom_hostnames")]
mod custom_hostnames;
#[cfg(feature = "custom_trust_store")]
mod custom_trust_store;
#[cfg(feature = "mtls_certificates")]
mod mtls_certificates;
#[cfg(feature = "origin_ca_certificates")]
mod origin_ca_certificates;
#[cfg(feature = "origin_tls_client_auth")]
mod origin_tls_client_auth;

/// Checks requests before they are sent: one method for each kind of upload or order.
///
/// Nothing is sent, and the time is the caller's. All of it is cheap: a certificate is parsed, nothing is computed with
/// keys.
///
/// ```
/// # #[cfg(feature = "custom_certificates")]
/// # async fn example(client: cloudflare_certificates::Client, certificate: &str, key: &str) -> Result<(), Box<dyn std::error::Error>> {
/// use cloudflare_certificates::preflight::Preflight;
/// use cloudflare_certificates::types::NewCustomCertificate;
///
/// let zone = client.zone_by_name("example.com").await?;
/// let new = NewCustomCertificate::with_key(certificate, key).build();
///
/// let preflight = Preflight::at(client.clock().system_time()).zone("example.com");
/// let warnings = preflight.custom_certificate(&new).into_result()?;
/// for warning in &warnings {
///     eprintln!("{warning}");
/// }
/// zone.custom_certificates().create(&new).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a check is only made by a method that takes the request"]
pub struct Preflight {
    now: SystemTime,
    /// Normalized.
    zone: Option<String>,
    #[cfg(feature = "custom_certificates")]
    replaced: Option<custom_certificates::Replaced>,
}

impl Preflight {
    /// Starts checks at a point in time, which decides whether a certificate is still valid for long enough:
    /// `client.clock().system_time()`, or `SystemTime::now()`.
    pub fn at(now: SystemTime) -> Self {
        Self {
            now,
            zone: None,
            #[cfg(feature = "custom_certificates")]
            replaced: None,
        }
    }

    /// Sets the name of the zone, such as `example.com`. Without it, it is not checked whether hostnames lie in the zone.
    pub fn zone(mut self, name: impl AsRef<str>) -> Self {
        let name = names::normalize(name.as_ref());
        // Names in certificates are in punycode, so a name in Unicode cannot be compared with them.
        self.zone = (name.is_ascii() && !name.is_empty()).then_some(name);
        self
    }

    /// Completes findings with what the SDK itself refuses to send, unless there is a finding on the same field.
    fn with_bounds(mut findings: Findings, request: &impl Check) -> Findings {
        for violation in violations(request) {
            if !findings.iter().any(|finding| finding.field == violation.field) {
                findings.error(&violation.field, None, violation.problem, "correct the value");
            }
        }
        findings
    }
}
