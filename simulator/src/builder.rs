//! How a simulator is set up.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::activation::Activation;
use crate::authorities::Authorities;
use crate::clock::Clock;
use crate::contract::Contract;
use crate::credentials::Credentials;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::server;
use crate::simulator::Simulator;
use crate::state::State;
use crate::test_ca::TestCa;
use crate::world::World;

/// Sets up a [`Simulator`]; from [`Simulator::builder`].
#[derive(Default)]
#[must_use]
pub struct SimulatorBuilder {
    activation: Activation,
    credentials: Credentials,
    latency: Duration,
    port: u16,
    zone_names: HashMap<String, String>,
}

impl SimulatorBuilder {
    /// When uploaded certificates become active; after two reads unless said otherwise.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    /// Delays every answer, in real time, as the way to Cloudflare does. The runtime needs its timer for it.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// The port on loopback; a free one unless said otherwise.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The API token that is let in, instead of the simulator's usual one.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials.token = token.into();
        self
    }

    /// The domain of a zone. Certificates that name no host in it are then refused with code 2103; in a zone
    /// without a name, every host is at home.
    pub fn zone_name(mut self, zone_id: impl AsRef<str>, name: impl AsRef<str>) -> Self {
        self.zone_names.insert(zone_id.as_ref().to_ascii_lowercase(), name.as_ref().to_ascii_lowercase());
        self
    }

    /// Starts the simulator on the current tokio runtime.
    ///
    /// # Errors
    /// Fails if the port is not to be had.
    pub async fn start(self) -> io::Result<Simulator> {
        let contract = Contract::embedded().map_err(io::Error::other)?;
        self.start_with(contract).await
    }

    /// Starts with another document than the embedded one.
    pub(crate) async fn start_with(self, contract: Arc<Contract>) -> io::Result<Simulator> {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await?;
        let port = listener.local_addr()?.port();
        let clock = Clock::start();
        let test_ca = TestCa::with_clock(clock.clone()).map_err(io::Error::other)?;
        let world = Arc::new(World {
            contract,
            credentials: self.credentials,
            clock: clock.clone(),
            activation: self.activation,
            latency: self.latency,
            zone_names: self.zone_names,
            ids: Ids::default(),
            authorities: Authorities::new(clock),
            state: Mutex::new(State::default()),
            journal: Mutex::new(Journal::default()),
        });
        let server = tokio::spawn(server::serve(listener, Arc::clone(&world)));
        Ok(Simulator::new(port, world, test_ca, server))
    }
}

/// Shows no credentials.
impl fmt::Debug for SimulatorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { activation, credentials: _, latency, port, zone_names } = self;
        let mut debug = formatter.debug_struct("SimulatorBuilder");
        debug.field("activation", activation).field("latency", latency).field("port", port);
        debug.field("zone_names", zone_names).finish_non_exhaustive()
    }
}
