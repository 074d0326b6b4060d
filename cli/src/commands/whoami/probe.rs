//! One small GET for each kind of certificate in each place.

use std::pin::Pin;

use cloudflare_certificates::workflows::Kind;
use cloudflare_certificates::{Account, Client, Error, List, ListQuery, Operation, Zone, operations};

use super::places::Places;
use super::row::Found;
use crate::{Failure, Result};

type Outcome = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// A GET that has not been sent yet.
pub(super) struct Probe {
    row: Found,
    read: &'static Operation,
    outcome: Outcome,
}

impl Probe {
    /// Returns the probes of all kinds in these places.
    pub(super) fn of(client: &Client, places: &Places) -> Vec<Self> {
        let mut probes = Vec::new();
        for (id, name) in &places.zones {
            let Ok(zone) = client.zone(id) else { continue };
            let kinds = Kind::ALL.iter().filter(|kind| kind.is_of_zones());
            probes.extend(kinds.filter_map(|kind| Self::in_zone(*kind, client, &zone, name)));
        }
        for (id, name) in &places.accounts {
            let Ok(account) = client.account(id) else { continue };
            let kinds = Kind::ALL.iter().filter(|kind| kind.is_of_accounts());
            probes.extend(kinds.filter_map(|kind| Self::in_account(*kind, &account, name)));
        }
        probes
    }

    /// Returns the only probe that the user service key is good for. It needs the zone's id.
    pub(super) fn of_origin_ca(client: &Client, zone_id: &str) -> Result<Self> {
        let zone = client.zone(zone_id).map_err(|_| {
            Failure::usage("the user service key cannot look up zones: give the id of the zone with --zone")
        })?;
        Self::in_zone(Kind::OriginCaCertificates, client, &zone, "")
            .ok_or_else(|| Failure::usage("the Origin CA cannot be probed"))
    }

    /// Sends the GET.
    pub(super) async fn run(self) -> Found {
        let outcome = self.outcome.await;
        self.row.outcome(self.read, outcome)
    }

    fn in_zone(kind: Kind, client: &Client, zone: &Zone, name: &str) -> Option<Self> {
        let operations = operations_of(kind)?;
        let outcome = match kind {
            Kind::CertificatePacks => first(operations.read, zone.certificate_packs().list()),
            Kind::CustomCertificates => first(operations.read, zone.custom_certificates().list()),
            Kind::CustomHostnames => first(operations.read, zone.custom_hostnames().list()),
            Kind::KeylessCertificates => first(operations.read, zone.keyless_certificates().list()),
            Kind::ClientCertificates => first(operations.read, zone.client_certificates().list()),
            Kind::AccessCertificates => first(operations.read, zone.access_certificates().list()),
            Kind::OriginCaCertificates => {
                first(operations.read, client.origin_ca_certificates().list(zone.id()))
            }
            Kind::OriginTlsClientAuth => first(operations.read, zone.origin_tls_client_auth().list()),
            Kind::OriginTlsClientAuthHostnameCertificates => {
                first(operations.read, zone.origin_tls_client_auth().hostname_certificates().list())
            }
            Kind::CustomTrustStore => first(operations.read, zone.custom_trust_store().list()),
            _ => return None,
        };
        Some(Self::new("zone", (zone.id(), name), kind, operations, outcome))
    }

    fn in_account(kind: Kind, account: &Account, name: &str) -> Option<Self> {
        let operations = operations_of(kind)?;
        let outcome = match kind {
            Kind::MtlsCertificates => first(operations.read, account.mtls_certificates().list()),
            Kind::AccessCertificates => first(operations.read, account.access_certificates().list()),
            Kind::GatewayCertificates => first(operations.read, account.gateway_certificates().list()),
            _ => return None,
        };
        Some(Self::new("account", (account.id(), name), kind, operations, outcome))
    }

    fn new(
        scope: &'static str,
        (id, name): (&str, &str),
        kind: Kind,
        operations: Operations,
        outcome: Outcome,
    ) -> Self {
        let mut row = Found::new(scope, kind.as_str());
        row.id = id.to_owned();
        row.name = name.to_owned();
        row.command = operations.command;
        row.needs_to_write = operations.write.permissions;
        Self { row, read: operations.read, outcome }
    }
}

/// Fetches the first page, as small as it may be.
fn first<Q: ListQuery>(operation: &Operation, list: List<Q>) -> Outcome {
    let smallest = operation.query.iter().find(|parameter| parameter.name == "per_page");
    let list = match smallest {
        Some(per_page) => {
            let count = per_page.minimum.and_then(|minimum| u32::try_from(minimum).ok()).unwrap_or(1);
            list.per_page(count.max(1))
        }
        None => list,
    };
    Box::pin(async move { list.page(1).await.map(drop) })
}

/// The command that works with a kind, and what it calls.
struct Operations {
    command: &'static str,
    read: &'static Operation,
    write: &'static Operation,
}

fn operations_of(kind: Kind) -> Option<Operations> {
    use operations as o;
    let (command, read, write) = match kind {
        Kind::CertificatePacks => ("pack", &o::CERTIFICATE_PACKS_LIST, &o::CERTIFICATE_PACKS_CREATE),
        Kind::CustomCertificates => ("deploy", &o::CUSTOM_CERTIFICATES_LIST, &o::CUSTOM_CERTIFICATES_CREATE),
        Kind::CustomHostnames => ("hostname", &o::CUSTOM_HOSTNAMES_LIST, &o::CUSTOM_HOSTNAMES_CREATE),
        Kind::KeylessCertificates => ("list", &o::KEYLESS_CERTIFICATES_LIST, &o::KEYLESS_CERTIFICATES_CREATE),
        Kind::ClientCertificates => ("list", &o::CLIENT_CERTIFICATES_LIST, &o::CLIENT_CERTIFICATES_CREATE),
        Kind::MtlsCertificates => ("list", &o::MTLS_CERTIFICATES_LIST, &o::MTLS_CERTIFICATES_CREATE),
        Kind::AccessCertificates => {
            ("access-ca", &o::ACCESS_CERTIFICATES_LIST, &o::ACCESS_CERTIFICATES_CREATE)
        }
        Kind::GatewayCertificates => ("list", &o::GATEWAY_CERTIFICATES_LIST, &o::GATEWAY_CERTIFICATES_CREATE),
        Kind::OriginCaCertificates => {
            ("origin-ca", &o::ORIGIN_CA_CERTIFICATES_LIST, &o::ORIGIN_CA_CERTIFICATES_CREATE)
        }
        Kind::OriginTlsClientAuth => {
            ("origin-pull", &o::ORIGIN_TLS_CLIENT_AUTH_LIST, &o::ORIGIN_TLS_CLIENT_AUTH_CREATE)
        }
        Kind::OriginTlsClientAuthHostnameCertificates => (
            "origin-pull",
            &o::ORIGIN_TLS_CLIENT_AUTH_HOSTNAME_CERTIFICATES_LIST,
            &o::ORIGIN_TLS_CLIENT_AUTH_HOSTNAME_CERTIFICATES_CREATE,
        ),
        Kind::CustomTrustStore => ("list", &o::CUSTOM_TRUST_STORE_LIST, &o::CUSTOM_TRUST_STORE_CREATE),
        _ => return None,
    };
    Some(Operations { command, read, write })
}
