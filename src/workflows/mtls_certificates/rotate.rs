//! Workflows that also change hostname associations.

use super::find::{all, bodies, with_bodies};
use super::remove::removed;
use super::{AT_MOST, about, found_or_created};
use crate::types::{MtlsCertificate, NewMtlsCertificate};
use crate::workflows::changes::{Edit, HostnameList};
use crate::workflows::hostname_associations::Associated;
use crate::workflows::{ErrorKind, Result, Run, Workflow};
use crate::{ClientCa, HostnameAssociations, MtlsCertificates};

/// How often hostnames that somebody adds to the old CA during the rotation are moved.
const MOVES: u32 = 5;

/// Workflows for CAs whose hostnames are known.
impl MtlsCertificates {
    /// Removes a CA after removing its hostnames in these zones: `PUT`
    /// `/zones/{zone_id}/certificate_authorities/hostname_associations` for each zone, then as
    /// [`remove`](Self::remove).
    ///
    /// The API cannot tell in which zones a CA has hostnames: name all of them. With hostnames in another zone the CA
    /// stays in use, and the time is up at some point. The Cloudflare-managed CA's hostnames are not touched.
    ///
    /// **The hostnames no longer ask for certificates of this CA.** To replace it, use [`rotate`](Self::rotate).
    ///
    /// Permissions: `Account: SSL and Certificates Write`, and `SSL and Certificates Write` for each zone.
    ///
    /// ```no_run
    /// # async fn f(account: cloudflare_certificates::Account, zone: cloudflare_certificates::Zone, id: &str)
    /// # -> cloudflare_certificates::workflows::Result<()> {
    /// account.mtls_certificates().remove_with_associations(id, [zone.hostname_associations()]).await?;
    /// # Ok(()) }
    /// ```
    pub fn remove_with_associations(
        &self,
        id: impl Into<String>,
        zones: impl IntoIterator<Item = HostnameAssociations>,
    ) -> Workflow<()> {
        let (handle, id) = (self.clone(), id.into());
        let lists = lists(zones, &id);
        let name = "mtls_certificates.remove_with_associations";
        Workflow::new(name, self.client(), AT_MOST, async move |run: Run| {
            run.left(&["remove the CA's hostnames", "wait until nothing uses it", "delete it"]);
            for list in &lists {
                existing(run.edit(list, &Edit::Clear).await)?;
            }
            removed(&run, &handle, &id).await
        })
    }

    /// Replaces a CA by another one, which takes over its hostnames in these zones. Returns the new CA.
    ///
    /// 1. The new CA is uploaded unless it exists; its content identifies it.
    /// 2. In each zone it gets the hostnames of the old CA beside its own.
    /// 3. In each zone the old CA's hostnames are removed.
    /// 4. The old CA is deleted, as by [`remove`](Self::remove).
    ///
    /// So no hostname is without a CA at any time: for a moment it has both. If the server refuses that, the rotation
    /// ends with that error, and the old CA keeps its hostnames. Both CAs together must fit the quota. Name all zones
    /// in which the old CA has hostnames: with those of another zone it stays in use, and is not deleted.
    ///
    /// Started again after an interruption, it continues. If neither the old CA nor the new one exists, the error is of
    /// the kind [`Gone`](ErrorKind::Gone).
    ///
    /// Permissions: `Account: SSL and Certificates Write`, and `SSL and Certificates Write` for each zone.
    /// [Docs](https://developers.cloudflare.com/ssl/client-certificates/byo-ca/)
    pub fn rotate(
        &self,
        old_id: impl Into<String>,
        new: &NewMtlsCertificate,
        zones: impl IntoIterator<Item = HostnameAssociations>,
    ) -> Workflow<MtlsCertificate> {
        let (handle, old_id, new) = (self.clone(), old_id.into(), new.clone());
        let old_lists = lists(zones, &old_id);
        Workflow::new("mtls_certificates.rotate", self.client(), AT_MOST, async move |run: Run| {
            let all = all(&handle, &run).await?;
            let old = all.iter().find(|certificate| certificate.id == old_id);
            let found = with_bodies(&all, &bodies(&new.certificates)?)?;
            check(&new, &old_id, old, found.as_ref())?;
            run.left(&["upload the new CA", "move the hostnames to it", "delete the old CA"]);
            let new = found_or_created(&run, &handle, &new, found).await?.into_inner();
            run.left(&["move the hostnames to the new CA", "delete the old CA"]);
            for old_list in &old_lists {
                copied(&run, old_list, &new.id).await?;
            }
            for old_list in &old_lists {
                moved(&run, old_list, &new.id).await?;
            }
            removed(&run, &handle, &old_id).await?;
            Ok(new)
        })
    }
}

fn lists(zones: impl IntoIterator<Item = HostnameAssociations>, id: &str) -> Vec<Associated> {
    zones.into_iter().map(|zone| Associated::new(&zone, &ClientCa::uploaded(id))).collect()
}

/// Refuses what cannot be a rotation.
fn check(
    new: &NewMtlsCertificate,
    old_id: &str,
    old: Option<&MtlsCertificate>,
    found: Option<&MtlsCertificate>,
) -> Result<()> {
    match (old, found) {
        (None, None) => Err(about(ErrorKind::Gone, old_id)
            .advised("the new certificate does not exist either: to upload it, ensure it")),
        (_, Some(found)) if found.id == old_id => {
            Err(about(ErrorKind::Refused, old_id).detailed("the new certificate is the old one"))
        }
        (Some(old), _) if old.ca.is_some_and(|ca| ca != new.ca) => {
            Err(about(ErrorKind::Refused, old_id).detailed("a CA replaces a CA only, and a leaf a leaf"))
        }
        _ => Ok(()),
    }
}

/// Adds the old CA's hostnames in a zone to those of the new one, and returns them.
async fn copied(run: &Run, old: &Associated, new_id: &str) -> Result<Vec<String>> {
    let hostnames = existing(old.read(run).await)?.map(|old| old.hostnames).unwrap_or_default();
    if !hostnames.is_empty() {
        run.edit(&old.of(&ClientCa::uploaded(new_id)), &Edit::Add(hostnames.clone())).await?;
    }
    Ok(hostnames)
}

/// Removes the old CA's hostnames in a zone. Those that somebody adds in the meantime are moved as well.
async fn moved(run: &Run, old: &Associated, new_id: &str) -> Result<()> {
    for _ in 0..MOVES {
        let hostnames = copied(run, old, new_id).await?;
        if hostnames.is_empty() {
            return Ok(());
        }
        existing(run.edit(old, &Edit::Remove(hostnames)).await)?;
    }
    let detail = "another program keeps adding hostnames to the old CA";
    Err(about(ErrorKind::TimedOut, old.id()).detailed(detail))
}

/// Returns `None` if the CA does not exist.
fn existing<T>(outcome: Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::Gone => Ok(None),
        Err(error) => Err(error),
    }
}
