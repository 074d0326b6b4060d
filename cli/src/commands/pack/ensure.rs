//! `cfcerts pack ensure`.

use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cloudflare_certificates::preflight::Preflight;
use cloudflare_certificates::types::{
    CertificateAuthority, CertificatePack, CertificatePackStatus, NewCertificatePack, NewCertificatePackType,
    ValidationMethod,
};
use cloudflare_certificates::workflows::{Ensured, ErrorKind, Plan, Setup};
use cloudflare_certificates::{CertificatePacks, Progress};

use super::progress;
use super::row::{CHANGED, Changed};
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::places::NamedZone;
use crate::{Failure, Result, warnings};

/// How long an order may take to become active.
const AT_MOST: Duration = Duration::from_secs(15 * 60);
/// How long `--no-wait` waits for the records to set.
const STATED_WITHIN: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
#[command(after_help = "\
The same hosts, authority and validity are the same pack: run it again, and nothing is ordered twice. The name of the zone
is added to the hosts by Cloudflare. The records to set are shown as soon as they are known, and are in the field `setup`.

Examples:
  cfcerts pack ensure --zone example.com --host example.com --host '*.example.com'
  cfcerts pack ensure --zone example.com --host app.example.com --no-wait -o json
  cfcerts pack ensure --zone example.com --host example.com,www.example.com --replacing 3822ff90-… --yes")]
pub(crate) struct Ensure {
    /// The zone, by name or id
    #[arg(long)]
    zone: String,
    /// A host of the certificate; say it several times, or with commas between them
    #[arg(long = "host", value_name = "HOST", required = true, value_delimiter = ',')]
    hosts: Vec<String>,
    /// Who issues the certificate
    #[arg(long, value_name = "AUTHORITY", default_value = "google", value_parser = authority())]
    authority: CertificateAuthority,
    /// How the control of the hosts is validated; a wildcard needs txt or email
    #[arg(long, value_name = "METHOD", default_value = "txt", value_parser = method())]
    validation: ValidationMethod,
    /// For how many days a certificate is valid: 14, 30, 90 or 365, as the authority allows
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    validity_days: i64,
    /// A pack that the new one takes the place of: it is removed when the new one is active
    #[arg(long, value_name = "ID")]
    replacing: Option<String>,
    /// Add a name of Cloudflare's, for hosts longer than 64 characters
    #[arg(long)]
    branding: bool,
    /// Do not wait until it is active, only until the records to set are known, for at most 30s
    #[arg(long, conflicts_with = "replacing")]
    no_wait: bool,
    #[command(flatten)]
    change: Change,
    #[command(flatten)]
    confirmed: Confirmed,
}

fn authority() -> impl TypedValueParser<Value = CertificateAuthority> {
    PossibleValuesParser::new(CertificateAuthority::KNOWN.iter().map(CertificateAuthority::as_str))
        .map(|text| CertificateAuthority::from(&*text))
}

fn method() -> impl TypedValueParser<Value = ValidationMethod> {
    PossibleValuesParser::new(ValidationMethod::KNOWN.iter().map(ValidationMethod::as_str))
        .map(|text| ValidationMethod::from(&*text))
}

pub(super) async fn run(context: &Context, command: Ensure) -> Result<Exit> {
    let started = Instant::now();
    let order = command.order();
    if let (Some(old), false) = (&command.replacing, command.change.dry_run) {
        context.can_confirm(command.confirmed.yes, &question(old, &[])).await?;
    }
    let zone = command.change.looking(&command.zone, context.zone(&command.zone)).await?;
    warnings::accept(context, Preflight::at(context.now()).zone(&zone.name).certificate_pack(&order))?;

    let packs = zone.zone.certificate_packs();
    let at_most = command.change.timeout.unwrap_or(AT_MOST);
    let mut ensure = packs.ensure(&order).at_most(at_most);
    if let Some(old) = &command.replacing {
        ensure = ensure.replacing(old);
    }
    let mut removes = false;
    if command.change.dry_run || command.replacing.is_some() {
        let plan = ensure.clone().plan().await?;
        if command.change.dry_run {
            return planned(context, &zone, &order, plan);
        }
        if let Plan::CreateThenRemove(old) | Plan::KeepThenRemove(_, old) = &plan {
            removes = true;
            for pack in old {
                context.confirm(command.confirmed.yes, &question(&pack.id, &pack.hosts)).await?;
            }
        }
    }
    let what = format!("a pack for {}", order.hosts.join(", "));
    let advised = |failure: Failure| with_what_to_do(failure, &zone.name, "");
    let ensured = context.run(&what, ensure.steps()).await.map_err(advised)?;
    let action = match (&ensured, removes) {
        (_, true) => "replaced",
        (Ensured::Created(_), false) => "created",
        _ => "unchanged",
    };
    let mut pack = ensured.into_inner();
    let id = pack.id.clone();
    let advised = |failure: Failure| with_what_to_do(failure, &zone.name, &id);
    if command.no_wait {
        pack = stated(&packs, pack, at_most).await.map_err(advised)?;
    } else if progress(&pack) != Progress::Ready {
        let left = at_most.saturating_sub(started.elapsed());
        pack = context.run(&what, packs.wait(&pack.id).at_most(left).steps()).await.map_err(advised)?;
    }
    let old_id = command.replacing.filter(|_| removes);
    context.print(CHANGED, &Changed::new(action, &zone, &pack).in_place_of(old_id))?;
    Ok(Exit::Done)
}

/// Returns the question before a pack is removed. If its hosts are known, it names them: those that the new pack lacks lose
/// their certificate.
fn question(id: &str, hosts: &[String]) -> String {
    let hosts = if hosts.is_empty() { String::new() } else { format!(" ({})", hosts.join(", ")) };
    format!("Remove the pack {id}{hosts} when the new one is active?")
}

fn planned(
    context: &Context,
    zone: &NamedZone,
    order: &NewCertificatePack,
    plan: Plan<CertificatePack>,
) -> Result<Exit> {
    let old = |removed: &[CertificatePack]| removed.first().map(|pack| pack.id.clone());
    let row = match plan {
        Plan::Keep(pack) | Plan::Change(pack) => Changed::new("unchanged", zone, &pack),
        Plan::CreateThenRemove(removed) => {
            Changed::ordered("would_replace", zone, order).in_place_of(old(&removed))
        }
        Plan::KeepThenRemove(pack, removed) => {
            Changed::new("would_replace", zone, &pack).in_place_of(old(&removed))
        }
        _ => Changed::ordered("would_create", zone, order),
    };
    context.print(CHANGED, &row)?;
    Ok(Exit::Done)
}

/// Adds which command comes next.
fn with_what_to_do(failure: Failure, zone: &str, id: &str) -> Failure {
    let next = match failure.exit {
        Exit::NeedsAction if id.is_empty() => "see the packs: cfcerts pack list --zone",
        Exit::NeedsAction => "set the records, then: cfcerts pack retry --zone",
        _ => return failure,
    };
    let message = format!("{}; {next} {zone} {id}", failure.message());
    Failure::new(failure.exit, message.trim_end())
}

/// Returns the pack when its records are known, or as it is after some seconds.
async fn stated(
    packs: &CertificatePacks,
    pack: CertificatePack,
    at_most: Duration,
) -> Result<CertificatePack> {
    if is_stated(&pack) {
        return Ok(pack);
    }
    let wait = packs.wait(&pack.id).until(is_stated).at_most(at_most.min(STATED_WITHIN));
    match wait.await {
        Ok(pack) => Ok(pack),
        Err(error) if error.kind() == ErrorKind::TimedOut => {
            Ok(error.last::<CertificatePack>().cloned().unwrap_or(pack))
        }
        Err(error) => Err(error.into()),
    }
}

/// A pack that needs somebody to act is not what was waited for: then the wait fails.
fn is_stated(pack: &CertificatePack) -> bool {
    use CertificatePackStatus::{Initializing, PendingValidation};
    match progress(pack) {
        Progress::NeedsAction => false,
        Progress::Pending => {
            !Setup::of(pack).is_empty()
                || !matches!(pack.status, None | Some(Initializing | PendingValidation))
        }
        _ => true,
    }
}

impl Ensure {
    fn order(&self) -> NewCertificatePack {
        let mut hosts: Vec<String> = Vec::new();
        for host in &self.hosts {
            let host = host.trim().trim_end_matches('.').to_lowercase();
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        NewCertificatePack::builder()
            .certificate_authority(self.authority.clone())
            .maybe_cloudflare_branding(self.branding.then_some(true))
            .hosts(hosts)
            .type_(NewCertificatePackType::Advanced)
            .validation_method(self.validation.clone())
            .validity_days(self.validity_days)
            .build()
    }
}
