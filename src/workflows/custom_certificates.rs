//! Custom certificates: finding, ensuring, replacing without downtime, removing, and their order.

#[cfg(any(feature = "preflight", feature = "ssl"))]
mod deploy;
#[cfg(any(feature = "preflight", feature = "ssl"))]
mod deployment;
#[cfg(any(feature = "preflight", feature = "ssl"))]
mod ensure;
#[cfg(any(feature = "preflight", feature = "ssl"))]
mod facts;
mod hosts;
mod live;
mod order;
mod priorities;
mod remove;
#[cfg(any(feature = "preflight", feature = "ssl"))]
mod replace;
#[cfg(any(feature = "preflight", feature = "ssl"))]
mod replacement;

#[cfg(any(feature = "preflight", feature = "ssl"))]
pub use deploy::{Deploy, Deployed};
pub use priorities::Priorities;
#[cfg(any(feature = "preflight", feature = "ssl"))]
pub use replace::{Replace, Replaced};

const RESOURCE: &str = "custom_certificates";
/// There is no certificate with this id; of an upload: the certificate cannot be used.
const UNKNOWN_OR_INVALID: i64 = 1002;
/// The zone already has the certificate.
const EXISTS: i64 = 1220;
/// The chain of the certificate cannot be put together.
#[cfg(any(feature = "preflight", feature = "ssl"))]
const NO_BUNDLE: i64 = 2100;
#[cfg(any(feature = "preflight", feature = "ssl"))]
const NO_BUNDLE_ADVICE: &str = "a certificate of a private authority needs the bundle method `force`, and its \
    intermediates after the leaf; any other needs the leaf alone";
