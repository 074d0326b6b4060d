//! The replacement of a certificate while it runs.

mod upload;

use std::time::Duration;

use super::super::{Action, Error, ErrorKind, Result, Run, Schedule};
use super::facts::{Facts, facts};
use super::live::{get, live};
use super::order::{priority, reorder};
use super::replace::{Replace, Replaced};
use super::{EXISTS, RESOURCE, UNKNOWN_OR_INVALID};
use crate::Progress;
use crate::types::CustomCertificate;

const UPLOAD: &str = "upload the new certificate";
const PRIORITY: &str = "give it the priority of the old one";
const WAIT: &str = "wait until it is active and the old one is gone";
/// How long an old certificate may exist beside the new one, which is active.
const STAYS: Schedule = Schedule { at_most: Duration::from_secs(60), ..Schedule::DELETIONS };

/// A replacement while it runs.
pub(super) struct Replacement {
    run: Run,
    replace: Replace,
    /// What the new certificate says.
    facts: Facts,
}

/// What the zone has of the old and the new certificate: at least one of them.
struct Found {
    /// The old one, unless it is the new one already.
    old: Option<CustomCertificate>,
    /// The new one. Beside the old one, it has not taken its place yet, or was uploaded by itself.
    new: Option<CustomCertificate>,
    /// All certificates of the zone.
    all: Vec<CustomCertificate>,
}

impl Replacement {
    pub(super) async fn new(run: Run, replace: Replace) -> Result<Self> {
        run.left(&[UPLOAD, PRIORITY, WAIT]);
        let pem = replace.new.certificate.as_deref().unwrap_or_default();
        let facts = facts(&run, &replace.certificates, pem).await?;
        Ok(Self::of(run, replace, facts))
    }

    /// Creates it for a certificate that was read before.
    pub(super) fn of(run: Run, replace: Replace, facts: Facts) -> Self {
        Self { run, replace, facts }
    }

    pub(super) async fn complete(&self) -> Result<Replaced> {
        let Found { old, new, all } = self.look().await?;
        let wanted = self.replace.priority.or_else(|| old.as_ref()?.priority);
        if let Some(new) = new {
            self.run.step_on(Action::Found, &new);
            match (self.take_over(new, wanted, false).await?, &old) {
                (Ok(replaced), _) => return Ok(replaced),
                (Err(stays), None) => return Err(*stays),
                (Err(_), Some(_)) => self.run.left(&[UPLOAD, PRIORITY, WAIT]),
            }
        }
        let Some(old) = old else { return Err(self.gone()) };
        let (new, uploaded) = self.upload(&old, &all).await?;
        self.take_over(new, wanted, uploaded).await?.map_err(|stays| *stays)
    }

    /// Completes a replacement whose new certificate is uploaded. If that was uploaded by itself, so that the old one
    /// stays, the inner error is its record.
    pub(super) async fn finish(
        &self,
        new: CustomCertificate,
        old: &CustomCertificate,
    ) -> Result<Result<Replaced, Box<CustomCertificate>>> {
        self.run.step_on(Action::Found, &new);
        let stays = match self.take_over(new, old.priority, false).await? {
            Ok(replaced) => return Ok(Ok(replaced)),
            Err(stays) => stays,
        };
        match stays.last::<CustomCertificate>() {
            Some(new) => Ok(Err(Box::new(new.clone()))),
            None => Err(*stays),
        }
    }

    /// Looks what there is.
    async fn look(&self) -> Result<Found> {
        let Replace { certificates, old_id, reissued, .. } = &self.replace;
        let all = live(&self.run, certificates).await?;
        let old = match all.iter().find(|record| record.id == *old_id) {
            Some(old) => Some(old.clone()),
            // The list may lag behind.
            None => get(&self.run, certificates, old_id).await?,
        };
        let new = self.new_one(&self.facts, &all).cloned();
        match old {
            Some(old) if *reissued => Ok(Found { old: Some(old), new: None, all }),
            Some(old) if self.facts.are_of(&old) => Ok(Found { old: None, new: Some(old), all }),
            None if new.is_none() => Err(self.gone()),
            old => Ok(Found { old, new, all }),
        }
    }

    fn gone(&self) -> Error {
        Error::new(ErrorKind::Gone)
            .about(RESOURCE, &self.replace.old_id)
            .detailed("nor does a certificate with the hosts, expiry and signature of the new one")
            .advised("upload the new one with `ensure`")
    }

    /// Returns the new certificate's record, if it has its own.
    fn new_one<'a>(&self, facts: &Facts, all: &'a [CustomCertificate]) -> Option<&'a CustomCertificate> {
        facts.find(all.iter().filter(|record| record.id != self.replace.old_id))
    }

    /// Waits until the new certificate is active and the old one is gone. The inner error is that of an old one that
    /// stays.
    async fn take_over(
        &self,
        new: CustomCertificate,
        wanted: Option<i64>,
        uploaded: bool,
    ) -> Result<Result<Replaced, Box<Error>>> {
        let Replace { certificates, old_id, .. } = &self.replace;
        self.run.left(&[PRIORITY, WAIT]);
        // As soon as possible: the old record shows the priority only while it exists. If it fails, it is repeated below.
        let restored = self.restore(&new, wanted).await;
        self.run.left(if restored.is_ok() { &[WAIT] } else { &[WAIT, PRIORITY] });
        let new = self.run.wait(certificates, &new.id, Progress::Ready).await?;
        if self.facts.are_not_of(&new) {
            let other = Error::new(ErrorKind::Failed).about(RESOURCE, &new.id).with_last(new);
            return Err(
                other.detailed("it is active with another certificate: another program has replaced it too")
            );
        }
        if new.id != *old_id && !self.is_gone().await? {
            let stays = Error::new(ErrorKind::NeedsAction).about(RESOURCE, old_id).with_last(new.clone());
            return Ok(Err(Box::new(
                stays
                    .detailed(format!(
                        "the new certificate {} is active, and the old one is still there",
                        new.id
                    ))
                    .advised("if nothing else needs the old one: `remove` it"),
            )));
        }
        self.run.left(&[PRIORITY]);
        let priority = self.restore(&new, wanted).await?;
        let certificate = CustomCertificate { priority, ..new };
        let (old_id, id) = (old_id.clone(), certificate.id.clone());
        Ok(Ok(Replaced { old_id, id, certificate, uploaded }))
    }

    /// Gives the new certificate its priority, and returns it.
    async fn restore(&self, new: &CustomCertificate, wanted: Option<i64>) -> Result<Option<i64>> {
        let Some(wanted) = wanted.filter(|wanted| *wanted != priority(new)) else { return Ok(new.priority) };
        let order = |all: &[CustomCertificate]| {
            let others = all.iter().filter(|other| other.id != new.id);
            let now = all.iter().find(|other| other.id == new.id).map(priority);
            let others = others.map(|other| (other.id.clone(), priority(other)));
            Ok((now != Some(wanted)).then(|| others.chain([(new.id.clone(), wanted)]).collect()))
        };
        reorder(&self.run, &self.replace.certificates, order).await?;
        Ok(Some(wanted))
    }

    /// Waits for a while until the old certificate is gone.
    async fn is_gone(&self) -> Result<bool> {
        let Replace { certificates, old_id, .. } = &self.replace;
        let mut waited = Duration::ZERO;
        for pause in STAYS.pauses() {
            if get(&self.run, certificates, old_id).await?.is_none() {
                self.run.step(Action::Replaced, RESOURCE, old_id, None);
                return Ok(true);
            }
            if self.run.remaining().is_zero() {
                return Err(Error::new(ErrorKind::TimedOut).about(RESOURCE, old_id));
            }
            if waited >= STAYS.at_most {
                break;
            }
            self.run.sleep(pause).await;
            waited = waited.saturating_add(pause);
        }
        Ok(false)
    }
}
