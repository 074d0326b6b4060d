//! The lists that an inventory reads, and what their items say.

#[cfg(feature = "access_certificates")]
mod access_certificates;
#[cfg(feature = "certificate_packs")]
mod certificate_packs;
#[cfg(feature = "client_certificates")]
mod client_certificates;
#[cfg(feature = "custom_certificates")]
mod custom_certificates;
#[cfg(feature = "custom_hostnames")]
mod custom_hostnames;
#[cfg(feature = "custom_trust_store")]
mod custom_trust_store;
#[cfg(feature = "gateway_certificates")]
mod gateway_certificates;
#[cfg(feature = "keyless_certificates")]
mod keyless_certificates;
#[cfg(feature = "mtls_certificates")]
mod mtls_certificates;
#[cfg(feature = "origin_ca_certificates")]
mod origin_ca_certificates;
#[cfg(feature = "origin_tls_client_auth")]
mod origin_tls_client_auth;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};

use super::{Kind, Listed, Place};
use crate::list::ListQuery;
use crate::{Client, List, Progress, Result};

/// The items of a list, page by page.
pub(super) type Rows = BoxStream<'static, Result<Vec<Listed>>>;

/// An item of a list.
#[allow(dead_code, reason = "implemented by the resources that are built")]
trait Certificate {
    /// Returns what it says; `None` if it is no certificate.
    fn listed(self) -> Option<Listed>;
}

/// Returns the list of a kind in a zone or account. Nothing is requested before it is polled, and then one page after
/// the other.
pub(super) fn rows(client: &Client, place: &Place, kind: Kind) -> Result<Rows> {
    match place {
        Place::Zone { id, .. } => of_zone(client, id, kind),
        Place::Account { id, .. } => of_account(client, id, kind),
    }
}

#[allow(unused_variables, reason = "without any resource there is nothing to list")]
fn of_zone(client: &Client, id: &str, kind: Kind) -> Result<Rows> {
    let zone = client.zone(id)?;
    Ok(match kind {
        #[cfg(feature = "certificate_packs")]
        Kind::CertificatePacks => certificate_packs::rows(&zone),
        #[cfg(feature = "custom_certificates")]
        Kind::CustomCertificates => pages(zone.custom_certificates().list().per_page(50)),
        #[cfg(feature = "custom_hostnames")]
        Kind::CustomHostnames => pages(zone.custom_hostnames().list().per_page(1000)),
        #[cfg(feature = "keyless_certificates")]
        Kind::KeylessCertificates => pages(zone.keyless_certificates().list()),
        #[cfg(feature = "client_certificates")]
        Kind::ClientCertificates => client_certificates::rows(&zone),
        #[cfg(feature = "access_certificates")]
        Kind::AccessCertificates => pages(zone.access_certificates().list().per_page(1000)),
        #[cfg(feature = "origin_ca_certificates")]
        Kind::OriginCaCertificates => pages(client.origin_ca_certificates().list(id).per_page(50)),
        #[cfg(feature = "origin_tls_client_auth")]
        Kind::OriginTlsClientAuth => pages(zone.origin_tls_client_auth().list()),
        #[cfg(feature = "origin_tls_client_auth")]
        Kind::OriginTlsClientAuthHostnameCertificates => {
            pages(zone.origin_tls_client_auth().hostname_certificates().list())
        }
        #[cfg(feature = "custom_trust_store")]
        Kind::CustomTrustStore => pages(zone.custom_trust_store().list().per_page(50)),
        _ => futures_util::stream::empty().boxed(),
    })
}

#[allow(unused_variables, reason = "without any resource there is nothing to list")]
fn of_account(client: &Client, id: &str, kind: Kind) -> Result<Rows> {
    let account = client.account(id)?;
    Ok(match kind {
        #[cfg(feature = "mtls_certificates")]
        Kind::MtlsCertificates => pages(account.mtls_certificates().list()),
        #[cfg(feature = "access_certificates")]
        Kind::AccessCertificates => pages(account.access_certificates().list().per_page(1000)),
        #[cfg(feature = "gateway_certificates")]
        Kind::GatewayCertificates => pages(account.gateway_certificates().list()),
        _ => futures_util::stream::empty().boxed(),
    })
}

/// Returns the items of a list without those that are gone.
#[allow(dead_code, reason = "used by the resources that are built")]
fn pages<Q>(list: List<Q>) -> Rows
where
    Q: ListQuery,
    Q::Item: Certificate,
{
    let rows = list.read_ahead(1).pages().map_ok(|page| {
        let items = page.into_items().into_iter().filter_map(Certificate::listed);
        items.filter(|listed| listed.progress != Progress::Gone).collect()
    });
    rows.boxed()
}
