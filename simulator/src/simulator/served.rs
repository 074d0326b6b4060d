//! What is served.

use super::Simulator;
use crate::served::{Gap, Purpose, Served, ServedChange};

/// # Served certificates
///
/// The simulator knows at every moment which certificate the visitors of a hostname are served, and which one Cloudflare
/// presents to its origin: when a request changes it, and when a scheduled step does, each at its own simulated time. So a test of
/// a rotation can show that there was no moment without a certificate:
///
/// ```
/// # async fn test() -> std::io::Result<()> {
/// # let simulator = cloudflare_certificates_simulator::Simulator::start().await?;
/// // A client replaces the certificate of www.example.com.
/// assert!(simulator.gaps().is_empty(), "{:#?}", simulator.gaps());
/// # Ok(()) }
/// ```
///
/// What visitors are served:
///
/// | resource | |
/// |---|---|
/// | `custom_certificates` | those that are active. While a `legacy_custom` one is changed, it keeps its id, is pending, and its old certificate is served; a `sni_custom` one gets a new id, and the old one is served until the new one is active |
/// | `certificate_packs` | those that are active, and Universal SSL, which every declared zone has unless it is disabled |
/// | `custom_hostnames` | the certificate that was active last, until another one is, as long as the hostname is neither blocked nor moved |
/// | `keyless_certificates` | those that are enabled |
///
/// For the same hostname, [Cloudflare's order](https://developers.cloudflare.com/ssl/reference/certificate-and-hostname-priority/)
/// decides. A wildcard stands for one label. What is deleted or has expired serves nothing.
///
/// What origins are presented is the certificate of the hostname's association, once the association is active, as long as that
/// certificate is; without an association, that of the zone, if it is active and origin pulls are enabled for the zone.
impl Simulator {
    /// Returns the certificate that the visitors of a hostname are served; `None` if there is none.
    pub fn served(&self, hostname: &str) -> Option<Served> {
        self.server.store().ledger().served(Purpose::Visitors, hostname)
    }

    /// Returns the certificate that the origin of a hostname is presented; `None` if there is none.
    pub fn presented(&self, hostname: &str) -> Option<Served> {
        self.server.store().ledger().served(Purpose::OriginPulls, hostname)
    }

    /// Returns the changes of the certificates of all hostnames that a certificate was ever for, in the order in which they
    /// happened; at most the last 100,000 are kept.
    pub fn served_changes(&self) -> Vec<ServedChange> {
        self.server.store().ledger().changes()
    }

    /// Returns the times in which a hostname was without the certificate that it had, or one as good.
    pub fn gaps(&self) -> Vec<Gap> {
        self.server.store().ledger().gaps()
    }
}
