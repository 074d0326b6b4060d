//! A certificate that is uploaded in place of the one for the same hosts, while it runs.

use std::time::Duration;

use super::super::source::Record;
use super::super::{Action, Ensured, Error, ErrorKind, Plan, Result, Run, Schedule};
use super::RESOURCE;
use super::deploy::{Deploy, Deployed};
use super::ensure::Upload;
use super::facts::{Facts, facts};
use super::live::live;
use super::replacement::Replacement;
use crate::Progress;
use crate::types::{CustomCertificate, CustomCertificatePatch};

const UPLOAD: &str = "upload the certificate, in place of the one for the same hosts if there is one";
const WAIT: &str = "wait until it is active";
/// The certificate has a key of another type than the one that it would replace.
const OTHER_SIGNATURE_TYPE: i64 = 1228;
/// How long a certificate may exist beside the one that has taken its place.
const STAYS: Schedule = Schedule { at_most: Duration::from_secs(60), ..Schedule::DELETIONS };

pub(super) struct Deployment {
    run: Run,
    upload: Upload,
    facts: Facts,
    /// Whether a certificate with the same facts is another one.
    reissued: bool,
}

/// What the zone has of a certificate.
struct Found {
    /// The certificate itself.
    new: Option<CustomCertificate>,
    /// Those whose place it could take.
    others: Vec<CustomCertificate>,
}

impl Deployment {
    pub(super) async fn new(run: Run, deploy: Deploy) -> Result<Self> {
        run.left(&[UPLOAD, WAIT]);
        let Deploy { certificates, new, reissued, .. } = deploy;
        let facts = facts(&run, &certificates, &new.certificate).await?;
        Ok(Self { run, upload: Upload { certificates, new }, facts, reissued })
    }

    pub(super) async fn complete(&self) -> Result<Deployed> {
        let Found { new, others } = self.look().await?;
        match (new, &*others) {
            (Some(old), []) if self.reissued => self.replace(&old).await,
            (Some(new), [old]) if new.progress() != Progress::Ready => self.finish(new, old).await,
            (Some(new), _) => {
                let new = self.upload.restricted(new)?;
                self.run.step_on(Action::Found, &new);
                self.active(&new).await.map(Deployed::Existed)
            }
            (None, []) => self.create().await,
            (None, [old]) => self.replace(old).await,
            (None, [first, ..]) => Err(self.ambiguous(first, &others)),
        }
    }

    /// Returns what it would do now.
    pub(super) async fn plan(&self) -> Result<Plan<CustomCertificate>> {
        let Found { new, others } = self.look().await?;
        match (new, &*others) {
            (Some(old), []) if self.reissued => self.upload.restricted(old).map(Plan::Change),
            (Some(new), _) => self.upload.restricted(new).map(Plan::Keep),
            (None, []) => Ok(Plan::Create),
            (None, [old]) => self.upload.restricted(old.clone()).map(Plan::Change),
            (None, [first, ..]) => Err(self.ambiguous(first, &others)),
        }
    }

    /// Looks what there is. While a replacement is under way, there are two certificates where one will be: then it waits.
    async fn look(&self) -> Result<Found> {
        let (mut settles, mut waited) = (false, Duration::ZERO);
        let mut pauses = STAYS.pauses();
        loop {
            let mut all = live(&self.run, &self.upload.certificates).await?;
            let new = self.facts.find(&all).cloned();
            all.retain(|record| {
                self.facts.take_the_place_of(record) && new.as_ref().is_none_or(|new| new.id != record.id)
            });
            if all.iter().any(|record| record.progress() == Progress::Ready) {
                all.retain(|record| record.progress() != Progress::Failed);
            }
            let is_pending = all.iter().any(|record| record.progress() == Progress::Pending);
            settles |= is_pending;
            let is_over = !is_pending && waited >= STAYS.at_most;
            if new.is_some() || all.len() < 2 || !settles || is_over || self.run.remaining().is_zero() {
                return Ok(Found { new, others: all });
            }
            let pause = pauses.next().unwrap_or(STAYS.longest);
            self.run.sleep(pause).await;
            if !is_pending {
                waited = waited.saturating_add(pause);
            }
        }
    }

    /// Waits for a certificate that was uploaded, perhaps in place of the old one by an earlier run.
    async fn finish(&self, new: CustomCertificate, old: &CustomCertificate) -> Result<Deployed> {
        let new = self.upload.restricted(new)?;
        let finished = self.replacement(old).finish(new, old).await?;
        self.run.left(&[]);
        Ok(finished.map_or_else(|beside| Deployed::Existed(*beside), Deployed::Replaced))
    }

    async fn create(&self) -> Result<Deployed> {
        self.run.left(&[UPLOAD, WAIT]);
        match self.upload.ensure(&self.run).await? {
            Ensured::Created(new) => self.active(&new).await.map(Deployed::Created),
            Ensured::Existed(new) => self.active(&new).await.map(Deployed::Existed),
        }
    }

    async fn replace(&self, old: &CustomCertificate) -> Result<Deployed> {
        self.upload.restricted(old.clone())?;
        match self.replacement(old).complete().await {
            Err(error) if error.call().is_some_and(|call| call.has_code(OTHER_SIGNATURE_TYPE)) => {
                self.create().await
            }
            outcome => outcome.map(Deployed::Replaced),
        }
    }

    fn replacement(&self, old: &CustomCertificate) -> Replacement {
        let new = &self.upload.new;
        let mut patch = CustomCertificatePatch::builder().certificate(new.certificate.as_str()).build();
        patch.private_key.clone_from(&new.private_key);
        patch.custom_csr_id.clone_from(&new.custom_csr_id);
        patch.bundle_method.clone_from(&new.bundle_method);
        let mut replace = self.upload.certificates.replace_by(old.id.clone(), patch);
        replace.reissued = self.reissued;
        Replacement::of(self.run.clone(), replace, self.facts.clone())
    }

    async fn active(&self, new: &CustomCertificate) -> Result<CustomCertificate> {
        self.run.left(&[WAIT]);
        let active = self.run.wait(&self.upload.certificates, &new.id, Progress::Ready).await?;
        self.run.left(&[]);
        Ok(active)
    }

    fn ambiguous(&self, first: &CustomCertificate, others: &[CustomCertificate]) -> Error {
        let ids: Vec<&str> = others.iter().map(|other| other.id.as_str()).collect();
        Error::new(ErrorKind::Ambiguous)
            .about(RESOURCE, &first.id)
            .with_last(first.clone())
            .detailed(format!("these have the hosts of the new certificate: {}", ids.join(", ")))
            .advised("`replace` the one that is meant by its id, or `remove` the others")
    }
}
