//! mTLS certificates: finding, ensuring, rotating and removing a CA or a leaf.

mod find;
mod remove;
#[cfg(feature = "hostname_associations")]
mod rotate;

use std::time::Duration;

use crate::types::{MtlsCertificate, NewMtlsCertificate};
use crate::workflows::{Action, Ensure, Ensured, Error, ErrorKind, Plan, Result, Run, Workflow};
use crate::{MtlsCertificates, Response};
use find::{all, bodies, with_bodies};

/// How long a workflow may take by default: a certificate can stay in use for a while after its last hostname is gone.
const AT_MOST: Duration = Duration::from_secs(10 * 60);

/// The certificate exists.
const EXISTS: i64 = 1471;
/// The account has as many CAs as it may have.
const NO_QUOTA: i64 = 1489;

/// Workflows.
impl MtlsCertificates {
    /// Uploads a certificate unless it exists: `GET` and `POST` `/accounts/{account_id}/mtls_certificates`.
    ///
    /// The content identifies it, see [`find`](Self::find): a certificate that exists under another name is
    /// [`Existed`](Ensured::Existed), and keeps its name. A private key is sent only with an upload.
    ///
    /// Permission: `Account: SSL and Certificates Write`.
    /// [Docs](https://developers.cloudflare.com/ssl/client-certificates/byo-ca/)
    ///
    /// ```no_run
    /// # async fn f(account: cloudflare_certificates::Account, pem: String) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::types::NewMtlsCertificate;
    ///
    /// let new = NewMtlsCertificate::authority(pem).name("devices 2027").build();
    /// let ensured = account.mtls_certificates().ensure(&new).await?;
    /// println!("{}", ensured.get().id);
    /// # Ok(()) }
    /// ```
    pub fn ensure(&self, new: &NewMtlsCertificate) -> Ensure<MtlsCertificate> {
        const NAME: &str = "mtls_certificates.ensure";
        let (client, handle, wanted) = (self.client(), self.clone(), new.certificates.clone());
        let plan = Workflow::new(NAME, client, AT_MOST, async move |run: Run| {
            let found = with_bodies(&all(&handle, &run).await?, &bodies(&wanted)?);
            Ok(found?.map_or(Plan::Create, Plan::Keep))
        });
        let (handle, new) = (self.clone(), new.clone());
        let workflow = Workflow::new(NAME, client, AT_MOST, async move |run: Run| {
            let found = with_bodies(&all(&handle, &run).await?, &bodies(&new.certificates)?)?;
            run.left(&["upload the certificate"]);
            found_or_created(&run, &handle, &new, found).await
        });
        Ensure::of(plan, workflow)
    }
}

/// Returns the certificate that was found, or uploads it.
async fn found_or_created(
    run: &Run,
    handle: &MtlsCertificates,
    new: &NewMtlsCertificate,
    found: Option<MtlsCertificate>,
) -> Result<Ensured<MtlsCertificate>> {
    if let Some(found) = found {
        run.step_on(Action::Found, &found);
        return Ok(Ensured::Existed(found));
    }
    let find = || async { with_bodies(&all(handle, run).await?, &bodies(&new.certificates)?) };
    #[cfg(feature = "preflight")]
    run.check(<MtlsCertificate as crate::workflows::source::Record>::RESOURCE, |preflight| {
        preflight.mtls_certificate(new)
    })?;
    let create = async { handle.create(new).await.map(Response::into_inner) };
    let error = match run.create(create, find).await {
        Ok(created) => return Ok(Ensured::Created(created)),
        Err(error) => error,
    };
    let has = |code| error.call().is_some_and(|call| call.has_code(code));
    if has(NO_QUOTA) {
        return Err(error.advised("remove a CA that is not needed: the account has as many as it may have"));
    }
    if !has(EXISTS) && !error.call().is_some_and(crate::Error::is_conflict) {
        return Err(error);
    }
    match find().await? {
        // Another run of this workflow has uploaded it.
        Some(found) => {
            run.step_on(Action::Found, &found);
            Ok(Ensured::Existed(found))
        }
        None => Err(error.advised(
            "the account may have the same certificate with other intermediates, or another certificate of the \
             same name",
        )),
    }
}

/// Returns an error about a certificate.
fn about(kind: ErrorKind, id: &str) -> Error {
    Error::new(kind).about(<MtlsCertificate as crate::workflows::source::Record>::RESOURCE, id)
}
