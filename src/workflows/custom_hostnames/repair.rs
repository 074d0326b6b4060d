//! Starting validations again.

use super::super::source::Record;
use super::super::{Action, Error, ErrorKind, Result, Run, Schedule, Workflow};
use super::{RESOURCE, look};
use crate::types::{
    CustomHostname, CustomHostnameCertificateAuthority, CustomHostnameCertificateType, CustomHostnamePatch,
    CustomHostnameSsl, NewCustomHostnameSsl,
};
use crate::{CustomHostnames, Progress, Response};

/// The longest common name of a certificate: a longer hostname needs one of Cloudflare's as the common name.
const LONGEST_COMMON_NAME: usize = 64;

/// Starting again, and changing the authority.
impl CustomHostnames {
    /// Has a custom hostname and its certificate validated again, with the same method:
    /// `GET` and `PATCH /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// This is what helps a certificate whose validation, issuance or deployment has timed out, and a hostname that is
    /// `blocked` or has `moved`, once the reason is removed. It also asks for a check now. Certificate authority,
    /// TLS settings and wildcard stay as they are. A hostname that is active, with its certificate, is not changed.
    ///
    /// The ownership's record stays the same; the certificate's records may be new ones, which the customer has to
    /// set: look at [`Onboarding::setup`](super::Onboarding::setup) afterwards. Deleting the hostname and creating it
    /// again would change both.
    ///
    /// It is found by its name or its id. A certificate of your own has no validation: only the hostname is checked
    /// again.
    ///
    /// Docs: <https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/domain-support/hostname-validation/validation-status/#refresh-validation>
    ///
    /// # Errors
    /// [`Gone`](ErrorKind::Gone) if there is no such hostname.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn repair(&self, hostname_or_id: impl Into<String>) -> Workflow<CustomHostname> {
        let (handle, which) = (self.clone(), hostname_or_id.into());
        let at_most = Schedule::CERTIFICATES.at_most;
        Workflow::new("custom_hostnames.repair", self.client(), at_most, async move |run: Run| {
            run.left(&["edit the hostname with the same method and type"]);
            let record = existing(&handle, &run, &which).await?;
            if record.progress() == Progress::Ready {
                look::found(&run, &record);
                return Ok(record);
            }
            again(&handle, &run, &record).await
        })
    }

    /// Changes the authority that issues a custom hostname's certificate, and keeps everything else:
    /// `GET` and `PATCH /zones/{zone_id}/custom_hostnames/{custom_hostname_id}`.
    ///
    /// It sends the validation's method and type with it, without which Cloudflare refuses the change (1434). The
    /// certificate is ordered and validated anew. [`Empty`](CustomHostnameCertificateAuthority::Empty) leaves the
    /// choice to Cloudflare. A hostname whose certificate this authority issues is not changed. It is found by its name
    /// or its id.
    ///
    /// # Errors
    /// [`Gone`](ErrorKind::Gone) if there is no such hostname; [`Refused`](ErrorKind::Refused) if it has no
    /// certificate, or one of your own.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn change_authority(
        &self,
        hostname_or_id: impl Into<String>,
        authority: CustomHostnameCertificateAuthority,
    ) -> Workflow<CustomHostname> {
        let (handle, which) = (self.clone(), hostname_or_id.into());
        let at_most = Schedule::CERTIFICATES.at_most;
        Workflow::new("custom_hostnames.change_authority", self.client(), at_most, async move |run: Run| {
            let record = existing(&handle, &run, &which).await?;
            let Some(mut ssl) = record.ssl.as_ref().and_then(|ssl| same(ssl, &record)) else {
                let detail = "Cloudflare does not order its certificate, so that no authority can be chosen";
                return Err(Error::new(ErrorKind::Refused)
                    .about(RESOURCE, &which)
                    .with_last(record)
                    .detailed(detail));
            };
            if ssl.certificate_authority.as_ref() == Some(&authority) {
                look::found(&run, &record);
                return Ok(record);
            }
            ssl.certificate_authority = Some(authority);
            edit(&handle, &run, &record, Some(ssl)).await
        })
    }
}

/// Returns the hostname, or an error if it does not exist.
async fn existing(handle: &CustomHostnames, run: &Run, which: &str) -> Result<CustomHostname> {
    let found = look::by_either(handle, run, which).await?;
    found.ok_or_else(|| Error::new(ErrorKind::Gone).about(RESOURCE, which))
}

/// Returns whether starting again helps, without anybody changing something first.
pub(super) fn helps(record: &CustomHostname) -> bool {
    let hostname = record.status.as_ref().is_some_and(|status| is_blocked(status.as_str()));
    let certificate = record.ssl.as_ref().and_then(|ssl| ssl.status.as_ref()).is_some_and(|status| {
        status.progress() == Progress::NeedsAction && status.as_str().ends_with("timed_out")
    });
    record.progress() == Progress::NeedsAction && !has_moved(record) && (hostname || certificate)
}

pub(super) fn has_moved(record: &CustomHostname) -> bool {
    record.status.as_ref().is_some_and(|status| status.as_str() == "moved")
}

pub(super) fn is_blocked(status: &str) -> bool {
    matches!(status, "blocked" | "pending_blocked" | "test_blocked")
}

/// Edits the hostname with the same certificate.
pub(super) async fn again(
    handle: &CustomHostnames,
    run: &Run,
    record: &CustomHostname,
) -> Result<CustomHostname> {
    let ssl = record.ssl.as_ref().and_then(|ssl| same(ssl, record));
    edit(handle, run, record, ssl).await
}

async fn edit(
    handle: &CustomHostnames,
    run: &Run,
    record: &CustomHostname,
    ssl: Option<NewCustomHostnameSsl>,
) -> Result<CustomHostname> {
    let patch = CustomHostnamePatch { ssl, ..CustomHostnamePatch::default() };
    let edit = || async { handle.edit(&record.id, &patch).await.map(Response::into_inner) };
    let edited = run.change(Schedule::CERTIFICATES, edit).await;
    let edited = edited.map_err(|error| error.about(RESOURCE, &record.id).with_last(record.clone()))?;
    run.step_on(Action::Updated, &edited);
    Ok(edited)
}

/// Returns the order of the certificate that there is; `None` for one of the customer's own, whose key only they have.
///
/// It repeats all that is known: what is left out may return to its default.
fn same(ssl: &CustomHostnameSsl, record: &CustomHostname) -> Option<NewCustomHostnameSsl> {
    if ssl.custom_certificate.is_some() || ssl.custom_csr_id.is_some() {
        return None;
    }
    let is_long = record.hostname.as_ref().is_some_and(|hostname| hostname.len() > LONGEST_COMMON_NAME);
    Some(NewCustomHostnameSsl {
        method: Some(ssl.method.clone()?),
        type_: Some(ssl.type_.clone().unwrap_or(CustomHostnameCertificateType::Dv)),
        bundle_method: ssl.bundle_method.clone(),
        certificate_authority: ssl.certificate_authority.clone(),
        wildcard: ssl.wildcard,
        settings: ssl.settings.clone().and_then(|settings| settings.try_into().ok()),
        cloudflare_branding: is_long.then_some(true),
        ..NewCustomHostnameSsl::default()
    })
}
