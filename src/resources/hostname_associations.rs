//! Hostname associations: which hostnames ask for client certificates, and of which authority.

use crate::scope::Scope;
use crate::types::{HostnameAssociations, HostnameAssociationsUpdate};
use crate::{Response, Result};

/// The hostnames of a zone that ask for client certificates, from
/// [`Zone::hostname_associations`](crate::Zone::hostname_associations).
///
/// Each authority has a list of its own. Which one is meant is always said: a request that forgets the identifier of
/// an uploaded authority would change the Cloudflare-managed one.
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/certificate_authorities/subresources/hostname_associations/)
#[derive(Clone, Debug)]
pub struct HostnameAssociationsOfZone {
    scope: Scope,
}

/// An authority that signs client certificates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientCa {
    /// The zone's Cloudflare-managed authority, which signs its client certificates.
    Managed,
    /// An authority that was uploaded to the account: the id of its mTLS certificate.
    Uploaded(String),
}

impl ClientCa {
    /// An uploaded authority by the id of its mTLS certificate.
    pub fn uploaded(mtls_certificate_id: impl Into<String>) -> Self {
        Self::Uploaded(mtls_certificate_id.into())
    }

    fn id(&self) -> Option<&str> {
        match self {
            Self::Managed => None,
            Self::Uploaded(id) => Some(id),
        }
    }
}

impl HostnameAssociationsOfZone {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The hostnames of an authority: `GET /zones/{zone_id}/certificate_authorities/hostname_associations`
    pub async fn get(&self, authority: &ClientCa) -> Result<Response<HostnameAssociations>> {
        let call = self.scope.call();
        let request = call.api().hostname_associations_get(self.scope.id(), authority.id());
        call.value(request).await
    }

    /// Replaces the hostnames of an authority: `PUT /zones/{zone_id}/certificate_authorities/hostname_associations`
    ///
    /// What is not in the list is no longer associated; an empty list removes all.
    pub async fn update<S: Into<String>>(
        &self,
        authority: &ClientCa,
        hostnames: impl IntoIterator<Item = S>,
    ) -> Result<Response<HostnameAssociations>> {
        let hostnames: Vec<String> = hostnames.into_iter().map(Into::into).collect();
        let update = HostnameAssociationsUpdate::builder()
            .hostnames(hostnames)
            .maybe_mtls_certificate_id(authority.id())
            .build();
        let call = self.scope.call();
        call.value(call.api().hostname_associations_update(self.scope.id(), &update)).await
    }
}
