//! Custom hostnames: certificates that Cloudflare orders, and the customer's own.

use super::leaf;
use super::uploaded::{Codes, Fields};
use crate::Secret;
use crate::preflight::{Certificate, Findings, KeyType, Preflight, names, signature};
use crate::types::{
    CustomHostnameCertificate, CustomHostnamePatch, NewCustomHostname, NewCustomHostnameSsl, ValidationMethod,
};

// The codes:
// https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/status-codes/custom-hostnames/
const INVALID_HOSTNAME: i64 = 1407;
const UNREADABLE: i64 = 1426;
const UNUSABLE_KEY: i64 = 1428;
const WRONG_KEY: i64 = 1429;
const INVALID_SSL: i64 = 1434;
const METHOD_AND_TYPE_REQUIRED: i64 = 1440;
const SEVERAL_LEAVES: i64 = 1444;
const NO_LEAF: i64 = 1445;
const HOSTNAME_NOT_COVERED: i64 = 1446;
const SIGNATURE_ALGORITHM: i64 = 1447;
const BRANDING_REQUIRED: i64 = 1469;

const CODES: Codes =
    Codes { unreadable: Some(UNREADABLE), unusable_key: Some(UNUSABLE_KEY), wrong_key: Some(WRONG_KEY) };

/// The longest common name of a certificate.
const LONGEST_COMMON_NAME: usize = 64;

/// A certificate that is uploaded for a hostname, and where it stands in the request.
struct Own<'a> {
    hostname: &'a str,
    certificate: &'a str,
    key: Option<&'a Secret>,
    has_csr: bool,
    fields: Fields<'a>,
}

/// Returns whether it has the form of a hostname. Only what certainly has not is refused: other scripts may be.
fn is_hostname(name: &str) -> bool {
    let is_part =
        |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_' | '*') || !one.is_ascii();
    let is_address = name.parse::<std::net::IpAddr>().is_ok();
    name.contains('.') && name.chars().all(is_part) && !is_address
}

/// Checks of custom hostnames.
impl Preflight {
    /// Checks a new custom hostname. It must be a name with a dot, not an address or a URL (1407). Your own certificates must be readable (1426), with a usable key (1428) that belongs
    /// to them (1429), have one leaf (1444, 1445), include the hostname (1446), and be of different key types. A certificate
    /// that Cloudflare orders needs `cloudflare_branding` if the hostname is longer than 64 characters (1469).
    pub fn custom_hostname(&self, new: &NewCustomHostname) -> Findings {
        let mut findings = Findings::default();
        if !is_hostname(&new.hostname) {
            let problem = format!("{:?} is not a hostname", new.hostname);
            let advice = "name the host alone, such as `app.example.com`";
            findings.error("hostname", INVALID_HOSTNAME, problem, advice);
        }
        if let Some(ssl) = &new.ssl {
            self.check_ssl(&new.hostname, ssl, true, &mut findings);
        }
        Self::with_bounds(findings, new)
    }

    /// Checks a change to the custom hostname of this name, like [a new one](Self::custom_hostname).
    pub fn custom_hostname_patch(&self, hostname: &str, patch: &CustomHostnamePatch) -> Findings {
        let mut findings = Findings::default();
        if let Some(ssl) = &patch.ssl {
            self.check_ssl(hostname, ssl, false, &mut findings);
        }
        Self::with_bounds(findings, patch)
    }

    /// Checks a certificate that replaces one of the own certificates of the custom hostname of this name. The new key must
    /// be of the same type as the old one.
    pub fn custom_hostname_certificate(
        &self,
        hostname: &str,
        new: &CustomHostnameCertificate,
        replaced: Option<&Certificate>,
    ) -> Findings {
        let mut findings = Findings::default();
        let fields =
            Fields { certificate: "custom_certificate", key: "custom_key", codes: CODES, key_alone: false };
        let (certificate, key) = (new.custom_certificate.as_str(), Some(&new.custom_key));
        let own = Own { hostname, certificate, key, has_csr: false, fields };
        let leaf = self.check_own(&own, &mut findings);
        if let (Some(new), Some(old)) =
            (leaf.map(|leaf| leaf.key_type()), replaced.map(Certificate::key_type))
            && is_other_type(new, old)
        {
            let problem = format!("its key is {new}, and that of the old certificate {old}");
            let advice = "replace RSA by RSA and ECDSA by ECDSA";
            findings.error(fields.certificate, None, problem, advice);
        }
        Self::with_bounds(findings, new)
    }

    fn check_ssl(&self, hostname: &str, ssl: &NewCustomHostnameSsl, is_new: bool, findings: &mut Findings) {
        let bundle = ssl.custom_cert_bundle.iter().flatten();
        if ssl.custom_certificate.is_none() && bundle.clone().next().is_none() {
            return check_managed(hostname, ssl, is_new, findings);
        }
        let has_csr = ssl.custom_csr_id.is_some();
        let mut leaves: Vec<Certificate> = Vec::new();
        if let Some(certificate) = ssl.custom_certificate.as_deref() {
            let (field, key_field) = ("ssl.custom_certificate", "ssl.custom_key");
            let fields = Fields { certificate: field, key: key_field, codes: CODES, key_alone: false };
            let own = Own { hostname, certificate, key: ssl.custom_key.as_ref(), has_csr, fields };
            leaves.extend(self.check_own(&own, findings));
        }
        for (place, one) in bundle.enumerate() {
            let at = format!("ssl.custom_cert_bundle[{place}]");
            let (field, key_field) = (format!("{at}.custom_certificate"), format!("{at}.custom_key"));
            let fields = Fields { certificate: &field, key: &key_field, codes: CODES, key_alone: false };
            let (certificate, key) = (one.custom_certificate.as_str(), Some(&one.custom_key));
            let own = Own { hostname, certificate, key, has_csr, fields };
            leaves.extend(self.check_own(&own, findings));
        }
        check_types(&leaves, findings);
    }

    /// Checks one of the customer's own certificates, and returns its leaf.
    fn check_own(&self, own: &Own<'_>, findings: &mut Findings) -> Option<Certificate> {
        let Own { hostname, certificate, key, has_csr, fields } = own;
        let certificates = fields.certificates(certificate, findings);
        let leaf = leaf::find(&certificates);
        let field = fields.certificate;
        match key {
            Some(key) => fields.check_key(key, leaf, findings),
            None if !has_csr => {
                let problem = "there is neither a private key nor a custom CSR";
                findings.warning(fields.key, UNUSABLE_KEY, problem, "send `custom_key` or `custom_csr_id`");
            }
            None => {}
        }
        match certificates.iter().filter(|certificate| !certificate.is_ca()).count() {
            0 if certificates.is_empty() => {}
            0 => {
                let problem = "there are only certificates of authorities";
                let advice = "send the certificate that was issued for the hostname";
                findings.error(field, NO_LEAF, problem, advice);
            }
            1 => {}
            _ => {
                let problem = "there are several leaf certificates";
                findings.error(field, SEVERAL_LEAVES, problem, "send one leaf, and its intermediates");
            }
        }
        let leaf = leaf?;
        self.check_leaf(leaf, hostname, field, findings);
        Some(leaf.clone())
    }

    fn check_leaf(&self, leaf: &Certificate, hostname: &str, field: &str, findings: &mut Findings) {
        let hostname = names::normalize(hostname);
        match leaf.alternative_names() {
            None => {
                let problem = "its subject alternative names cannot be read";
                findings.warning(field, HOSTNAME_NOT_COVERED, problem, "have it issued again");
            }
            // A name in Unicode cannot be compared with one in punycode.
            Some(_) if !hostname.is_ascii() => {}
            Some(sans) if sans.iter().any(|name| names::covers(&names::normalize(name), &hostname)) => {}
            Some(sans) => {
                let problem = format!("its subject alternative names do not include {hostname}");
                if sans.is_empty() && leaf.covers(&hostname) {
                    // The common name does.
                    findings.warning(field, HOSTNAME_NOT_COVERED, problem, "have it issued with them");
                } else {
                    findings.error(field, HOSTNAME_NOT_COVERED, problem, "have it issued for the hostname");
                }
            }
        }
        if leaf.signature().starts_with("MD5") || leaf.signature().starts_with("SHA1") {
            let problem = format!("its signature is {}", leaf.signature());
            findings.warning(field, SIGNATURE_ALGORITHM, problem, "have it issued with SHA-256 or better");
        }
        self.warn_of_validity(leaf, field, Some(UNREADABLE), findings);
        if let KeyType::Rsa { bits: ..2048 } | KeyType::Ecdsa { bits: ..225 } = leaf.key_type() {
            let problem = format!("its key is {}", leaf.key_type());
            findings.warning(field, None, problem, "use RSA of 2048 bits or ECDSA on P-256 at least");
        }
    }
}

/// Checks a certificate that Cloudflare orders. A patch without method and type repeats nothing.
fn check_managed(hostname: &str, ssl: &NewCustomHostnameSsl, is_new: bool, findings: &mut Findings) {
    if ssl.method.is_none() || ssl.type_.is_none() {
        let problem = "it has no method or no type";
        let advice = "set `method` and `type`, or send a certificate of your own";
        if is_new {
            findings.error("ssl", METHOD_AND_TYPE_REQUIRED, problem, advice);
        } else if ssl.method.is_none() && ssl.type_.is_none() && ssl.certificate_authority.is_some() {
            findings.error("ssl", INVALID_SSL, "an authority needs method and type beside it", advice);
        }
    }
    // What a patch leaves out stays, so branding may be there already.
    let may_be_branded = ssl.cloudflare_branding.unwrap_or(!is_new);
    if names::normalize(hostname).len() > LONGEST_COMMON_NAME && !may_be_branded {
        let problem = format!("the hostname is longer than {LONGEST_COMMON_NAME} characters");
        let advice = "set `cloudflare_branding`: a hostname of Cloudflare's becomes the common name";
        findings.error("ssl.cloudflare_branding", BRANDING_REQUIRED, problem, advice);
    }
    if ssl.wildcard == Some(true) && ssl.method == Some(ValidationMethod::Http) {
        let problem = "a wildcard cannot be validated by `http`";
        findings.warning("ssl.method", INVALID_SSL, problem, "use `txt`, or leave out the wildcard");
    }
}

/// One certificate per signature type: those with the same type of key, signed in the same way, are surely of the same.
fn check_types(leaves: &[Certificate], findings: &mut Findings) {
    let kind = |leaf: &Certificate| {
        let key_type = leaf.key_type();
        let is_known = key_type.is_rsa() || key_type.is_ecdsa();
        is_known.then(|| (key_type.is_rsa(), signature::is_rsa(leaf.signature())))
    };
    let kinds: Vec<_> = leaves.iter().filter_map(kind).collect();
    let is_twice =
        kinds.iter().enumerate().any(|(place, kind)| kinds.iter().take(place).any(|other| other == kind));
    if is_twice {
        let problem = "two certificates are of the same signature type";
        let advice = "send at most one certificate with an RSA key and one with an ECDSA key";
        findings.error("ssl.custom_cert_bundle", INVALID_SSL, problem, advice);
    }
}

fn is_other_type(new: KeyType, old: KeyType) -> bool {
    new.is_rsa() && old.is_ecdsa() || new.is_ecdsa() && old.is_rsa()
}
