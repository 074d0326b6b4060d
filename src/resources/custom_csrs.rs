//! Custom CSRs: certificate signing requests whose private keys Cloudflare makes and keeps.

use crate::list::{List, ListQuery};
use crate::operations::CUSTOM_CSRS_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{CustomCsr, CustomCsrOrder, Deleted, NewCustomCsr, SortDirection};
use crate::{Client, Operation, Response, Result};

/// The custom CSRs of a zone or of an account: [`Zone::custom_csrs`](crate::Zone::custom_csrs) and
/// [`Account::custom_csrs`](crate::Account::custom_csrs) give out this same type.
///
/// Permission: `Account: SSL and Certificates Write`.
/// [Docs](https://developers.cloudflare.com/api/resources/custom_csrs/)
#[derive(Clone, Debug)]
pub struct CustomCsrs {
    scope: Scope,
}

impl CustomCsrs {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The CSRs, page by page: `GET /{accounts_or_zones}/{account_or_zone_id}/custom_csrs`
    pub fn list(&self) -> List<CustomCsrsList> {
        List::new(CustomCsrsList { handle: self.clone(), order: None, direction: None })
    }

    /// One CSR with its PEM text: `GET …/custom_csrs/{custom_csr_id}`
    pub async fn get(&self, custom_csr_id: impl AsRef<str>) -> Result<Response<CustomCsr>> {
        let id = custom_csr_id.as_ref();
        let call = self.scope.call();
        let request = call.api().custom_csrs_get(self.scope.kind(), self.scope.id(), id);
        call.value(request).await
    }

    /// As [`get`](Self::get), and `None` if there is no such CSR.
    pub async fn get_opt(&self, custom_csr_id: impl AsRef<str>) -> Result<Option<Response<CustomCsr>>> {
        super::absent_is_none(self.get(custom_csr_id).await)
    }

    /// Makes a key pair that stays with Cloudflare, and a CSR for it: `POST …/custom_csrs`
    ///
    /// Have a certificate authority sign the CSR's PEM text, then upload the certificate with
    /// [`NewCustomCertificate::for_csr`](crate::types::NewCustomCertificate::for_csr).
    ///
    /// # Errors
    /// Refused before it is sent: a common name over 64 characters, a country that is not two capital letters, no
    /// SAN, an empty field.
    pub async fn create(&self, csr: &NewCustomCsr) -> Result<Response<CustomCsr>> {
        let call = self.scope.call();
        let request = call.api().custom_csrs_create(self.scope.kind(), self.scope.id(), csr);
        call.value(request).await
    }

    /// Deletes a CSR and its private key: `DELETE …/custom_csrs/{custom_csr_id}`
    ///
    /// # Errors
    /// Code 1420 (409) while a certificate uses it. Keep the CSR of a certificate that will be renewed: the renewal
    /// needs the same one.
    pub async fn delete(&self, custom_csr_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = custom_csr_id.as_ref();
        let call = self.scope.call();
        let request = call.api().custom_csrs_delete(self.scope.kind(), self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What a list of custom CSRs asks for.
#[derive(Clone, Debug)]
pub struct CustomCsrsList {
    handle: CustomCsrs,
    order: Option<CustomCsrOrder>,
    direction: Option<SortDirection>,
}

impl List<CustomCsrsList> {
    /// By what the list is sorted.
    pub fn order(mut self, order: CustomCsrOrder) -> Self {
        self.query.order = Some(order);
        self
    }

    /// In which direction it is sorted.
    pub fn direction(mut self, direction: SortDirection) -> Self {
        self.query.direction = Some(direction);
        self
    }
}

impl ListQuery for CustomCsrsList {
    type Item = CustomCsr;
    const OPERATION: &'static Operation = &CUSTOM_CSRS_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<CustomCsr>> {
        let Self { handle: CustomCsrs { scope }, order, direction } = self;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let api = call.api();
        let request = api.custom_csrs_list(
            scope.kind(),
            scope.id(),
            direction.as_ref(),
            order.as_ref(),
            page,
            per_page,
        );
        call.page(request, at).await
    }

    fn identity(item: &CustomCsr) -> &str {
        &item.id
    }
}
