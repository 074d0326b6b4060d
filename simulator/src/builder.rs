//! How a simulator is set up.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::access::{Access, RateLimiter, Token};
use crate::activation::Activation;
use crate::authorities::Authorities;
use crate::clock::SimulatedClock;
use crate::contract::Contract;
use crate::control::{add_seed, check_quota, check_zone};
use crate::directory::{Directory, SimulatedZone};
use crate::propagation::Propagation;
use crate::server;
use crate::server_state::{Initial, Options, ServerState, Settings};
use crate::simulator::Simulator;
use crate::test_ca::TestCa;

/// Sets up a [`Simulator`]; from [`Simulator::builder`].
#[must_use]
pub struct SimulatorBuilder {
    activation: Activation,
    access: Access,
    directory: Directory,
    host: IpAddr,
    latency: Duration,
    log: bool,
    port: u16,
    quotas: BTreeMap<String, usize>,
    rate_limiter: Option<RateLimiter>,
    real_time: bool,
    seed: Option<String>,
    request_timeout: Duration,
}

/// The longest timeout, so that a deadline can be computed from it.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

impl Default for SimulatorBuilder {
    fn default() -> Self {
        Self {
            activation: Activation::default(),
            access: Access::default(),
            directory: Directory::default(),
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            latency: Duration::ZERO,
            log: false,
            port: 0,
            quotas: BTreeMap::new(),
            rate_limiter: None,
            real_time: false,
            seed: None,
            request_timeout: Duration::from_secs(10),
        }
    }
}

/// # Starting
impl Simulator {
    /// Starts a simulator on a free port of loopback, with one zone, `example.com`.
    ///
    /// # Errors
    /// Fails if no port is available.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder, to set up a simulator before it is started.
    pub fn builder() -> SimulatorBuilder {
        SimulatorBuilder::default()
    }
}

impl SimulatorBuilder {
    /// Sets how fast resources go through their stages. Default: after two reads.
    pub fn activation(mut self, activation: Activation) -> Self {
        self.activation = activation;
        self
    }

    /// Delays every response, in real time, as the way to Cloudflare does.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets the address to listen on. Default: loopback, 127.0.0.1.
    ///
    /// On any other address, everybody who reaches it can use the API and the control plane.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Sets the port to listen on. Default: a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Replaces the value of the API token that may do everything.
    pub fn token(mut self, value: impl Into<String>) -> Self {
        if let Some(token) = self.access.tokens.first_mut() {
            *token = Token::new(value);
        }
        self
    }

    /// Accepts another token, or replaces the one of the same value.
    pub fn add_token(mut self, token: Token) -> Self {
        self.access.add_token(token);
        self
    }

    /// Replaces the email address and the Global API key that are accepted together.
    pub fn api_key(mut self, email: impl Into<String>, api_key: impl Into<String>) -> Self {
        self.access.email = email.into();
        self.access.api_key = api_key.into();
        self
    }

    /// Replaces the Origin CA key.
    pub fn user_service_key(mut self, key: impl Into<String>) -> Self {
        self.access.service_key = key.into();
        self
    }

    /// Declares a zone, and the account that it belongs to. A string names a zone. Default: one zone, `example.com`.
    ///
    /// What is uploaded to a zone must be for hosts in it, and a zone that is not declared does not exist.
    pub fn zone(mut self, zone: impl Into<SimulatedZone>) -> Self {
        self.directory.add_zone(zone.into());
        self
    }

    /// Declares an account with a name.
    pub fn account(mut self, id: impl AsRef<str>, name: impl AsRef<str>) -> Self {
        self.directory.add_account(id.as_ref(), Some(name.as_ref()));
        self
    }

    /// Lets every zone and account exist. Those that are not declared have no name: every host lies in such a zone.
    pub fn any_zone(mut self) -> Self {
        self.directory.any_zone = true;
        self
    }

    /// Sets how many resources of a kind a zone or account may have, such as `certificate_packs`.
    pub fn quota(mut self, resource: impl Into<String>, limit: usize) -> Self {
        self.quotas.insert(resource.into(), limit);
        self
    }

    /// Limits the requests in a window of simulated time. Default: no limit. Cloudflare's is 1,200 in five minutes.
    ///
    /// When the limit is exceeded, every request is refused with 429 until as much time as the window has has passed. All credentials
    /// count together, as those of one user.
    pub fn rate_limit(mut self, limit: usize, window: Duration) -> Self {
        self.rate_limiter = Some(RateLimiter::new(limit, window));
        self
    }

    /// Lets simulated time run like real time. Default: it stands still.
    pub fn real_time(mut self) -> Self {
        self.real_time = true;
        self
    }

    /// Sets how long a client may take, in real time, to send the head of a request, and how long to send its body. Default: ten
    /// seconds each; at most a day.
    ///
    /// A connection on which no whole head arrives in that time is closed, also one that is idle between two requests. A request
    /// whose body does not arrive in time is responded to with 408.
    pub fn request_timeout(mut self, timeout: Duration) -> Self {
        self.request_timeout = timeout.min(LONGEST_TIMEOUT);
        self
    }

    /// Adds state at the start and after each reset, given as JSON in the form of `POST /__simulator/seed`.
    pub fn seed_json(mut self, seed: impl Into<String>) -> Self {
        self.seed = Some(seed.into());
        self
    }

    /// Writes a line to standard error for each request.
    pub fn log(mut self) -> Self {
        self.log = true;
        self
    }

    /// Starts the simulator on the current tokio runtime, which needs its I/O and timer.
    ///
    /// # Errors
    /// Fails if the port is not available, if a credential is empty, or if a zone, a quota or the seed is not valid.
    pub async fn start(self) -> io::Result<Simulator> {
        let contract = Contract::embedded().map_err(io::Error::other)?;
        self.start_with(contract).await
    }

    fn check(&self) -> Result<(), String> {
        self.access.check()?;
        let zones = self.directory.zones().try_for_each(check_zone);
        let quotas = self.quotas.keys().try_for_each(|name| check_quota(name));
        zones.and(quotas).map_err(|error| error.to_string())
    }

    /// Starts with another document than the embedded one.
    pub(crate) async fn start_with(mut self, contract: Arc<Contract>) -> io::Result<Simulator> {
        self.check().map_err(|message| io::Error::new(io::ErrorKind::InvalidInput, message))?;
        self.directory.complete();
        let address = SocketAddr::new(self.host, self.port);
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}")))?;
        let origin = format!("http://{}", listener.local_addr()?);
        let clock = SimulatedClock::start(self.real_time);
        let authorities = Authorities::new(clock.clone());
        let test_ca = TestCa::with_clock(clock.clone()).map_err(io::Error::other)?;
        let settings = Settings {
            activation: self.activation,
            latency: self.latency,
            rate_limiter: self.rate_limiter,
            quotas: self.quotas,
            propagation: Propagation::default(),
            unseen_reads: Arc::default(),
            issuance: None,
        };
        let initial = Initial { settings, access: self.access, directory: self.directory };
        let options = Options {
            log: self.log,
            request_timeout: self.request_timeout,
            loopback_only: self.host.is_loopback(),
            seed: self.seed,
        };
        let state = Arc::new(ServerState::new(contract, clock, authorities, test_ca, initial, options));
        add_seed(&state).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
        let task = tokio::spawn(server::serve(listener, Arc::clone(&state)));
        Ok(Simulator::new(origin, state, task))
    }
}

/// Shows no credentials.
impl fmt::Debug for SimulatorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("SimulatorBuilder");
        debug.field("host", &self.host).field("port", &self.port).field("activation", &self.activation);
        debug.field("latency", &self.latency).field("directory", &self.directory);
        debug.field("quotas", &self.quotas).field("rate_limiter", &self.rate_limiter);
        debug
            .field("real_time", &self.real_time)
            .field("request_timeout", &self.request_timeout)
            .finish_non_exhaustive()
    }
}
