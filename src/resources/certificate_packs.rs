//! Certificate packs: ordered, validated, deployed and renewed by Cloudflare.

use crate::list::{List, ListQuery};
use crate::operations::CERTIFICATE_PACKS_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{
    CertificatePack, CertificatePackDeploy, CertificatePackPatch, CertificatePackQuotas,
    CertificatePackStatusFilter, Deleted, NewCertificatePack,
};
use crate::{Client, Operation, Response, Result};

/// The certificate packs of a zone, from [`Zone::certificate_packs`](crate::Zone::certificate_packs).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/ssl/subresources/certificate_packs/)
#[derive(Clone, Debug)]
pub struct CertificatePacks {
    scope: Scope,
}

impl CertificatePacks {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The active packs, page by page: `GET /zones/{zone_id}/ssl/certificate_packs`
    pub fn list(&self) -> List<CertificatePacksList> {
        List::new(CertificatePacksList { handle: self.clone(), deploy: None, status: None })
    }

    /// One pack: `GET /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`
    pub async fn get(&self, certificate_pack_id: impl AsRef<str>) -> Result<Response<CertificatePack>> {
        let id = certificate_pack_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().certificate_packs_get(self.scope.id(), id)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        certificate_pack_id: impl AsRef<str>,
    ) -> Result<Option<Response<CertificatePack>>> {
        super::absent_is_none(self.get(certificate_pack_id).await)
    }

    /// Orders an advanced pack: `POST /zones/{zone_id}/ssl/certificate_packs/order`
    ///
    /// It counts against the [`quota`](Self::quota) and may cost money: it is repeated only where it certainly was
    /// not carried out. The answer may not have the validation records yet; [`get`](Self::get) it again.
    pub async fn create(&self, pack: &NewCertificatePack) -> Result<Response<CertificatePack>> {
        let call = self.scope.call();
        call.value(call.api().certificate_packs_create(self.scope.id(), pack)).await
    }

    /// Starts the validation again, or adds the branding: `PATCH /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`
    pub async fn edit(
        &self,
        certificate_pack_id: impl AsRef<str>,
        patch: &CertificatePackPatch,
    ) -> Result<Response<CertificatePack>> {
        let id = certificate_pack_id.as_ref();
        let call = self.scope.call();
        call.value(call.api().certificate_packs_edit(self.scope.id(), id, patch)).await
    }

    /// Deletes an advanced pack: `DELETE /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`
    pub async fn delete(&self, certificate_pack_id: impl AsRef<str>) -> Result<Response<Deleted>> {
        let id = certificate_pack_id.as_ref();
        let call = self.scope.call();
        let request = call.api().certificate_packs_delete(self.scope.id(), id);
        super::identified(call.value_or_default(request).await, id, |gone| &mut gone.id)
    }

    /// How many packs there may be and are: `GET /zones/{zone_id}/ssl/certificate_packs/quota`
    pub async fn quota(&self) -> Result<Response<CertificatePackQuotas>> {
        let call = self.scope.call();
        call.value(call.api().certificate_packs_quota(self.scope.id())).await
    }
}

/// What a list of certificate packs asks for.
#[derive(Clone, Debug)]
pub struct CertificatePacksList {
    handle: CertificatePacks,
    deploy: Option<CertificatePackDeploy>,
    status: Option<CertificatePackStatusFilter>,
}

impl List<CertificatePacksList> {
    /// Only packs that are deployed there.
    pub fn deploy(mut self, deploy: CertificatePackDeploy) -> Self {
        self.query.deploy = Some(deploy);
        self
    }

    /// The packs that are not active too; the parameter `status=all`.
    pub fn all_statuses(mut self) -> Self {
        self.query.status = Some(CertificatePackStatusFilter::All);
        self
    }
}

impl ListQuery for CertificatePacksList {
    type Item = CertificatePack;
    const OPERATION: &'static Operation = &CERTIFICATE_PACKS_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<CertificatePack>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let (page, per_page) = (at.page_parameter(), at.per_page_parameter());
        let request = call.api().certificate_packs_list(
            scope.id(),
            self.deploy.as_ref(),
            page,
            per_page,
            self.status.as_ref(),
        );
        call.page(request, at).await
    }

    fn identity(item: &CertificatePack) -> &str {
        &item.id
    }
}
