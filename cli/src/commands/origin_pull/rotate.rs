//! `cfcerts origin-pull rotate`.

use std::path::PathBuf;

use clap::Args;
use cloudflare_certificates::preflight::Preflight;
use cloudflare_certificates::types::NewOriginPullCertificate;
use indicatif::ProgressBar;
use serde::Serialize;

use super::{hostnames, zone};
use crate::change::{Change, Confirmed};
use crate::context::Context;
use crate::exit::Exit;
use crate::output::{Column, Row};
use crate::{Failure, Result, input, warnings};

const HELP: &str = "\
Before you start, let your origins accept the old and the new certificate. Then the new one is uploaded; when it is
active, the hostnames are moved to it; when they are, the old one is removed: at no moment is none presented. The
certificate is recognized by its content, so after an error or Ctrl-C the same command continues.

For the whole zone, all other certificates of the zone are removed, or only those that --old names. For hostnames,
--old is needed: Cloudflare does not list which hostnames use a certificate. Only hostnames with the old certificate are
moved; if others use it too, it stays, and the exit code is 5.

Row: action (replaced, created, unchanged, would_replace, would_create), kind, zone, id, hosts, status, expires_on,
old_ids (removed), left_alone (hostnames with another certificate, or with none)

Permission: SSL and Certificates Write

Examples:
  cfcerts origin-pull rotate --zone example.com cert.pem key.pem --dry-run
  cfcerts origin-pull rotate --zone example.com cert.pem key.pem --yes
  cfcerts origin-pull rotate --zone example.com cert.pem key.pem --hostname app.example.com \\
      --old 2458ce5a-0c35-4c7f-82c7-8e9487d3ff60 --yes";

const COLUMNS: &[Column] = &[
    Column::of("action"),
    Column::of("kind"),
    Column::of("zone"),
    Column::of("id"),
    Column::of("hosts"),
    Column::of("status"),
    Column::of("expires_on"),
    Column::of("old_ids"),
    Column::of("left_alone"),
];

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Rotate {
    /// The zone, by name or id
    #[arg(long)]
    pub(super) zone: String,
    /// A file with the new certificate; - is standard input
    #[arg(value_name = "CERT.PEM")]
    certificate: PathBuf,
    /// A file with its private key; - is standard input
    #[arg(value_name = "KEY.PEM")]
    key: PathBuf,
    /// A hostname with a certificate of its own; may be repeated [default: the whole zone]
    #[arg(long, value_name = "HOST", requires = "old")]
    pub(super) hostname: Vec<String>,
    /// The id of a certificate to remove; may be repeated for the whole zone
    #[arg(long, value_name = "ID")]
    pub(super) old: Vec<String>,
    #[command(flatten)]
    pub(super) confirmed: Confirmed,
    #[command(flatten)]
    pub(super) change: Change,
}

/// What was done.
#[derive(Default, Serialize)]
pub(super) struct Rotated {
    pub(super) action: &'static str,
    pub(super) kind: &'static str,
    pub(super) zone: String,
    /// Empty before it is uploaded.
    pub(super) id: String,
    pub(super) hosts: Vec<String>,
    pub(super) status: Option<String>,
    pub(super) expires_on: Option<String>,
    pub(super) old_ids: Vec<String>,
    pub(super) left_alone: Vec<String>,
}

impl Row for Rotated {}

pub(super) async fn run(context: &Context, command: Rotate) -> Result<Exit> {
    if input::is_stdin(&command.certificate) && input::is_stdin(&command.key) {
        return Err(Failure::usage("only one of the two files can be standard input"));
    }
    if !command.hostname.is_empty() && command.old.len() > 1 {
        return Err(Failure::usage("with --hostname, name one --old: rotate each certificate by itself"));
    }
    let new = NewOriginPullCertificate::builder()
        .certificate(input::read(&command.certificate)?)
        .private_key(input::read_secret(&command.key)?)
        .build();
    let client = context.client()?;
    warnings::accept(context, Preflight::at(client.clock().system_time()).origin_pull_certificate(&new))?;
    if !command.change.dry_run {
        let (yes, question) = (command.confirmed.yes, question(&command));
        match command.hostname.as_slice() {
            // It is asked when it is known which ones are removed.
            [] => context.can_confirm(yes, &question).await?,
            _ => context.confirm(yes, &question).await?,
        }
    }
    let found = command.change.looking(&command.zone, context.zone(&command.zone)).await?;
    let pulls = found.zone.origin_tls_client_auth();
    let mut row = if command.hostname.is_empty() {
        zone::rotate(context, &command, &pulls, &new).await?
    } else {
        hostnames::rotate(context, &command, &pulls, &new).await?
    };
    row.zone = found.name;
    for id in command.old.iter().filter(|id| !row.old_ids.contains(id) && row.id != **id) {
        let remark = format!("there is no certificate {id}, or no longer: nothing to remove");
        context.progress.say(&ProgressBar::hidden(), &remark);
    }
    context.print(COLUMNS, &row)?;
    Ok(Exit::Done)
}

fn question(command: &Rotate) -> String {
    let zone = &command.zone;
    if command.old.is_empty() {
        return format!(
            "Replace all certificates for origin pulls of the whole zone {zone}, and remove the old ones?"
        );
    }
    format!("Replace {} of {zone} for origin pulls, and remove what is replaced?", command.old.join(", "))
}

/// Names what happens: what is replaced, or else whether the certificate is new.
pub(super) fn action(replaces: bool, is_new: bool, dry_run: bool) -> &'static str {
    match (replaces, is_new, dry_run) {
        (true, _, false) => "replaced",
        (true, _, true) => "would_replace",
        (false, true, false) => "created",
        (false, true, true) => "would_create",
        (false, false, _) => "unchanged",
    }
}
