//! A sweep over all zones.

use std::time::SystemTime;

use cloudflare_certificates::Clock;
use cloudflare_certificates::workflows::InventoryItem;

use super::samples::Samples;
use crate::Result;
use crate::context::Context;
use crate::fleet::{self, Fleet};

/// Reads all lists once, and shows how far it is.
pub(super) async fn once(context: &Context, fleet: &Fleet) -> Result<Samples> {
    let clock = context.client()?.clock();
    let start = clock.now();
    let mut samples = Samples::default();
    let inventory = fleet.inventory(context).await?;
    let (_, outcome) = fleet::read(context, inventory, |item| {
        match item {
            InventoryItem::Entry(entry) => samples.entry(&entry),
            InventoryItem::Gap(gap) => samples.gap(&gap),
            _ => {}
        }
        Ok(())
    })
    .await;
    outcome?;
    samples.duration = clock.now().saturating_sub(start);
    samples.ended = Some(SystemTime::now());
    Ok(samples)
}
