//! The result of a deployment.

use cloudflare_certificates::Timestamp;
use cloudflare_certificates::preflight::Certificate;
use cloudflare_certificates::types::{BundleMethod, CustomCertificate, CustomCertificateStatus};
use serde::Serialize;

use crate::cli::Form;
use crate::output::{Column, Row};

const SHOWN: &[Column] = &[
    Column::of("action"),
    Column::of("zone"),
    Column::of("id"),
    Column::of("old_id"),
    Column::of("hosts"),
    Column::of("issuer"),
    Column::of("expires_on"),
    Column::of("status"),
];
const ALL: &[Column] = &[
    Column::of("action"),
    Column::of("kind"),
    Column::of("zone"),
    Column::of("id"),
    Column::of("old_id"),
    Column::of("hosts"),
    Column::of("issuer"),
    Column::of("expires_on"),
    Column::of("status"),
    Column::of("bundle_method"),
    Column::of("fingerprint_sha256"),
];

/// Returns the columns: a table leaves out what would make it too wide.
pub(super) fn columns(form: Form) -> &'static [Column] {
    if form == Form::Table { SHOWN } else { ALL }
}

/// What was done with a certificate in a zone, or would be done.
#[derive(Serialize)]
pub(super) struct Deployed {
    action: &'static str,
    kind: &'static str,
    zone: String,
    /// Of the certificate; none if it would be created.
    id: Option<String>,
    /// Of the certificate that was replaced, or would be.
    old_id: Option<String>,
    hosts: Vec<String>,
    issuer: Option<String>,
    expires_on: Option<Timestamp>,
    status: Option<CustomCertificateStatus>,
    bundle_method: Option<BundleMethod>,
    fingerprint_sha256: Option<String>,
}

impl Row for Deployed {}

impl Deployed {
    /// A certificate that the zone has.
    pub(super) fn of(
        action: &'static str,
        zone: &str,
        leaf: Option<&Certificate>,
        record: &CustomCertificate,
    ) -> Self {
        Self {
            id: Some(record.id.clone()),
            hosts: record.hosts.clone(),
            issuer: record.issuer.clone(),
            expires_on: record.expires_on.clone(),
            status: record.status.clone(),
            bundle_method: record.bundle_method.clone(),
            ..Self::planned(action, zone, leaf, None)
        }
    }

    /// A certificate that the zone would have, perhaps instead of another one.
    pub(super) fn planned(
        action: &'static str,
        zone: &str,
        leaf: Option<&Certificate>,
        method: Option<BundleMethod>,
    ) -> Self {
        Self {
            action,
            kind: "custom_certificates",
            zone: zone.to_owned(),
            id: None,
            old_id: None,
            hosts: leaf.map(Certificate::names).unwrap_or_default().into_iter().map(str::to_owned).collect(),
            issuer: leaf.map(|leaf| leaf.issuer().to_owned()),
            expires_on: leaf.map(Certificate::expires_on),
            status: None,
            bundle_method: method,
            fingerprint_sha256: leaf.map(Certificate::fingerprint_sha256),
        }
    }

    /// Adds the certificate that it replaces.
    pub(super) fn instead_of(self, old_id: Option<&str>) -> Self {
        Self { old_id: old_id.map(str::to_owned), ..self }
    }
}
