//! A sweep over all zones.

use std::time::SystemTime;

use cloudflare_certificates::Clock;
use cloudflare_certificates::workflows::InventoryItem;

use super::samples::Samples;
use crate::Result;
use crate::commands::expiring::Gaps;
use crate::context::Context;
use crate::fleet::{self, Fleet};

/// Reads all lists once, and shows how far it is. Returns the lists that could not be read, too; if there are only these, it
/// fails: a report of nothing must not replace what is known.
pub(super) async fn once(context: &Context, fleet: &Fleet) -> Result<(Samples, Gaps)> {
    let clock = context.client()?.clock();
    let start = clock.now();
    let (mut samples, mut gaps) = (Samples::default(), Gaps::default());
    let inventory = fleet.inventory(context).await?;
    let (progress, outcome) = fleet::read(context, inventory, |item| {
        match item {
            InventoryItem::Entry(entry) => samples.entry(&entry),
            InventoryItem::Gap(gap) => {
                samples.gap(&gap);
                gaps.push(&gap);
            }
            _ => {}
        }
        Ok(())
    })
    .await;
    outcome?;
    if progress.entries == 0 {
        gaps.verdict(false)?;
    }
    samples.duration = clock.now().saturating_sub(start);
    samples.ended = (gaps.failed() == 0).then(SystemTime::now);
    Ok((samples, gaps))
}
