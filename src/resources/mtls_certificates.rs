//! mTLS certificates of an account: authorities against which clients are checked, and client certificates.

use crate::list::{List, ListQuery};
use crate::operations::MTLS_CERTIFICATES_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::new_mtls_certificate_builder::{SetCa, SetCertificates, SetPrivateKey};
use crate::types::{
    MtlsCertificate, MtlsCertificateAssociation, MtlsCertificateType, NewMtlsCertificate,
    NewMtlsCertificateBuilder,
};
use crate::{Client, Operation, Response, Result, Secret};

/// The mTLS certificates of an account, from [`Account::mtls_certificates`](crate::Account::mtls_certificates).
///
/// Permission: `Account: SSL and Certificates Read` to read, `Account: SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/mtls_certificates/)
#[derive(Clone, Debug)]
pub struct MtlsCertificates {
    scope: Scope,
}

impl MtlsCertificates {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The certificates, all at once: `GET /accounts/{account_id}/mtls_certificates`
    ///
    /// This list has no pages.
    pub fn list(&self) -> List<MtlsCertificatesList> {
        List::new(MtlsCertificatesList { handle: self.clone(), types: Vec::new() })
    }

    /// One certificate: `GET /accounts/{account_id}/mtls_certificates/{mtls_certificate_id}`
    pub async fn get(&self, mtls_certificate_id: impl AsRef<str>) -> Result<Response<MtlsCertificate>> {
        let id = mtls_certificate_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().mtls_certificates_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        mtls_certificate_id: impl AsRef<str>,
    ) -> Result<Option<Response<MtlsCertificate>>> {
        super::absent_is_none(self.get(mtls_certificate_id).await)
    }

    /// Uploads a certificate: `POST /accounts/{account_id}/mtls_certificates`
    pub async fn create(&self, certificate: &NewMtlsCertificate) -> Result<Response<MtlsCertificate>> {
        let call = self.scope.call();
        call.value(call.api().mtls_certificates_create(self.scope.id(), certificate)).await
    }

    /// Deletes a certificate: `DELETE /accounts/{account_id}/mtls_certificates/{mtls_certificate_id}`
    ///
    /// # Errors
    /// Refused while a service uses it; [`associations`](Self::associations) tells which.
    pub async fn delete(&self, mtls_certificate_id: impl AsRef<str>) -> Result<Response<MtlsCertificate>> {
        let id = mtls_certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().mtls_certificates_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }

    /// The services that use a certificate, all at once: `GET /accounts/{account_id}/mtls_certificates/{mtls_certificate_id}/associations`
    pub async fn associations(
        &self,
        mtls_certificate_id: impl AsRef<str>,
    ) -> Result<Page<MtlsCertificateAssociation>> {
        let id = mtls_certificate_id.as_ref();
        let call = self.scope.call();
        let request = call.api().mtls_certificates_associations(self.scope.id(), id);
        call.page(request, PageRequest::whole()).await
    }
}

/// The two kinds of certificates. The name is optional and follows on the builder.
impl NewMtlsCertificate {
    /// An authority against which client certificates are checked. It is uploaded without a key.
    pub fn authority(certificate: impl Into<String>) -> NewMtlsCertificateBuilder<SetCertificates<SetCa>> {
        Self::builder().ca(true).certificates(certificate)
    }

    /// A leaf with its private key, which Cloudflare shows as a client.
    pub fn leaf(
        certificate: impl Into<String>,
        private_key: impl Into<Secret>,
    ) -> NewMtlsCertificateBuilder<SetPrivateKey<SetCertificates<SetCa>>> {
        Self::builder().ca(false).certificates(certificate).private_key(private_key)
    }
}

/// What a list of mTLS certificates asks for.
#[derive(Clone, Debug)]
pub struct MtlsCertificatesList {
    handle: MtlsCertificates,
    types: Vec<MtlsCertificateType>,
}

impl List<MtlsCertificatesList> {
    /// Only certificates of these types; the parameter `type`.
    pub fn types(mut self, types: impl IntoIterator<Item = MtlsCertificateType>) -> Self {
        self.query.types = types.into_iter().collect();
        self
    }
}

impl ListQuery for MtlsCertificatesList {
    type Item = MtlsCertificate;
    const OPERATION: &'static Operation = &MTLS_CERTIFICATES_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<MtlsCertificate>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let types = (!self.types.is_empty()).then_some(&self.types);
        let request = call.api().mtls_certificates_list(scope.id(), types);
        call.page(request, at).await
    }

    fn identity(item: &MtlsCertificate) -> &str {
        &item.id
    }
}
