//! Custom hostnames (SSL for SaaS): hostnames of customers that a zone serves.

use crate::list::{List, ListQuery};
use crate::operations::CUSTOM_HOSTNAMES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::new_custom_hostname_ssl_builder::{
    SetCustomCertificate, SetCustomCsrId, SetCustomKey, SetMethod, SetType,
};
use crate::types::{
    CertificateAuthority, CertificatePackStatus, CustomHostname, CustomHostnameCertificate,
    CustomHostnameCertificateType, CustomHostnameOrder, CustomHostnamePatch, CustomHostnameQuota,
    CustomHostnameStatus, Deleted, FallbackOrigin, FallbackOriginUpdate, NewCustomHostname,
    NewCustomHostnameSsl, NewCustomHostnameSslBuilder, SortDirection, ValidationMethod,
};
use crate::{Client, Operation, Response, Result, Secret};

/// The custom hostnames of a zone, from [`Zone::custom_hostnames`](crate::Zone::custom_hostnames).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/custom_hostnames/)
#[derive(Clone, Debug)]
pub struct CustomHostnames {
    scope: Scope,
}

impl CustomHostnames {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The hostnames, page by page: `GET /zones/{zone_id}/custom_hostnames`
    pub fn list(&self) -> List<CustomHostnamesList> {
        List::new(CustomHostnamesList {
            handle: self.clone(),
            id: None,
            certificate_authority: None,
            custom_origin_server: None,
            direction: None,
            hostname_contain: None,
            hostname_exact: None,
            hostname_starts_with: None,
            hostname_status: None,
            order: None,
            ssl: None,
            ssl_status: None,
            wildcard: None,
        })
    }

    /// One hostname: `GET /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`
    pub async fn get(&self, custom_hostname_id: impl AsRef<str>) -> Result<Response<CustomHostname>> {
        let id = custom_hostname_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        custom_hostname_id: impl AsRef<str>,
    ) -> Result<Option<Response<CustomHostname>>> {
        super::absent_is_none(self.get(custom_hostname_id).await)
    }

    /// Adds a hostname: `POST /zones/{zone_id}/custom_hostnames`
    ///
    /// Hostname and certificate are validated after the answer; what is to be set up for it is in the answer, or in
    /// a later one.
    ///
    /// # Errors
    /// Code 1406: there is one with this name.
    pub async fn create(&self, hostname: &NewCustomHostname) -> Result<Response<CustomHostname>> {
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_create(self.scope.id(), hostname)).await
    }

    /// Changes a hostname: `PATCH /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`
    ///
    /// With the same configuration of its certificate, the validation starts again.
    pub async fn edit(
        &self,
        custom_hostname_id: impl AsRef<str>,
        patch: &CustomHostnamePatch,
    ) -> Result<Response<CustomHostname>> {
        let id = custom_hostname_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_edit(self.scope.id(), id, patch)).await
    }

    /// Deletes a hostname and its certificate: `DELETE /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`
    pub async fn delete(&self, custom_hostname_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = custom_hostname_id.as_ref();
        let call = self.scope.call();
        let request = call.api().custom_hostnames_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }

    /// The fallback origin: `GET /zones/{zone_id}/custom_hostnames/fallback_origin`
    pub async fn fallback_origin(&self) -> Result<Response<FallbackOrigin>> {
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_fallback_origin_get(self.scope.id())).await
    }

    /// Sets the fallback origin: `PUT /zones/{zone_id}/custom_hostnames/fallback_origin`
    ///
    /// It is deployed after the answer.
    pub async fn update_fallback_origin(
        &self,
        origin: &FallbackOriginUpdate,
    ) -> Result<Response<FallbackOrigin>> {
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_fallback_origin_update(self.scope.id(), origin)).await
    }

    /// Removes the fallback origin: `DELETE /zones/{zone_id}/custom_hostnames/fallback_origin`
    ///
    /// This goes on after the answer: `pending_deletion` until it is gone.
    pub async fn delete_fallback_origin(&self) -> Result<Response<FallbackOrigin>> {
        let call = self.scope.call();
        let request = call.api().custom_hostnames_fallback_origin_delete(self.scope.id());
        call.value_or_default(request).await
    }

    /// How many hostnames there may be and are: `GET /zones/{zone_id}/custom_hostnames/quota`
    pub async fn quota(&self) -> Result<Response<CustomHostnameQuota>> {
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_quota(self.scope.id())).await
    }

    /// Replaces one of several certificates of one's own: `PUT /zones/{zone_id}/custom_hostnames/{custom_hostname_id}/certificate_pack/{certificate_pack_id}/certificates/{certificate_id}`
    pub async fn update_certificate(
        &self,
        custom_hostname_id: impl AsRef<str>,
        certificate_pack_id: impl AsRef<str>,
        certificate_id: impl AsRef<str>,
        certificate: &CustomHostnameCertificate,
    ) -> Result<Response<CustomHostname>> {
        let custom_hostname_id = custom_hostname_id.as_ref();
        let certificate_pack_id = certificate_pack_id.as_ref();
        let certificate_id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().custom_hostnames_certificate_update(
            self.scope.id(),
            custom_hostname_id,
            certificate_pack_id,
            certificate_id,
            certificate,
        ))
        .await
    }

    /// Deletes one of several certificates of one's own: `DELETE /zones/{zone_id}/custom_hostnames/{custom_hostname_id}/certificate_pack/{certificate_pack_id}/certificates/{certificate_id}`
    ///
    /// The last one cannot be deleted. The answer has the id of the hostname.
    pub async fn delete_certificate(
        &self,
        custom_hostname_id: impl AsRef<str>,
        certificate_pack_id: impl AsRef<str>,
        certificate_id: impl AsRef<str>,
    ) -> Result<Response<Deleted>> {
        let custom_hostname_id = custom_hostname_id.as_ref();
        let certificate_pack_id = certificate_pack_id.as_ref();
        let certificate_id = certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().custom_hostnames_certificate_delete(
            self.scope.id(),
            custom_hostname_id,
            certificate_pack_id,
            certificate_id,
        );
        super::identified(call.value_or_default(request).await, custom_hostname_id, |gone| &mut gone.id)
    }
}

/// The three ways to a certificate. The other fields are optional and follow on the builder.
impl NewCustomHostnameSsl {
    /// One that Cloudflare orders, and how it is validated.
    pub fn managed(method: ValidationMethod) -> NewCustomHostnameSslBuilder<SetType<SetMethod>> {
        Self::builder().method(method).type_(CustomHostnameCertificateType::Dv)
    }

    /// One's own with its private key, both PEM.
    pub fn custom(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewCustomHostnameSslBuilder<SetCustomKey<SetCustomCertificate>> {
        Self::builder().custom_certificate(certificate).custom_key(private_key)
    }

    /// One's own that was issued for a custom CSR: its private key is with Cloudflare already.
    pub fn for_csr(
        certificate: impl Into<String>,
        custom_csr_id: impl Into<String>,
    ) -> NewCustomHostnameSslBuilder<SetCustomCsrId<SetCustomCertificate>> {
        Self::builder().custom_certificate(certificate).custom_csr_id(custom_csr_id)
    }
}

/// What a list of custom hostnames asks for.
#[derive(Clone, Debug)]
pub struct CustomHostnamesList {
    handle: CustomHostnames,
    id: Option<String>,
    certificate_authority: Option<CertificateAuthority>,
    custom_origin_server: Option<String>,
    direction: Option<SortDirection>,
    hostname_contain: Option<String>,
    hostname_exact: Option<String>,
    hostname_starts_with: Option<String>,
    hostname_status: Option<CustomHostnameStatus>,
    order: Option<CustomHostnameOrder>,
    ssl: Option<bool>,
    ssl_status: Option<CertificatePackStatus>,
    wildcard: Option<bool>,
}

impl List<CustomHostnamesList> {
    /// Only the hostname whose certificate has this identifier.
    pub fn id(mut self, text: impl Into<String>) -> Self {
        self.query.id = Some(text.into());
        self
    }

    /// Only hostnames whose certificate this authority issues.
    pub fn certificate_authority(mut self, certificate_authority: CertificateAuthority) -> Self {
        self.query.certificate_authority = Some(certificate_authority);
        self
    }

    /// Only hostnames with this origin server.
    pub fn custom_origin_server(mut self, text: impl Into<String>) -> Self {
        self.query.custom_origin_server = Some(text.into());
        self
    }

    /// The direction of the order.
    pub fn direction(mut self, direction: SortDirection) -> Self {
        self.query.direction = Some(direction);
        self
    }

    /// Only hostnames that contain this text; the parameter `hostname.contain`.
    pub fn hostname_contain(mut self, text: impl Into<String>) -> Self {
        self.query.hostname_contain = Some(text.into());
        self
    }

    /// Only this hostname; the parameter `hostname.exact`.
    pub fn hostname_exact(mut self, text: impl Into<String>) -> Self {
        self.query.hostname_exact = Some(text.into());
        self
    }

    /// Only hostnames that begin with this text; the parameter `hostname.startsWith`.
    pub fn hostname_starts_with(mut self, text: impl Into<String>) -> Self {
        self.query.hostname_starts_with = Some(text.into());
        self
    }

    /// Only hostnames with this status.
    pub fn hostname_status(mut self, hostname_status: CustomHostnameStatus) -> Self {
        self.query.hostname_status = Some(hostname_status);
        self
    }

    /// What the list is ordered by.
    pub fn order(mut self, order: CustomHostnameOrder) -> Self {
        self.query.order = Some(order);
        self
    }

    /// Only hostnames that have a certificate, or only those that have none.
    pub fn ssl(mut self, ssl: bool) -> Self {
        self.query.ssl = Some(ssl);
        self
    }

    /// Only hostnames whose certificate has this status.
    pub fn ssl_status(mut self, ssl_status: CertificatePackStatus) -> Self {
        self.query.ssl_status = Some(ssl_status);
        self
    }

    /// Only hostnames whose certificate is, or is not, a wildcard.
    pub fn wildcard(mut self, wildcard: bool) -> Self {
        self.query.wildcard = Some(wildcard);
        self
    }
}

impl ListQuery for CustomHostnamesList {
    type Item = CustomHostname;
    const OPERATION: &'static Operation = &CUSTOM_HOSTNAMES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<CustomHostname>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let request = call.api().custom_hostnames_list(
            scope.id(),
            self.certificate_authority.as_ref(),
            self.custom_origin_server.as_deref(),
            self.direction.as_ref(),
            self.hostname_contain.as_deref(),
            self.hostname_exact.as_deref(),
            self.hostname_starts_with.as_deref(),
            self.hostname_status.as_ref(),
            self.id.as_deref(),
            self.order.as_ref(),
            page,
            per_page,
            self.ssl.map(i64::from),
            self.ssl_status.as_ref(),
            self.wildcard,
        );
        call.page(request, at).await
    }

    fn identity(item: &CustomHostname) -> &str {
        &item.id
    }
}
