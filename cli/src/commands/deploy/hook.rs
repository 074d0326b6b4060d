//! The environment in which ACME clients run their hooks.

use std::env;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::{Failure, Result};

/// An ACME client that runs `cfcerts deploy` as its hook. lego runs hooks without a shell, so that nothing replaces
/// variables in their arguments: therefore the command reads them itself.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Hook {
    /// --deploy-hook
    Certbot,
    /// --reloadcmd
    #[value(name = "acme.sh")]
    AcmeSh,
    /// --deploy-hook; --run-hook and --renew-hook before version 5
    Lego,
}

/// The files of a certificate.
pub(super) struct Files {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Hook {
    /// Returns the files of the certificate for which the hook runs.
    pub(super) fn files(self) -> Result<Files> {
        let found = match self {
            Self::Certbot => variable("RENEWED_LINEAGE").map(|lineage| Files {
                certificate: lineage.join("fullchain.pem"),
                key: lineage.join("privkey.pem"),
            }),
            Self::AcmeSh => both("CERT_FULLCHAIN_PATH", "CERT_KEY_PATH"),
            Self::Lego => both("LEGO_HOOK_CERT_PATH", "LEGO_HOOK_CERT_KEY_PATH")
                .or_else(|| both("LEGO_CERT_PATH", "LEGO_CERT_KEY_PATH")),
        };
        found.ok_or_else(|| {
            let (option, variables) = match self {
                Self::Certbot => ("certbot's --deploy-hook", "RENEWED_LINEAGE is"),
                Self::AcmeSh => ("acme.sh's --reloadcmd", "CERT_FULLCHAIN_PATH and CERT_KEY_PATH are"),
                Self::Lego => ("lego's --deploy-hook", "LEGO_HOOK_CERT_PATH and LEGO_HOOK_CERT_KEY_PATH are"),
            };
            Failure::usage(format!("{variables} not set: --hook is for {option}; elsewhere, name the files"))
        })
    }
}

fn both(certificate: &str, key: &str) -> Option<Files> {
    Some(Files { certificate: variable(certificate)?, key: variable(key)? })
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
