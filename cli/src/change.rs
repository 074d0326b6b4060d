//! Options of commands that change something.

use std::time::Duration;

use clap::Args;

use crate::exit::Exit;
use crate::{Failure, Result, span};

/// Options of commands that change something and wait for it.
#[derive(Clone, Debug, Args)]
pub(crate) struct Change {
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// How long it may take, such as 15m [default: 15m, an hour for hostnames, 3m for removals]
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    pub(crate) timeout: Option<Duration>,
}

impl Change {
    /// Waits for what only reads, at most for the time of the command: nothing was changed by then.
    pub(crate) async fn looking<T>(&self, what: &str, look: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(limit) = self.timeout else { return look.await };
        tokio::time::timeout(limit, look).await.unwrap_or_else(|_| {
            let message =
                format!("{what}: the server has not answered in time, and nothing was changed; run it again");
            Err(Failure::new(Exit::Pending, message))
        })
    }
}

/// The option of commands that destroy something.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Confirmed {
    /// Do not ask before something is removed
    #[arg(long, short)]
    pub(crate) yes: bool,
}
