//! Replaces a pack by a new one with the same order.

use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use super::order::Order;
use super::{ORDER, REMOVE, RESOURCE, WAIT, remove};
use crate::types::{CertificatePack, NewCertificatePack};
use crate::workflows::source::Record;
use crate::workflows::{Action, Error, ErrorKind, Result, Run, Steps, Workflow};
use crate::{CertificatePacks, Progress, Response};

const AT_MOST: Duration = Duration::from_secs(20 * 60);

/// Replaces a pack by a new one, from [`CertificatePacks::rotate`]. Await it, or read its [`steps`](Self::steps).
///
/// It orders the same again (hosts, authority, type, validity, validation method, branding), waits until the new pack is
/// active, and only then removes the old one. A pack cannot be edited, and its id changes when Cloudflare renews it: keep
/// the id of the result.
///
/// # Starting it again
/// What an earlier run has ordered is the one pack that matches the order (see [`PackKey`](super::PackKey)) and was
/// ordered after the old one; it is not ordered again. So do not order an equal pack for another purpose meanwhile.
/// Several are [`Ambiguous`](ErrorKind::Ambiguous): the error names them.
///
/// When the old pack is gone, only its order tells which one took its place. The server shows a deleted pack for one or two
/// minutes; in that time, a rotation that was complete returns its result once more. After that it fails with
/// [`Gone`](ErrorKind::Gone), unless you state the [`order`](Self::order): then the one pack that matches it is the result.
/// A program that must be able to continue at any time keeps the order, from [`NewCertificatePack::same_as`], and states it.
///
/// # Errors
/// - [`NeedsAction`](ErrorKind::NeedsAction): a validation has timed out. The error has the records to set. The old
///   pack remains. Set the records, start the validation again with [`repair`](CertificatePacks::repair), and then the
///   rotation.
/// - [`Refused`](ErrorKind::Refused): the pack is not an advanced one, which alone can be ordered.
/// - [`Call`](ErrorKind::Call): such as an order that the quota does not allow: for a while there are two packs.
///
/// Equal orders at once: see [`ensure`](CertificatePacks::ensure).
///
/// ```no_run
/// # async fn f(zone: cloudflare_certificates::Zone, id: &str) -> cloudflare_certificates::workflows::Result<()> {
/// use cloudflare_certificates::types::NewCertificatePack;
///
/// let packs = zone.certificate_packs();
/// let old = packs.get(id).await?;
/// let order = NewCertificatePack::same_as(&old)?;
/// let rotated = packs.rotate(id).order(&order).await?;
/// println!("{} has replaced {}", rotated.pack.id, rotated.replaced);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is ordered until it is awaited"]
pub struct RotatePack {
    packs: CertificatePacks,
    id: String,
    order: Option<NewCertificatePack>,
    at_most: Duration,
}

/// What a rotation returns.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RotatedPack {
    /// The new pack, which is active.
    pub pack: CertificatePack,
    /// The id of the old pack, which is gone.
    pub replaced: String,
}

impl RotatePack {
    pub(super) fn new(packs: CertificatePacks, id: String) -> Self {
        Self { packs, id, order: None, at_most: AT_MOST }
    }

    /// Sets the order of the new pack. By default it is that of the old one, as far as the old one still exists. An order
    /// that lacks hosts of the old pack is [`Refused`](ErrorKind::Refused): they would be left without a certificate.
    pub fn order(mut self, order: &NewCertificatePack) -> Self {
        self.order = Some(order.clone());
        self
    }

    /// Sets how long it may take, on the client's clock; 20 minutes by default.
    pub fn at_most(mut self, duration: Duration) -> Self {
        self.at_most = duration;
        self
    }

    /// Returns a stream of the steps. Its last item is the result.
    pub fn steps(self) -> Steps<RotatedPack> {
        self.into_workflow().steps()
    }

    fn into_workflow(self) -> Workflow<RotatedPack> {
        let Self { packs, id, order, at_most } = self;
        let client = packs.client().clone();
        Workflow::new("certificate_packs.rotate", &client, at_most, async move |run: Run| {
            rotate(&run, packs, id, order).await
        })
    }
}

impl IntoFuture for RotatePack {
    type Output = Result<RotatedPack>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        self.into_workflow().into_future()
    }
}

async fn rotate(
    run: &Run,
    packs: CertificatePacks,
    id: String,
    order: Option<NewCertificatePack>,
) -> Result<RotatedPack> {
    run.left(&[ORDER, WAIT, REMOVE]);
    let old = packs.with(run.reading()).get_opt(&id).await;
    let old = old.map_err(|error| Error::from(error).about(RESOURCE, &id))?.map(Response::into_inner);
    old.iter().try_for_each(CertificatePack::check_removable)?;
    let body = match (order, &old) {
        (Some(order), _) => order,
        (None, Some(old)) => NewCertificatePack::same_as(old)?,
        (None, None) => return Err(gone(&id, None)),
    };
    let order = Order::new(packs, body).replacing(vec![id.clone()]).newer_than(old.clone());
    old.iter().filter(|old| old.progress() != Progress::Gone).try_for_each(|old| order.covers(old))?;
    let pack = match (order.successor(run).await?, old) {
        (Some(pack), _) => {
            run.step_on(Action::Found, &pack);
            pack
        }
        (None, Some(old)) if old.progress() != Progress::Gone => order.place(run).await?.pack,
        (None, old) => return Err(gone(&id, old)),
    };
    run.left(&[WAIT, REMOVE]);
    let pack = order.active(run, &pack.id).await?;
    run.left(&[REMOVE]);
    remove(run, &order.packs, &id).await?;
    run.left(&[]);
    Ok(RotatedPack { pack, replaced: id })
}

/// There is no pack to rotate, and none that can be known to have taken its place.
fn gone(id: &str, old: Option<CertificatePack>) -> Error {
    let error = Error::new(ErrorKind::Gone).about(RESOURCE, id);
    let error = match old {
        Some(old) => error.with_last(old),
        None => error,
    };
    error.advised(
        "if an earlier run has replaced it, state its order to find the pack that took its place; \
         to have one in any case, ensure it",
    )
}
