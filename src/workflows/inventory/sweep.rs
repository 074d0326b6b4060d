//! A running inventory.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};

use super::{Inventory, InventoryItem};
use crate::workflows::Result;

/// A [`Stream`] of what an [`Inventory`] finds. To cancel it, drop it.
///
/// It ends with an error if the list of zones cannot be read. Everything else that cannot be read is a
/// [`Gap`](super::Gap), and the sweep goes on.
#[must_use = "streams do nothing unless polled"]
pub struct Sweep {
    items: BoxStream<'static, Result<InventoryItem>>,
}

impl Sweep {
    pub(super) fn new(_inventory: Inventory) -> Self {
        Self { items: futures_util::stream::empty().boxed() }
    }

    /// Returns the next item, or `None` at the end.
    pub async fn try_next(&mut self) -> Result<Option<InventoryItem>> {
        TryStreamExt::try_next(&mut self.items).await
    }
}

impl Stream for Sweep {
    type Item = Result<InventoryItem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.items.poll_next_unpin(context)
    }
}

impl fmt::Debug for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sweep").finish_non_exhaustive()
    }
}
