//! Origin CA: certificates for origins, which only Cloudflare trusts.

use crate::list::{List, ListQuery};
use crate::operations::ORIGIN_CA_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::transport::Call;
use crate::types::{NewOriginCaCertificate, OriginCaCertificate, RevokedOriginCaCertificate};
use crate::{Client, Operation, Response, Result};

/// The Origin CA certificates of a user, from
/// [`Client::origin_ca_certificates`](crate::Client::origin_ca_certificates).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change; or the Origin CA
/// key (user service key).
/// [Docs](https://developers.cloudflare.com/api/resources/origin_ca_certificates/)
#[derive(Clone, Debug)]
pub struct OriginCaCertificates {
    client: Client,
}

impl OriginCaCertificates {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    fn call(&self) -> Call {
        Call::new(self.client.clone())
    }

    /// The certificates of a zone, page by page: `GET /certificates`
    pub fn list(&self, zone_id: impl Into<String>) -> List<OriginCaCertificatesList> {
        List::new(OriginCaCertificatesList {
            handle: self.clone(),
            zone_id: zone_id.into(),
            limit: None,
            offset: None,
        })
    }

    /// One certificate: `GET /certificates/{certificate_id}`
    pub async fn get(&self, certificate_id: impl AsRef<str>) -> Result<Response<OriginCaCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.call();
        call.value(call.api().origin_ca_certificates_get(id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<OriginCaCertificate>>> {
        super::absent_is_none(self.get(certificate_id).await)
    }

    /// Has a certificate signed: `POST /certificates`
    ///
    /// # Errors
    /// Refused before it is sent: a validity that is none of 7, 30, 90, 365, 730, 1095 and 5475 days; no hostname.
    pub async fn create(
        &self,
        certificate: &NewOriginCaCertificate,
    ) -> Result<Response<OriginCaCertificate>> {
        let call = self.call();
        call.value(call.api().origin_ca_certificates_create(certificate)).await
    }

    /// Revokes a certificate: `DELETE /certificates/{certificate_id}`
    ///
    /// This cannot be undone.
    pub async fn delete(
        &self,
        certificate_id: impl AsRef<str>,
    ) -> Result<Response<RevokedOriginCaCertificate>> {
        let id = certificate_id.as_ref();
        let call = self.call();
        let request = call.api().origin_ca_certificates_delete(id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What a list of Origin CA certificates asks for.
#[derive(Clone, Debug)]
pub struct OriginCaCertificatesList {
    handle: OriginCaCertificates,
    zone_id: String,
    limit: Option<u32>,
    offset: Option<u32>,
}

impl List<OriginCaCertificatesList> {
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

impl ListQuery for OriginCaCertificatesList {
    type Item = OriginCaCertificate;
    const OPERATION: &'static Operation = &ORIGIN_CA_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        &self.handle.client
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<OriginCaCertificate>> {
        let call = self.handle.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let request = call.api().origin_ca_certificates_list(
            self.limit.map(i64::from),
            self.offset.map(i64::from),
            page,
            per_page,
            &self.zone_id,
        );
        call.page(request, at).await
    }

    fn identity(item: &OriginCaCertificate) -> &str {
        &item.id
    }
}
