//! The options of the program, for programs that run a simulator themselves (feature `cli`).

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::{Activation, SimulatedZone, Simulator, SimulatorBuilder};

/// The options of the program `cloudflare-certificates-simulator`, as arguments of [`clap`].
#[derive(Debug, Args)]
pub struct Options {
    /// The port to listen on [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// The API token to accept
    #[arg(long, value_parser = credential)]
    token: Option<String>,
    /// The email address to accept with --api-key
    #[arg(long, requires = "api_key", value_parser = credential)]
    email: Option<String>,
    /// The Global API key to accept with --email
    #[arg(long, requires = "email", value_parser = credential)]
    api_key: Option<String>,
    /// The Origin CA key to accept
    #[arg(long, value_parser = credential)]
    service_key: Option<String>,
    /// A zone; may be repeated [default: example.com]
    #[arg(long, value_name = "NAME[=ID]", value_parser = zone)]
    zone: Vec<SimulatedZone>,
    /// Let every zone and account exist
    #[arg(long)]
    any_zone: bool,
    /// The id of the account of the zones
    #[arg(long, value_name = "ID", value_parser = id)]
    account: Option<String>,
    /// How long each stage of a resource takes: seconds, reads, or the attempt at which validation succeeds
    #[arg(long, value_name = "SECONDSs|READS|dcv=ATTEMPT", default_value = "2", value_parser = activation)]
    activation: Activation,
    /// Delay every response
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0)]
    latency: u64,
    /// A file with state to add, in the form of POST /__simulator/seed
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Write a line to standard error for each request
    #[arg(long)]
    log: bool,
}

impl Options {
    /// Returns the builder that the options describe. Its time is real time.
    ///
    /// # Errors
    /// The file of `--seed` cannot be read.
    pub fn builder(self) -> io::Result<SimulatorBuilder> {
        let mut builder = Simulator::builder()
            .real_time()
            .host(self.host)
            .port(self.port)
            .activation(self.activation)
            .latency(Duration::from_millis(self.latency));
        for zone in self.zone {
            builder = builder.zone(match &self.account {
                Some(account) => zone.account(account),
                None => zone,
            });
        }
        if let Some(account) = &self.account {
            builder = builder.account(account, "Simulator account");
        }
        if let Some(token) = self.token {
            builder = builder.token(token);
        }
        if let (Some(email), Some(key)) = (self.email, self.api_key) {
            builder = builder.api_key(email, key);
        }
        if let Some(key) = self.service_key {
            builder = builder.user_service_key(key);
        }
        if self.any_zone {
            builder = builder.any_zone();
        }
        if let Some(file) = &self.seed {
            let seed = std::fs::read_to_string(file);
            builder =
                builder.seed_json(seed.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?);
        }
        Ok(if self.log { builder.log() } else { builder })
    }

    /// Returns the file with state to add.
    pub fn seed(&self) -> Option<&Path> {
        self.seed.as_deref()
    }
}

/// A header can carry it, and a shell can read it as it is printed.
fn credential(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+/=@:%,".contains(&byte);
    match text.bytes().all(is_plain) {
        true => Ok(text.to_owned()),
        false => Err("it has characters other than letters, digits, and - _ . ~ + / = @ : % ,".to_owned()),
    }
}

fn id(text: &str) -> Result<String, String> {
    match text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => Ok(text.to_owned()),
        false => Err("the id does not have 32 hexadecimal digits".to_owned()),
    }
}

fn zone(text: &str) -> Result<SimulatedZone, String> {
    let (name, zone_id) = text.split_once('=').map_or((text, None), |(name, id)| (name, Some(id)));
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    if name.contains(|c: char| c.is_whitespace() || c == '/' || c == '*') {
        return Err("that is not the name of a zone".to_owned());
    }
    Ok(match zone_id {
        Some(text) => SimulatedZone::new(name).with_id(id(text)?),
        None => SimulatedZone::new(name),
    })
}

fn activation(text: &str) -> Result<Activation, String> {
    let invalid = || format!("`{text}` is neither seconds (`2s`), nor reads (`2`), nor an attempt (`dcv=3`)");
    if let Some(attempt) = text.strip_prefix("dcv=") {
        return attempt.parse().map(Activation::AtDcvAttempt).map_err(|_| invalid());
    }
    match text.strip_suffix('s') {
        Some(seconds) => {
            let duration = seconds.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            duration.map(Activation::After).ok_or_else(invalid)
        }
        None => text.parse().map(Activation::AfterReads).map_err(|_| invalid()),
    }
}
