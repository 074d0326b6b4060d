//! Options of commands that change something.

use std::time::Duration;

use clap::Args;

use crate::span;

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

/// The option of commands that destroy something.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Confirmed {
    /// Do not ask before something is removed
    #[arg(long, short)]
    pub(crate) yes: bool,
}
