//! DCV delegation: the validation records of a zone are kept by Cloudflare.

use crate::scope::Scope;
use crate::types::DcvDelegation;
use crate::{Response, Result};

/// The DCV delegation of a zone, from [`Zone::dcv_delegation`](crate::Zone::dcv_delegation).
///
/// Permission: `SSL and Certificates Read`.
/// [Docs](https://developers.cloudflare.com/api/resources/dcv_delegation/)
#[derive(Clone, Debug)]
pub struct DcvDelegations {
    scope: Scope,
}

impl DcvDelegations {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The identifier that the delegated names end with: `GET /zones/{zone_id}/dcv_delegation/uuid`
    pub async fn get(&self) -> Result<Response<DcvDelegation>> {
        let call = self.scope.call();
        call.value(call.api().dcv_delegation_get(self.scope.id())).await
    }
}
