//! What is deployed: the files, and the requests that are made of them.

use cloudflare_certificates::Secret;
use cloudflare_certificates::preflight::{Certificate, Preflight};
use cloudflare_certificates::types::{BundleMethod, GeoRestrictionsInput, NewCustomCertificate};

use super::Deploy;
use super::hook::Files;
use crate::bundle::Bundle;
use crate::context::Context;
use crate::{Failure, Result, input, warnings};

/// A certificate with its key, and how it is to be deployed.
pub(super) struct Upload {
    pub(super) bundle: Bundle,
    /// What the arguments say.
    pub(super) method: Option<BundleMethod>,
    /// Whether it is another certificate than one of the same hosts and dates.
    pub(super) reissued: bool,
    key: Secret,
    options: NewCustomCertificate,
}

impl Upload {
    /// Reads the files that the arguments or the environment of a hook name.
    pub(super) fn read(arguments: &Deploy) -> Result<Self> {
        let Files { certificate, key } = files(arguments)?;
        let stdin = [Some(&certificate), Some(&key), arguments.chain.as_ref()];
        if stdin.into_iter().flatten().filter(|path| input::is_stdin(path)).count() > 1 {
            return Err(Failure::usage("only one of the files can be standard input"));
        }
        let bundle = Bundle::read(&certificate, arguments.chain.as_deref())?;
        let key = input::read_secret(&key)?;
        let mut options = NewCustomCertificate::builder().certificate("").build();
        options.type_.clone_from(&arguments.type_);
        options.policy.clone_from(&arguments.policy);
        options.geo_restrictions =
            arguments.region.clone().map(|region| GeoRestrictionsInput::builder().label(region).build());
        let method = arguments.bundle_method.clone();
        Ok(Self { bundle, method, reissued: arguments.reissued, key, options })
    }

    /// Returns the hosts of the certificate; none if it cannot be read.
    pub(super) fn hosts(&self) -> Vec<&str> {
        self.bundle.leaf().map(Certificate::names).unwrap_or_default()
    }

    /// Returns the request for a bundle method.
    pub(super) fn request(&self, method: &BundleMethod) -> NewCustomCertificate {
        let mut request = self.options.clone();
        request.certificate = self.bundle.upload(method);
        request.private_key = Some(self.key.clone());
        request.bundle_method = Some(method.clone());
        request
    }

    /// Makes the local checks, without a zone or for the one of this name.
    pub(super) fn check(
        &self,
        context: &Context,
        zone: Option<&str>,
        method: Option<&BundleMethod>,
    ) -> Result<()> {
        let method = method.or(self.method.as_ref()).unwrap_or(&BundleMethod::Ubiquitous);
        let mut preflight = Preflight::at(context.now());
        if let Some(zone) = zone {
            preflight = preflight.zone(zone);
        }
        preflight.custom_certificate(&self.request(method)).into_result()?;
        Ok(())
    }

    /// Shows the warnings of the local checks, and what is not uploaded.
    pub(super) fn warn(&self, context: &Context, zone: &str, method: &BundleMethod) {
        let findings = Preflight::at(context.now()).zone(zone).custom_certificate(&self.request(method));
        for finding in findings.warnings() {
            warn(finding);
        }
        let others = self.bundle.others();
        if others > 0 {
            warn(format!("certificates that are not in the chain of the leaf are not uploaded: {others}"));
        }
        if *method != BundleMethod::Force && self.bundle.chain().any(Certificate::is_self_signed) {
            warn(format!(
                "the file has a root, and the bundle method is {method}: if the authority is private, say --bundle-method force"
            ));
        }
    }
}

/// Prints a warning.
pub(super) fn warn(message: impl std::fmt::Display) {
    let message = message.to_string();
    warnings::warn(message.strip_prefix("warning: ").unwrap_or(&message));
}

fn files(arguments: &Deploy) -> Result<Files> {
    match (&arguments.hook, &arguments.certificate, &arguments.key) {
        (Some(hook), ..) => hook.files(),
        (None, Some(certificate), Some(key)) => {
            Ok(Files { certificate: certificate.clone(), key: key.clone() })
        }
        // The parser requires them.
        _ => Err(Failure::usage("name the files of the certificate and of its key")),
    }
}
