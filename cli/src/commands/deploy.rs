//! `cfcerts deploy`.

mod deployment;
mod hook;
mod row;
mod upload;
mod zones;

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use cloudflare_certificates::types::{BundleMethod, CustomCertificateType, GeoRestrictionsLabel};

use crate::Result;
use crate::change::Change;
use crate::context::Context;
use crate::exit::Exit;
use crate::worst::Worst;

use hook::Hook;
use upload::Upload;
use zones::Target;

const MORE: &str = "\
The zone has the certificate if it has one with the same hosts, expiry and signature algorithm that is not older: \
Cloudflare shows no fingerprints of custom certificates, and --reissued is for one that differs in its key only. Then nothing is changed, so it can be run as often as you like. \
If the zone has another certificate for exactly the same hosts, with a key of the same type, it is replaced: the old one is \
served until the new one is active.

The bundle method is that of the certificate that is replaced, and ubiquitous for the first one. The leaf alone is \
uploaded for ubiquitous and optimal, and the leaf with its chain, in order, for force. A certificate of a private \
authority needs force.

Without --zone, it is deployed to all zones of its hosts that the token sees. If one zone fails, the others are \
still tried, and the exit code is that of the worst failure. The time of --timeout is that of each zone.

Hooks of ACME clients, which need no other argument:
  certbot renew --deploy-hook 'cfcerts deploy --hook certbot'
  acme.sh --install-cert -d example.com --reloadcmd 'cfcerts deploy --hook acme.sh'
  lego run --deploy-hook 'cfcerts deploy --hook lego' --deploy-hook-timeout 16m
lego before version 5 has --run-hook and --renew-hook instead. A token that is not in the environment of the client can \
be named in the hook: --token-file FILE.

Fields of a result: action (created, replaced, unchanged; would_create and would_replace with --dry-run), kind, zone, id, \
old_id, hosts, issuer, expires_on, status, bundle_method, fingerprint_sha256 (of the file)

Examples:
  cfcerts deploy fullchain.pem privkey.pem --dry-run
  cfcerts deploy --zone example.com cert.pem key.pem --chain chain.pem --bundle-method force";

#[derive(Debug, Args)]
#[command(after_long_help = MORE, after_help = "See --help for the hooks of certbot, acme.sh and lego, and for what is compared.")]
pub(crate) struct Deploy {
    /// The certificate in PEM form, with or without its chain; - is standard input
    #[arg(value_name = "CERT", required_unless_present = "hook", requires = "key")]
    certificate: Option<PathBuf>,
    /// Its private key in PEM form, without a passphrase; - is standard input
    #[arg(value_name = "KEY")]
    key: Option<PathBuf>,
    /// Take the files from the environment variables that this ACME client sets for its hooks
    #[arg(long, value_enum, value_name = "CLIENT", conflicts_with_all = ["certificate", "chain"])]
    hook: Option<Hook>,
    /// The chain, if it is not in the file of the certificate
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// The zone, by name or id; may be repeated [default: the zones of the certificate's hosts]
    #[arg(long = "zone", value_name = "ZONE")]
    zones: Vec<String>,
    /// How the chain is put together [default: as it was, or ubiquitous for the first certificate]
    #[arg(long, value_name = "METHOD", value_parser = bundle_method())]
    bundle_method: Option<BundleMethod>,
    /// How the first certificate is served; sni_custom is only for clients that send SNI [default: legacy_custom]
    #[arg(long = "type", value_name = "TYPE", value_parser = known::<CustomCertificateType>(&["legacy_custom", "sni_custom"]))]
    type_: Option<CustomCertificateType>,
    /// Where the key of the first certificate may be held [default: everywhere]
    #[arg(long, value_name = "REGION", value_parser = known::<GeoRestrictionsLabel>(&["us", "eu", "highest_security"]))]
    region: Option<GeoRestrictionsLabel>,
    /// Where the key of the first certificate may be held, as an expression such as "(country: US) or (region: EU)"
    #[arg(long, value_name = "EXPRESSION", conflicts_with = "region")]
    policy: Option<String>,
    /// Upload it even if the zone seems to have it: it was issued again with the same dates and another key
    #[arg(long)]
    reissued: bool,
    #[command(flatten)]
    change: Change,
}

pub(crate) async fn run(context: &Context, arguments: Deploy) -> Result<Exit> {
    let upload = Upload::read(&arguments)?;
    upload.check(context, None, None)?;
    let hosts = upload.hosts();
    let targets = zones::targets(context, &arguments.zones, &hosts);
    let targets = arguments.change.looking("the zones of the hosts", targets).await?;
    let mut rows = context.rows(row::columns(context.form()));
    let (mut worst, mut printed) = (Worst::new(), Ok(()));
    for target in targets {
        match deployment::deploy(context, &upload, &target, &arguments.change).await {
            // If the reader is gone, the other zones still need the certificate.
            Ok(row) => {
                let pushed = rows.push(&row);
                printed = printed.and(pushed);
            }
            Err(failure) if failure.exit == Exit::Interrupted => {
                rows.finish()?;
                return Err(failure);
            }
            Err(failure) => worst.failed(&failure.while_doing(target.name())),
        }
    }
    printed.and_then(|()| rows.finish())?;
    Ok(worst.exit())
}

/// Parses a bundle method.
pub(super) fn bundle_method() -> impl TypedValueParser<Value = BundleMethod> {
    known(&["ubiquitous", "optimal", "force"])
}

/// Parses one of these values. The SDK's type takes unknown ones, too, which the server refuses.
fn known<T>(values: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: for<'a> From<&'a str> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(values.iter().copied()).map(|value| T::from(value.as_str()))
}

impl Target {
    /// Returns the name for messages.
    fn name(&self) -> &str {
        match self {
            Self::Given(name) => name,
            Self::Found(zone) => &zone.name,
        }
    }
}
