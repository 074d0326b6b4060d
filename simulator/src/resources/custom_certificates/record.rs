//! One custom certificate.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::activation::Activation;
use crate::clock::{after, rfc3339};
use crate::x509::Certificate;

/// The priority of a new certificate.
pub(super) const DEFAULT_PRIORITY: i64 = 20;

/// A custom certificate. Its private key is not kept.
#[derive(Clone)]
pub(crate) struct CustomCertificate {
    pub(super) id: String,
    pub(super) zone_id: String,
    pub(super) certificate: Certificate,
    pub(super) bundle_method: BundleMethod,
    pub(super) custom_csr_id: Option<String>,
    pub(super) geo_restrictions: Option<GeoRestrictions>,
    pub(super) policy: Option<String>,
    pub(super) kind: Kind,
    pub(super) priority: i64,
    pub(super) uploaded_on: OffsetDateTime,
    pub(super) modified_on: OffsetDateTime,
    /// How it is becoming active; nothing if it always was.
    pub(super) pending: Option<Pending>,
}

/// A certificate on its way to being active.
#[derive(Clone, Copy)]
pub(super) struct Pending {
    since: OffsetDateTime,
    /// How many answers have shown it as pending.
    reads: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Pending,
    Active,
    Expired,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum BundleMethod {
    #[default]
    Ubiquitous,
    Optimal,
    Force,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    #[default]
    LegacyCustom,
    SniCustom,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct GeoRestrictions {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NewCustomCertificate {
    pub(super) certificate: String,
    pub(super) private_key: Option<String>,
    pub(super) custom_csr_id: Option<String>,
    pub(super) bundle_method: Option<BundleMethod>,
    pub(super) deploy: Option<String>,
    pub(super) geo_restrictions: Option<GeoRestrictions>,
    pub(super) policy: Option<String>,
    #[serde(default, rename = "type")]
    pub(super) kind: Kind,
}

#[derive(Deserialize)]
pub(super) struct CustomCertificatePatch {
    pub(super) certificate: Option<String>,
    pub(super) private_key: Option<String>,
    pub(super) custom_csr_id: Option<String>,
    pub(super) bundle_method: Option<BundleMethod>,
    pub(super) deploy: Option<String>,
    pub(super) geo_restrictions: Option<GeoRestrictions>,
    pub(super) policy: Option<String>,
}

/// A certificate as answers show it.
#[derive(Serialize)]
pub(super) struct View<'a> {
    id: &'a str,
    zone_id: &'a str,
    bundle_method: BundleMethod,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_csr_id: Option<&'a str>,
    expires_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    geo_restrictions: Option<&'a GeoRestrictions>,
    hosts: &'a [String],
    issuer: &'a str,
    modified_on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy_restrictions: Option<&'a str>,
    priority: i64,
    signature: &'static str,
    status: Status,
    uploaded_on: String,
}

impl CustomCertificate {
    pub(super) fn view(&self, now: OffsetDateTime, activation: Activation) -> View<'_> {
        View {
            id: &self.id,
            zone_id: &self.zone_id,
            bundle_method: self.bundle_method,
            custom_csr_id: self.custom_csr_id.as_deref(),
            expires_on: rfc3339(self.certificate.expires_on),
            geo_restrictions: self.geo_restrictions.as_ref(),
            hosts: &self.certificate.hosts,
            issuer: &self.certificate.issuer,
            modified_on: rfc3339(self.modified_on),
            policy_restrictions: self.policy.as_deref(),
            priority: self.priority,
            signature: self.certificate.signature,
            status: self.status(now, activation),
            uploaded_on: rfc3339(self.uploaded_on),
        }
    }

    pub(super) fn status(&self, now: OffsetDateTime, activation: Activation) -> Status {
        if self.certificate.expires_on <= now {
            Status::Expired
        } else if self.is_pending(now, activation) {
            Status::Pending
        } else {
            Status::Active
        }
    }

    pub(super) fn is_pending(&self, now: OffsetDateTime, activation: Activation) -> bool {
        self.pending.is_some_and(|pending| match activation {
            Activation::After(time) => now < after(pending.since, time),
            Activation::AfterReads(reads) => pending.reads < reads,
        })
    }

    /// Takes note that an answer has shown the certificate.
    pub(super) fn read(&mut self) {
        if let Some(pending) = &mut self.pending {
            pending.reads = pending.reads.saturating_add(1);
        }
    }
}

impl Pending {
    pub(super) fn since(since: OffsetDateTime) -> Self {
        Self { since, reads: 0 }
    }
}

impl Status {
    /// The state of a name; nothing for the states that no certificate here is ever in.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "pending" => Some(Self::Pending),
            "active" => Some(Self::Active),
            "expired" => Some(Self::Expired),
            _ => None,
        }
    }
}
