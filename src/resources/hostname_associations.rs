//! Hostname associations, with an explicit certificate authority.

use crate::types::{self, HostnameAssociationsUpdate};
use crate::{HostnameAssociations, Response, Result};

/// A certificate authority that signs client certificates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientCa {
    /// The zone's Cloudflare-managed CA, which signs its client certificates.
    Managed,
    /// A CA that was uploaded to the account: the id of its mTLS certificate.
    Uploaded(String),
}

impl ClientCa {
    /// Selects an uploaded CA by the id of its mTLS certificate.
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

/// Each CA has its own list of hostnames. The CA is always explicit: a request that omits the id of an uploaded CA
/// would change the list of the Cloudflare-managed one.
impl HostnameAssociations {
    /// Returns the hostnames of a CA: `GET /zones/{zone_id}/certificate_authorities/hostname_associations`
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub async fn get(&self, authority: &ClientCa) -> Result<Response<types::HostnameAssociations>> {
        self.call_get(authority.id()).await
    }

    /// Replaces the hostnames of a CA: `PUT /zones/{zone_id}/certificate_authorities/hostname_associations`
    ///
    /// Hostnames that are not in the list are no longer associated; an empty list removes all.
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
