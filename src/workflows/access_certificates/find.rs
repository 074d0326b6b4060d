//! Which CA is meant.

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;

use crate::AccessCertificates;
use crate::types::{AccessCertificate, NewAccessCertificate};
use crate::workflows::changes::missing;
use crate::workflows::pem::first_body;
use crate::workflows::source::Record;
use crate::workflows::{Error, ErrorKind, Result, Run};

/// Lookups.
impl AccessCertificates {
    /// Returns the CA of this name, or `None`: `GET /{accounts_or_zones}/{id}/access/certificates`.
    ///
    /// Names are not unique. If there are several CAs of this name, the error is of the kind
    /// [`Ambiguous`](ErrorKind::Ambiguous) and lists their ids.
    ///
    /// Permission: `Access: Mutual TLS Certificates Write`.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<AccessCertificate>> {
        let found = self.list().all().await?;
        only(found.into_iter().filter(|certificate| certificate.name.as_deref() == Some(name)))
            .map_err(|error| error.of_lookup(self.client()))
    }

    /// Returns the CA with this MD5 fingerprint, or `None`: `GET /{accounts_or_zones}/{id}/access/certificates`.
    ///
    /// The fingerprint has the form of `openssl x509 -fingerprint -md5`, `MD5 Fingerprint=1E:80:…`, or is 32
    /// hexadecimal digits. Case and colons do not matter.
    ///
    /// Permission: `Access: Mutual TLS Certificates Write`.
    pub async fn find_by_fingerprint(&self, fingerprint: &str) -> Result<Option<AccessCertificate>> {
        let Some(fingerprint) = digits(fingerprint) else {
            let detail = "the fingerprint is not an MD5 fingerprint of 32 hexadecimal digits";
            return Err(Error::new(ErrorKind::Refused).detailed(detail));
        };
        let found = self.list().all().await?;
        only(found.into_iter().filter(|certificate| has_fingerprint(certificate, &fingerprint)))
            .map_err(|error| error.of_lookup(self.client()))
    }
}

/// Returns all CAs.
pub(super) async fn all(handle: &AccessCertificates, run: &Run) -> Result<Vec<AccessCertificate>> {
    Ok(handle.with(run.reading()).list().all().await?)
}

/// The CA that a workflow wants to be there.
#[derive(Clone)]
pub(super) struct Wanted {
    new: NewAccessCertificate,
    /// The fingerprint, if it can be computed.
    fingerprint: Option<String>,
    /// The hostnames that it should have.
    pub(super) hostnames: Vec<String>,
}

impl Wanted {
    pub(super) fn new(new: &NewAccessCertificate) -> Self {
        let hostnames = new.associated_hostnames.clone().unwrap_or_default();
        Self { new: new.clone(), fingerprint: fingerprint_of(&new.certificate), hostnames }
    }

    /// Returns the CA if it is among these: by its fingerprint if it is known, otherwise by its name. `except` is the
    /// id of one that is not meant.
    pub(super) fn find(
        &self,
        all: &[AccessCertificate],
        except: Option<&str>,
    ) -> Result<Option<AccessCertificate>> {
        let is_meant = |certificate: &&AccessCertificate| match (
            &self.fingerprint,
            certificate.fingerprint.as_deref().and_then(digits),
        ) {
            (Some(wanted), Some(fingerprint)) => *wanted == fingerprint,
            _ => certificate.name.as_ref() == Some(&self.new.name),
        };
        let others = all.iter().filter(|certificate| Some(certificate.id.as_str()) != except);
        only(others.filter(is_meant).cloned())
    }

    /// Returns whether it is certain that this is the same CA.
    pub(super) fn is_certainly(&self, other: &AccessCertificate) -> bool {
        self.fingerprint.as_deref().is_some_and(|fingerprint| has_fingerprint(other, fingerprint))
    }

    /// Returns the hostnames that the certificate lacks.
    pub(super) fn lacking(&self, certificate: &AccessCertificate) -> Vec<String> {
        missing(&self.hostnames, &certificate.associated_hostnames)
    }

    /// Returns the upload, with all hostnames.
    pub(super) fn body(&self) -> NewAccessCertificate {
        let mut body = self.new.clone();
        if !self.hostnames.is_empty() {
            body.associated_hostnames = Some(self.hostnames.clone());
        }
        body
    }
}

/// Returns the MD5 fingerprint of a certificate, in lower-case digits, if it can be computed.
fn fingerprint_of(pem: &str) -> Option<String> {
    let der = STANDARD.decode(first_body(pem, "CERTIFICATE")?).ok()?;
    Some(format!("{:x}", md5::compute(der)))
}

fn has_fingerprint(certificate: &AccessCertificate, fingerprint: &str) -> bool {
    certificate.fingerprint.as_deref().and_then(digits).as_deref() == Some(fingerprint)
}

/// Returns the digits of an MD5 fingerprint, in lower case.
fn digits(fingerprint: &str) -> Option<String> {
    let value = fingerprint.rsplit('=').next()?;
    let digits: String = value.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let is_md5 = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then(|| digits.to_ascii_lowercase())
}

/// Returns the only CA of these.
fn only(mut found: impl Iterator<Item = AccessCertificate>) -> Result<Option<AccessCertificate>> {
    let first = found.next();
    let others: Vec<String> = found.map(|other| other.id).collect();
    match first {
        Some(first) if !others.is_empty() => Err(Error::new(ErrorKind::Ambiguous)
            .about(AccessCertificate::RESOURCE, &first.id)
            .detailed(format!("the others are {}", others.join(", ")))
            .advised("remove those that are not needed, or address one by its id")),
        first => Ok(first),
    }
}
