//! Certificate packs: finding, ensuring, rotating and removing.

mod ensure;
mod key;
mod order;
mod rotate;

use super::source::Record;
use super::{Action, Error, ErrorKind, Result, Run, Schedule, Workflow};
use crate::types::{
    CertificatePack, CertificatePackPatch, CertificatePackStatusFilter, CertificatePackType,
    NewCertificatePack,
};
use crate::{CertificatePacks, Progress, Response};

pub use ensure::EnsurePack;
pub use key::PackKey;
pub use rotate::{RotatePack, RotatedPack};

const RESOURCE: &str = CertificatePack::RESOURCE;
const PER_PAGE: u32 = 50;
/// The pack is already deleted; there is none with this id.
const GONE_CODES: &[i64] = &[1406, 1408];

/// What is left to do, for errors.
const ORDER: &str = "order the new pack";
const WAIT: &str = "wait until the new pack is active";
const REMOVE: &str = "remove the old pack";

/// Workflows.
impl CertificatePacks {
    /// Finds the pack for these hosts: `GET /zones/{zone_id}/ssl/certificate_packs?status=all`.
    ///
    /// Pass an order (`&NewCertificatePack`) to find the pack that it would be a second of, or a [`PackKey`], which
    /// explains what is compared. Packs in all states count, except those that are deleted or being deleted.
    ///
    /// If several match, it returns one that is active rather than one that is pending, that rather than one that
    /// needs somebody to act, and an expired one last; of several in the same state, the newest.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::CertificateAuthority;
    /// use cloudflare_certificates::workflows::PackKey;
    ///
    /// let key = PackKey::new(["example.com", "*.example.com"]).certificate_authority(CertificateAuthority::Google);
    /// if let Some(pack) = zone.certificate_packs().find(key).await? {
    ///     println!("{} is {:?}", pack.id, pack.status);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn find(&self, key: impl Into<PackKey> + Send) -> Result<Option<CertificatePack>> {
        let key = key.into();
        let mut matching = every(self).await?;
        matching.retain(|pack| pack.progress() != Progress::Gone && key.matches(pack));
        Ok(order::preferred(matching))
    }

    /// Orders a pack unless there is one for the same hosts, certificate authority, type and validity:
    /// `GET /zones/{zone_id}/ssl/certificate_packs?status=all`, `POST /zones/{zone_id}/ssl/certificate_packs/order`.
    ///
    /// It does not wait until the pack is active: see [`wait`](Self::wait). To change the hosts, the authority or the
    /// validity of a pack, which cannot be edited, name the old one with [`replacing`](EnsurePack::replacing).
    ///
    /// What is compared: see [`PackKey`]. The validation method and the branding are not; a pack that has expired does
    /// not count.
    ///
    /// # Equal orders
    /// Cloudflare accepts equal orders, and cannot tell them apart. If two programs order at once, the one whose pack
    /// is newer deletes what it has just ordered and returns the other's. If the outcome of an order is unknown, the
    /// pack is looked for, and never ordered again in the same run. So an extra pack remains only if a pack appears in
    /// the list more than 15 seconds after its order failed and the workflow was started again before, or if one of
    /// two programs that order at once ends right after its order: at most one for each. The [list](Self::list) and
    /// [`find`](Self::find) show it, so none is lost.
    ///
    /// # Errors
    /// A refused order is [`Call`](super::ErrorKind::Call). Permission: `SSL and Certificates Write`.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::{
    ///     CertificateAuthority, NewCertificatePack, NewCertificatePackType, ValidationMethod,
    /// };
    ///
    /// let order = NewCertificatePack::builder()
    ///     .certificate_authority(CertificateAuthority::Google)
    ///     .hosts(["example.com", "*.example.com"])
    ///     .type_(NewCertificatePackType::Advanced)
    ///     .validation_method(ValidationMethod::Txt)
    ///     .validity_days(90)
    ///     .build();
    /// let packs = zone.certificate_packs();
    /// println!("{:?}", packs.ensure(&order).plan().await?);
    /// let pack = packs.ensure(&order).await?.into_inner();
    /// packs.wait(pack.id).await?;
    /// # Ok(()) }
    /// ```
    pub fn ensure(&self, order: &NewCertificatePack) -> EnsurePack {
        EnsurePack::new(self.clone(), order.clone())
    }

    /// Replaces a pack by a new one: orders the same again, waits until it is active, and then removes the old one.
    ///
    /// `GET` and `DELETE /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`,
    /// `GET /zones/{zone_id}/ssl/certificate_packs?status=all`,
    /// `POST /zones/{zone_id}/ssl/certificate_packs/order`. See [`RotatePack`].
    ///
    /// Permission: `SSL and Certificates Write`. See [Certificate rotation](https://developers.cloudflare.com/ssl/reference/certificate-rotation/).
    pub fn rotate(&self, id: impl Into<String>) -> RotatePack {
        RotatePack::new(self.clone(), id.into())
    }

    /// Starts the validation of a pack again, such as one that has timed out:
    /// `PATCH /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`. Returns the pack as it is then.
    ///
    /// Set the records before that; the pack may get new ones. It does not wait: [`wait`](Self::wait) for it afterwards. An
    /// active pack is returned as it is.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn repair(&self, id: impl Into<String>) -> Workflow<CertificatePack> {
        let (packs, id) = (self.clone(), id.into());
        let at_most = Schedule::DELETIONS.at_most;
        Workflow::new("certificate_packs.repair", self.client(), at_most, async move |run: Run| {
            run.left(&["start the validation again"]);
            repaired(&run, &packs, &id).await
        })
    }

    /// Deletes a pack and waits until it is gone: `DELETE` and
    /// `GET /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`. Its hosts lose this certificate.
    ///
    /// A pack that does not exist, or is deleted already, is a success. A deleted pack is shown for one or two minutes
    /// with the status `deleted`, which counts as gone. It takes at most 3 minutes unless you set another limit.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone) -> cloudflare_certificates::workflows::Result<()> {
    /// zone.certificate_packs().remove("3822ff90-ea29-44df-9e55-21300bb9419b").await?;
    /// # Ok(()) }
    /// ```
    pub fn remove(&self, id: impl Into<String>) -> Workflow<()> {
        let (packs, id) = (self.clone(), id.into());
        let at_most = Schedule::DELETIONS.at_most;
        Workflow::new("certificate_packs.remove", self.client(), at_most, async move |run: Run| {
            run.left(&["remove the pack"]);
            remove(&run, &packs, &id).await
        })
    }
}

/// Starts the validation of a pack again, unless it is active.
async fn repaired(run: &Run, packs: &CertificatePacks, id: &str) -> Result<CertificatePack> {
    let found = packs.with(run.reading()).get_opt(id).await;
    let found = found.map_err(|error| Error::from(error).about(RESOURCE, id))?.map(Response::into_inner);
    match found {
        Some(found) if found.progress() == Progress::Ready => {
            run.step_on(Action::Found, &found);
            Ok(found)
        }
        Some(found) if found.progress() != Progress::Gone => {
            let patch = CertificatePackPatch::builder().build();
            let change = || packs.edit(id, &patch);
            let repaired = run.change(Schedule::DELETIONS, change).await;
            let repaired = repaired.map_err(|error| error.about(RESOURCE, id))?.into_inner();
            run.step_on(Action::Updated, &repaired);
            Ok(repaired)
        }
        _ => Err(Error::new(ErrorKind::Gone).about(RESOURCE, id)),
    }
}

/// Returns the packs of the zone in all states.
async fn every(packs: &CertificatePacks) -> Result<Vec<CertificatePack>> {
    let list = packs.list().status(CertificatePackStatusFilter::All).per_page(PER_PAGE);
    Ok(list.all().await?)
}

/// Deletes a pack and waits until it is gone.
async fn remove(run: &Run, packs: &CertificatePacks, id: &str) -> Result<()> {
    run.delete(RESOURCE, id, (GONE_CODES, &[]), || packs.delete(id)).await?;
    run.wait_on(packs, id, Progress::Gone, Schedule::DELETIONS).await?;
    Ok(())
}

impl CertificatePack {
    /// Fails with [`Refused`](ErrorKind::Refused) if the pack is of a type that cannot be deleted as a pack: those of
    /// Universal SSL, of custom and Keyless certificates and of custom hostnames go with what they belong to. No request is
    /// sent.
    pub fn check_removable(&self) -> Result<()> {
        use CertificatePackType::{Keyless, LegacyCustom, ManagedHostname, MhCustom, SniCustom, Universal};
        let advice = match &self.type_ {
            Some(Universal) => "disable Universal SSL instead",
            Some(SniCustom | LegacyCustom) => "remove the custom certificate instead",
            Some(ManagedHostname | MhCustom) => "remove the custom hostname instead",
            Some(Keyless) => "remove the Keyless certificate instead",
            _ => return Ok(()),
        };
        let type_ = self.type_.as_ref().map_or("", CertificatePackType::as_str);
        let detail = format!("packs of the type {type_} cannot be deleted as packs");
        Err(Error::new(ErrorKind::Refused).about(RESOURCE, &self.id).detailed(detail).advised(advice))
    }
}
