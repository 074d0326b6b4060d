//! Gateway certificates: the roots with which Gateway inspects TLS.

use crate::list::{List, ListQuery};
use crate::operations::GATEWAY_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{GatewayCertificate, NewGatewayCertificate};
use crate::{Client, Operation, Response, Result};

/// The Gateway certificates of an account, from
/// [`Account::gateway_certificates`](crate::Account::gateway_certificates).
///
/// Permission: `Zero Trust Read` to read, `Zero Trust Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/zero_trust/subresources/gateway/subresources/certificates/)
#[derive(Clone, Debug)]
pub struct GatewayCertificates {
    scope: Scope,
}

impl GatewayCertificates {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The certificates, all at once: `GET /accounts/{account_id}/gateway/certificates`
    ///
    /// This list has no pages.
    pub fn list(&self) -> List<GatewayCertificatesList> {
        List::new(GatewayCertificatesList { handle: self.clone() })
    }

    /// One certificate: `GET /accounts/{account_id}/gateway/certificates/{certificate_id}`
    pub async fn get(&self, certificate_id: impl AsRef<str>) -> Result<Response<GatewayCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().gateway_certificates_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<GatewayCertificate>>> {
        super::absent_is_none(self.get(certificate_id).await)
    }

    /// Generates a certificate: `POST /accounts/{account_id}/gateway/certificates`
    ///
    /// It is `inactive` until it is [activated](Self::activate).
    pub async fn create(&self, certificate: &NewGatewayCertificate) -> Result<Response<GatewayCertificate>> {
        let call = self.scope.call();
        call.value(call.api().gateway_certificates_create(self.scope.id(), certificate)).await
    }

    /// Deploys a certificate to the edge: `POST /accounts/{account_id}/gateway/certificates/{certificate_id}/activate`
    ///
    /// Its binding status is `pending_deployment`, then `available`.
    pub async fn activate(&self, certificate_id: impl AsRef<str>) -> Result<Response<GatewayCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().gateway_certificates_activate(self.scope.id(), id)).await
    }

    /// Takes a certificate from the edge: `POST /accounts/{account_id}/gateway/certificates/{certificate_id}/deactivate`
    ///
    /// Its binding status is `pending_deletion`, then `inactive`.
    pub async fn deactivate(&self, certificate_id: impl AsRef<str>) -> Result<Response<GatewayCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().gateway_certificates_deactivate(self.scope.id(), id)).await
    }

    /// Deletes a certificate: `DELETE /accounts/{account_id}/gateway/certificates/{certificate_id}`
    ///
    /// # Errors
    /// Refused while it is deployed or in use: [`deactivate`](Self::deactivate) it first.
    pub async fn delete(&self, certificate_id: impl AsRef<str>) -> Result<Response<GatewayCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().gateway_certificates_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What a list of Gateway certificates asks for. It has no filters.
#[derive(Clone, Debug)]
pub struct GatewayCertificatesList {
    handle: GatewayCertificates,
}

impl ListQuery for GatewayCertificatesList {
    type Item = GatewayCertificate;
    const OPERATION: &'static Operation = &GATEWAY_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<GatewayCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let request = call.api().gateway_certificates_list(scope.id());
        call.page(request, at).await
    }

    fn identity(item: &GatewayCertificate) -> &str {
        &item.id
    }
}
