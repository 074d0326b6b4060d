//! Origin TLS compliance modes: the rules that TLS to the origins obeys.

use crate::scope::Scope;
use crate::types::{OriginTlsComplianceModes, OriginTlsComplianceModesReset, OriginTlsComplianceModesUpdate};
use crate::{Response, Result};

/// The origin TLS compliance modes of a zone, from
/// [`Zone::origin_tls_compliance_modes`](crate::Zone::origin_tls_compliance_modes).
///
/// Permission: `Zone Settings Read` to read, `Zone Settings Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/origin_tls_compliance_modes/)
#[derive(Clone, Debug)]
pub struct OriginTlsComplianceModesSetting {
    scope: Scope,
}

impl OriginTlsComplianceModesSetting {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The modes: `GET /zones/{zone_id}/settings/origin_tls_compliance_modes`
    pub async fn get(&self) -> Result<Response<OriginTlsComplianceModes>> {
        let call = self.scope.call();
        call.value(call.api().origin_tls_compliance_modes_get(self.scope.id())).await
    }

    /// Replaces the modes: `PUT /zones/{zone_id}/settings/origin_tls_compliance_modes`
    ///
    /// An origin that cannot obey them is no longer reached.
    pub async fn update(
        &self,
        modes: &OriginTlsComplianceModesUpdate,
    ) -> Result<Response<OriginTlsComplianceModes>> {
        let call = self.scope.call();
        call.value(call.api().origin_tls_compliance_modes_update(self.scope.id(), modes)).await
    }

    /// Changes the modes: `PATCH /zones/{zone_id}/settings/origin_tls_compliance_modes`
    ///
    /// It takes the same list as [`update`](Self::update).
    pub async fn edit(
        &self,
        modes: &OriginTlsComplianceModesUpdate,
    ) -> Result<Response<OriginTlsComplianceModes>> {
        let call = self.scope.call();
        call.value(call.api().origin_tls_compliance_modes_edit(self.scope.id(), modes)).await
    }

    /// Removes the setting: `DELETE /zones/{zone_id}/settings/origin_tls_compliance_modes`
    pub async fn delete(&self) -> Result<Response<OriginTlsComplianceModesReset>> {
        let call = self.scope.call();
        let request = call.api().origin_tls_compliance_modes_delete(self.scope.id());
        call.value_or_default(request).await
    }
}
