//! Client certificates for API Shield: issued, revoked, reactivated.

use crate::list::{List, ListQuery};
use crate::operations::CLIENT_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{
    ClientCertificate, ClientCertificatePatch, ClientCertificateStatusFilter, NewClientCertificate,
};
use crate::{Client, Operation, Response, Result};

/// The client certificates of a zone, from [`Zone::client_certificates`](crate::Zone::client_certificates).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/client_certificates/)
#[derive(Clone, Debug)]
pub struct ClientCertificates {
    scope: Scope,
}

impl ClientCertificates {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The certificates, page by page: `GET /zones/{zone_id}/client_certificates`
    pub fn list(&self) -> List<ClientCertificatesList> {
        List::new(ClientCertificatesList { handle: self.clone(), status: None, limit: None, offset: None })
    }

    /// One certificate: `GET /zones/{zone_id}/client_certificates/{client_certificate_id}`
    pub async fn get(&self, client_certificate_id: impl AsRef<str>) -> Result<Response<ClientCertificate>> {
        let id = client_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().client_certificates_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        client_certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<ClientCertificate>>> {
        super::absent_is_none(self.get(client_certificate_id).await)
    }

    /// Has a certificate signed by the zone's Cloudflare-managed authority: `POST /zones/{zone_id}/client_certificates`
    pub async fn create(&self, certificate: &NewClientCertificate) -> Result<Response<ClientCertificate>> {
        let call = self.scope.call();
        call.value(call.api().client_certificates_create(self.scope.id(), certificate)).await
    }

    /// Reactivates a revoked certificate: `PATCH /zones/{zone_id}/client_certificates/{client_certificate_id}`
    ///
    /// Its status is `pending_reactivation`, then `active`.
    pub async fn edit(
        &self,
        client_certificate_id: impl AsRef<str>,
        patch: &ClientCertificatePatch,
    ) -> Result<Response<ClientCertificate>> {
        let id = client_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().client_certificates_edit(self.scope.id(), id, patch)).await
    }

    /// Revokes a certificate: `DELETE /zones/{zone_id}/client_certificates/{client_certificate_id}`
    ///
    /// Its status is `pending_revocation`, then `revoked`. [`edit`](Self::edit) undoes it.
    pub async fn delete(
        &self,
        client_certificate_id: impl AsRef<str>,
    ) -> Result<Response<ClientCertificate>> {
        let id = client_certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().client_certificates_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What a list of client certificates asks for.
#[derive(Clone, Debug)]
pub struct ClientCertificatesList {
    handle: ClientCertificates,
    status: Option<ClientCertificateStatusFilter>,
    limit: Option<u32>,
    offset: Option<u32>,
}

impl List<ClientCertificatesList> {
    /// Only certificates with this status.
    pub fn status(mut self, status: ClientCertificateStatusFilter) -> Self {
        self.query.status = Some(status);
        self
    }

    /// The parameter `limit`, a filter of the API's own beside the pages: at the most so many items.
    pub fn limit(mut self, items: u32) -> Self {
        self.query.limit = Some(items);
        self
    }

    /// The parameter `offset`, a filter of the API's own beside the pages: without the first so many items.
    pub fn offset(mut self, items: u32) -> Self {
        self.query.offset = Some(items);
        self
    }
}

impl ListQuery for ClientCertificatesList {
    type Item = ClientCertificate;
    const OPERATION: &'static Operation = &CLIENT_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<ClientCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let request = call.api().client_certificates_list(
            scope.id(),
            self.limit.map(i64::from),
            self.offset.map(i64::from),
            page,
            per_page,
            self.status.as_ref(),
        );
        call.page(request, at).await
    }

    fn identity(item: &ClientCertificate) -> &str {
        &item.id
    }
}
