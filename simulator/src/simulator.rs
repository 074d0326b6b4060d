//! The handle of a running simulator.

mod faults;
mod served;
mod setup;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::JoinHandle;

use crate::clock::SimulatedClock;
use crate::exchange::BASE_PATH;
use crate::journal::SeenRequest;
use crate::server_state::ServerState;
use crate::test_ca::TestCa;

/// A running simulator. Dropping it stops the server.
///
/// It runs as a task of the tokio runtime on which it was started, and ends with that runtime, too.
pub struct Simulator {
    origin: String,
    base_url: String,
    server: Arc<ServerState>,
    /// The values at the start: a reset restores them.
    token: String,
    email: String,
    api_key: String,
    service_key: String,
    task: JoinHandle<()>,
}

impl Simulator {
    pub(crate) fn new(origin: String, server: Arc<ServerState>, task: JoinHandle<()>) -> Self {
        let access = server.access();
        let token = access.tokens.first().map(|token| token.value().to_owned()).unwrap_or_default();
        let (email, api_key) = (access.email.clone(), access.api_key.clone());
        let service_key = access.service_key.clone();
        drop(access);
        let base_url = format!("{origin}{BASE_PATH}");
        Self { origin, base_url, server, token, email, api_key, service_key, task }
    }

    /// Returns the base URL of the API, which ends in `/client/v4`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the URL of the [control plane](crate#control-plane), which ends in `/__simulator`.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.origin, crate::control::PATH)
    }

    /// Returns the API token that is accepted, which may do everything.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Returns the email address that is accepted together with [`api_key`](Self::api_key).
    pub fn email(&self) -> &str {
        &self.email
    }

    /// Returns the Global API key that is accepted together with [`email`](Self::email).
    pub fn api_key(&self) -> &str {
        &self.api_key
    }

    /// Returns the Origin CA key that the Origin CA operations accept.
    pub fn user_service_key(&self) -> &str {
        &self.service_key
    }

    /// Returns a certificate authority whose certificates begin and end in this simulator's time.
    pub fn test_ca(&self) -> &TestCa {
        &self.server.test_ca
    }

    /// Returns the clock.
    pub fn clock(&self) -> SimulatedClock {
        self.server.clock.clone()
    }

    /// Returns the simulated time.
    pub fn now(&self) -> SystemTime {
        self.server.clock.now()
    }

    /// Lets simulated time pass. It stands still otherwise.
    pub fn advance(&self, by: Duration) {
        self.server.clock.advance(by);
    }

    /// Waits until a simulated time, and advances it if nothing else happens; see [`SimulatedClock::sleep_until`].
    pub async fn sleep_until(&self, until: SystemTime) {
        self.server.clock.sleep_until(until).await;
    }

    /// Returns the last requests, in the order in which they were responded to; at most 10,000 are kept.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.server.journal().last()
    }

    /// Returns how many requests there were, including those that are no longer kept.
    pub fn requests_seen(&self) -> usize {
        self.server.journal().count()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Shows no credentials and no keys.
impl fmt::Debug for Simulator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Simulator")
            .field("base_url", &self.base_url)
            .field("requests_seen", &self.requests_seen())
            .finish_non_exhaustive()
    }
}
