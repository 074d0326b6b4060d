//! The certificates that a zone has now.

use super::super::source::Record;
use super::super::{Result, Run};
use crate::types::CustomCertificate;
use crate::{CustomCertificates, Progress, Response};

/// Returns the zone's certificates, in the order of the list, without those that are being deleted.
pub(super) async fn live(run: &Run, certificates: &CustomCertificates) -> Result<Vec<CustomCertificate>> {
    let mut all = certificates.with(run.reading()).list().per_page(50).all().await?;
    all.retain(is_live);
    Ok(all)
}

/// Returns a certificate; `None` if there is none with this id, or it is being deleted.
pub(super) async fn get(
    run: &Run,
    certificates: &CustomCertificates,
    id: &str,
) -> Result<Option<CustomCertificate>> {
    let found = certificates.with(run.reading()).get_opt(id).await?;
    Ok(found.map(Response::into_inner).filter(is_live))
}

fn is_live(certificate: &CustomCertificate) -> bool {
    certificate.progress() != Progress::Gone
}
