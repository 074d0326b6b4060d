//! Custom certificates: uploads and replacements.

use super::leaf::{self, DAY};
use super::uploaded::{Codes, Fields};
use crate::preflight::{Certificate, Findings, Preflight, names, signature};
use crate::types::{BundleMethod, CustomCertificate, CustomCertificatePatch, NewCustomCertificate};

// The codes: https://developers.cloudflare.com/ssl/edge-certificates/custom-certificates/troubleshooting/
const INVALID: i64 = 1002;
const EXPIRES_SOON: i64 = 1206;
const OTHER_SIGNATURE_TYPE: i64 = 1228;
const NO_BUNDLE: i64 = 2100;
const NO_LEAF: i64 = 2101;
const FOREIGN_HOSTS: i64 = 2103;
const UNUSABLE_KEY: i64 = 2106;
const WRONG_KEY: i64 = 2200;

/// A certificate must be valid for this long at least.
const DAYS_LEFT: u32 = 14;

const FIELD: &str = "certificate";
const FIELDS: Fields<'static> = Fields {
    certificate: FIELD,
    key: "private_key",
    codes: Codes { unreadable: Some(INVALID), unusable_key: Some(UNUSABLE_KEY), wrong_key: Some(WRONG_KEY) },
    key_alone: true,
};

/// What a replacement has to agree with.
#[derive(Clone, Debug)]
pub(super) struct Replaced {
    signature: Option<String>,
    bundle_method: Option<BundleMethod>,
}

/// Checks of custom certificates.
impl Preflight {
    /// Sets the certificate that a [patch](Self::custom_certificate_patch) replaces.
    pub fn replacing(mut self, certificate: &CustomCertificate) -> Self {
        self.replaced = Some(Replaced {
            signature: certificate.signature.clone(),
            bundle_method: certificate.bundle_method.clone(),
        });
        self
    }

    /// Checks an upload: whether the PEM strings can be read (1002, 2106), the key belongs to the certificate (2200) and
    /// is long enough, 14 days are left (1206), a name lies in the zone (2103), and the certificates are the leaf (2101),
    /// or the leaf and its chain, in the order of the bundle method (2100).
    pub fn custom_certificate(&self, new: &NewCustomCertificate) -> Findings {
        let mut findings = Findings::default();
        let certificates = FIELDS.certificates(&new.certificate, &mut findings);
        let bundle_method = new.bundle_method.as_ref().unwrap_or(&BundleMethod::Ubiquitous);
        self.check_certificates(&certificates, Some(bundle_method), &mut findings);
        match &new.private_key {
            Some(key) => FIELDS.check_key(key, leaf::find(&certificates), &mut findings),
            None if new.custom_csr_id.is_none() => {
                let problem = "there is neither a private key nor a custom CSR";
                findings.warning("private_key", None, problem, "send `private_key` or `custom_csr_id`");
            }
            None => {}
        }
        Self::with_bounds(findings, new)
    }

    /// Checks a change. With [`replacing`](Self::replacing), it also checks that a `force` bundle repeats its bundle method
    /// (2100), and that the new certificate is of the old one's signature type (1228).
    pub fn custom_certificate_patch(&self, patch: &CustomCertificatePatch) -> Findings {
        let mut findings = Findings::default();
        let certificates = match &patch.certificate {
            Some(certificate) => FIELDS.certificates(certificate, &mut findings),
            None => Vec::new(),
        };
        let replaced = self.replaced.as_ref();
        let old_method = replaced.and_then(|replaced| replaced.bundle_method.as_ref());
        if patch.certificate.is_some() {
            let bundle_method = patch.bundle_method.as_ref().or(old_method);
            self.check_certificates(&certificates, bundle_method, &mut findings);
        }
        let leaf = leaf::find(&certificates);
        if let Some(key) = &patch.private_key {
            FIELDS.check_key(key, leaf, &mut findings);
        }
        if patch.bundle_method.is_none() && old_method == Some(&BundleMethod::Force) {
            let problem = "it is absent, and the certificate has a `force` bundle";
            findings.error("bundle_method", NO_BUNDLE, problem, "repeat `force`, or choose another method");
        }
        if let (Some(leaf), Some(signature)) = (leaf, replaced.and_then(|old| old.signature.as_deref())) {
            check_signature_type(leaf, signature, &mut findings);
        }
        Self::with_bounds(findings, patch)
    }

    fn check_certificates(
        &self,
        certificates: &[Certificate],
        bundle_method: Option<&BundleMethod>,
        findings: &mut Findings,
    ) {
        if certificates.is_empty() {
            return;
        }
        let Some(leaf) = leaf::find(certificates) else {
            if let [own] = certificates
                && own.is_self_signed()
                && own.names().iter().any(|name| name.contains('.'))
            {
                let problem = "it is self-signed and says `CA:TRUE`, as those of OpenSSL do by default";
                let advice =
                    "upload one that says `CA:FALSE`: Cloudflare may take it for that of an authority";
                return findings.warning(FIELD, NO_LEAF, problem, advice);
            }
            let problem = "there are only certificates of authorities";
            let advice = "send the certificate that was issued for the hosts; it must not say `CA:TRUE`";
            return findings.error(FIELD, NO_LEAF, problem, advice);
        };
        match bundle_method {
            Some(BundleMethod::Force) => check_forced(certificates, findings),
            Some(BundleMethod::Ubiquitous | BundleMethod::Optimal) => check_bundled(certificates, findings),
            _ => {}
        }
        if self.now.checked_add(DAY * DAYS_LEFT).is_some_and(|then| leaf.not_after() < then) {
            let problem = format!("it expires on {}, in less than {DAYS_LEFT} days", leaf.expires_on());
            findings.error(FIELD, EXPIRES_SOON, problem, "renew the certificate first");
        }
        self.warn_of_future(leaf, FIELD, findings);
        leaf::check_strength(leaf, FIELD, Some(INVALID), findings);
        self.check_hosts(leaf, findings);
    }

    /// Only subject alternative names count, and one of them in the zone is enough.
    fn check_hosts(&self, leaf: &Certificate, findings: &mut Findings) {
        let Some(names) = leaf.alternative_names() else {
            let problem = "its subject alternative names cannot be read";
            return findings.warning(FIELD, FOREIGN_HOSTS, problem, "have it issued again");
        };
        match &self.zone {
            Some(zone) if !names.iter().any(|name| names::lies_in_zone(&names::normalize(name), zone)) => {
                let problem = format!("none of its subject alternative names lies in the zone {zone}");
                let advice =
                    "have it issued for a hostname of the zone, or upload it to the zone of its names";
                findings.error(FIELD, FOREIGN_HOSTS, problem, advice);
            }
            None if names.is_empty() => {
                let problem = "it has no subject alternative names";
                findings.warning(FIELD, FOREIGN_HOSTS, problem, "have it issued with them");
            }
            _ => {}
        }
    }
}

/// The leaf first, and each certificate before that of its issuer.
fn check_forced(certificates: &[Certificate], findings: &mut Findings) {
    if certificates.first().is_some_and(Certificate::is_ca) {
        let problem = "the leaf is not the first certificate";
        return findings.error(FIELD, NO_BUNDLE, problem, "put the leaf first, and each issuer after it");
    }
    let is_broken = |pair: &[Certificate]| matches!(pair, [one, next] if !one.is_issued_by(next));
    if certificates.windows(2).any(is_broken) {
        let problem = "a certificate is followed by one that is not its issuer's";
        findings.warning(FIELD, NO_BUNDLE, problem, "put each issuer after what it has issued");
    }
}

/// The leaf alone: Cloudflare finds the chain. It is said to accept intermediates all the same.
fn check_bundled(certificates: &[Certificate], findings: &mut Findings) {
    if certificates.len() > 1 {
        let problem = "there are certificates beside the leaf, and the bundle method is not `force`";
        let advice = "send the leaf alone, or choose `force` to have the chain served as it is";
        findings.warning(FIELD, NO_BUNDLE, problem, advice);
    } else if certificates.iter().any(Certificate::is_self_signed) {
        let problem = "it is self-signed, and the bundle method is not `force`";
        let advice = "have it issued by a publicly trusted authority, or choose `force`";
        findings.warning(FIELD, NO_BUNDLE, problem, advice);
    }
}

/// A replacement is of another type if neither its signature nor its key has the algorithm of the old signature. Of the old
/// certificate nothing more is known.
fn check_signature_type(leaf: &Certificate, old: &str, findings: &mut Findings) {
    let Some(was_rsa) = signature::is_rsa(old) else { return };
    let Some(is_rsa) = signature::is_rsa(leaf.signature()) else { return };
    let key_type = leaf.key_type();
    let other_key = if was_rsa { key_type.is_ecdsa() } else { key_type.is_rsa() };
    let problem = format!("its signature is {}, and that of the old certificate {old}", leaf.signature());
    let advice = "replace a certificate by one of the same signature type, or upload it beside the old one";
    if is_rsa != was_rsa && other_key {
        findings.error(FIELD, OTHER_SIGNATURE_TYPE, problem, advice);
    } else if is_rsa != was_rsa {
        findings.warning(FIELD, OTHER_SIGNATURE_TYPE, problem, advice);
    }
}
