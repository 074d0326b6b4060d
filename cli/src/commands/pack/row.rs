//! The rows of packs.

use cloudflare_certificates::Timestamp;
use cloudflare_certificates::types::{CertificatePack, NewCertificatePack};
use cloudflare_certificates::workflows::{Kind, Setup};
use serde::Serialize;

use crate::output::{Column, Row};
use crate::{places::NamedZone, setup};

/// The columns of a pack that was listed.
pub(super) const LISTED: &[Column] = &[
    Column::of("id"),
    Column::of("type"),
    Column::of("status"),
    Column::of("hosts"),
    Column::of("certificate_authority"),
    Column::of("expires_on"),
    Column::of("validity_days"),
];

/// The columns of a pack that was changed.
pub(super) const CHANGED: &[Column] = &[
    Column::of("action"),
    Column::of("id"),
    Column::of("status"),
    Column::of("hosts"),
    Column::of("certificate_authority"),
    Column::of("expires_on"),
    Column::of("old_id"),
    Column::of("setup"),
];

/// A pack that was listed.
#[derive(Debug, Default, Serialize)]
pub(super) struct Listed {
    zone: String,
    id: Option<String>,
    #[serde(rename = "type")]
    type_: Option<String>,
    status: Option<String>,
    hosts: Vec<String>,
    certificate_authority: Option<String>,
    validation_method: Option<String>,
    validity_days: Option<i64>,
    expires_on: Option<Timestamp>,
    /// What somebody must set up before it can be issued.
    setup: Vec<Setup>,
}

/// A pack that was changed, or would be.
#[derive(Debug, Serialize)]
pub(super) struct Changed {
    action: &'static str,
    kind: &'static str,
    #[serde(flatten)]
    pack: Listed,
    /// The pack in whose place it is.
    old_id: Option<String>,
}

impl Listed {
    pub(super) fn new(zone: &NamedZone, pack: &CertificatePack) -> Self {
        Self {
            zone: zone.name.clone(),
            id: Some(pack.id.clone()),
            type_: pack.type_.as_ref().map(ToString::to_string),
            status: pack.status.as_ref().map(ToString::to_string),
            hosts: pack.hosts.clone(),
            certificate_authority: pack.certificate_authority.as_ref().map(ToString::to_string),
            validation_method: pack.validation_method.as_ref().map(ToString::to_string),
            validity_days: pack.validity_days,
            expires_on: pack.expires_on().cloned(),
            setup: Setup::of(pack),
        }
    }

    /// A pack that would be ordered.
    fn ordered(zone: &NamedZone, order: &NewCertificatePack) -> Self {
        Self {
            zone: zone.name.clone(),
            type_: Some(order.type_.to_string()),
            hosts: order.hosts.clone(),
            certificate_authority: Some(order.certificate_authority.to_string()),
            validation_method: Some(order.validation_method.to_string()),
            validity_days: Some(order.validity_days),
            ..Self::default()
        }
    }
}

impl Changed {
    pub(super) fn new(action: &'static str, zone: &NamedZone, pack: &CertificatePack) -> Self {
        Self::of(action, Listed::new(zone, pack))
    }

    /// A pack that would be ordered.
    pub(super) fn ordered(action: &'static str, zone: &NamedZone, order: &NewCertificatePack) -> Self {
        Self::of(action, Listed::ordered(zone, order))
    }

    /// A pack that does not exist.
    pub(super) fn absent(zone: &NamedZone, id: &str) -> Self {
        Self::of(
            "unchanged",
            Listed { zone: zone.name.clone(), id: Some(id.to_owned()), ..Listed::default() },
        )
    }

    /// Sets the pack in whose place it is.
    pub(super) fn in_place_of(self, old_id: Option<String>) -> Self {
        Self { old_id, ..self }
    }

    fn of(action: &'static str, pack: Listed) -> Self {
        Self { action, kind: Kind::CertificatePacks.as_str(), pack, old_id: None }
    }
}

impl Row for Listed {}

impl Row for Changed {
    fn cell(&self, field: &str) -> Option<String> {
        (field == "setup").then(|| setup::cell(&self.pack.setup))
    }
}
