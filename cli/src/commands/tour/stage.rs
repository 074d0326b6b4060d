//! The environment of the tour: a simulator, or Cloudflare.

use std::time::SystemTime;

use cloudflare_certificates::{Account, Client, Clock, ClockFn, Zone};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator, TestCa};

use super::report::say;
use crate::context::Context;
use crate::exit::Exit;
use crate::interrupt::Interrupt;
use crate::{Failure, Result};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ACCOUNT: &str = "01a7362d577a6c3019a474fd6f485823";

/// The environment, and what the steps need from it.
pub(super) struct Stage {
    pub(super) client: Client,
    pub(super) zone: Zone,
    pub(super) account: Option<Account>,
    /// The zone's domain: certificates must name a host in it.
    pub(super) domain: String,
    /// The certificate authority that signs the tour's certificates.
    pub(super) ca: TestCa,
    /// The simulator runs until this is dropped.
    pub(super) simulator: Option<Simulator>,
    pub(super) interrupt: Interrupt,
}

impl Stage {
    /// Starts a simulator, in whose time nobody has to wait.
    pub(super) async fn simulated(interrupt: Interrupt) -> Result<Self> {
        let simulator = Simulator::builder()
            .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT))
            .start()
            .await
            .map_err(|error| failed(format!("the simulator cannot start: {error}")))?;
        let (now, sleep_until) = simulator.clock().functions();
        let client = Client::builder()
            .api_token(simulator.token())
            .base_url(simulator.base_url())
            .clock(ClockFn::new(now, sleep_until))
            .build()?;
        say("A tour on a simulator, in simulated time: no account, no token, and nothing that could break.");
        Ok(Self {
            zone: client.zone(ZONE)?,
            account: Some(client.account(ACCOUNT)?),
            client,
            domain: "example.com".to_owned(),
            ca: test_ca()?,
            simulator: Some(simulator),
            interrupt,
        })
    }

    /// Looks up a zone at Cloudflare, and asks before anything is changed.
    pub(super) async fn live(context: &Context, zone: &str, yes: bool) -> Result<Self> {
        let client = context.client()?;
        let found = context.zone(zone).await?;
        say(&format!("A tour at Cloudflare, in the zone {} ({}).", found.name, found.zone.id()));
        say("It uploads certificates of a test CA that browsers do not trust, sets the order of ALL custom");
        say(
            "certificates of the zone, and adds a CSR, Access roots and a Keyless SSL configuration. It removes",
        );
        say("what it makes. Do not take it in a zone that serves anybody.\n");
        context.confirm(yes, &format!("Take the tour in {}?", found.name)).await?;
        Ok(Self {
            zone: found.zone,
            account: found.account_id.map(|id| client.account(id)).transpose()?,
            client,
            domain: found.name,
            ca: test_ca()?,
            simulator: None,
            interrupt: context.interrupt.clone(),
        })
    }

    /// Returns an error if the tour was interrupted. Checked between calls: a call in flight is not cancelled,
    /// because what it creates would then be unknown.
    pub(super) fn go_on(&self) -> Result<()> {
        if self.interrupt.has_happened() {
            return Err(Failure::new(Exit::Interrupted, "the tour was interrupted"));
        }
        Ok(())
    }

    /// Returns the time of the client's clock.
    pub(super) fn now(&self) -> SystemTime {
        self.client.clock().system_time()
    }

    /// Makes a certificate that is valid from now on the client's clock, and its key.
    pub(super) fn issue(&self, host: &str, days: u32) -> Result<(String, String)> {
        let now = self.now();
        let until = now + std::time::Duration::from_secs(u64::from(days) * 86_400);
        let issued = self.ca.certificate(&[host]).validity(now, until).issue().map_err(failed)?;
        let key = issued.private_key_pem().unwrap_or_default().to_owned();
        Ok((issued.certificate_pem().to_owned(), key))
    }

    pub(super) fn farewell(&self) -> &'static str {
        match self.simulator {
            Some(_) => {
                "Next: `cfcerts --help`, or the same at Cloudflare: `cfcerts tour --live --zone ZONE`."
            }
            None => "Nothing of it is left at Cloudflare.",
        }
    }
}

/// A failure of what the tour prepares.
pub(super) fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Failed, error.to_string())
}

fn test_ca() -> Result<TestCa> {
    TestCa::new().map_err(failed)
}
