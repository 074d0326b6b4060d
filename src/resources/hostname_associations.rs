//! Hostname associations: which authority is meant has to be said.

use crate::types::{self, HostnameAssociationsUpdate};
use crate::{HostnameAssociations, Response, Result};

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

/// Each authority has a list of its own. Which one is meant is always said: a request that forgets the identifier of an
/// uploaded authority would change the Cloudflare-managed one.
impl HostnameAssociations {
    /// The hostnames of an authority: `GET /zones/{zone_id}/certificate_authorities/hostname_associations`
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn get(&self, authority: &ClientCa) -> Result<Response<types::HostnameAssociations>> {
        self.call_get(authority.id()).await
    }

    /// Replaces the hostnames of an authority: `PUT /zones/{zone_id}/certificate_authorities/hostname_associations`
    ///
    /// What is not in the list is no longer associated; an empty list removes all.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub async fn update<S: Into<String>>(
        &self,
        authority: &ClientCa,
        hostnames: impl IntoIterator<Item = S>,
    ) -> Result<Response<types::HostnameAssociations>> {
        let hostnames: Vec<String> = hostnames.into_iter().map(Into::into).collect();
        let update = HostnameAssociationsUpdate::builder()
            .hostnames(hostnames)
            .maybe_mtls_certificate_id(authority.id())
            .build();
        self.call_update(&update).await
    }
}
