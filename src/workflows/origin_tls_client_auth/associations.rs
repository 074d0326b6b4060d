//! Changes of associations: what is to be changed is looked at again before each attempt.

use crate::types::{OriginPullHostname, OriginPullHostnameUpdate, OriginPullHostnamesUpdate};
use crate::workflows::source::{Record, Waits};
use crate::workflows::{Action, Error, ErrorKind, Result, Run, Schedule};
use crate::{Options, OriginTlsClientAuthHostnames, Progress, Retry};

/// The association cannot be removed because its certificate is deleted: it has no effect any more.
const WITHOUT_CERTIFICATE: i64 = 1415;

/// What an association has to become.
pub(super) struct Wanted {
    pub(super) hostname: String,
    pub(super) enabled: bool,
}

/// Returns the hostnames, each once: the server refuses a hostname that is named twice in one request.
pub(super) fn distinct(hostnames: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    let mut distinct: Vec<String> = Vec::new();
    for hostname in hostnames {
        let hostname = hostname.into();
        if !distinct.iter().any(|other| other.eq_ignore_ascii_case(&hostname)) {
            distinct.push(hostname);
        }
    }
    distinct
}

/// Returns the association of a hostname, if it has one.
pub(super) async fn association(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    hostname: &str,
) -> Result<Option<OriginPullHostname>> {
    let association = handle.with(run.reading()).poll_record(hostname).await;
    let about = |error: crate::Error| Error::from(error).about(OriginPullHostname::RESOURCE, hostname);
    Ok(association.map_err(about)?.filter(|association| association.enabled.is_some()))
}

/// Which associations a workflow may change.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// Those with any certificate, and hostnames without an association.
    Any,
    /// Those with one of these certificates.
    Certificates(&'a [&'a str]),
}

impl Of<'_> {
    fn includes(self, association: Option<&OriginPullHostname>) -> bool {
        match self {
            Self::Any => true,
            Self::Certificates(ids) => {
                association.and_then(|one| one.cert_id.as_deref()).is_some_and(|id| ids.contains(&id))
            }
        }
    }
}

/// Associates hostnames with a certificate, all with one request, and waits until all associations are active. Returns
/// them, and the hostnames that are left alone because they are associated with another certificate meanwhile.
pub(super) async fn associated(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    cert_id: &str,
    of: Of<'_>,
    wanted: Vec<Wanted>,
) -> Result<(Vec<OriginPullHostname>, Vec<String>)> {
    change(run, handle, || associations_to(run, handle, cert_id, of, &wanted)).await?;
    let (mut associations, mut left_alone) = (Vec::new(), Vec::new());
    for Wanted { hostname, enabled } in wanted {
        let before = association(run, handle, &hostname).await?;
        if !of.includes(before.as_ref()) {
            left_alone.push(hostname);
            continue;
        }
        let cert_id = cert_id.to_owned();
        let is_complete = move |association: &OriginPullHostname| {
            // Nothing is deployed for an association that is off.
            let is_deployed = !enabled || association.progress() == Progress::Ready;
            let is_of = association.cert_id.as_ref() == Some(&cert_id);
            is_of && association.enabled == Some(enabled) && is_deployed
        };
        associations.push(run.wait(handle, &hostname, is_complete).await?);
    }
    Ok((associations, left_alone))
}

/// Returns the changes that associate hostnames with a certificate.
async fn associations_to(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    cert_id: &str,
    of: Of<'_>,
    wanted: &[Wanted],
) -> Result<Vec<OriginPullHostnameUpdate>> {
    let mut changes = Vec::new();
    for Wanted { hostname, enabled } in wanted {
        let before = association(run, handle, hostname).await?;
        let is_so = |before: &OriginPullHostname| {
            before.cert_id.as_deref() == Some(cert_id) && before.enabled == Some(*enabled)
        };
        if of.includes(before.as_ref()) && !before.as_ref().is_some_and(is_so) {
            let change = OriginPullHostnameUpdate::builder().hostname(hostname).cert_id(cert_id);
            changes.push(change.enabled(Some(*enabled)).build());
        }
    }
    Ok(changes)
}

/// Removes the associations of hostnames and waits until they are gone.
pub(super) async fn disassociated(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    of: Of<'_>,
    hostnames: &[String],
) -> Result<()> {
    let is_without_certificate =
        |error: &Error| error.call().is_some_and(|call| call.has_code(WITHOUT_CERTIFICATE));
    let mut removed = match change(run, handle, || removals(run, handle, of, hostnames)).await {
        // One association without a certificate prevents the removal of all.
        Err(error) if is_without_certificate(&error) => {
            let mut removed = Vec::new();
            for hostname in hostnames {
                let one = std::slice::from_ref(hostname);
                match change(run, handle, || removals(run, handle, of, one)).await {
                    Err(error) if is_without_certificate(&error) => {}
                    outcome => removed.extend(outcome?),
                }
            }
            removed
        }
        outcome => outcome?,
    };
    while let Some(hostname) = removed.pop() {
        is_removed(run, handle, of, &hostname).await?;
    }
    Ok(())
}

/// Returns the changes that remove the associations of hostnames.
async fn removals(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    of: Of<'_>,
    hostnames: &[String],
) -> Result<Vec<OriginPullHostnameUpdate>> {
    let mut changes = Vec::new();
    for hostname in hostnames {
        let before = association(run, handle, hostname).await?;
        if let Some(before) = before.filter(|before| of.includes(Some(before))) {
            let change = OriginPullHostnameUpdate::builder().hostname(hostname).maybe_cert_id(before.cert_id);
            changes.push(change.enabled(None).build());
        }
    }
    Ok(changes)
}

/// Waits until a hostname has none of these associations.
async fn is_removed(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    of: Of<'_>,
    hostname: &str,
) -> Result<()> {
    let ids: Option<Vec<String>> = match of {
        Of::Any => None,
        Of::Certificates(ids) => Some(ids.iter().map(|id| (*id).to_owned()).collect()),
    };
    let Some(ids) = ids else {
        return run.wait(handle, hostname, Progress::Gone).await.map(drop);
    };
    let is_another = move |association: &OriginPullHostname| {
        association.enabled.is_none() || !association.cert_id.as_ref().is_some_and(|id| ids.contains(id))
    };
    match run.wait_on(handle, hostname, is_another, Schedule::DELETIONS).await {
        Err(error) if error.kind() == ErrorKind::Gone => Ok(()),
        outcome => outcome.map(drop),
    }
}

/// Changes associations with one request: all of them, or none. The changes of a zone are serialized: while another one
/// is running (409), it waits, and looks again what is to be changed. Returns the hostnames.
async fn change<F: Future<Output = Result<Vec<OriginPullHostnameUpdate>>>>(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    changes: impl Fn() -> F,
) -> Result<Vec<String>> {
    let mut pauses = Schedule::DELETIONS.pauses();
    loop {
        let config = changes().await?;
        if config.is_empty() {
            return Ok(Vec::new());
        }
        run.check_time()?;
        let body = OriginPullHostnamesUpdate::builder().config(config).build();
        // Without the client's retries: what is to be changed may be different then.
        match handle.with(Options::new().retry(Retry::never())).update(&body).await {
            Err(error) if error.is_conflict() || error.is_retryable() => {
                run.sleep(pauses.next().unwrap_or(Schedule::DELETIONS.longest)).await;
                if run.remaining().is_zero() {
                    return Err(Error::from(error).timed_out());
                }
            }
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(body.config.into_iter().map(|change| changed(run, change)).collect()),
        }
    }
}

/// Records a change, and returns its hostname.
fn changed(run: &Run, change: OriginPullHostnameUpdate) -> String {
    let action = if change.enabled.is_some() { Action::Updated } else { Action::Deleted };
    run.step(action, OriginPullHostname::RESOURCE, &change.hostname, None);
    change.hostname
}
