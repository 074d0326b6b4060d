//! Authenticated origin pulls: the client certificates that Cloudflare shows to origins.

use crate::list::{List, ListQuery};
use crate::operations::{ORIGIN_TLS_CLIENT_AUTH_HOSTNAME_CERTIFICATES_LIST, ORIGIN_TLS_CLIENT_AUTH_LIST};
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{
    NewOriginPullCertificate, OriginPullCertificate, OriginPullHostname, OriginPullHostnameCertificate,
    OriginPullHostnameUpdate, OriginPullHostnamesUpdate, OriginPullSettings, OriginPullSettingsUpdate,
};
use crate::{Client, Operation, Response, Result};

/// The authenticated origin pulls of a zone, from
/// [`Zone::origin_tls_client_auth`](crate::Zone::origin_tls_client_auth).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/origin_tls_client_auth/)
#[derive(Clone, Debug)]
pub struct OriginTlsClientAuth {
    scope: Scope,
}

impl OriginTlsClientAuth {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The client certificates of the whole zone, all at once: `GET /zones/{zone_id}/origin_tls_client_auth`
    ///
    /// This list has no pages.
    pub fn list(&self) -> List<OriginTlsClientAuthList> {
        List::new(OriginTlsClientAuthList { handle: self.clone() })
    }

    /// One client certificate of the whole zone: `GET /zones/{zone_id}/origin_tls_client_auth/{certificate_id}`
    pub async fn get(&self, certificate_id: impl AsRef<str>) -> Result<Response<OriginPullCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().origin_tls_client_auth_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<OriginPullCertificate>>> {
        super::absent_is_none(self.get(certificate_id).await)
    }

    /// Uploads a client certificate of the whole zone: `POST /zones/{zone_id}/origin_tls_client_auth`
    ///
    /// It is shown once the setting is on: [`update_settings`](Self::update_settings).
    pub async fn create(
        &self,
        certificate: &NewOriginPullCertificate,
    ) -> Result<Response<OriginPullCertificate>> {
        let call = self.scope.call();
        call.value(call.api().origin_tls_client_auth_create(self.scope.id(), certificate)).await
    }

    /// Deletes a client certificate of the whole zone: `DELETE /zones/{zone_id}/origin_tls_client_auth/{certificate_id}`
    pub async fn delete(&self, certificate_id: impl AsRef<str>) -> Result<Response<OriginPullCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().origin_tls_client_auth_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }

    /// Whether a client certificate is shown to all origins: `GET /zones/{zone_id}/origin_tls_client_auth/settings`
    pub async fn settings(&self) -> Result<Response<OriginPullSettings>> {
        let call = self.scope.call();
        call.value(call.api().origin_tls_client_auth_settings_get(self.scope.id())).await
    }

    /// Sets whether a client certificate is shown to all origins: `PUT /zones/{zone_id}/origin_tls_client_auth/settings`
    pub async fn update_settings(
        &self,
        settings: &OriginPullSettingsUpdate,
    ) -> Result<Response<OriginPullSettings>> {
        let call = self.scope.call();
        call.value(call.api().origin_tls_client_auth_settings_update(self.scope.id(), settings)).await
    }

    /// Which client certificate is shown to the origin of a hostname: `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/{hostname}`
    pub async fn hostname(&self, hostname: impl AsRef<str>) -> Result<Response<OriginPullHostname>> {
        let hostname = hostname.as_ref();
        let call = self.scope.call();
        call.value(call.api().origin_tls_client_auth_hostnames_get(self.scope.id(), hostname)).await
    }

    /// As [`hostname`](Self::hostname), and `None` if there is none.
    pub async fn hostname_opt(
        &self,
        hostname: impl AsRef<str>,
    ) -> Result<Option<Response<OriginPullHostname>>> {
        super::absent_is_none(self.hostname(hostname).await)
    }

    /// Associates hostnames with client certificates, or removes associations: `PUT /zones/{zone_id}/origin_tls_client_auth/hostnames`
    ///
    /// Hostnames that are not named stay as they are.
    pub async fn update_hostnames(
        &self,
        hostnames: &OriginPullHostnamesUpdate,
    ) -> Result<Page<OriginPullHostname>> {
        let call = self.scope.call();
        let request = call.api().origin_tls_client_auth_hostnames_update(self.scope.id(), hostnames);
        call.page(request, PageRequest::whole()).await
    }

    /// The client certificates that can be associated with single hostnames.
    pub fn hostname_certificates(&self) -> OriginPullHostnameCertificates {
        OriginPullHostnameCertificates { scope: self.scope.clone() }
    }
}

/// The client certificates of a zone for single hostnames, from
/// [`OriginTlsClientAuth::hostname_certificates`].
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/origin_tls_client_auth/subresources/hostname_certificates/)
#[derive(Clone, Debug)]
pub struct OriginPullHostnameCertificates {
    scope: Scope,
}

impl OriginPullHostnameCertificates {
    /// The certificates, all at once: `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates`
    ///
    /// This list has no pages.
    pub fn list(&self) -> List<OriginPullHostnameCertificatesList> {
        List::new(OriginPullHostnameCertificatesList { handle: self.clone() })
    }

    /// One certificate: `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates/{certificate_id}`
    pub async fn get(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Response<OriginPullHostnameCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().origin_tls_client_auth_hostname_certificates_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<OriginPullHostnameCertificate>>> {
        super::absent_is_none(self.get(certificate_id).await)
    }

    /// Uploads a certificate: `POST /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates`
    pub async fn create(
        &self,
        certificate: &NewOriginPullCertificate,
    ) -> Result<Response<OriginPullHostnameCertificate>> {
        let call = self.scope.call();
        call.value(
            call.api().origin_tls_client_auth_hostname_certificates_create(self.scope.id(), certificate),
        )
        .await
    }

    /// Deletes a certificate: `DELETE /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates/{certificate_id}`
    ///
    /// # Errors
    /// Refused while a hostname is associated with it.
    pub async fn delete(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Response<OriginPullHostnameCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().origin_tls_client_auth_hostname_certificates_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What can be done with the association of a hostname.
impl OriginPullHostnameUpdate {
    /// Shows this client certificate to the origin of the hostname.
    pub fn enable(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(Some(true)).build()
    }

    /// Keeps the association, but shows no certificate.
    pub fn disable(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(Some(false)).build()
    }

    /// Removes the association: `enabled` is sent as `null`.
    pub fn remove(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(None).build()
    }
}

/// What a list of client certificates of a zone asks for. It has no filters.
#[derive(Clone, Debug)]
pub struct OriginTlsClientAuthList {
    handle: OriginTlsClientAuth,
}

impl ListQuery for OriginTlsClientAuthList {
    type Item = OriginPullCertificate;
    const OPERATION: &'static Operation = &ORIGIN_TLS_CLIENT_AUTH_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<OriginPullCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let request = call.api().origin_tls_client_auth_list(scope.id());
        call.page(request, at).await
    }

    fn identity(item: &OriginPullCertificate) -> &str {
        &item.id
    }
}

/// What a list of client certificates for hostnames asks for. It has no filters.
#[derive(Clone, Debug)]
pub struct OriginPullHostnameCertificatesList {
    handle: OriginPullHostnameCertificates,
}

impl ListQuery for OriginPullHostnameCertificatesList {
    type Item = OriginPullHostnameCertificate;
    const OPERATION: &'static Operation = &ORIGIN_TLS_CLIENT_AUTH_HOSTNAME_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<OriginPullHostnameCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let request = call.api().origin_tls_client_auth_hostname_certificates_list(scope.id());
        call.page(request, at).await
    }

    fn identity(item: &OriginPullHostnameCertificate) -> &str {
        &item.id
    }
}
