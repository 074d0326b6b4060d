//! The custom origin trust store: roots.

use super::uploaded::{Codes, Fields};
use crate::preflight::{Findings, Preflight};
use crate::types::NewTrustedCa;

const NOT_A_ROOT: i64 = 1411;
const FIELD: &str = "certificate";
const FIELDS: Fields<'static> = Fields {
    certificate: FIELD,
    key: "",
    codes: Codes { unreadable: None, unusable_key: None, wrong_key: None },
    key_alone: false,
};

/// Checks of the custom origin trust store.
impl Preflight {
    /// Checks an authority to be trusted: only roots are accepted (1411), with any type of key. There is always a warning:
    /// the first upload turns off the trust in public authorities.
    ///
    /// <https://developers.cloudflare.com/ssl/origin-configuration/custom-origin-trust-store/>
    pub fn trusted_ca(&self, new: &NewTrustedCa) -> Findings {
        let mut findings = Findings::default();
        let certificates = FIELDS.certificates(&new.certificate, &mut findings);
        if certificates.first().is_some_and(|certificate| !certificate.is_self_signed()) {
            let problem = "it is not self-signed: only roots are accepted";
            findings.error(FIELD, NOT_A_ROOT, problem, "send the root at the end of the chain");
        }
        for root in certificates.iter().filter(|certificate| certificate.is_self_signed()) {
            if !root.is_ca() {
                let problem = "it is self-signed, but does not say that it is an authority";
                let advice = "issue it with `basicConstraints=CA:TRUE`";
                findings.warning(FIELD, NOT_A_ROOT, problem, advice);
            }
            self.warn_of_validity(root, FIELD, None, &mut findings);
        }
        if certificates.len() > 1 {
            let problem = "there are several certificates";
            findings.warning(FIELD, None, problem, "add each root by itself");
        }
        let problem =
            "once a zone has a trust store, origins with publicly trusted certificates are no longer trusted";
        let advice = "add the root of each origin's certificate, also of public authorities";
        findings.warning(FIELD, None, problem, advice);
        Self::with_bounds(findings, new)
    }
}
