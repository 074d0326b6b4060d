//! A running inventory.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::{Stream, TryStreamExt};
use tracing::Span;

use super::engine::Engine;
use super::plan::Plan;
use super::{Inventory, InventoryItem, SweepProgress};
use crate::workflows::workflow::span;
use crate::workflows::{Error, Result};

const NAME: &str = "inventory";

/// A [`Stream`] of what an [`Inventory`] finds. To cancel it, drop it: requests in flight are cancelled too.
///
/// Items of several zones and accounts come as they are read. Within a zone, its last item is a
/// [`Progress`](InventoryItem::Progress).
///
/// # Errors
/// It ends with an error if the inventory cannot start
/// ([`Refused`](crate::workflows::ErrorKind::Refused): see [`Inventory::kinds`] and [`Inventory::from_zone`]), if the
/// list of zones cannot be read completely or a named zone does not exist
/// ([`Call`](crate::workflows::ErrorKind::Call)), or if the zone at which it would start is not in the list
/// ([`Gone`](crate::workflows::ErrorKind::Gone)). What was found before is yielded first. Everything else that cannot be
/// read is a [`Gap`](super::Gap), and the sweep goes on.
#[must_use = "streams do nothing unless polled"]
pub struct Sweep {
    state: State,
    span: Option<Span>,
}

enum State {
    /// It cannot start.
    Refused(Option<Error>),
    Running(Box<Engine>),
}

impl Sweep {
    pub(super) fn new(inventory: &Inventory) -> Self {
        let state = match Plan::new(inventory) {
            Ok(plan) => State::Running(Box::new(Engine::new(inventory, plan))),
            Err(error) => State::Refused(Some(error)),
        };
        Self { state, span: None }
    }

    /// Returns the next item, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<InventoryItem>> {
        TryStreamExt::try_next(self).await
    }

    /// Returns how far the sweep is: all items that it counts as done have been yielded. To continue an interrupted
    /// sweep without losing anything, store [`resume_from`](SweepProgress::resume_from) after each item, or after each
    /// [`Progress`](InventoryItem::Progress), and pass it to [`Inventory::from_zone`].
    pub fn progress(&self) -> SweepProgress {
        match &self.state {
            State::Refused(_) => SweepProgress::default(),
            State::Running(engine) => engine.progress(),
        }
    }
}

impl Stream for Sweep {
    type Item = Result<InventoryItem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { state, span: entered } = &mut *self;
        let _entered = entered.get_or_insert_with(|| span(NAME)).enter();
        match state {
            State::Refused(error) => Poll::Ready(error.take().map(|error| Err(error.within(NAME, &[], &[])))),
            State::Running(engine) => engine.poll_next(context).map_err(|error| error.within(NAME, &[], &[])),
        }
    }
}

impl fmt::Debug for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sweep").field("progress", &self.progress()).finish_non_exhaustive()
    }
}
