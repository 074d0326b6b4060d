//! mTLS certificates of accounts: authorities, and leaves with their keys.

use super::leaf;
use super::uploaded::{Codes, Fields};
use crate::preflight::{Certificate, Findings, Preflight};
use crate::types::NewMtlsCertificate;

const FIELD: &str = "certificates";
const FIELDS: Fields<'static> = Fields {
    certificate: FIELD,
    key: "private_key",
    codes: Codes { unreadable: None, unusable_key: None, wrong_key: None },
    key_alone: false,
};

/// Checks of mTLS certificates.
impl Preflight {
    /// Checks an mTLS certificate: an authority must say that it is one, and a leaf needs its private key. Cloudflare's
    /// codes are not known.
    pub fn mtls_certificate(&self, new: &NewMtlsCertificate) -> Findings {
        let mut findings = Findings::default();
        let certificates = FIELDS.certificates(&new.certificates, &mut findings);
        let named = if new.ca { certificates.first() } else { leaf::find(&certificates) };
        if let Some(certificate) = named {
            self.warn_of_validity(certificate, FIELD, None, &mut findings);
        }
        if new.ca {
            check_authority(&certificates, &mut findings);
        } else {
            if named.is_none() && !certificates.is_empty() {
                let problem = "there are only certificates of authorities, and `ca` is false";
                findings.error(FIELD, None, problem, "send a leaf, or set `ca`");
            }
            match &new.private_key {
                Some(key) => FIELDS.check_key(key, named, &mut findings),
                None => {
                    let problem = "a leaf needs its private key";
                    findings.warning(FIELDS.key, None, problem, "send it, or set `ca` for an authority");
                }
            }
        }
        Self::with_bounds(findings, new)
    }
}

fn check_authority(certificates: &[Certificate], findings: &mut Findings) {
    let Some(first) = certificates.first().filter(|first| !first.is_ca()) else { return };
    let problem = "it does not say that it is an authority, and `ca` is true";
    let advice = "send the certificate of the authority; it needs `basicConstraints=CA:TRUE`";
    if first.is_without_constraints() || certificates.iter().any(Certificate::is_ca) {
        findings.warning(FIELD, None, problem, advice);
    } else {
        findings.error(FIELD, None, problem, advice);
    }
}
