//! Onboards hostnames of customers: creates what is missing, prints the records that their owners set, waits until they
//! are active, repairs what has timed out, and offboards those that leave.
//!
//! `cargo run --example saas` needs no account: it starts a simulator and plays the customers.
//! `cargo run --example saas -- example.com shop.customer.com -old.customer.com` onboards `shop.customer.com` in the
//! zone `example.com`, with the credentials from the environment (`CLOUDFLARE_API_TOKEN`), and offboards
//! `old.customer.com`. It can be ended and started again at any time: it continues.

#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::time::Duration;

use cloudflare_certificates::types::{NewCustomHostname, NewCustomHostnameSsl, ValidationMethod};
use cloudflare_certificates::workflows::Onboarding;
use cloudflare_certificates::{Client, ClockFn, CustomHostnames, Zone};
use cloudflare_certificates_simulator::{Activation, Simulator};

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((zone, names)) = arguments.split_first() else { return simulated().await };
    let client = Client::from_env()?;
    let zone = match client.zone(zone) {
        Ok(zone) => zone,
        Err(_) => client.zone_by_name(zone).await?,
    };
    let target = zone.custom_hostnames().fallback_origin().get().await?.into_inner().origin;
    serve(&zone, target.as_deref().ok_or("the zone has no fallback origin")?, names, |_| ()).await
}

/// The same against a simulator, whose time passes as fast as nobody does anything.
async fn simulated() -> Result<()> {
    let stage = Activation::After(Duration::from_secs(60));
    let simulator = Simulator::builder().zone("example.com").activation(stage).start().await?;
    let (now, sleep_until) = simulator.clock().functions();
    let client = Client::builder().api_token(simulator.token()).base_url(simulator.base_url());
    let zone = client.clock(ClockFn::new(now, sleep_until)).build()?.zone(simulator.zones()[0].id())?;
    let origin = zone.custom_hostnames().fallback_origin().ensure("fallback.example.com").await?.into_inner();
    println!("the fallback origin {} is active\n", origin.origin.unwrap_or_default());
    // All customers but one set their records at once. That one waits until the validation has timed out.
    let play_customer = |state: &Onboarding| {
        let is_late = state.hostname.starts_with("late");
        let stage = if is_late { "validation_timed_out" } else { "active" };
        simulator.set_stage("custom_hostnames", &state.id, stage);
    };
    let names = ["shop.alice.com", "www.bob.net", "late.carol.org", "-www.bob.net"].map(String::from);
    serve(&zone, "fallback.example.com", &names, play_customer).await
}

async fn serve(zone: &Zone, target: &str, names: &[String], customer: impl Fn(&Onboarding)) -> Result<()> {
    let hostnames = zone.custom_hostnames();
    let wanted: Vec<_> = names.iter().filter(|name| !name.starts_with('-')).map(|name| new(name)).collect();
    let mut failed = 0;
    let mut added = Vec::new();
    for (new, outcome) in wanted.iter().zip(hostnames.ensure_all(wanted.clone()).await?) {
        match outcome {
            Ok(_) => added.push(new),
            Err(error) => {
                failed += 1;
                println!("{} cannot be added: {error}", new.hostname);
            }
        }
    }
    let mut states = Vec::new();
    for new in added {
        let state = hostnames.onboard(new).target(target).until_setup().await?;
        println!("{state}");
        state.setup.iter().for_each(|setup| println!("    {setup}"));
        state.alternatives.iter().for_each(|setup| println!("    or {setup}"));
        customer(&state);
        states.push(state);
    }
    println!();
    failed += follow(&hostnames, &states).await;
    for name in names.iter().filter_map(|name| name.strip_prefix('-')) {
        hostnames.offboard(name).await?;
        println!("{name} is offboarded");
    }
    if failed > 0 { Err(format!("{failed} hostnames are not active").into()) } else { Ok(()) }
}

fn new(hostname: &str) -> NewCustomHostname {
    let ssl = NewCustomHostnameSsl::managed(ValidationMethod::Txt).build();
    NewCustomHostname::builder().hostname(hostname).ssl(ssl).build()
}

/// Follows all until they are active, with their repairs. Returns how many are not.
async fn follow(hostnames: &CustomHostnames, states: &[Onboarding]) -> usize {
    let mut changes = hostnames.follow_all(states).stream();
    let mut active = 0;
    while let Some((id, seen)) = changes.next().await {
        match seen {
            Ok(state) => {
                // A program that is to continue later stores the state here.
                println!("{state}");
                active += usize::from(state.is_ready());
            }
            Err(error) => println!("{id}: {error}"),
        }
    }
    states.len() - active
}
