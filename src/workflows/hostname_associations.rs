//! Hostname associations: changing a list that can only be replaced as a whole.

use std::time::Duration;

use crate::types;
use crate::workflows::changes::{Edit, HostnameList};
use crate::workflows::{Error, ErrorKind, Result, Run, Workflow};
use crate::{ClientCa, HostnameAssociations, Options, Retry};

/// How long a change may take by default: a call or two, and the pauses before the looks at its result.
const AT_MOST: Duration = Duration::from_secs(3 * 60);
/// After which time a list that a response leaves out is read again.
const AGAIN: Duration = Duration::from_secs(1);

/// Workflows.
impl HostnameAssociations {
    /// Adds hostnames to those of a CA, and returns all of them: `GET` and `PUT`
    /// `/zones/{zone_id}/certificate_authorities/hostname_associations`.
    ///
    /// The API only replaces the whole list, and the list has no version. So the workflow reads the list, writes it if
    /// a hostname is missing, and reads it again until the change has been there for some seconds; if another program
    /// wrote at the same time, it writes again. The error after several attempts is of the kind
    /// [`TimedOut`](ErrorKind::TimedOut). Two programs that use this workflow lose none of each other's hostnames,
    /// unless a request takes longer than those seconds.
    ///
    /// The list is always that of the CA given here: only [`ClientCa::Managed`] changes the list of the
    /// Cloudflare-managed CA.
    ///
    /// Permission: `SSL and Certificates Write`.
    /// [Docs](https://developers.cloudflare.com/ssl/client-certificates/byo-ca/)
    ///
    /// ```no_run
    /// # async fn f(zone: cloudflare_certificates::Zone, id: &str) -> cloudflare_certificates::workflows::Result<()> {
    /// use cloudflare_certificates::ClientCa;
    ///
    /// let hostnames = zone.hostname_associations().add(&ClientCa::uploaded(id), ["api.example.com"]).await?;
    /// println!("{hostnames:?}");
    /// # Ok(()) }
    /// ```
    pub fn add<S: Into<String>>(
        &self,
        authority: &ClientCa,
        hostnames: impl IntoIterator<Item = S>,
    ) -> Workflow<Vec<String>> {
        let edit = Edit::Add(hostnames.into_iter().map(Into::into).collect());
        self.edit("hostname_associations.add", authority, edit)
    }

    /// Removes hostnames from those of a CA, and returns the others: `GET` and `PUT`
    /// `/zones/{zone_id}/certificate_authorities/hostname_associations`.
    ///
    /// It works as [`add`](Self::add).
    ///
    /// Permission: `SSL and Certificates Write`.
    /// [Docs](https://developers.cloudflare.com/ssl/client-certificates/byo-ca/)
    pub fn remove<S: Into<String>>(
        &self,
        authority: &ClientCa,
        hostnames: impl IntoIterator<Item = S>,
    ) -> Workflow<Vec<String>> {
        let edit = Edit::Remove(hostnames.into_iter().map(Into::into).collect());
        self.edit("hostname_associations.remove", authority, edit)
    }

    fn edit(&self, name: &'static str, authority: &ClientCa, edit: Edit) -> Workflow<Vec<String>> {
        let list = Associated::new(self, authority);
        Workflow::new(name, self.client(), AT_MOST, async move |run: Run| {
            Ok(run.edit(&list, &edit).await?.hostnames)
        })
    }
}

/// The hostnames of one CA in one zone.
pub(crate) struct Associated {
    handle: HostnameAssociations,
    authority: ClientCa,
}

impl Associated {
    pub(crate) fn new(handle: &HostnameAssociations, authority: &ClientCa) -> Self {
        Self { handle: handle.clone(), authority: authority.clone() }
    }

    /// Returns the list of another CA in the same zone.
    #[cfg(feature = "mtls_certificates")]
    pub(crate) fn of(&self, authority: &ClientCa) -> Self {
        Self::new(&self.handle, authority)
    }

    /// An empty id would address the list of the Cloudflare-managed CA.
    fn check(&self) -> Result<()> {
        match &self.authority {
            ClientCa::Uploaded(id) if id.trim().is_empty() => {
                Err(Error::new(ErrorKind::Refused).detailed("the id of the uploaded CA is empty"))
            }
            _ => Ok(()),
        }
    }
}

impl HostnameList for Associated {
    type Record = types::HostnameAssociations;

    const RESOURCE: &'static str = "hostname_associations";
    const BUSY_CODES: &'static [i64] = &[];

    fn id(&self) -> &str {
        match &self.authority {
            ClientCa::Managed => "of the managed CA",
            ClientCa::Uploaded(id) => id,
        }
    }

    fn hostnames(record: &types::HostnameAssociations) -> &[String] {
        &record.hostnames
    }

    async fn read(&self, run: &Run) -> Result<types::HostnameAssociations> {
        self.check()?;
        let handle = self.handle.with(run.reading());
        let mut associations = handle.get(&self.authority).await;
        if associations.as_ref().is_ok_and(|response| response.raw().get("hostnames").is_none()) {
            // An empty list may be left out. A list that was left out by mistake must not be replaced.
            run.sleep(AGAIN).await;
            associations = handle.get(&self.authority).await;
        }
        match associations {
            Ok(associations) => Ok(associations.into_inner()),
            Err(error) if error.is_not_found() => {
                Err(Error::new(ErrorKind::Gone).about(Self::RESOURCE, self.id()))
            }
            Err(error) => Err(Error::from(error).about(Self::RESOURCE, self.id())),
        }
    }

    async fn replace(&self, hostnames: Vec<String>) -> crate::Result<()> {
        let once = self.handle.with(Options::new().retry(Retry::never()));
        once.update(&self.authority, hostnames).await.map(drop)
    }
}
