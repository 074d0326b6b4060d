//! Ensures that there is a pack, in the place of others if need be.

use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use super::order::{Order, Placed, preferred};
use super::{ORDER, REMOVE, WAIT, remove};
use crate::types::{CertificatePack, NewCertificatePack};
use crate::workflows::source::Record;
use crate::workflows::{Action, Ensure, Ensured, Plan, Result, Run, Schedule, Steps, Workflow};
use crate::{CertificatePacks, Progress};

/// Orders a pack unless it exists, from [`CertificatePacks::ensure`]. Await it, or look at its [`plan`](Self::plan)
/// first.
#[derive(Clone, Debug)]
#[must_use = "nothing is ordered until it is awaited"]
pub struct EnsurePack {
    packs: CertificatePacks,
    order: NewCertificatePack,
    replaced: Vec<String>,
    at_most: Duration,
}

impl EnsurePack {
    pub(super) fn new(packs: CertificatePacks, order: NewCertificatePack) -> Self {
        Self { packs, order, replaced: Vec::new(), at_most: Schedule::CERTIFICATES.at_most }
    }

    /// Names a pack that the ordered one takes the place of; call it again for several. It is removed when the new one
    /// is active, and never before. Nothing else is deleted.
    ///
    /// Hosts that the new pack does not have lose their certificate with the old one. A pack that no longer exists is
    /// ignored, so that the workflow can be started again.
    ///
    /// With this, the workflow also waits until the new pack is active. It fails with
    /// [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction) if a validation has timed out: the error has the records to set, and the
    /// old pack remains. It fails with [`Refused`](crate::workflows::ErrorKind::Refused) before anything is ordered if the old one is of a
    /// type that cannot be deleted here, such as `universal`.
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, order: cloudflare_certificates::types::NewCertificatePack) -> cloudflare_certificates::workflows::Result<()> {
    /// let old = "3822ff90-ea29-44df-9e55-21300bb9419b";
    /// let pack = zone.certificate_packs().ensure(&order).replacing(old).await?.into_inner();
    /// println!("{} is active, and {old} is removed", pack.id);
    /// # Ok(()) }
    /// ```
    pub fn replacing(mut self, id: impl Into<String>) -> Self {
        self.replaced.push(id.into());
        self
    }

    /// Sets how long it may take, on the client's clock; 15 minutes by default.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Returns what it would do now, without changing anything.
    pub async fn plan(self) -> Result<Plan<CertificatePack>> {
        self.into_ensure().plan().await
    }

    /// Returns a stream of the steps. Its last item is the result.
    pub fn steps(self) -> Steps<Ensured<CertificatePack>> {
        self.into_ensure().steps()
    }

    fn into_ensure(self) -> Ensure<CertificatePack> {
        const NAME: &str = "certificate_packs.ensure";
        let order = Order::new(self.packs.clone(), self.order).replacing(self.replaced);
        let planned = order.clone();
        let client = self.packs.client();
        Ensure::of(
            Workflow::new(NAME, client, self.at_most, async move |run: Run| plan(&run, &planned).await),
            Workflow::new(NAME, client, self.at_most, async move |run: Run| ensure(&run, &order).await),
        )
    }
}

impl IntoFuture for EnsurePack {
    type Output = Result<Ensured<CertificatePack>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_ensure().into_future()
    }
}

async fn plan(run: &Run, order: &Order) -> Result<Plan<CertificatePack>> {
    let all = order.every(run).await?;
    let remove = removable(order, &all)?;
    Ok(match (preferred(order.matching(&all)), remove.is_empty()) {
        (Some(found), true) => Plan::Keep(found),
        (Some(found), false) => Plan::KeepThenRemove(found, remove),
        (None, true) => Plan::Create,
        (None, false) => Plan::CreateThenRemove(remove),
    })
}

async fn ensure(run: &Run, order: &Order) -> Result<Ensured<CertificatePack>> {
    let replaces = !order.replaced.is_empty();
    run.left(if replaces { &[ORDER, WAIT, REMOVE] } else { &["order the pack"] });
    let all = order.every(run).await?;
    removable(order, &all)?;
    let Placed { mut pack, is_ours } = match preferred(order.matching(&all)) {
        Some(pack) => {
            run.step_on(Action::Found, &pack);
            Placed { pack, is_ours: false }
        }
        None => order.place(run).await?,
    };
    if replaces {
        run.left(&[WAIT, REMOVE]);
        pack = order.active(run, &pack.id).await?;
        run.left(&[REMOVE]);
        for id in &order.replaced {
            remove(run, &order.packs, id).await?;
        }
    }
    run.left(&[]);
    Ok(if is_ours { Ensured::Created(pack) } else { Ensured::Existed(pack) })
}

/// Returns the packs that are to be removed and exist; fails if one of them cannot be deleted.
fn removable(order: &Order, all: &[CertificatePack]) -> Result<Vec<CertificatePack>> {
    let is_named = |pack: &&CertificatePack| order.replaced.contains(&pack.id);
    let named: Vec<CertificatePack> =
        all.iter().filter(is_named).filter(|pack| pack.progress() != Progress::Gone).cloned().collect();
    named.iter().try_for_each(CertificatePack::check_removable)?;
    Ok(named)
}
