//! Whose CAs: those of a zone or of an account.

use clap::Args;
use cloudflare_certificates::AccessCertificates;

use crate::Result;
use crate::context::Context;

/// A zone or an account.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Place {
    /// The zone, by name or id
    #[arg(long)]
    zone: Option<String>,
    /// The account, by name or id
    #[arg(long)]
    account: Option<String>,
}

/// The CAs of a place, and its name: one of the two.
pub(super) struct Cas {
    pub(super) access: AccessCertificates,
    pub(super) zone: Option<String>,
    pub(super) account: Option<String>,
}

impl Place {
    /// Returns the name that was given.
    pub(super) fn given(&self) -> &str {
        self.zone.as_deref().or(self.account.as_deref()).unwrap_or_default()
    }

    pub(super) async fn find(&self, context: &Context) -> Result<Cas> {
        if let Some(zone) = &self.zone {
            let found = context.zone(zone).await?;
            return Ok(Cas {
                access: found.zone.access_certificates(),
                zone: Some(found.name),
                account: None,
            });
        }
        let found = context.account(self.account.as_deref()).await?;
        let name = if found.name.is_empty() { found.account.id().to_owned() } else { found.name };
        Ok(Cas { access: found.account.access_certificates(), zone: None, account: Some(name) })
    }
}
