//! What all uploads have in common: a certificate that can be read, and its private key.

use crate::Secret;
use crate::preflight::private_key::{self, KeyProblem};
use crate::preflight::{Certificate, Findings, pem};

/// The fields of an upload, and the codes with which Cloudflare refuses them, as far as they are known.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) certificate: &'a str,
    pub(super) key: &'a str,
    pub(super) codes: Codes,
    /// Whether it is documented that the key stands alone in its field. Otherwise, what stands beside it is a warning.
    pub(super) key_alone: bool,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Codes {
    pub(super) unreadable: Option<i64>,
    pub(super) unusable_key: Option<i64>,
    pub(super) wrong_key: Option<i64>,
}

impl Fields<'_> {
    /// Reads all certificates in their order; nothing, and a finding, if that is impossible.
    pub(super) fn certificates(&self, pem: &str, findings: &mut Findings) -> Vec<Certificate> {
        let code = self.codes.unreadable;
        if pem::blocks(pem).iter().any(|block| block.label.ends_with("PRIVATE KEY")) {
            findings.error(
                self.certificate,
                code,
                "it contains a private key",
                "take the key out; where one is needed, it has a field of its own",
            );
        }
        // Older labels, such as `X509 CERTIFICATE`, are known to other libraries.
        let has_other_label = pem::blocks(pem)
            .iter()
            .any(|block| block.label != "CERTIFICATE" && block.label.ends_with("CERTIFICATE"));
        match Certificate::all_from_pem(pem) {
            Ok(certificates) => return certificates,
            Err(error) if error.is_damaged() && !has_other_label => {
                let advice = if pem.contains("\\n") {
                    "write real line breaks instead of `\\n`"
                } else {
                    "send the certificate in PEM form, from `-----BEGIN CERTIFICATE-----` to `-----END CERTIFICATE-----`"
                };
                findings.error(self.certificate, code, error.to_string(), advice);
            }
            Err(error) => findings.warning(
                self.certificate,
                code,
                error.to_string(),
                "it was not checked; if Cloudflare refuses it, have it issued again",
            ),
        }
        Vec::new()
    }

    /// Checks that a private key can be used and belongs to a certificate, if there is one.
    pub(super) fn check_key(&self, key: &Secret, leaf: Option<&Certificate>, findings: &mut Findings) {
        let problem = match private_key::read(key) {
            Err(problem) => problem,
            Ok(key) => {
                if leaf.and_then(|leaf| key.belongs_to(&leaf.key)) == Some(false) {
                    let problem = "it belongs to another certificate";
                    let advice =
                        "send the key for which the certificate was issued, or the certificate of this key";
                    findings.error(self.key, self.codes.wrong_key, problem, advice);
                }
                return;
            }
        };
        let is_doubtful = match problem {
            KeyProblem::Several | KeyProblem::Unknown => true,
            KeyProblem::EcParameters | KeyProblem::Certificate => !self.key_alone,
            _ => false,
        };
        let (text, advice) = description(problem);
        if is_doubtful {
            findings.warning(self.key, self.codes.unusable_key, text, advice);
        } else {
            findings.error(self.key, self.codes.unusable_key, text, advice);
        }
    }
}

/// What is wrong with a key, and what to do.
fn description(problem: KeyProblem) -> (&'static str, &'static str) {
    const AS_PKCS8: &str = "send it as PKCS #8 (`openssl pkey -in key.pem`)";
    match problem {
        KeyProblem::NoBlock => ("it is not in PEM form", AS_PKCS8),
        KeyProblem::Encrypted => {
            ("it is encrypted with a passphrase", "decrypt it (`openssl pkey -in key.pem`)")
        }
        KeyProblem::EcParameters => (
            "a block `EC PARAMETERS` stands beside the key",
            "remove that block (`openssl pkey -in key.pem`)",
        ),
        KeyProblem::Certificate => {
            ("it contains a certificate", "send the key alone; the certificate has a field of its own")
        }
        KeyProblem::Several => ("it contains several blocks", "send the key of the certificate alone"),
        KeyProblem::OtherKind => ("it is not a private key of a certificate", "send the private key"),
        KeyProblem::Damaged => ("it is damaged", "send the whole key, with its first and last line"),
        KeyProblem::Unknown => ("it has a form that this library does not understand", AS_PKCS8),
    }
}
