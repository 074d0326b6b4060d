//! `cfcerts origin-ca`.

mod issue;
mod kept;
mod revoke;
mod zone;

use clap::Subcommand;
use cloudflare_certificates::Timestamp;
use cloudflare_certificates::types::OriginCaCertificate;
use serde::Serialize;

use crate::Result;
use crate::context::Context;
use crate::exit::Exit;
use crate::output::Row;

#[derive(Debug, Subcommand)]
pub(crate) enum OriginCa {
    /// Have the Origin CA issue a certificate for a CSR, unless it has done so
    Issue(issue::Issue),
    /// Revoke certificates of the Origin CA
    Revoke(revoke::Revoke),
}

pub(crate) async fn run(context: &Context, command: OriginCa) -> Result<Exit> {
    match command {
        OriginCa::Issue(command) => issue::run(context, command).await,
        OriginCa::Revoke(command) => revoke::run(context, command).await,
    }
}

/// What was done with a certificate.
#[derive(Serialize)]
struct Done {
    action: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    /// Empty before it is issued.
    id: String,
    hosts: Vec<String>,
    expires_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_id: Option<String>,
    /// The file that has the certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    out: Option<String>,
    /// The certificate in PEM form, unless a file has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
}

impl Row for Done {}

impl Done {
    fn new(action: &'static str, id: impl Into<String>) -> Self {
        Self {
            action,
            kind: "origin_ca_certificates",
            zone: None,
            id: id.into(),
            hosts: Vec::new(),
            expires_on: None,
            old_id: None,
            out: None,
            certificate: None,
        }
    }

    fn of(action: &'static str, certificate: &OriginCaCertificate) -> Self {
        Self {
            hosts: certificate.hostnames.clone(),
            expires_on: certificate.expires_on.as_ref().map(rfc3339),
            ..Self::new(action, &certificate.id)
        }
    }
}

/// Returns a date in the form that other kinds have. The Origin CA states `2027-02-20 03:23:00 +0000 UTC`.
fn rfc3339(date: &Timestamp) -> String {
    match date.datetime() {
        Some(date) => date.to_rfc3339().replace("+00:00", "Z"),
        None => date.as_str().to_owned(),
    }
}
