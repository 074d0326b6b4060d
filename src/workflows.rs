//! Workflows above single calls: waiting, finding, replacing, rotating, removing.
//!
//! Each workflow starts with a method of a resource's handle, such as
//! [`CertificatePacks::wait`](crate::CertificatePacks::wait). It makes the calls that you would make with the
//! handles, and no others.
//!
//! - **The state is the server's.** A workflow looks before it changes anything. If your program ends in the middle,
//!   or a call fails, start the same workflow again: it continues where the first one stopped.
//! - **Every workflow has a deadline**, by default and with [`at_most`](Workflow::at_most). It uses the client's
//!   [clock](crate::Clock), and its requests count in the client's rate limit. To cancel it, drop it.
//! - **Every step is visible**: [`steps`](Workflow::steps) turns a workflow into a stream of its [`Step`]s. They are
//!   also `tracing` events, in a span `cloudflare_certificates.workflow`.
//! - **Errors carry what is known**: see [`Error`].
//!
//! ```no_run
//! # async fn f(zone: cloudflare_certificates::Zone) -> cloudflare_certificates::workflows::Result<()> {
//! use std::time::Duration;
//!
//! let pack = zone.certificate_packs().wait("3822ff90-ea29-44df-9e55-21300bb9419b").at_most(Duration::from_secs(900)).await?;
//! println!("{:?} until {:?}", pack.hosts, pack.certificates[0].expires_on);
//! # Ok(()) }
//! ```

mod changes;
mod ensure;
mod error;
#[cfg(all(feature = "accounts", feature = "zones"))]
mod inventory;
#[cfg(any(
    feature = "access_certificates",
    feature = "mtls_certificates",
    feature = "origin_ca_certificates",
    feature = "origin_tls_client_auth"
))]
mod pem;
mod poll;
mod records;
mod run;
mod schedule;
mod setup;
mod source;
mod step;
mod until;
mod wait;
mod wait_all;
mod workflow;

// One per resource.
#[cfg(feature = "access_certificates")]
mod access_certificates;
#[cfg(feature = "certificate_packs")]
mod certificate_packs;
#[cfg(feature = "custom_certificates")]
mod custom_certificates;
#[cfg(feature = "custom_hostnames")]
mod custom_hostnames;
#[cfg(feature = "gateway_certificates")]
mod gateway_certificates;
#[cfg(feature = "hostname_associations")]
mod hostname_associations;
#[cfg(feature = "mtls_certificates")]
mod mtls_certificates;
#[cfg(feature = "origin_ca_certificates")]
mod origin_ca_certificates;
#[cfg(feature = "origin_tls_client_auth")]
mod origin_tls_client_auth;

#[cfg(feature = "certificate_packs")]
pub use certificate_packs::{EnsurePack, PackKey, RotatePack, RotatedPack};
#[cfg(feature = "custom_certificates")]
pub use custom_certificates::Priorities;
#[cfg(all(feature = "custom_certificates", any(feature = "preflight", feature = "ssl")))]
pub use custom_certificates::{Deploy, Deployed, Replace, Replaced};
#[cfg(feature = "custom_hostnames")]
pub use custom_hostnames::{
    Actor, EnsureAll, Follow, FollowAll, Followed, NextStep, Onboard, Onboarding, Problem,
};
pub use ensure::{Ensure, Ensured, Plan};
pub use error::{Error, ErrorKind, Result};
#[cfg(all(feature = "accounts", feature = "zones"))]
pub use inventory::{
    Attention, Entry, Gap, GapReason, Inventory, InventoryItem, Kind, ManagedBy, Place, Sweep, SweepProgress,
    UnknownKind, ZoneFilter,
};
#[cfg(feature = "origin_tls_client_auth")]
pub use origin_tls_client_auth::RotatedHostnameCertificate;
pub use setup::Setup;
pub use source::{Record, Waits};
pub use step::{Action, Step};
pub use until::Until;
pub use wait::{Changes, Wait};
pub use wait_all::{Settled, WaitAll, WaitsAll};
pub use workflow::{Event, Steps, Workflow};

pub(crate) use run::Run;
pub(crate) use schedule::Schedule;
