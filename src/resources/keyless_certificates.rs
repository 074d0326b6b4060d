//! Keyless SSL: the private key stays on the customer's key server.

use crate::list::{List, ListQuery};
use crate::operations::KEYLESS_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{Deleted, KeylessCertificate, KeylessCertificatePatch, NewKeylessCertificate};
use crate::{Client, Operation, Response, Result};

/// The Keyless SSL configurations of a zone, from
/// [`Zone::keyless_certificates`](crate::Zone::keyless_certificates).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/keyless_certificates/)
#[derive(Clone, Debug)]
pub struct KeylessCertificates {
    scope: Scope,
}

impl KeylessCertificates {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The configurations, all at once: `GET /zones/{zone_id}/keyless_certificates`. This list has no pages.
    pub fn list(&self) -> List<KeylessCertificatesList> {
        List::new(KeylessCertificatesList { handle: self.clone() })
    }

    /// One configuration: `GET /zones/{zone_id}/keyless_certificates/{keyless_certificate_id}`
    pub async fn get(&self, keyless_certificate_id: impl AsRef<str>) -> Result<Response<KeylessCertificate>> {
        let id = keyless_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().keyless_certificates_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is no such configuration.
    pub async fn get_opt(
        &self,
        keyless_certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<KeylessCertificate>>> {
        super::absent_is_none(self.get(keyless_certificate_id).await)
    }

    /// Sets up a key server for a certificate: `POST /zones/{zone_id}/keyless_certificates`
    ///
    /// # Errors
    /// Refused before it is sent: a port that is 0, a host that is none or over 253 characters, a name over 180.
    pub async fn create(&self, keyless: &NewKeylessCertificate) -> Result<Response<KeylessCertificate>> {
        let call = self.scope.call();
        call.value(call.api().keyless_certificates_create(self.scope.id(), keyless)).await
    }

    /// Changes how the key server is reached: `PATCH /zones/{zone_id}/keyless_certificates/{keyless_certificate_id}`
    pub async fn edit(
        &self,
        keyless_certificate_id: impl AsRef<str>,
        patch: &KeylessCertificatePatch,
    ) -> Result<Response<KeylessCertificate>> {
        let id = keyless_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().keyless_certificates_edit(self.scope.id(), id, patch)).await
    }

    /// Removes a configuration: `DELETE /zones/{zone_id}/keyless_certificates/{keyless_certificate_id}`
    ///
    /// The server does it in its own time; the configuration may still be seen for a while.
    pub async fn delete(&self, keyless_certificate_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = keyless_certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().keyless_certificates_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }
}

/// What a list of Keyless SSL configurations asks for: it has no filters.
#[derive(Clone, Debug)]
pub struct KeylessCertificatesList {
    handle: KeylessCertificates,
}

impl ListQuery for KeylessCertificatesList {
    type Item = KeylessCertificate;
    const OPERATION: &'static Operation = &KEYLESS_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<KeylessCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        call.page(call.api().keyless_certificates_list(scope.id()), at).await
    }

    fn identity(item: &KeylessCertificate) -> &str {
        &item.id
    }
}
