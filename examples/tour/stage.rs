//! The environment of the tour: a simulator, or Cloudflare.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cloudflare_certificates::{Account, Client, ClockFn, Zone, http::Method};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator, TestCa};

use crate::Result;

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ACCOUNT: &str = "01a7362d577a6c3019a474fd6f485823";

/// The environment, and what the steps need from it.
pub(crate) struct Stage {
    pub(crate) zone: Zone,
    pub(crate) account: Option<Account>,
    /// The zone's domain: certificates must name a host in it.
    pub(crate) domain: String,
    /// The certificate authority that signs the tour's certificates.
    pub(crate) ca: TestCa,
    /// The simulator runs until this is dropped.
    _simulator: Option<Simulator>,
    live: bool,
    interrupted: Arc<AtomicBool>,
}

impl Stage {
    /// From now on, Ctrl-C ends the tour at the next step, with its clean-up, instead of ending the process.
    pub(crate) fn stop_at_ctrl_c(&self) {
        let interrupted = Arc::clone(&self.interrupted);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                interrupted.store(true, Ordering::SeqCst);
            }
        });
    }

    /// Returns an error if the tour was interrupted. Checked between calls: a call in flight is not cancelled,
    /// because what it creates would then be unknown.
    pub(crate) fn go_on(&self) -> Result<()> {
        if self.interrupted.load(Ordering::SeqCst) { Err("it was interrupted".into()) } else { Ok(()) }
    }

    /// Prepares the environment. Returns `None` if it is Cloudflare and the user does not confirm.
    pub(crate) async fn set() -> Result<Option<Self>> {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        match (set("CLOUDFLARE_API_TOKEN"), set("CLOUDFLARE_ZONE_ID")) {
            (Some(_), Some(zone_id)) => Self::live(&zone_id, set("CLOUDFLARE_ACCOUNT_ID")).await,
            _ => Self::simulated().await.map(Some),
        }
    }

    async fn simulated() -> Result<Self> {
        let simulator = Simulator::builder()
            .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT))
            .start()
            .await?;
        let (now, sleep_until) = simulator.clock().functions();
        let client = Client::builder()
            .api_token(simulator.token())
            .base_url(simulator.base_url())
            .clock(ClockFn::new(now, sleep_until))
            .build()?;
        println!("A tour on a simulator at {} (no account is needed)\n", simulator.base_url());
        Ok(Self {
            zone: client.zone(ZONE)?,
            account: Some(client.account(ACCOUNT)?),
            domain: "example.com".to_owned(),
            ca: TestCa::new()?,
            _simulator: Some(simulator),
            live: false,
            interrupted: Arc::default(),
        })
    }

    async fn live(zone_id: &str, account_id: Option<String>) -> Result<Option<Self>> {
        let client = Client::from_env()?;
        let zone = client.zone(zone_id)?;
        let details = client.request(Method::GET, ["zones", zone_id]).send::<serde_json::Value>().await?;
        let Some(domain) = details.get("name").and_then(serde_json::Value::as_str) else {
            return Err("the zone has no name".into());
        };
        println!("A tour at Cloudflare, in the zone {domain} ({zone_id}).");
        println!(
            "It uploads certificates of a test CA that browsers do not trust, sets the order of ALL custom"
        );
        println!(
            "certificates of the zone, and adds a CSR, Access roots and a Keyless SSL configuration. What it"
        );
        println!("makes it removes. Do not run it in a zone that serves anybody.");
        if !confirmed(domain)? {
            return Ok(None);
        }
        println!();
        Ok(Some(Self {
            zone,
            account: account_id.map(|id| client.account(id)).transpose()?,
            domain: domain.to_owned(),
            ca: TestCa::new()?,
            _simulator: None,
            live: true,
            interrupted: Arc::default(),
        }))
    }

    pub(crate) fn farewell(&self) -> &'static str {
        if self.live {
            "Nothing of it is left at Cloudflare."
        } else {
            "Set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ZONE_ID to take the tour at Cloudflare."
        }
    }
}

/// Asks the user to type the zone's name. Without input the answer is no.
fn confirmed(domain: &str) -> Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        println!("\nThere is nobody to ask: the tour at Cloudflare needs a terminal.");
        return Ok(false);
    }
    print!("\nType the zone's name to go on: ");
    std::io::stdout().flush()?;
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(line.trim() == domain)
}
