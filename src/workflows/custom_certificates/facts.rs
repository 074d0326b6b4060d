//! What identifies a custom certificate: the API shows neither its PEM text nor a fingerprint or a serial number.

use std::collections::BTreeSet;

use super::super::{Error, ErrorKind, Result, Run};
use super::RESOURCE;
use super::hosts::normalized;
use crate::types::CustomCertificate;
use crate::{CustomCertificates, Progress, Timestamp};

/// How far the clocks of Cloudflare and of a certificate authority may differ, in seconds.
const CLOCKS_DIFFER: i64 = 300;

/// What a record must say if it is that of a certificate. What is `None` is not compared.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// In lowercase.
    hosts: BTreeSet<String>,
    signature: Option<String>,
    /// In seconds since 1970, as the next one.
    expires_on: i64,
    /// A record that was last changed earlier is that of another certificate.
    not_before: Option<i64>,
}

/// Reads a certificate in PEM form.
#[cfg(feature = "preflight")]
pub(super) async fn facts(_: &Run, _: &CustomCertificates, pem: &str) -> Result<Facts> {
    let refused = |error: crate::preflight::ParseError| {
        Error::new(ErrorKind::Refused).about(RESOURCE, "(new)").detailed(error.to_string())
    };
    let leaf = crate::preflight::Certificate::from_pem(pem).map_err(refused)?;
    let since_1970 = |point: std::time::SystemTime| {
        let duration = point.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
    };
    Ok(Facts {
        hosts: leaf.names().into_iter().map(str::to_lowercase).collect(),
        signature: Some(leaf.signature().to_owned()).filter(|name| !name.is_empty()),
        expires_on: since_1970(leaf.not_after()),
        not_before: Some(since_1970(leaf.not_before())),
    })
}

/// Has Cloudflare read a certificate in PEM form: `POST /zones/{zone_id}/ssl/analyze`.
#[cfg(not(feature = "preflight"))]
pub(super) async fn facts(run: &Run, certificates: &CustomCertificates, pem: &str) -> Result<Facts> {
    // It changes nothing, so that it may be repeated after every transient error.
    let options = run.reading().retry(crate::Retry::new().retry_non_idempotent(true));
    let request = crate::types::CertificateToAnalyze::builder().certificate(pem).build();
    let read = crate::Ssl::new(certificates.scope().clone()).with(options).analyze(&request).await?;
    let hosts = normalized(&read.hosts);
    match seconds(read.expires_on.as_ref()) {
        Some(expires_on) if !hosts.is_empty() => {
            Ok(Facts { hosts, signature: read.signature.clone(), expires_on, not_before: None })
        }
        _ => Err(Error::new(ErrorKind::Ambiguous)
            .about(RESOURCE, "(new)")
            .detailed("its analysis lacks the hosts or the expiry, without which it cannot be found again")),
    }
}

impl Facts {
    /// Returns whether the record is that of the certificate, as far as can be told.
    pub(super) fn are_of(&self, record: &CustomCertificate) -> bool {
        let is_signature =
            |ours: &String| record.signature.as_ref().is_none_or(|theirs| ours.eq_ignore_ascii_case(theirs));
        let changed_on = seconds(record.modified_on.as_ref().or(record.uploaded_on.as_ref()));
        let is_older =
            |not_before: i64| changed_on.is_some_and(|on| on < not_before.saturating_sub(CLOCKS_DIFFER));
        normalized(&record.hosts) == self.hosts
            && seconds(record.expires_on.as_ref()) == Some(self.expires_on)
            && self.signature.as_ref().is_none_or(is_signature)
            && !self.not_before.is_some_and(is_older)
    }

    /// Returns whether the record is certainly that of another certificate: it expires on another day.
    pub(super) fn are_not_of(&self, record: &CustomCertificate) -> bool {
        const DAY: u64 = 86_400;
        seconds(record.expires_on.as_ref()).is_some_and(|expires| expires.abs_diff(self.expires_on) > DAY)
    }

    /// Returns these facts for a zone that has the certificate for sure. Its record is then found even if it was uploaded
    /// before it was valid.
    pub(super) fn of_existing(&self) -> Self {
        Self { not_before: None, ..self.clone() }
    }

    /// Returns the record of the certificate. Of several, any would do: it prefers one that is active, and then the
    /// one that was uploaded last.
    pub(super) fn find<'a>(
        &self,
        records: impl IntoIterator<Item = &'a CustomCertificate>,
    ) -> Option<&'a CustomCertificate> {
        let rank = |record: &&CustomCertificate| {
            let is_active = record.status.as_ref().is_some_and(|status| status.progress() == Progress::Ready);
            (is_active, seconds(record.uploaded_on.as_ref()))
        };
        records.into_iter().filter(|record| self.are_of(record)).max_by_key(rank)
    }

    /// Returns whether a certificate with this record can be replaced by this one: it has the same hosts, and its signature
    /// is not known to be of another type.
    pub(super) fn take_the_place_of(&self, record: &CustomCertificate) -> bool {
        let types = [&self.signature, &record.signature].map(|name| name.as_deref().and_then(is_rsa));
        let is_other_type = matches!(types, [Some(ours), Some(theirs)] if ours != theirs);
        !self.hosts.is_empty() && normalized(&record.hosts) == self.hosts && !is_other_type
    }

    /// Returns whether the certificate is valid for a host, which may be a wildcard.
    pub(super) fn cover(&self, host: &str) -> bool {
        covers(&self.hosts, host)
    }
}

/// Returns whether one of these names, which are in lowercase, is good for a host. A wildcard stands for one label.
pub(super) fn covers(names: &BTreeSet<String>, host: &str) -> bool {
    let host = host.to_lowercase();
    let wildcard = host.split_once('.').map(|(_, parent)| format!("*.{parent}"));
    names.contains(&host) || wildcard.is_some_and(|wildcard| names.contains(&wildcard))
}

/// Returns whether a signature is one of RSA or one of ECDSA; `None` if it is neither.
fn is_rsa(signature: &str) -> Option<bool> {
    let name = signature.to_ascii_uppercase();
    match (name.contains("ECDSA"), name.contains("RSA")) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    }
}

fn seconds(timestamp: Option<&Timestamp>) -> Option<i64> {
    Some(timestamp?.datetime()?.timestamp())
}
