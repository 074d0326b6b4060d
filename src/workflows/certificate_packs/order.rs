//! An order of a pack that is placed once.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{GONE_CODES, REMOVE, RESOURCE, WAIT, every, key};
use crate::types::{
    CertificateAuthority, CertificatePack, CertificatePackType, NewCertificatePack, NewCertificatePackType,
};
use crate::workflows::source::Record;
use crate::workflows::{Action, Error, ErrorKind, PackKey, Result, Run};
use crate::{CertificatePacks, Progress};

/// After which time an equal order of the same second must be in the list.
const SETTLES: Duration = Duration::from_secs(2);

const LETS_ENCRYPT: &str = "Let's Encrypt issues at most 5 certificates for the same set of hostnames in 7 days: if \
                            that is the reason, wait, or order from another authority";

const QUOTA: &str = "if the zone has as many packs as it may have (`certificate_packs().quota()` has the numbers), \
                     remove one that is not needed, or raise the quota";

/// An order, and which packs it could have led to.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) packs: CertificatePacks,
    pub(super) body: NewCertificatePack,
    key: PackKey,
    /// The ids of the packs that the new one replaces.
    pub(super) replaced: Vec<String>,
    /// The pack that the new one must be newer than.
    old: Option<CertificatePack>,
}

/// A pack, and whether this run ordered it.
pub(super) struct Placed {
    pub(super) pack: CertificatePack,
    pub(super) is_ours: bool,
}

impl Order {
    pub(super) fn new(packs: CertificatePacks, body: NewCertificatePack) -> Self {
        let key = PackKey::from(&body);
        Self { packs, body, key, replaced: Vec::new(), old: None }
    }

    /// Sets the packs that it replaces.
    pub(super) fn replacing(mut self, ids: Vec<String>) -> Self {
        self.replaced = ids;
        self
    }

    /// Sets the pack that it replaces, if it is known: the new one must be newer.
    pub(super) fn newer_than(mut self, old: Option<CertificatePack>) -> Self {
        self.old = old;
        self
    }

    /// Fails if the old pack has hosts that the new one would not have, apart from the name that the server adds.
    pub(super) fn covers(&self, old: &CertificatePack) -> Result<()> {
        let lacking = self.key.lacking(&old.hosts);
        let is_added = matches!(*lacking, [apex] if self.key.matches_without_type(old, apex));
        if lacking.is_empty() || is_added {
            return Ok(());
        }
        let error = Error::new(ErrorKind::Refused).about(RESOURCE, &old.id);
        let detail = format!("the new pack would not have {}", lacking.join(", "));
        Err(error.detailed(detail).advised("add the hosts to the order, or use `ensure` with `replacing`"))
    }

    /// Returns the packs of the zone in all states.
    pub(super) async fn every(&self, run: &Run) -> Result<Vec<CertificatePack>> {
        every(&self.packs.with(run.reading())).await
    }

    /// Returns those that the order may have led to, the oldest first.
    pub(super) fn matching(&self, all: &[CertificatePack]) -> Vec<CertificatePack> {
        let is_usable =
            |pack: &CertificatePack| !matches!(pack.progress(), Progress::Gone | Progress::Failed);
        let is_other = |pack: &CertificatePack| !self.replaced.contains(&pack.id);
        let mut matching: Vec<CertificatePack> = all
            .iter()
            .filter(|pack| is_usable(pack) && is_other(pack) && self.key.matches(pack))
            .filter(|pack| self.is_new(pack) != Some(false))
            .cloned()
            .collect();
        matching.sort_by_cached_key(age);
        matching
    }

    /// Returns the one pack that the order has led to, in an earlier run.
    pub(super) async fn successor(&self, run: &Run) -> Result<Option<CertificatePack>> {
        let mut matching = self.matching(&self.every(run).await?);
        let (Some(pack), others) = (matching.pop(), matching) else { return Ok(None) };
        if others.is_empty() && self.is_new(&pack) == Some(true) {
            return Ok(Some(pack));
        }
        let error = Error::new(ErrorKind::Ambiguous).about(RESOURCE, &pack.id);
        if others.is_empty() {
            let detail = "it may be what an earlier run has ordered, or be older: its date is not shown";
            return Err(error.detailed(detail).advised("if it is the new one, remove the old pack"));
        }
        let ids: Vec<&str> = others.iter().chain([&pack]).map(|pack| &*pack.id).collect();
        let error = error.detailed(format!("{} could be what an earlier run has ordered", ids.join(", ")));
        Err(error.advised("remove those that are not needed, then start it again"))
    }

    /// Places the order. If another run has placed an equal one at the same time, one of the two packs remains.
    pub(super) async fn place(&self, run: &Run) -> Result<Placed> {
        #[cfg(feature = "preflight")]
        run.check(RESOURCE, |preflight| preflight.certificate_pack(&self.body))?;
        let mut is_answered = false;
        let create = async {
            let created = self.packs.create(&self.body).await?.into_inner();
            is_answered = true;
            Ok(created)
        };
        let created = match run.create(create, || self.oldest(run)).await {
            Ok(created) => created,
            // There may be no room for it because another run was faster.
            Err(error) if error.call().is_some_and(is_refused) => match self.oldest(run).await {
                Ok(Some(pack)) => return Ok(Placed { pack, is_ours: false }),
                Ok(None) | Err(_) => return Err(self.explained(error)),
            },
            Err(error) => return Err(self.explained(error)),
        };
        run.left(if self.replaced.is_empty() { &[] } else { &[WAIT, REMOVE] });
        if created.id.is_empty() || self.replaced.contains(&created.id) {
            return self.found(run, created).await;
        }
        if is_answered {
            self.settled(run, created).await
        } else {
            // Whose it is cannot be known: so nothing is deleted.
            Ok(Placed { pack: created, is_ours: true })
        }
    }

    /// Of equal orders that were placed at once, the oldest remains: each run deletes what it has ordered itself, unless
    /// it is that one.
    async fn settled(&self, run: &Run, created: CertificatePack) -> Result<Placed> {
        run.sleep(SETTLES).await;
        let mut equal = self.matching(&self.every(run).await?);
        // The response to the order may lack the date.
        let created = equal.iter().find(|pack| pack.id == created.id).cloned().unwrap_or(created);
        equal.retain(|pack| age(pack) <= age(&created));
        let Some(oldest) = equal.into_iter().next().filter(|oldest| oldest.id != created.id) else {
            return Ok(Placed { pack: created, is_ours: true });
        };
        // It takes back its own order, also when the time is up.
        match self.packs.delete(&created.id).await {
            Ok(_) => run.step(Action::Deleted, RESOURCE, &created.id, None),
            Err(error) if error.is_not_found() || GONE_CODES.iter().any(|code| error.has_code(*code)) => {}
            Err(error) => return Err(Error::from(error).about(RESOURCE, &created.id)),
        }
        Ok(Placed { pack: oldest, is_ours: false })
    }

    /// Returns the new pack, although the server answered the order with another one or with none.
    async fn found(&self, run: &Run, answer: CertificatePack) -> Result<Placed> {
        run.sleep(SETTLES).await;
        match self.oldest(run).await? {
            Some(pack) => Ok(Placed { pack, is_ours: true }),
            None => Err(Error::new(ErrorKind::Failed)
                .about(RESOURCE, &answer.id)
                .detailed("the server answered the order with this pack, and shows no new one")
                .advised("look at the zone's packs; the old pack remains")),
        }
    }

    async fn oldest(&self, run: &Run) -> Result<Option<CertificatePack>> {
        let matching = self.matching(&self.every(run).await?);
        Ok(matching.into_iter().find(|pack| self.is_new(pack) == Some(true)))
    }

    /// Waits until the new pack is active.
    pub(super) async fn active(&self, run: &Run, id: &str) -> Result<CertificatePack> {
        run.wait(&self.packs, id, Progress::Ready).await.map_err(|error| self.explained(error))
    }

    /// Returns whether the pack was ordered after the old one; `None` if that cannot be known.
    fn is_new(&self, pack: &CertificatePack) -> Option<bool> {
        let Some(old) = &self.old else { return Some(true) };
        Some(ordered_at(pack)? > ordered_at(old)?)
    }

    fn explained(&self, error: Error) -> Error {
        let is_issued = matches!(error.status(), Some("pending_issuance" | "issuance_timed_out"));
        let is_refused = |call: &crate::Error| is_refused(call) && !call.is_permission_denied();
        if self.body.certificate_authority == CertificateAuthority::LetsEncrypt
            && (is_issued || error.call().is_some_and(is_refused))
        {
            return error.advised(LETS_ENCRYPT);
        }
        // Cloudflare's gateway refuses a token with this code: no quota is the reason.
        let by_service = |call: &crate::Error| call.is_permission_denied() && !call.has_code(10_000);
        if error.call().is_some_and(by_service) {
            return error.advised(QUOTA);
        }
        error
    }
}

/// Returns whether the server refused an order for what it is, such as for the quota.
fn is_refused(call: &crate::Error) -> bool {
    call.status().is_some_and(|status| status.is_client_error()) && !call.is_rate_limited()
}

impl NewCertificatePack {
    /// Creates the order that would lead to the same pack: the same hosts, certificate authority, validity, validation
    /// method and branding.
    ///
    /// # Errors
    /// Fails with [`Refused`](ErrorKind::Refused) if the pack is not of the type `advanced`, of which alone packs can be
    /// ordered, or does not state what an order needs.
    pub fn same_as(pack: &CertificatePack) -> Result<Self> {
        let refused =
            |detail: String| Error::new(ErrorKind::Refused).about(RESOURCE, &pack.id).detailed(detail);
        let lacks = |what: &str| {
            refused(format!("it does not state its {what}")).advised("state the order of the new pack")
        };
        if let Some(type_) = pack.type_.as_ref().filter(|type_| **type_ != CertificatePackType::Advanced) {
            return Err(refused(format!(
                "only advanced packs can be ordered, and it is of the type {type_}"
            )));
        }
        let hosts: Vec<String> = pack.hosts.iter().filter(|host| key::is_ordered(host)).cloned().collect();
        if hosts.is_empty() {
            return Err(lacks("hosts"));
        }
        Ok(Self {
            certificate_authority: pack.certificate_authority.clone().ok_or_else(|| lacks("authority"))?,
            cloudflare_branding: pack.cloudflare_branding.filter(|branding| *branding),
            hosts,
            type_: NewCertificatePackType::Advanced,
            validation_method: pack.validation_method.clone().ok_or_else(|| lacks("validation method"))?,
            validity_days: pack.validity_days.ok_or_else(|| lacks("validity"))?,
        })
    }
}

/// Returns the pack that is most useful: active, or closest to it; of those the newest.
pub(super) fn preferred(packs: Vec<CertificatePack>) -> Option<CertificatePack> {
    let rank = |pack: &CertificatePack| match pack.progress() {
        Progress::Ready => 3,
        Progress::Pending => 2,
        Progress::NeedsAction => 1,
        Progress::Failed | Progress::Gone => 0,
    };
    packs.into_iter().max_by_key(|pack| (rank(pack), age(pack)))
}

/// Orders packs by when they were ordered; those of the same second in the same way for all who look.
fn age(pack: &CertificatePack) -> (Option<DateTime<Utc>>, String) {
    (ordered_at(pack), pack.id.clone())
}

fn ordered_at(pack: &CertificatePack) -> Option<DateTime<Utc>> {
    pack.created_on.as_ref()?.datetime()
}
