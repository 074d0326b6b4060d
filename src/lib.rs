#![doc = include_str!("../README.md")]
#![cfg_attr(
    not(all(feature = "full", feature = "workflows")),
    allow(dead_code, unused_imports, unused_macros, reason = "what only features that are off would use")
)]

#[cfg(target_family = "wasm")]
compile_error!(
    "cloudflare-certificates does not support WebAssembly: it needs tokio's timers and tasks, and a TLS stack of its own"
);

// In reading order for newcomers.
mod auth;
mod client;
mod endpoint;
mod error;
mod list;
mod options;
mod page;
mod rate_limit;
mod request;
mod resources;
mod response;
mod retry;
mod scope;

pub mod middleware;
#[cfg(feature = "mocks")]
pub mod mocks;
pub mod observer;
#[cfg(feature = "preflight")]
pub mod preflight;

#[cfg(feature = "workflows")]
pub mod workflows;

mod clock;
mod pace;
mod path;
mod transport;

mod generated;
mod values;

use values::{check, lenient, open_enum, operation, progress, secret, string_or_list, timestamp};

pub use auth::Credentials;
pub use check::Violation;
pub use client::{Client, ClientBuilder};
pub use clock::{Clock, ClockFn, SystemClock};
pub use endpoint::Target;
pub use error::{ApiError, Error, ErrorKind, Result};
#[allow(unreachable_pub, reason = "without resources there are none")]
pub use generated::handles::*;
#[cfg(feature = "schemars")]
#[doc(hidden)]
pub use generated::{calls, workbench};
pub use generated::{operations, types};
pub use list::{Items, List, ListQuery, Pages};
pub use middleware::Middleware;
pub use observer::Observer;
pub use open_enum::UnknownValue;
pub use operation::{Operation, Paging, QueryParameter};
pub use options::Options;
pub use page::{Page, PageRequest, ResultInfo};
pub use progress::Progress;
pub use rate_limit::{RateLimit, RateLimitStatus};
pub use request::Request;
#[cfg(feature = "hostname_associations")]
pub use resources::hostname_associations::ClientCa;
pub use response::{Message, Meta, Response};
pub use retry::Retry;
pub use scope::{Account, Zone};
pub use secret::Secret;
pub use string_or_list::StringOrList;
pub use timestamp::Timestamp;

/// The `http` crate, whose types appear in this crate's API.
pub use http;
/// The `reqwest` crate, for [`ClientBuilder::http_client`].
pub use reqwest;

// Guarantees for users: handles fit into structs, tasks and streams, and an `Error` has the size of a pointer.
const fn handle<T: Clone + Send + Sync + 'static>() {}
const fn stream<T: Send + Unpin + 'static>() {}

const _: () = {
    handle::<Client>();
    handle::<Zone>();
    handle::<Account>();
    stream::<Items<serde_json::Value>>();
    stream::<Pages<serde_json::Value>>();
    assert!(size_of::<Error>() == size_of::<usize>());
};

#[cfg(feature = "full")]
const _: () = {
    handle::<CustomCertificates>();
    handle::<CustomCsrs>();
    handle::<OriginCaCertificates>();
    handle::<List<CustomCertificatesList>>();
};
