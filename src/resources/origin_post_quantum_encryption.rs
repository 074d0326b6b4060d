//! Origin post-quantum encryption: the key agreement with the origins.

use crate::scope::Scope;
use crate::types::{OriginPostQuantumEncryption, OriginPostQuantumEncryptionUpdate};
use crate::{Response, Result};

/// The origin post-quantum encryption of a zone, from
/// [`Zone::origin_post_quantum_encryption`](crate::Zone::origin_post_quantum_encryption).
///
/// Permission: `Zone Settings Read` to read, `Zone Settings Write` to change. Deprecated by Cloudflare.
/// [Docs](https://developers.cloudflare.com/api/resources/origin_post_quantum_encryption/)
#[derive(Clone, Debug)]
pub struct OriginPostQuantumEncryptionSetting {
    scope: Scope,
}

impl OriginPostQuantumEncryptionSetting {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The setting: `GET /zones/{zone_id}/cache/origin_post_quantum_encryption`
    #[deprecated(note = "deprecated by Cloudflare")]
    pub async fn get(&self) -> Result<Response<OriginPostQuantumEncryption>> {
        let call = self.scope.call();
        call.value(call.api().origin_post_quantum_encryption_get(self.scope.id())).await
    }

    /// Changes the setting: `PUT /zones/{zone_id}/cache/origin_post_quantum_encryption`
    #[deprecated(note = "deprecated by Cloudflare")]
    pub async fn update(
        &self,
        setting: &OriginPostQuantumEncryptionUpdate,
    ) -> Result<Response<OriginPostQuantumEncryption>> {
        let call = self.scope.call();
        call.value(call.api().origin_post_quantum_encryption_update(self.scope.id(), setting)).await
    }
}
