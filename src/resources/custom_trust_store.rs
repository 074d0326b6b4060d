//! The custom origin trust store: authorities against which origins are checked.

use crate::list::{List, ListQuery};
use crate::operations::CUSTOM_TRUST_STORE_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{Deleted, NewTrustedCa, TrustedCa};
use crate::{Client, Operation, Response, Result};

/// The custom trust store of a zone, from [`Zone::custom_trust_store`](crate::Zone::custom_trust_store).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/acm/subresources/custom_trust_store/)
#[derive(Clone, Debug)]
pub struct CustomTrustStore {
    scope: Scope,
}

impl CustomTrustStore {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The authorities, page by page: `GET /zones/{zone_id}/acm/custom_trust_store`
    pub fn list(&self) -> List<CustomTrustStoreList> {
        List::new(CustomTrustStoreList { handle: self.clone(), limit: None, offset: None })
    }

    /// One authority: `GET /zones/{zone_id}/acm/custom_trust_store/{custom_origin_trust_store_id}`
    pub async fn get(&self, custom_origin_trust_store_id: impl AsRef<str>) -> Result<Response<TrustedCa>> {
        let id = custom_origin_trust_store_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().custom_trust_store_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        custom_origin_trust_store_id: impl AsRef<str>,
    ) -> Result<Option<Response<TrustedCa>>> {
        super::absent_is_none(self.get(custom_origin_trust_store_id).await)
    }

    /// Adds an authority: `POST /zones/{zone_id}/acm/custom_trust_store`
    ///
    /// It is deployed after the answer: wait until its status is `active`.
    pub async fn create(&self, authority: &NewTrustedCa) -> Result<Response<TrustedCa>> {
        let call = self.scope.call();
        call.value(call.api().custom_trust_store_create(self.scope.id(), authority)).await
    }

    /// Removes an authority: `DELETE /zones/{zone_id}/acm/custom_trust_store/{custom_origin_trust_store_id}`
    ///
    /// Origins whose certificates it issued are no longer trusted.
    pub async fn delete(&self, custom_origin_trust_store_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = custom_origin_trust_store_id.as_ref();
        let call = self.scope.call();
        let request = call.api().custom_trust_store_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What a list of trusted authorities asks for.
#[derive(Clone, Debug)]
pub struct CustomTrustStoreList {
    handle: CustomTrustStore,
    limit: Option<u32>,
    offset: Option<u32>,
}

impl List<CustomTrustStoreList> {
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

impl ListQuery for CustomTrustStoreList {
    type Item = TrustedCa;
    const OPERATION: &'static Operation = &CUSTOM_TRUST_STORE_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<TrustedCa>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let request = call.api().custom_trust_store_list(
            scope.id(),
            self.limit.map(i64::from),
            self.offset.map(i64::from),
            page,
            per_page,
        );
        call.page(request, at).await
    }

    fn identity(item: &TrustedCa) -> &str {
        &item.id
    }
}
