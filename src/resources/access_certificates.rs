//! Access mTLS certificates: the roots against which Access checks visitors' client certificates.

use crate::list::{List, ListQuery};
use crate::operations::ACCESS_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{
    AccessCertificate, AccessCertificateSettings, AccessCertificateSettingsUpdate, AccessCertificateUpdate,
    Deleted, NewAccessCertificate,
};
use crate::{Client, Operation, Response, Result};

/// The Access mTLS certificates of a zone or of an account:
/// [`Zone::access_certificates`](crate::Zone::access_certificates) and
/// [`Account::access_certificates`](crate::Account::access_certificates) give out this same type.
///
/// Permission: `Access: Mutual TLS Certificates Write`.
/// [Docs](https://developers.cloudflare.com/api/resources/zero_trust/subresources/access/subresources/certificates/)
#[derive(Clone, Debug)]
pub struct AccessCertificates {
    scope: Scope,
}

impl AccessCertificates {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The certificates, page by page: `GET /{accounts_or_zones}/{account_or_zone_id}/access/certificates`
    pub fn list(&self) -> List<AccessCertificatesList> {
        List::new(AccessCertificatesList { handle: self.clone() })
    }

    /// One certificate: `GET …/access/certificates/{certificate_id}`
    pub async fn get(&self, certificate_id: impl AsRef<str>) -> Result<Response<AccessCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().access_certificates_get(self.scope.kind(), self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is no such certificate.
    pub async fn get_opt(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<AccessCertificate>>> {
        super::absent_is_none(self.get(certificate_id).await)
    }

    /// Adds a root certificate: `POST …/access/certificates`
    pub async fn create(&self, certificate: &NewAccessCertificate) -> Result<Response<AccessCertificate>> {
        let call = self.scope.call();
        call.value(call.api().access_certificates_create(self.scope.kind(), self.scope.id(), certificate))
            .await
    }

    /// Replaces the name and the hostnames of a certificate: `PUT …/access/certificates/{certificate_id}`
    ///
    /// No hostnames, an empty list, releases the certificate, as is needed before it can be deleted.
    pub async fn update(
        &self,
        certificate_id: impl AsRef<str>,
        update: &AccessCertificateUpdate,
    ) -> Result<Response<AccessCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().access_certificates_update(self.scope.kind(), self.scope.id(), id, update))
            .await
    }

    /// Removes a certificate: `DELETE …/access/certificates/{certificate_id}`
    ///
    /// # Errors
    /// Code 12132 (409) while hostnames are associated: [`update`](Self::update) it with none, wait until
    /// [`get`](Self::get) shows none, then delete.
    pub async fn delete(&self, certificate_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().access_certificates_delete(self.scope.kind(), self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }

    /// The settings of each hostname, all at once: `GET …/access/certificates/settings`
    pub async fn settings(&self) -> Result<Page<AccessCertificateSettings>> {
        let call = self.scope.call();
        let request = call.api().access_certificates_settings_get(self.scope.kind(), self.scope.id());
        call.page(request, PageRequest::whole()).await
    }

    /// Replaces the settings of **all** hostnames: `PUT …/access/certificates/settings`
    ///
    /// What is not in the list is gone. Settings that were read can be sent again with
    /// `AccessCertificateSettingsInput::try_from`.
    ///
    /// # Errors
    /// 409 while another update is running; it passes.
    pub async fn update_settings(
        &self,
        settings: &AccessCertificateSettingsUpdate,
    ) -> Result<Page<AccessCertificateSettings>> {
        let call = self.scope.call();
        let (kind, id) = (self.scope.kind(), self.scope.id());
        let request = call.api().access_certificates_settings_update(kind, id, settings);
        call.page(request, PageRequest::whole()).await
    }
}

/// What a list of Access certificates asks for: it has no filters.
#[derive(Clone, Debug)]
pub struct AccessCertificatesList {
    handle: AccessCertificates,
}

impl ListQuery for AccessCertificatesList {
    type Item = AccessCertificate;
    const OPERATION: &'static Operation = &ACCESS_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<AccessCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let api = call.api();
        call.page(api.access_certificates_list(scope.kind(), scope.id(), page, per_page), at).await
    }

    fn identity(item: &AccessCertificate) -> &str {
        &item.id
    }
}
