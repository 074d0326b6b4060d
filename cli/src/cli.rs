//! The command line: its options and commands.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::commands;
use crate::{exit, span};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// The certificates of Cloudflare zones: see what expires, check, deploy, rotate, wait, remove.
///
/// Credentials come from the environment: CLOUDFLARE_API_TOKEN, or the name of a file in CLOUDFLARE_API_TOKEN_FILE. Try
/// `cfcerts tour` first: it needs no account.
#[derive(Debug, Parser)]
#[command(name = "cfcerts", version, styles = STYLES, after_help = exit::HELP)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of all commands.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The form of the output [default: a table on a terminal, JSON Lines elsewhere]
    #[arg(long, short, global = true, value_enum, value_name = "FORM")]
    pub(crate) output: Option<Form>,
    /// Do not show progress and steps
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Show what happens on standard error; twice for every request
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// A file with the API token
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    /// How long one request may take; it is made up to four times
    #[arg(long, global = true, value_name = "TIME", value_parser = span::parse, default_value = "60s")]
    pub(crate) request_timeout: Duration,
    /// When to use colours [default: on a terminal, unless NO_COLOR is set]
    #[arg(long, global = true, value_enum, value_name = "WHEN", hide_possible_values = false)]
    pub(crate) color: Option<Color>,
}

impl Global {
    /// Sets when all output has colours, that of the spans included.
    pub(crate) fn choose_colors(&self) {
        match self.color {
            None | Some(Color::Auto) => {}
            Some(Color::Always) => anstream::ColorChoice::Always.write_global(),
            Some(Color::Never) => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// A form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A table for people
    Table,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values, with a header
    Csv,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take a tour on the built-in simulator; no account is needed
    Tour(commands::tour::Tour),
    /// Show what expires, what is stuck, and who has to act
    Expiring(commands::expiring::Expiring),
    /// Check a certificate and its key before an upload
    Check(commands::check::Check),
    /// Upload a certificate, or replace the one for the same hosts without downtime, and wait until it is served
    Deploy(commands::deploy::Deploy),
    /// Certificate packs: what Cloudflare orders and renews
    #[command(subcommand)]
    Pack(commands::pack::Pack),
    /// Custom hostnames (SSL for SaaS)
    #[command(subcommand)]
    Hostname(commands::hostname::Hostname),
    /// The CAs of Access
    #[command(subcommand)]
    AccessCa(commands::access_ca::AccessCa),
    /// Origin CA certificates
    #[command(subcommand)]
    OriginCa(commands::origin_ca::OriginCa),
    /// Authenticated origin pulls
    #[command(subcommand)]
    OriginPull(commands::origin_pull::OriginPull),
    /// List the records of a kind
    List(commands::list::List),
    /// Show one record of a kind
    Get(commands::get::Get),
    /// Wait until a record is ready, or gone
    Wait(commands::wait::Wait),
    /// Remove a record, and wait until it is gone
    Remove(commands::remove::Remove),
    /// Print metrics for Prometheus, or serve them
    Metrics(commands::metrics::Metrics),
    /// Show what the token may do, and which permissions the commands would miss
    Whoami(commands::whoami::Whoami),
    /// Run the simulator, and print the environment to export
    Simulator(commands::simulator::Simulator),
    /// Print the completions of a shell
    #[cfg(feature = "completions")]
    Completions(commands::completions::Completions),
    /// Write the man pages into a directory
    #[cfg(feature = "completions")]
    Man(commands::man::Man),
}
