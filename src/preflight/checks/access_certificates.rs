//! Access certificates: authorities against which visitors' certificates are checked.

use super::uploaded::{Codes, Fields};
use crate::preflight::{Certificate, Findings, Preflight};
use crate::types::NewAccessCertificate;

const INVALID: i64 = 12130;
const FIELD: &str = "certificate";
const FIELDS: Fields<'static> = Fields {
    certificate: FIELD,
    key: "",
    codes: Codes { unreadable: Some(INVALID), unusable_key: None, wrong_key: None },
    key_alone: false,
};

/// Checks of Access certificates.
impl Preflight {
    /// Checks an Access certificate: it must be that of an authority (12130).
    pub fn access_certificate(&self, new: &NewAccessCertificate) -> Findings {
        let mut findings = Findings::default();
        let certificates = FIELDS.certificates(&new.certificate, &mut findings);
        if let Some(first) = certificates.first() {
            // Several are a warning of their own.
            if !certificates.iter().any(Certificate::is_ca) {
                check_authority(first, &mut findings);
            }
            self.warn_of_validity(first, FIELD, None, &mut findings);
        }
        if certificates.len() > 1 {
            let problem = "there are several certificates";
            findings.warning(FIELD, INVALID, problem, "add each authority by itself");
        }
        Self::with_bounds(findings, new)
    }
}

fn check_authority(certificate: &Certificate, findings: &mut Findings) {
    let problem = "it does not say that it is an authority";
    let advice = "send the certificate of the authority that issues your visitors' certificates";
    if certificate.is_without_constraints() {
        findings.warning(FIELD, INVALID, problem, advice);
    } else {
        findings.error(FIELD, INVALID, problem, advice);
    }
}
