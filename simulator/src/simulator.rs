//! The handle of a running simulator.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::builder::SimulatorBuilder;
use crate::exchange::BASE_PATH;
use crate::journal::SeenRequest;
use crate::resources::custom_certificates;
use crate::test_ca::TestCa;
use crate::world::World;

/// A running simulator. Dropping it stops the server.
///
/// It runs as a task of the runtime that it was started on, and ends with that runtime, too.
pub struct Simulator {
    base_url: String,
    world: Arc<World>,
    test_ca: TestCa,
    server: JoinHandle<()>,
}

impl Simulator {
    /// Starts a simulator on a free port of loopback.
    ///
    /// # Errors
    /// Fails if there is no port to be had.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Sets up a simulator before it is started.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder::default()
    }

    pub(crate) fn new(port: u16, world: Arc<World>, test_ca: TestCa, server: JoinHandle<()>) -> Self {
        Self { base_url: format!("http://127.0.0.1:{port}{BASE_PATH}"), world, test_ca, server }
    }

    /// Where the API is; ends in `/client/v4`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The API token that is let in.
    pub fn token(&self) -> &str {
        &self.world.credentials.token
    }

    /// The email address that is let in together with [`api_key`](Self::api_key).
    pub fn email(&self) -> &str {
        &self.world.credentials.email
    }

    /// The Global API key that is let in together with [`email`](Self::email).
    pub fn api_key(&self) -> &str {
        &self.world.credentials.key
    }

    /// The Origin CA key that is let in by the Origin CA operations.
    pub fn user_service_key(&self) -> &str {
        &self.world.credentials.service_key
    }

    /// A certificate authority whose certificates begin and end in this simulator's time.
    pub fn test_ca(&self) -> &TestCa {
        &self.test_ca
    }

    /// Lets simulated time pass. It stands still otherwise.
    pub fn advance(&self, by: Duration) {
        self.world.clock.advance(by);
    }

    /// Lets the validation of a certificate pack or of a custom hostname fail: its status becomes
    /// `validation_timed_out` and stays so, until the client starts it again. Returns whether there is such a thing.
    pub fn time_out_validation(&self, id: &str) -> bool {
        crate::resources::time_out_validation(&self.world, id)
    }

    /// Puts active custom certificates into a zone, many at once, for benchmarks and for paging; returns their ids
    /// in the order of the list.
    ///
    /// They are records without X.509: their hosts, dates and signatures are invented, and no upload can match their
    /// keys.
    pub fn seed_custom_certificates(&self, zone_id: &str, count: usize) -> Vec<String> {
        custom_certificates::seed(&self.world, zone_id, count)
    }

    /// The last requests, in the order in which they were answered; at most 10,000 are kept.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.world.journal().last()
    }

    /// How many requests there were, those that are no longer kept included.
    pub fn requests_seen(&self) -> usize {
        self.world.journal().seen()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Shows no credentials and no keys.
impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { base_url, world: _, test_ca: _, server: _ } = self;
        formatter
            .debug_struct("Simulator")
            .field("base_url", base_url)
            .field("requests_seen", &self.requests_seen())
            .finish_non_exhaustive()
    }
}
