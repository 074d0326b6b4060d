//! `cfcerts origin-ca issue`.

use std::path::PathBuf;

use clap::Args;
use cloudflare_certificates::preflight::{Csr, KeyType, Preflight};
use cloudflare_certificates::types::{NewOriginCaCertificate, OriginCaCertificate, OriginCaRequestType};
use cloudflare_certificates::workflows::{Ensure, Ensured, Plan};

use super::Done;
use super::kept::Kept;
use super::zone::{self, Listed};
use crate::change::Change;
use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::output::Column;
use crate::{Failure, Result, input, warnings};

const HELP: &str = "\
Generate the key and the CSR yourself; the key stays with you:
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out csr.pem -subj /CN=example.com

What was issued for the same key and hosts is found again, so the command issues no second certificate, not even after a
timeout. To have a new one for the same CSR, name the old one with --renew: it stays valid until you revoke it.

The user service key works too (CLOUDFLARE_API_USER_SERVICE_KEY), with the id of the zone.

Row: action (created, renewed, unchanged, would_create, would_renew), kind, zone, id, hosts, expires_on, old_id, out,
certificate (the PEM, without --out; not in tables)

Permission: SSL and Certificates Write

Examples:
  cfcerts origin-ca issue --csr csr.pem --host example.com --host '*.example.com' --out cert.pem
  cfcerts origin-ca issue --csr csr.pem --validity-days 90 --renew 328578533902268680212849205732770752308931942346 --out cert.pem";

const COLUMNS: &[Column] = &[
    Column::of("action"),
    Column::of("kind"),
    Column::of("zone"),
    Column::of("id"),
    Column::of("hosts"),
    Column::of("expires_on"),
    Column::of("old_id"),
    Column::of("out"),
    Column::of("certificate"),
];

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Issue {
    /// A file with the CSR; - is standard input
    #[arg(long, value_name = "FILE")]
    csr: PathBuf,
    /// A hostname or wildcard of the certificate; may be repeated [default: those of the CSR]
    #[arg(long, value_name = "HOST")]
    host: Vec<String>,
    /// For how many days it is valid: 7, 30, 90, 365, 730, 1095 or 5475 [default: 5475]
    #[arg(long, value_name = "DAYS")]
    validity_days: Option<i64>,
    /// A file to write the certificate to
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The zone of one of the hosts, by name or id [default: that of the first host]
    #[arg(long)]
    zone: Option<String>,
    /// The id of the certificate that the new one replaces
    #[arg(long, value_name = "ID")]
    renew: Option<String>,
    #[command(flatten)]
    change: Change,
}

pub(super) async fn run(context: &Context, command: Issue) -> Result<Exit> {
    let new = request(&command)?;
    let client = context.client()?;
    warnings::accept(context, Preflight::at(client.clock().system_time()).origin_ca_certificate(&new))?;
    let kept = command.out.as_deref().map(Kept::at).transpose()?;
    let zone = zone::find(context, command.zone.as_deref(), &new.hostnames).await?;
    let certificates = client.origin_ca_certificates();
    let mut ensure = match &command.renew {
        Some(old) => certificates.renew(&zone.id, old, &new),
        None => certificates.issue(&zone.id, &new),
    };
    if let Some(timeout) = command.change.timeout {
        ensure = ensure.at_most(timeout);
    }
    if command.change.dry_run {
        let mut row = planned(&command, &new, ensure.plan().await?);
        row.zone = Some(zone.name);
        print(context, &row)?;
        return Ok(Exit::Done);
    }
    issue(context, &command, ensure, zone, kept).await
}

fn request(command: &Issue) -> Result<NewOriginCaCertificate> {
    let pem = input::read(&command.csr)?;
    let csr = Csr::from_pem(&pem).ok();
    let hosts = if command.host.is_empty() {
        let names = csr.as_ref().map(|csr| csr.names().into_iter().map(str::to_owned).collect());
        names.unwrap_or_default()
    } else {
        command.host.clone()
    };
    if hosts.is_empty() && csr.is_some() {
        return Err(Failure::usage("the CSR has no hostname: name the hosts with --host"));
    }
    let is_rsa = csr.is_some_and(|csr| matches!(csr.key_type(), KeyType::Rsa { .. }));
    let request_type = if is_rsa { OriginCaRequestType::OriginRsa } else { OriginCaRequestType::OriginEcc };
    let new = NewOriginCaCertificate::builder().csr(pem).hostnames(hosts).request_type(request_type);
    Ok(new.maybe_requested_validity(command.validity_days).build())
}

async fn issue(
    context: &Context,
    command: &Issue,
    ensure: Ensure<OriginCaCertificate>,
    zone: Listed,
    kept: Option<Kept>,
) -> Result<Exit> {
    let ensured = context.run("issue the certificate", ensure.steps()).await?;
    let action = match &ensured {
        Ensured::Created(_) if command.renew.is_some() => "renewed",
        Ensured::Created(_) => "created",
        _ => "unchanged",
    };
    let issued = ensured.into_inner();
    let mut row = Done::of(action, &issued);
    row.zone = Some(zone.name);
    row.old_id.clone_from(&command.renew);
    row.certificate.clone_from(&issued.certificate);
    let written = match (&kept, &issued.certificate) {
        (Some(kept), Some(pem)) => kept.write(pem),
        (Some(_), None) => {
            Err(Failure::new(Exit::Failed, "the server did not return the certificate: run it again"))
        }
        (None, _) => Ok(()),
    };
    if let (Some(kept), Ok(())) = (&kept, &written) {
        row.out = Some(kept.path());
        row.certificate = None;
    }
    // What was issued is shown even if it could not be written.
    print(context, &row)?;
    written.map_err(|failure| failure.while_doing(format!("the certificate {} was issued", issued.id)))?;
    Ok(Exit::Done)
}

fn planned(command: &Issue, new: &NewOriginCaCertificate, plan: Plan<OriginCaCertificate>) -> Done {
    let mut row = match plan {
        Plan::Keep(issued) | Plan::Change(issued) => Done::of("unchanged", &issued),
        _ => {
            let action = if command.renew.is_some() { "would_renew" } else { "would_create" };
            Done { hosts: new.hostnames.clone(), ..Done::new(action, "") }
        }
    };
    row.old_id.clone_from(&command.renew);
    row
}

/// Prints the row. A table has no room for the certificate.
fn print(context: &Context, row: &Done) -> Result<()> {
    let is_table = context.form() == Form::Table;
    let columns: Vec<Column> =
        COLUMNS.iter().copied().filter(|column| !is_table || column.field != "certificate").collect();
    context.print(&columns, row)
}
