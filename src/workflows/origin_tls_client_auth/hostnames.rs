//! Which hostnames are associated with which certificate.

use super::associations::{Of, Wanted, associated, disassociated, distinct};
use crate::types::OriginPullHostname;
use crate::workflows::source::{PollSchedule, Record, Waits};
use crate::workflows::{Run, Schedule, Wait, Workflow};
use crate::{
    Client, Options, OriginTlsClientAuthHostnameCertificates, OriginTlsClientAuthHostnames, Progress,
    Response,
};

/// There is no association of this hostname.
const ABSENT: i64 = 1553;

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
            let associated = associated(&run, &handle, &cert_id, Of::Any, wanted.collect()).await?;
            Ok(associated.0)
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
            disassociated(&run, &handle, Of::Any, &hostnames).await
        })
    }
}
