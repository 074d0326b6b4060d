//! Authenticated origin pulls: client certificates that are shown to origins.

use super::leaf;
use super::uploaded::{Codes, Fields};
use crate::preflight::{Findings, Preflight};
use crate::types::NewOriginPullCertificate;

const UNREADABLE: i64 = 1408;
const FIELDS: Fields<'static> = Fields {
    certificate: "certificate",
    key: "private_key",
    codes: Codes { unreadable: Some(UNREADABLE), unusable_key: None, wrong_key: None },
    key_alone: false,
};

/// Checks of authenticated origin pulls.
impl Preflight {
    /// Checks a client certificate of a zone or a hostname: it must be a leaf, with its key. Any type of key will do, and any
    /// authority.
    ///
    /// <https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/per-hostname/>
    pub fn origin_pull_certificate(&self, new: &NewOriginPullCertificate) -> Findings {
        let mut findings = Findings::default();
        let certificates = FIELDS.certificates(&new.certificate, &mut findings);
        let leaf = leaf::find(&certificates);
        if leaf.is_none() && !certificates.is_empty() {
            let problem = "there is no leaf certificate";
            let advice =
                "issue one with `basicConstraints=CA:FALSE`; what `openssl req -x509` makes is an authority";
            findings.error(FIELDS.certificate, None, problem, advice);
        }
        if let Some(leaf) = leaf {
            self.warn_of_validity(leaf, FIELDS.certificate, None, &mut findings);
        }
        FIELDS.check_key(&new.private_key, leaf, &mut findings);
        Self::with_bounds(findings, new)
    }
}
