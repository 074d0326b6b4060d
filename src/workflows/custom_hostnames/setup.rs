//! What the owner of a custom hostname must set up.

use super::super::Setup;
use super::super::setup::setup_of;
use crate::Progress;
use crate::types::{CertificatePackStatus, CustomHostname, CustomHostnameSsl, CustomHostnameStatus};

/// Returns what shows that the hostname is the customer's, and what validates its certificate. Where there are several
/// ways, it is the one that was ordered, or a TXT record: see [`alternatives_of`].
pub(crate) fn setup_of_hostname(hostname: &CustomHostname) -> Vec<Setup> {
    let mut all = Vec::new();
    if !is_owned(hostname) {
        all.extend(ownership_record(hostname).or_else(|| ownership_file(hostname)));
    }
    for setup in hostname.ssl.iter().flat_map(validation) {
        if !all.contains(&setup) {
            all.push(setup);
        }
    }
    all
}

/// Returns what the customer can set up instead: a file instead of the TXT record for the ownership, and a delegation
/// instead of the records of each validation.
pub(super) fn alternatives_of(hostname: &CustomHostname) -> Vec<Setup> {
    let file = ownership_file(hostname).filter(|_| !is_owned(hostname));
    let waiting = hostname.ssl.as_ref().filter(|ssl| awaits_validation(ssl));
    let delegation = waiting.map(|ssl| setup_of(&ssl.dcv_delegation_records)).unwrap_or_default();
    let set = setup_of_hostname(hostname);
    file.into_iter().chain(delegation).filter(|setup| !set.contains(setup)).collect()
}

/// Returns whether Cloudflare has stated all that is to be set up: validation records appear some seconds after the
/// hostname was created, the ownership's some minutes.
pub(super) fn is_stated(hostname: &CustomHostname) -> bool {
    let owned =
        is_owned(hostname) || ownership_record(hostname).or_else(|| ownership_file(hostname)).is_some();
    let validated = hostname.ssl.as_ref().is_none_or(|ssl| {
        ssl.custom_certificate.is_some() || !awaits_validation(ssl) || !validation(ssl).is_empty()
    });
    owned && validated
}

fn is_owned(hostname: &CustomHostname) -> bool {
    hostname.status.as_ref().map(CustomHostnameStatus::progress) == Some(Progress::Ready)
}

fn ownership_record(hostname: &CustomHostname) -> Option<Setup> {
    let record = hostname.ownership_verification.as_ref()?;
    let kind =
        record.type_.as_ref().map_or_else(|| "TXT".to_owned(), |kind| kind.as_str().to_ascii_uppercase());
    Some(Setup::Dns { kind, name: record.name.clone()?, value: record.value.clone()? })
}

fn ownership_file(hostname: &CustomHostname) -> Option<Setup> {
    let file = hostname.ownership_verification_http.as_ref()?;
    Some(Setup::File { url: file.http_url.clone()?, body: file.http_body.clone()? })
}

fn validation(ssl: &CustomHostnameSsl) -> Vec<Setup> {
    if !awaits_validation(ssl) {
        return Vec::new();
    }
    let records = setup_of(&ssl.validation_records);
    if records.is_empty() { setup_of(&ssl.dcv_delegation_records) } else { records }
}

/// Returns whether the certificate's validation is still to be done.
fn awaits_validation(ssl: &CustomHostnameSsl) -> bool {
    use CertificatePackStatus::{PendingDeployment, PendingIssuance};
    let Some(status) = &ssl.status else { return true };
    match status.progress() {
        Progress::Pending => !matches!(status, PendingIssuance | PendingDeployment),
        Progress::NeedsAction => true,
        _ => false,
    }
}
