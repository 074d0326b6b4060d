//! `cfcerts hostname add`.

use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::preflight::Preflight;
use cloudflare_certificates::types::{
    CustomHostname, CustomHostnameCertificateAuthority as Authority, CustomHostnameMinTlsVersion as MinTls,
    CustomHostnameTlsSettingsInput, NewCustomHostname, NewCustomHostnameSsl, ValidationMethod,
};
use cloudflare_certificates::workflows::{Ensured, Onboarding};

use super::named::Named;
use super::report::Report;
use super::row::{CHANGED, Changed, Seen, expires_on};
use super::{follow, look, target};
use crate::change::Change;
use crate::context::Context;
use crate::exit::Exit;
use crate::worst::Worst;
use crate::{Failure, Result, warnings};

/// How long the owners of hostnames have to set up the records.
const AT_MOST: Duration = Duration::from_secs(60 * 60);
/// How long it waits, without `--wait`, for the records to be known.
const STATED_WITHIN: Duration = Duration::from_secs(15);

#[derive(Debug, Args)]
#[command(after_help = "\
Hostnames that exist are left as they are: run it again, and nothing is created twice. Cloudflare allows 15 creations in a
minute; more take their time. A hostname that fails does not end the others: its row has the field `error`, and the exit
code is the worst of all.

The field `setup` has the records for the hostname's owner: the CNAME to the target, and what shows the ownership and
validates the certificate. `setup_complete` is false as long as Cloudflare has not stated all: see `hostname status`.

Examples:
  cfcerts hostname add --zone example.com app.customer.com
  cfcerts hostname add --zone example.com app.customer.com --validation http --min-tls 1.2 --wait --timeout 30m
  cfcerts hostname add --zone example.com --from hostnames.txt -o jsonl")]
pub(crate) struct Add {
    #[command(flatten)]
    named: Named,
    /// The zone that serves them, by name or id
    #[arg(long)]
    zone: String,
    /// How their certificates are validated: txt before the DNS points here, http when it does
    #[arg(long, value_name = "METHOD", default_value = "txt", value_parser = ["txt", "http"])]
    validation: String,
    /// Who issues the certificates [default: Cloudflare chooses]
    #[arg(long, value_name = "AUTHORITY", value_parser = ["google", "lets_encrypt", "ssl_com"])]
    authority: Option<String>,
    /// The lowest TLS version that is offered [default: the zone's]
    #[arg(long, value_name = "VERSION", value_parser = min_tls())]
    min_tls: Option<MinTls>,
    /// Add a name of Cloudflare's to the certificates, for hostnames longer than 64 characters
    #[arg(long)]
    branding: bool,
    /// What their DNS is to point at [default: the zone's fallback origin]
    #[arg(long, value_name = "HOST")]
    target: Option<String>,
    /// Wait until they are active, with their certificates
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    change: Change,
}

fn min_tls() -> impl TypedValueParser<Value = MinTls> {
    PossibleValuesParser::new(MinTls::KNOWN.iter().map(MinTls::as_str)).map(|text| MinTls::from(&*text))
}

pub(super) async fn run(context: &Context, command: Add) -> Result<Exit> {
    let started = Instant::now();
    let ssl = command.ssl();
    let Add { named, zone, target: named_target, wait, change, .. } = command;
    let hostnames = named.read_some()?;
    let zone = change.looking(&zone, context.zone(&zone)).await?;
    let handle = zone.zone.custom_hostnames();
    let target = target(&handle, named_target).await?;
    let new = |hostname: &String| NewCustomHostname::builder().hostname(hostname).ssl(ssl.clone()).build();
    let new: Vec<NewCustomHostname> = hostnames.iter().map(new).collect();
    if change.dry_run {
        return planned(context, &handle, &zone.name, &new).await;
    }
    let ensured = create(context, &handle, new, change.timeout).await?;
    if target.is_none() {
        warnings::say(
            context,
            "the zone has no fallback origin: name with --target what their DNS is to point at",
        );
    }
    let target = target.unwrap_or_default();
    let state = |record: &CustomHostname| Onboarding::of(record).with_target(&target);
    let states = ensured.iter().flatten().map(|ensured| state(ensured.get())).collect();
    let (is_enough, at_most): (fn(&Onboarding) -> bool, Duration) = if wait {
        (follow::is_settled, change.timeout.unwrap_or(AT_MOST).saturating_sub(started.elapsed()))
    } else {
        (follow::is_stated, STATED_WITHIN)
    };
    let mut last = follow::until(context, &handle, states, is_enough, at_most).await?;

    let mut report = Report::new(context, &zone.name, wait);
    for (hostname, ensured) in hostnames.iter().zip(ensured) {
        let outcome = ensured.and_then(|ensured| {
            let action = if ensured.is_created() { "created" } else { "unchanged" };
            let record = ensured.into_inner();
            let last = last.remove(&record.id).unwrap_or_else(|| Ok(state(&record)))?;
            Ok((action, last, expires_on(&record)))
        });
        report.push(hostname, outcome)?;
    }
    report.finish()
}

/// Creates what does not exist. One hostname is looked for by its name, several in the list of all.
async fn create(
    context: &Context,
    handle: &CustomHostnames,
    new: Vec<NewCustomHostname>,
    timeout: Option<Duration>,
) -> Result<Vec<Result<Ensured<CustomHostname>>>> {
    if let [new] = new.as_slice() {
        let mut ensure = handle.ensure(new);
        if let Some(timeout) = timeout {
            ensure = ensure.at_most(timeout);
        }
        let outcome = context.run(&format!("add {}", new.hostname), ensure.steps()).await;
        return match outcome {
            Err(failure) if failure.exit == Exit::Interrupted => Err(failure),
            outcome => Ok(vec![outcome]),
        };
    }
    let what = format!("add {} hostnames", new.len());
    let mut ensure = handle.ensure_all(new);
    if let Some(timeout) = timeout {
        ensure = ensure.at_most(timeout);
    }
    let outcomes = context.run(&what, ensure.steps()).await?;
    Ok(outcomes.into_iter().map(|outcome| outcome.map_err(Failure::from)).collect())
}

/// Says what would be created.
async fn planned(
    context: &Context,
    handle: &CustomHostnames,
    zone: &str,
    new: &[NewCustomHostname],
) -> Result<Exit> {
    let hostnames: Vec<String> = new.iter().map(|new| new.hostname.clone()).collect();
    let mut rows = context.rows(CHANGED);
    let mut worst = Worst::new();
    for (new, found) in new.iter().zip(look::all(handle, &hostnames).await?) {
        let hostname = Seen::named(zone, &new.hostname);
        let row = match found {
            Some(record) => {
                let state = Onboarding::of(&record);
                Changed::new("unchanged", Seen::new(zone, &state, expires_on(&record)))
            }
            None => match Preflight::at(context.now()).custom_hostname(new).into_result() {
                Ok(_) => Changed::new("would_create", hostname),
                Err(refused) => {
                    let failure = Failure::from(refused).while_doing(&new.hostname);
                    worst.failed(&failure);
                    Changed::failed(hostname, failure.message())
                }
            },
        };
        rows.push(&row)?;
    }
    rows.finish()?;
    Ok(worst.exit())
}

impl Add {
    fn ssl(&self) -> NewCustomHostnameSsl {
        let settings = self
            .min_tls
            .clone()
            .map(|version| CustomHostnameTlsSettingsInput::builder().min_tls_version(version).build());
        NewCustomHostnameSsl::managed(ValidationMethod::from(self.validation.as_str()))
            .maybe_certificate_authority(self.authority.as_deref().map(Authority::from))
            .maybe_settings(settings)
            .maybe_cloudflare_branding(self.branding.then_some(true))
            .build()
    }
}
