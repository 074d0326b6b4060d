//! Which hostnames are associated with which certificate.

use crate::types::{OriginPullHostname, OriginPullHostnameUpdate, OriginPullHostnamesUpdate};
use crate::workflows::source::{PollSchedule, Record, Waits};
use crate::workflows::{Action, Error, Result, Run, Schedule, Wait, Workflow};
use crate::{
    Client, Options, OriginTlsClientAuthHostnameCertificates, OriginTlsClientAuthHostnames, Progress,
    Response,
};

/// There is no association of this hostname.
const ABSENT: i64 = 1553;
/// The association cannot be removed because its certificate is deleted: it has no effect any more.
const WITHOUT_CERTIFICATE: i64 = 1415;

/// An association that was removed may still be shown, with `enabled: null`.
impl Record for OriginPullHostname {
    const RESOURCE: &'static str = "origin_tls_client_auth_hostnames";

    /// The hostname: it names the association in requests, and not every response has an id.
    #[allow(clippy::misnamed_getters, reason = "the field `id` is that of the server's record")]
    fn id(&self) -> &str {
        &self.hostname
    }

    fn absent(hostname: &str) -> Option<Self> {
        serde_json::from_value(serde_json::json!({ "hostname": hostname })).ok()
    }

    fn progress(&self) -> Progress {
        if self.enabled.is_none() {
            return Progress::Gone;
        }
        self.status.as_ref().map_or(Progress::Pending, |status| status.progress())
    }

    fn status_text(&self) -> Option<String> {
        self.status.as_ref().map(|status| status.as_str().to_owned())
    }
}

impl Waits for OriginTlsClientAuthHostnames {
    type Record = OriginPullHostname;

    const SCHEDULE: PollSchedule = PollSchedule(Schedule::CERTIFICATES);

    fn poll_client(&self) -> &Client {
        self.client()
    }

    fn poll_with(&self, options: Options) -> Self {
        self.with(options)
    }

    async fn poll_record(&self, hostname: &str) -> crate::Result<Option<OriginPullHostname>> {
        let association = crate::response::absent_is_none(self.get(hostname).await, &[ABSENT])?;
        Ok(association.map(Response::into_inner))
    }
}

/// Workflows with the associations of hostnames.
impl OriginTlsClientAuthHostnames {
    /// Waits until the association of a hostname is active, or has reached another state:
    /// `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/{hostname}`.
    ///
    /// An association that was removed is gone, whether it is still shown or not.
    ///
    /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
    pub fn wait(&self, hostname: impl Into<String>) -> Wait<Self> {
        Wait::new(self.clone(), hostname.into())
    }

    /// Associates hostnames with a certificate, whatever they are associated with now, and waits until all associations
    /// are active: `PUT /zones/{zone_id}/origin_tls_client_auth/hostnames`. Returns the associations.
    ///
    /// The certificate has to be active before any hostname is moved to it, so the workflow first waits for that. Then
    /// Cloudflare presents the certificate to the origins of these hostnames; it takes precedence over that of the zone.
    /// Associations that are already so are not changed, and other hostnames stay as they are. While another change of
    /// the zone is running (409), the workflow waits. Cloudflare allows 100 hostnames per certificate.
    /// Default deadline: 15 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    ///
    /// [Docs](https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/per-hostname/)
    pub fn associate(
        &self,
        cert_id: impl Into<String>,
        hostnames: impl IntoIterator<Item = impl Into<String>>,
    ) -> Workflow<Vec<OriginPullHostname>> {
        let (handle, cert_id, hostnames) = (self.clone(), cert_id.into(), distinct(hostnames));
        let name = "origin_tls_client_auth_hostnames.associate";
        Workflow::new(name, self.client(), Schedule::CERTIFICATES.at_most, async move |run: Run| {
            run.left(&["wait until the certificate is active", "associate the hostnames"]);
            let certificates = OriginTlsClientAuthHostnameCertificates::new(handle.scope().clone());
            run.wait(&certificates, &cert_id, Progress::Ready).await?;
            run.left(&["associate the hostnames", "wait until the associations are active"]);
            let wanted = hostnames.into_iter().map(|hostname| Wanted { hostname, enabled: true });
            associated(&run, &handle, &cert_id, wanted.collect()).await
        })
    }

    /// Removes the associations of hostnames and waits until they are gone:
    /// `PUT /zones/{zone_id}/origin_tls_client_auth/hostnames` with `enabled: null`.
    ///
    /// After that, the origins of these hostnames are presented the certificate of the zone, if origin pulls are on for
    /// the zone. A hostname without an association is a success. While another change of the zone is running (409), the
    /// workflow waits. Default deadline: 3 minutes.
    ///
    /// Permission: `SSL and Certificates Write`.
    pub fn disassociate(&self, hostnames: impl IntoIterator<Item = impl Into<String>>) -> Workflow<()> {
        let (handle, hostnames) = (self.clone(), distinct(hostnames));
        let name = "origin_tls_client_auth_hostnames.disassociate";
        Workflow::new(name, self.client(), Schedule::DELETIONS.at_most, async move |run: Run| {
            run.left(&["remove the associations", "wait until they are gone"]);
            disassociated(&run, &handle, &hostnames).await
        })
    }
}

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

/// Associates hostnames with a certificate, all with one request, and waits until all associations are active.
pub(super) async fn associated(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    cert_id: &str,
    wanted: Vec<Wanted>,
) -> Result<Vec<OriginPullHostname>> {
    let mut changes = Vec::new();
    for Wanted { hostname, enabled } in &wanted {
        let before = association(run, handle, hostname).await?;
        let is_so = |before: &OriginPullHostname| {
            before.cert_id.as_deref() == Some(cert_id) && before.enabled == Some(*enabled)
        };
        if !before.as_ref().is_some_and(is_so) {
            let change = OriginPullHostnameUpdate::builder().hostname(hostname).cert_id(cert_id);
            changes.push(change.enabled(Some(*enabled)).build());
        }
    }
    change(run, handle, changes).await?;
    let mut associations = Vec::new();
    for Wanted { hostname, enabled } in wanted {
        let cert_id = cert_id.to_owned();
        let is_complete = move |association: &OriginPullHostname| {
            // Nothing is deployed for an association that is off.
            let is_deployed = !enabled || association.progress() == Progress::Ready;
            let is_of = association.cert_id.as_ref() == Some(&cert_id);
            is_of && association.enabled == Some(enabled) && is_deployed
        };
        associations.push(run.wait(handle, &hostname, is_complete).await?);
    }
    Ok(associations)
}

/// Removes the associations of hostnames and waits until they are gone.
pub(super) async fn disassociated(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    hostnames: &[String],
) -> Result<()> {
    let mut changes = Vec::new();
    for hostname in hostnames {
        if let Some(before) = association(run, handle, hostname).await? {
            let change = OriginPullHostnameUpdate::builder().hostname(hostname).maybe_cert_id(before.cert_id);
            changes.push(change.enabled(None).build());
        }
    }
    let is_without_certificate =
        |error: &Error| error.call().is_some_and(|call| call.has_code(WITHOUT_CERTIFICATE));
    match change(run, handle, changes.clone()).await {
        // One association without a certificate prevents the removal of all.
        Err(error) if is_without_certificate(&error) => {
            let mut removed = Vec::new();
            for item in changes {
                match change(run, handle, vec![item.clone()]).await {
                    Err(error) if is_without_certificate(&error) => {}
                    outcome => outcome.map(|()| removed.push(item))?,
                }
            }
            changes = removed;
        }
        outcome => outcome?,
    }
    for OriginPullHostnameUpdate { hostname, .. } in changes {
        run.wait(handle, &hostname, Progress::Gone).await?;
    }
    Ok(())
}

/// Changes associations with one request: all of them, or none. The changes of a zone are serialized.
async fn change(
    run: &Run,
    handle: &OriginTlsClientAuthHostnames,
    changes: Vec<OriginPullHostnameUpdate>,
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let body = OriginPullHostnamesUpdate::builder().config(changes).build();
    run.change(Schedule::DELETIONS, || handle.update(&body)).await?;
    for OriginPullHostnameUpdate { hostname, enabled, .. } in &body.config {
        let action = if enabled.is_some() { Action::Updated } else { Action::Deleted };
        run.step(action, OriginPullHostname::RESOURCE, hostname, None);
    }
    Ok(())
}
