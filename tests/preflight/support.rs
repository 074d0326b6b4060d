//! What the tests share.

use std::time::{Duration, SystemTime};

use cloudflare_certificates::preflight::{Finding, Findings, Preflight};
use cloudflare_certificates_simulator::{IssuedCertificate, TestCa};

pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Checks in the zone `example.com`, now.
pub(crate) fn preflight() -> Preflight {
    Preflight::at(SystemTime::now()).zone("example.com")
}

pub(crate) fn ca() -> TestCa {
    TestCa::new().unwrap()
}

/// A certificate that nothing is wrong with.
pub(crate) fn issued() -> IssuedCertificate {
    ca().certificate(&["www.example.com"]).issue().unwrap()
}

/// The private key of a certificate that was not issued for a CSR.
pub(crate) fn key(issued: &IssuedCertificate) -> &str {
    issued.private_key_pem().unwrap()
}

/// The fields and codes of the errors.
pub(crate) fn errors(findings: &Findings) -> Vec<(&str, Option<i64>)> {
    findings.errors().map(place).collect()
}

/// The fields and codes of the warnings.
pub(crate) fn warnings(findings: &Findings) -> Vec<(&str, Option<i64>)> {
    findings.warnings().map(place).collect()
}

fn place(finding: &Finding) -> (&str, Option<i64>) {
    (&finding.field, finding.code)
}

/// The content of a file in `fixtures`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("fixtures/", $name))
    };
}
pub(crate) use fixture;
