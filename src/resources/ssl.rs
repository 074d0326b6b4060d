//! What concerns TLS of a whole zone: universal SSL, verification, analysis, recommendation.

use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{
    AnalyzedCertificate, AutoOriginTlsKex, AutoOriginTlsKexPatch, CertificateToAnalyze, SslRecommendation,
    SslVerification, SslVerificationMethod, SslVerificationPatch, SslVerificationRetry, UniversalSslSettings,
    UniversalSslSettingsPatch,
};
use crate::{Response, Result};

/// The TLS of a zone as a whole, from [`Zone::ssl`](crate::Zone::ssl).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change. The key exchange
/// with origins: `Zone Settings Read` and `Zone Settings Write`.
/// [Docs](https://developers.cloudflare.com/api/resources/ssl/)
#[derive(Clone, Debug)]
pub struct Ssl {
    scope: Scope,
}

impl Ssl {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// Reads a certificate without keeping it: `POST /zones/{zone_id}/ssl/analyze`
    pub async fn analyze(&self, certificate: &CertificateToAnalyze) -> Result<Response<AnalyzedCertificate>> {
        let call = self.scope.call();
        call.value(call.api().ssl_analyze(self.scope.id(), certificate)).await
    }

    /// Whether Cloudflare chooses the encryption mode: `GET /zones/{zone_id}/ssl/recommendation`
    #[deprecated(note = "deprecated by Cloudflare")]
    pub async fn recommendation(&self) -> Result<Response<SslRecommendation>> {
        let call = self.scope.call();
        call.value(call.api().ssl_recommendation_get(self.scope.id())).await
    }

    /// Whether the zone has a universal certificate: `GET /zones/{zone_id}/ssl/universal/settings`
    pub async fn universal_settings(&self) -> Result<Response<UniversalSslSettings>> {
        let call = self.scope.call();
        call.value(call.api().ssl_universal_settings_get(self.scope.id())).await
    }

    /// Turns universal SSL on or off: `PATCH /zones/{zone_id}/ssl/universal/settings`
    ///
    /// Turned off, the zone loses its universal certificate: without another one its hostnames cannot be reached
    /// over TLS.
    pub async fn edit_universal_settings(
        &self,
        settings: &UniversalSslSettingsPatch,
    ) -> Result<Response<UniversalSslSettings>> {
        let call = self.scope.call();
        call.value(call.api().ssl_universal_settings_edit(self.scope.id(), settings)).await
    }

    /// How far the validation of the certificate packs has come, all at once: `GET /zones/{zone_id}/ssl/verification`
    pub async fn verification(&self) -> Result<Page<SslVerification>> {
        let call = self.scope.call();
        let request = call.api().ssl_verification_get(self.scope.id(), None);
        call.page(request, PageRequest::whole()).await
    }

    /// As [`verification`](Self::verification), and tries again now what is not validated yet: the parameter `retry`.
    pub async fn retry_verification(&self) -> Result<Page<SslVerification>> {
        let call = self.scope.call();
        let request = call.api().ssl_verification_get(self.scope.id(), Some(&SslVerificationRetry::True));
        call.page(request, PageRequest::whole()).await
    }

    /// Chooses another validation method for a certificate pack: `PATCH /zones/{zone_id}/ssl/verification/{certificate_pack_id}`
    pub async fn edit_verification(
        &self,
        certificate_pack_id: impl AsRef<str>,
        patch: &SslVerificationPatch,
    ) -> Result<Response<SslVerificationMethod>> {
        let id = certificate_pack_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().ssl_verification_edit(self.scope.id(), id, patch)).await
    }

    /// Whether Cloudflare chooses the key exchange with origins: `GET /zones/{zone_id}/settings/auto_origin_tls_kex`
    pub async fn auto_origin_tls_kex(&self) -> Result<Response<AutoOriginTlsKex>> {
        let call = self.scope.call();
        call.value(call.api().ssl_auto_origin_tls_kex_get(self.scope.id())).await
    }

    /// Changes whether Cloudflare chooses the key exchange with origins: `PATCH /zones/{zone_id}/settings/auto_origin_tls_kex`
    pub async fn edit_auto_origin_tls_kex(
        &self,
        patch: &AutoOriginTlsKexPatch,
    ) -> Result<Response<AutoOriginTlsKex>> {
        let call = self.scope.call();
        call.value(call.api().ssl_auto_origin_tls_kex_edit(self.scope.id(), patch)).await
    }
}
