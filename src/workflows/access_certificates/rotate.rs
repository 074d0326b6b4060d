//! Replacing a CA by another.

use super::find::{Wanted, all};
use super::hostnames::Hostnames;
use super::remove::deleted;
use super::{AT_MOST, found_or_created, with_hostnames};
use crate::AccessCertificates;
use crate::types::{AccessCertificate, NewAccessCertificate};
use crate::workflows::changes::{Edit, HostnameList, missing};
use crate::workflows::source::Record;
use crate::workflows::{Error, ErrorKind, Result, Run, Workflow};

/// How often hostnames that somebody adds to the old CA during the rotation are moved.
const MOVES: u32 = 5;

/// Rotation.
impl AccessCertificates {
    /// Replaces a CA by another one, which takes over its hostnames. Returns the new CA.
    ///
    /// 1. The new CA is uploaded with the hostnames of the old one and those of `new`; if it already exists, it gets
    ///    the hostnames that it lacks.
    /// 2. When the new CA has every hostname of the old one, the old one's are removed.
    /// 3. When they are no longer listed, the old CA is deleted, as by [`remove`](Self::remove).
    ///
    /// So no hostname is without a CA at any time: for a moment it has both, and visitors with a certificate of
    /// either are accepted. Both CAs together must fit the quota. If the server refuses a hostname on two CAs, the
    /// rotation ends with that error, and the old CA keeps all its hostnames.
    ///
    /// Started again after an interruption, it continues: which hostnames have to be moved is read from both CAs.
    /// As with [`ensure`](Self::ensure), the new CA is recognized by its **name**, which may also be the name of the
    /// old one. If neither the old CA nor the new one exists, the error is of the kind [`Gone`](ErrorKind::Gone).
    ///
    /// Visitors whose certificates the old CA issued are locked out at the end: have them renewed before.
    ///
    /// `GET`, `POST` `/{accounts_or_zones}/{id}/access/certificates`, `PUT`, `DELETE` `…/{certificate_id}`.
    /// Permission: `Access: Mutual TLS Certificates Write`.
    pub fn rotate(
        &self,
        old_id: impl Into<String>,
        new: &NewAccessCertificate,
    ) -> Workflow<AccessCertificate> {
        let (handle, old_id, wanted) = (self.clone(), old_id.into(), Wanted::new(new));
        Workflow::new("access_certificates.rotate", self.client(), AT_MOST, async move |run: Run| {
            rotated(&run, &handle, &old_id, wanted).await
        })
    }
}

async fn rotated(
    run: &Run,
    handle: &AccessCertificates,
    old_id: &str,
    mut wanted: Wanted,
) -> Result<AccessCertificate> {
    let all = all(handle, run).await?;
    let old = all.iter().find(|certificate| certificate.id == old_id);
    let found = wanted.find(&all, Some(old_id))?;
    check(&wanted, old_id, old, found.as_ref())?;
    let hostnames = old.map(|old| old.associated_hostnames.clone()).unwrap_or_default();
    wanted.hostnames.extend(missing(&hostnames, &wanted.hostnames));

    run.left(&["upload the new CA", "move the hostnames to it", "delete the old CA"]);
    let new = found_or_created(run, handle, &wanted, found, Some(old_id)).await?.into_inner();
    run.left(&["move the hostnames to the new CA", "delete the old CA"]);
    let new = with_hostnames(run, handle, new, &wanted.hostnames).await?;
    let new = moved(run, handle, old_id, new).await?;
    // Another program may have replaced the list of the new CA meanwhile.
    let list = Hostnames::new(handle, &new.id);
    let new = run.edit(&list, &Edit::Add(wanted.hostnames.clone())).await?;
    run.left(&["delete the old CA, whose hostnames the new CA has"]);
    deleted(run, handle, old_id).await?;
    Ok(new)
}

/// Moves the hostnames of the old CA to the new one: each is added to the new one before it is removed from the old
/// one, also if somebody adds it to the old one in the meantime.
async fn moved(
    run: &Run,
    handle: &AccessCertificates,
    old_id: &str,
    mut new: AccessCertificate,
) -> Result<AccessCertificate> {
    let old = Hostnames::new(handle, old_id);
    for _ in 0..MOVES {
        let hostnames = match old.read(run).await {
            Ok(old) => old.associated_hostnames,
            Err(error) if error.kind() == ErrorKind::Gone => return Ok(new),
            Err(error) => return Err(error),
        };
        if hostnames.is_empty() {
            return Ok(new);
        }
        new = with_hostnames(run, handle, new, &hostnames).await?;
        match run.edit(&old, &Edit::Remove(hostnames)).await {
            Err(error) if error.kind() != ErrorKind::Gone => return Err(error),
            _ => {}
        }
    }
    let detail = "another program keeps adding hostnames to the old CA";
    Err(Error::new(ErrorKind::TimedOut).about(AccessCertificate::RESOURCE, old_id).detailed(detail))
}

/// Refuses what cannot be a rotation.
fn check(
    wanted: &Wanted,
    old_id: &str,
    old: Option<&AccessCertificate>,
    found: Option<&AccessCertificate>,
) -> Result<()> {
    let error = |kind| Error::new(kind).about(AccessCertificate::RESOURCE, old_id);
    if old.is_none() && found.is_none() {
        return Err(
            error(ErrorKind::Gone).advised("the new CA does not exist either: to upload it, ensure it")
        );
    }
    if old.is_some_and(|old| wanted.is_certainly(old)) {
        return Err(error(ErrorKind::Refused).detailed("the new CA is the old one"));
    }
    match (old, found) {
        (Some(old), Some(found)) if !wanted.is_certainly(found) => check_name(wanted, old, found),
        _ => Ok(()),
    }
}

/// Refuses a CA that only has the name of the new one, and was there before the rotation or belongs to other hostnames.
fn check_name(wanted: &Wanted, old: &AccessCertificate, found: &AccessCertificate) -> Result<()> {
    let is_older = match (&found.created_at, &old.created_at) {
        (Some(found), Some(old)) => found.datetime() < old.datetime(),
        _ => false,
    };
    let mut own = wanted.hostnames.clone();
    own.extend(old.associated_hostnames.iter().cloned());
    let is_of_others =
        !old.associated_hostnames.is_empty() && !missing(&found.associated_hostnames, &own).is_empty();
    if !is_older && !is_of_others {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Ambiguous).about(AccessCertificate::RESOURCE, &found.id);
    Err(error
        .detailed("it has the name of the new CA, but does not seem to be it")
        .advised("give the new CA a name that no other has"))
}
