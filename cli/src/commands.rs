//! The commands, one file or directory each.

pub(crate) mod access_ca;
pub(crate) mod check;
#[cfg(feature = "completions")]
pub(crate) mod completions;
pub(crate) mod deploy;
pub(crate) mod expiring;
pub(crate) mod get;
pub(crate) mod hostname;
pub(crate) mod list;
#[cfg(feature = "completions")]
pub(crate) mod man;
pub(crate) mod metrics;
pub(crate) mod origin_ca;
pub(crate) mod origin_pull;
pub(crate) mod pack;
pub(crate) mod remove;
pub(crate) mod simulator;
pub(crate) mod tour;
pub(crate) mod wait;
pub(crate) mod whoami;

use crate::Result;
use crate::cli::Command;
use crate::context::Context;
use crate::exit::Exit;

pub(crate) async fn run(context: &Context, command: Command) -> Result<Exit> {
    match command {
        Command::Tour(command) => tour::run(context, command).await,
        Command::Expiring(command) => expiring::run(context, command).await,
        Command::Check(command) => check::run(context, command).await,
        Command::Deploy(command) => deploy::run(context, command).await,
        Command::Pack(command) => pack::run(context, command).await,
        Command::Hostname(command) => hostname::run(context, command).await,
        Command::AccessCa(command) => access_ca::run(context, command).await,
        Command::OriginCa(command) => origin_ca::run(context, command).await,
        Command::OriginPull(command) => origin_pull::run(context, command).await,
        Command::List(command) => list::run(context, command).await,
        Command::Get(command) => get::run(context, command).await,
        Command::Wait(command) => wait::run(context, command).await,
        Command::Remove(command) => remove::run(context, command).await,
        Command::Metrics(command) => metrics::run(context, command).await,
        Command::Whoami(command) => whoami::run(context, command).await,
        Command::Simulator(command) => simulator::run(context, command).await,
        #[cfg(feature = "completions")]
        Command::Completions(command) => completions::run(context, command).await,
        #[cfg(feature = "completions")]
        Command::Man(command) => man::run(context, command).await,
    }
}
