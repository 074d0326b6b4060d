//! What all commands share.

use std::sync::OnceLock;

use cloudflare_certificates::{Client, Clock, Retry};
use std::time::SystemTime;

use crate::cli::Global;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::progress::Progress;
use crate::{Failure, Result, credentials};

/// Pauses of up to 1, 2 and 4 seconds: somebody waits for the answer. Workflows wait through longer failures.
const ATTEMPTS: u32 = 4;

/// The options of all commands, the client, and the terminal.
pub(crate) struct Context {
    pub(crate) global: Global,
    pub(crate) interrupt: Interrupt,
    pub(crate) progress: Progress,
    client: OnceLock<Client>,
}

impl Context {
    pub(crate) fn new(global: Global) -> Result<Self> {
        let interrupt = Interrupt::install()
            .map_err(|error| Failure::new(Exit::Failed, format!("cannot listen for signals: {error}")))?;
        let progress = Progress::new(global.quiet, global.verbose > 0);
        Ok(Self { global, interrupt, progress, client: OnceLock::new() })
    }

    /// Returns the client, which is built when a command first needs it: some work without credentials.
    pub(crate) fn client(&self) -> Result<Client> {
        if let Some(client) = self.client.get() {
            return Ok(client.clone());
        }
        let credentials = credentials::find(self.global.token_file.as_deref())?;
        let client = Client::builder()
            .credentials(credentials)
            .user_agent(concat!("cfcerts/", env!("CARGO_PKG_VERSION")))
            .timeout(self.global.request_timeout)
            .retry(Retry::new().attempts(ATTEMPTS))
            .observer(self.progress.waits())
            .base_url_from_env()?
            .build()?;
        Ok(self.client.get_or_init(|| client).clone())
    }

    /// Returns the time of the client's clock.
    pub(crate) fn now(&self) -> SystemTime {
        self.client.get().map_or_else(SystemTime::now, |client| client.clock().system_time())
    }
}
