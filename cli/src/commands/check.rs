//! `cfcerts check`.

mod purpose;
mod row;
mod summary;

use std::path::PathBuf;

use clap::Args;
use cloudflare_certificates::preflight::Severity;
use cloudflare_certificates::types::BundleMethod;

use super::deploy::bundle_method;
use crate::bundle::Bundle;
use crate::cli::Form;
use crate::context::Context;
use crate::exit::Exit;
use crate::places::is_id;
use crate::{Failure, Result, input};

use purpose::{Purpose, Question};

const MORE: &str = "\
Nothing is sent, and no token is needed. It is not checked what only Cloudflare knows: whether the issuer is publicly \
trusted, quotas, and whether the certificate was uploaded before.

For a custom certificate, the check is that of what `cfcerts deploy` would upload: the leaf, and its chain if the bundle \
method is force.

A row is a finding, with the fields level (error or warning), field (of the API's request), code (of the API's error), \
problem, advice, zone

Exit codes: 0 no error, 3 an error, or with --strict a warning, 2 a file cannot be read

Examples:
  cfcerts check fullchain.pem privkey.pem --zone example.com
  cfcerts check --for origin-pull cert.pem key.pem --strict";

#[derive(Debug, Args)]
#[command(after_help = MORE)]
pub(crate) struct Check {
    /// The certificate in PEM form, with or without its chain; - is standard input
    #[arg(value_name = "CERT")]
    certificate: PathBuf,
    /// Its private key in PEM form; - is standard input
    #[arg(value_name = "KEY")]
    key: Option<PathBuf>,
    /// What the certificate is for
    #[arg(long = "for", value_enum, value_name = "USE", default_value = "custom")]
    purpose: Purpose,
    /// The name of the zone in which a custom certificate's hosts must lie; may be repeated
    #[arg(long = "zone", value_name = "NAME")]
    zones: Vec<String>,
    /// How the chain of a custom certificate is put together
    #[arg(long, value_name = "METHOD", value_parser = bundle_method(), default_value = "ubiquitous")]
    bundle_method: BundleMethod,
    /// The chain, if it is not in the file of the certificate
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// Refuse because of warnings, too
    #[arg(long)]
    strict: bool,
}

pub(crate) async fn run(context: &Context, arguments: Check) -> Result<Exit> {
    refuse(&arguments)?;
    let bundle = Bundle::read(&arguments.certificate, arguments.chain.as_deref())?;
    let key = arguments.key.as_deref().map(input::read_secret).transpose()?;
    if context.form() == Form::Table {
        summary::print(context, &bundle, key.as_ref())?;
    }
    let question = Question {
        now: context.now(),
        purpose: arguments.purpose,
        bundle: &bundle,
        key: key.as_ref(),
        method: &arguments.bundle_method,
    };
    let (mut errors, mut warnings) = (0_usize, 0_usize);
    let mut rows = context.rows(row::COLUMNS);
    let zones: Vec<Option<&str>> = match arguments.zones.as_slice() {
        [] => vec![None],
        zones => zones.iter().map(|zone| Some(zone.as_str())).collect(),
    };
    for zone in zones {
        for finding in question.findings(zone) {
            let is_error = finding.severity == Severity::Error;
            *(if is_error { &mut errors } else { &mut warnings }) += 1;
            rows.push(&row::Found::new(finding, zone))?;
        }
    }
    rows.finish()?;
    match (errors, warnings) {
        (0, 0) => Ok(Exit::Done),
        (0, _) if !arguments.strict => Ok(Exit::Done),
        (0, warnings) => Err(Failure::new(Exit::Refused, format!("refused because of warnings: {warnings}"))),
        (errors, _) => {
            Err(Failure::new(Exit::Refused, format!("Cloudflare would refuse this; errors: {errors}")))
        }
    }
}

/// Refuses arguments that do not go together.
fn refuse(arguments: &Check) -> Result<()> {
    let files = [Some(&arguments.certificate), arguments.key.as_ref(), arguments.chain.as_ref()];
    if files.into_iter().flatten().filter(|path| input::is_stdin(path)).count() > 1 {
        return Err(Failure::usage("only one of the files can be standard input"));
    }
    if arguments.purpose != Purpose::Custom && !arguments.zones.is_empty() {
        return Err(Failure::usage(
            "--zone is for custom certificates: others need not be for hosts of a zone",
        ));
    }
    match arguments.zones.iter().find(|zone| is_id(zone)) {
        Some(id) => Err(Failure::usage(format!("{id} is an id: here, name the zone, such as example.com"))),
        None => Ok(()),
    }
}
