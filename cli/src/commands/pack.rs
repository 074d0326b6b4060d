//! `cfcerts pack`.

mod ensure;
mod list;
mod remove;
mod retry;
mod rotate;
mod row;

use clap::Subcommand;
use cloudflare_certificates::types::CertificatePack;
use cloudflare_certificates::{CertificatePacks, Progress};

use crate::Result;
use crate::context::Context;
use crate::exit::Exit;

#[derive(Debug, Subcommand)]
pub(crate) enum Pack {
    /// Order a pack unless it exists, and wait until it is active
    Ensure(ensure::Ensure),
    /// List the packs of a zone, in every state but deleted
    List(list::List),
    /// Remove a pack: its hosts lose this certificate
    Remove(remove::Remove),
    /// Order the same pack again, and remove the old one when the new one is active
    Rotate(rotate::Rotate),
    /// Start the validation of a pack again, such as one that has timed out
    Retry(retry::Retry),
}

pub(crate) async fn run(context: &Context, command: Pack) -> Result<Exit> {
    match command {
        Pack::Ensure(command) => ensure::run(context, command).await,
        Pack::List(command) => list::run(context, command).await,
        Pack::Remove(command) => remove::run(context, command).await,
        Pack::Rotate(command) => rotate::run(context, command).await,
        Pack::Retry(command) => retry::run(context, command).await,
    }
}

/// A pack without a status was just ordered.
fn progress(pack: &CertificatePack) -> Progress {
    pack.status.as_ref().map_or(Progress::Pending, |status| status.progress())
}

/// Returns a pack; `None` if it does not exist or is deleted.
async fn existing(packs: &CertificatePacks, id: &str) -> Result<Option<CertificatePack>> {
    let found = packs.get_opt(id).await?.map(cloudflare_certificates::Response::into_inner);
    Ok(found.filter(|pack| progress(pack) != Progress::Gone))
}
