//! Total TLS: certificates for all proxied hostnames that have none.

use crate::scope::Scope;
use crate::types::{TotalTls, TotalTlsUpdate};
use crate::{Response, Result};

/// The Total TLS settings of a zone, from [`Zone::total_tls`](crate::Zone::total_tls).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/acm/subresources/total_tls/)
#[derive(Clone, Debug)]
pub struct TotalTlsSettings {
    scope: Scope,
}

impl TotalTlsSettings {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The settings: `GET /zones/{zone_id}/acm/total_tls`
    pub async fn get(&self) -> Result<Response<TotalTls>> {
        let call = self.scope.call();
        call.value(call.api().total_tls_get(self.scope.id())).await
    }

    /// Turns Total TLS on or off, and chooses the authority: `POST /zones/{zone_id}/acm/total_tls`
    ///
    /// The docs call the same request `edit` too. Needs Advanced Certificate Manager.
    /// A POST, and so repeated only where it certainly was not carried out.
    pub async fn update(&self, settings: &TotalTlsUpdate) -> Result<Response<TotalTls>> {
        let call = self.scope.call();
        call.value(call.api().total_tls_update(self.scope.id(), settings)).await
    }
}
