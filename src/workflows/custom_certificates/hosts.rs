//! Finding custom certificates by their hosts.

use std::collections::BTreeSet;

use super::super::{Result, Run, Schedule, Workflow};
use super::live::live;
use crate::CustomCertificates;
use crate::types::CustomCertificate;

impl CustomCertificates {
    /// Finds the certificates that are for exactly these hosts, in whatever order and case: `GET
    /// /zones/{zone_id}/custom_certificates`.
    ///
    /// A zone can have several of them, such as one with an RSA and one with an ECDSA key. They come in the order of the
    /// list, with any status except those of a deletion. Without hosts, it finds none.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone) -> cloudflare_certificates::workflows::Result<()> {
    /// for certificate in zone.custom_certificates().find_by_hosts(["example.com", "*.example.com"]).await? {
    ///     println!("{} {:?} expires on {:?}", certificate.id, certificate.signature, certificate.expires_on);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`. Cargo feature: `custom_certificates`.
    ///
    /// # Errors
    /// [`Call`](crate::workflows::ErrorKind::Call) if the call fails.
    pub fn find_by_hosts(
        &self,
        hosts: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Workflow<Vec<CustomCertificate>> {
        let (certificates, hosts) = (self.clone(), normalized(hosts));
        let at_most = Schedule::CERTIFICATES.at_most;
        let name = "custom_certificates.find_by_hosts";
        Workflow::new(name, self.client(), at_most, async move |run: Run| {
            find_by_hosts(&run, &certificates, &hosts).await
        })
    }
}

async fn find_by_hosts(
    run: &Run,
    certificates: &CustomCertificates,
    hosts: &BTreeSet<String>,
) -> Result<Vec<CustomCertificate>> {
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = live(run, certificates).await?;
    found.retain(|record| normalized(&record.hosts) == *hosts);
    Ok(found)
}

/// Returns hosts in lowercase, as a set: they come in any order.
pub(super) fn normalized(hosts: impl IntoIterator<Item = impl AsRef<str>>) -> BTreeSet<String> {
    hosts.into_iter().map(|host| host.as_ref().trim_end_matches('.').to_lowercase()).collect()
}
