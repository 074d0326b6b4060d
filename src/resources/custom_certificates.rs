//! Custom certificates: uploaded with their private keys, or for a custom CSR; and the order in which they are used.

use crate::list::{List, ListQuery};
use crate::operations::CUSTOM_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::new_custom_certificate_builder::{SetCertificate, SetCustomCsrId, SetPrivateKey};
use crate::types::{
    CustomCertificate, CustomCertificateMatch, CustomCertificatePatch, CustomCertificatePriorities,
    CustomCertificatePriority, CustomCertificateStatus, Deleted, NewCustomCertificate,
    NewCustomCertificateBuilder,
};
use crate::{Client, Operation, Response, Result, Secret};

/// The custom certificates of a zone, from [`Zone::custom_certificates`](crate::Zone::custom_certificates).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/custom_certificates/)
#[derive(Clone, Debug)]
pub struct CustomCertificates {
    scope: Scope,
}

impl CustomCertificates {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The certificates, page by page: `GET /zones/{zone_id}/custom_certificates`
    pub fn list(&self) -> List<CustomCertificatesList> {
        List::new(CustomCertificatesList { handle: self.clone(), status: None, matching: None })
    }

    /// One certificate: `GET /zones/{zone_id}/custom_certificates/{custom_certificate_id}`
    ///
    /// # Errors
    /// 404, or code 1002 for an id that the zone does not know.
    pub async fn get(&self, custom_certificate_id: impl AsRef<str>) -> Result<Response<CustomCertificate>> {
        let id = custom_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().custom_certificates_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is no such certificate.
    pub async fn get_opt(
        &self,
        custom_certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<CustomCertificate>>> {
        match self.get(custom_certificate_id).await {
            // Where nothing is uploaded, "invalid certificate" can only mean the id.
            Err(error) if error.has_code(1002) => Ok(None),
            other => super::absent_is_none(other),
        }
    }

    /// Uploads a certificate: `POST /zones/{zone_id}/custom_certificates`
    ///
    /// It must be PEM, valid for at least 14 more days, with RSA of 2048 bits or ECDSA of 225 bits at the least, and
    /// name a host of the zone. It is `pending` at first.
    ///
    /// # Errors
    /// Refused before it is sent: neither a private key nor a custom CSR. By the API: 1002 invalid certificate, 1206
    /// expires soon, 1212 or 2005 quota, 1220 uploaded before, 1228 one of this signature type exists, 2100 cannot
    /// be bundled, 2101 no leaf, 2103 no host of the zone, 2106 bad private key, 2200 the key does not match.
    pub async fn create(&self, certificate: &NewCustomCertificate) -> Result<Response<CustomCertificate>> {
        let call = self.scope.call();
        call.value(call.api().custom_certificates_create(self.scope.id(), certificate)).await
    }

    /// Changes a certificate: `PATCH /zones/{zone_id}/custom_certificates/{custom_certificate_id}`
    ///
    /// The certificate that comes back may have **another id**: an `sni_custom` one is replaced, and the old one
    /// disappears once the new one is active. A `force` bundle needs its `bundle_method` repeated (else 2100).
    pub async fn edit(
        &self,
        custom_certificate_id: impl AsRef<str>,
        patch: &CustomCertificatePatch,
    ) -> Result<Response<CustomCertificate>> {
        let id = custom_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().custom_certificates_edit(self.scope.id(), id, patch)).await
    }

    /// Removes a certificate: `DELETE /zones/{zone_id}/custom_certificates/{custom_certificate_id}`
    pub async fn delete(&self, custom_certificate_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = custom_certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().custom_certificates_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }

    /// Sets the order in which certificates are used: `PUT /zones/{zone_id}/custom_certificates/prioritize`
    ///
    /// It takes the whole order at once. A higher number wins among overlapping `legacy_custom` certificates; these
    /// always win over `sni_custom` ones.
    ///
    /// Permission: `SSL and Certificates Write` or `Access: Mutual TLS Certificates Write`.
    pub async fn prioritize(&self, order: &CustomCertificatePriorities) -> Result<Page<CustomCertificate>> {
        let call = self.scope.call();
        let request = call.api().custom_certificates_prioritize(self.scope.id(), order);
        call.page(request, PageRequest::whole()).await
    }
}

/// The two ways to upload a certificate. The other fields are optional and follow on the builder.
impl NewCustomCertificate {
    /// A certificate with its private key, both PEM.
    pub fn with_key(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewCustomCertificateBuilder<SetPrivateKey<SetCertificate>> {
        Self::builder().certificate(certificate).private_key(private_key)
    }

    /// A certificate that was issued for a custom CSR: its private key is with Cloudflare already.
    pub fn for_csr(
        certificate: impl Into<String>,
        custom_csr_id: impl Into<String>,
    ) -> NewCustomCertificateBuilder<SetCustomCsrId<SetCertificate>> {
        Self::builder().certificate(certificate).custom_csr_id(custom_csr_id)
    }
}

impl CustomCertificatePriorities {
    /// The order given by the certificates' ids, the one that shall win first.
    pub fn in_order<S: Into<String>>(ids: impl IntoIterator<Item = S>) -> Self {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        let numbers = (1..=ids.len()).rev().map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        Self::builder()
            .certificates(ids.into_iter().zip(numbers).map(CustomCertificatePriority::from))
            .build()
    }
}

impl<S: Into<String>> From<(S, i64)> for CustomCertificatePriority {
    fn from((id, priority): (S, i64)) -> Self {
        Self::builder().id(id).priority(priority).build()
    }
}

/// What a list of custom certificates asks for.
#[derive(Clone, Debug)]
pub struct CustomCertificatesList {
    handle: CustomCertificates,
    status: Option<CustomCertificateStatus>,
    matching: Option<CustomCertificateMatch>,
}

impl List<CustomCertificatesList> {
    /// Only certificates with this status.
    pub fn status(mut self, status: CustomCertificateStatus) -> Self {
        self.query.status = Some(status);
        self
    }

    /// Whether all filters must match, or any; the parameter `match`.
    pub fn matching(mut self, matching: CustomCertificateMatch) -> Self {
        self.query.matching = Some(matching);
        self
    }
}

impl ListQuery for CustomCertificatesList {
    type Item = CustomCertificate;
    const OPERATION: &'static Operation = &CUSTOM_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<CustomCertificate>> {
        let Self { handle: CustomCertificates { scope }, status, matching } = self;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let api = call.api();
        let request =
            api.custom_certificates_list(scope.id(), matching.as_ref(), page, per_page, status.as_ref());
        call.page(request, at).await
    }

    fn identity(item: &CustomCertificate) -> &str {
        &item.id
    }
}
