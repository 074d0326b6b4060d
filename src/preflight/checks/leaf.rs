//! Rules for certificates that serve hosts.

use std::time::{Duration, SystemTime};

use crate::preflight::{Certificate, Findings, KeyType, Preflight};

pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Finds the leaf: the first certificate that is not a CA's.
pub(super) fn find(certificates: &[Certificate]) -> Option<&Certificate> {
    certificates.iter().find(|certificate| !certificate.is_ca())
}

/// Checks that a key is strong enough. Algorithms of which nothing is known are accepted.
pub(super) fn check_strength(leaf: &Certificate, field: &str, code: Option<i64>, findings: &mut Findings) {
    let key_type = leaf.key_type();
    let problem = format!("its key is {key_type}");
    match key_type {
        KeyType::Rsa { bits: ..2048 } => {
            findings.error(field, code, problem, "use an RSA key of at least 2048 bits");
        }
        KeyType::Ecdsa { bits: ..225 } => {
            findings.error(field, code, problem, "use a curve of at least 225 bits, such as P-256");
        }
        KeyType::Ed25519 | KeyType::Ed448 | KeyType::MlDsa => {
            let advice = "Cloudflare's documentation only has RSA and ECDSA for certificates of hosts; use one of them";
            findings.warning(field, code, problem, advice);
        }
        KeyType::Rsa { .. } | KeyType::Ecdsa { .. } | KeyType::Other => {}
    }
}

impl Preflight {
    /// Warns of a certificate that is not valid now.
    pub(super) fn warn_of_validity(
        &self,
        certificate: &Certificate,
        field: &str,
        code: Option<i64>,
        findings: &mut Findings,
    ) {
        if certificate.expires_within(self.now, Duration::ZERO) {
            let problem = format!("it has expired on {}", certificate.expires_on());
            findings.warning(field, code, problem, "renew the certificate");
        }
        self.warn_of_future(certificate, field, findings);
    }

    /// Warns of a certificate that is not valid yet.
    pub(super) fn warn_of_future(&self, certificate: &Certificate, field: &str, findings: &mut Findings) {
        let not_before: SystemTime = certificate.not_before();
        if not_before > self.now {
            let problem = "it is not valid yet";
            findings.warning(field, None, problem, "wait until it is, or check the clock");
        }
    }
}
