#![doc = include_str!("../README.md")]

// In the order in which a newcomer should read them.
mod auth;
mod client;
mod error;
mod options;
mod page;
mod rate_limit;
mod request;
mod resources;
mod response;
mod retry;
mod scope;

pub mod middleware;
pub mod observer;

mod check;
mod clock;
mod operation;
mod path;
mod transport;

mod generated;
mod lenient;
mod open_enum;
mod secret;
mod text_or_list;
mod timestamp;

pub use auth::Credentials;
pub use check::Violation;
pub use client::{Client, ClientBuilder};
pub use clock::Clock;
pub use error::{ApiError, Error, ErrorKind, Result};
#[cfg(feature = "schemars")]
#[doc(hidden)]
pub use generated::workbench;
pub use generated::{operations, types};
pub use middleware::Middleware;
pub use observer::Observer;
pub use open_enum::UnknownValue;
pub use operation::{Operation, Paging, QueryParameter};
pub use options::Options;
pub use page::{Items, List, ListQuery, Page, PageRequest, Pages, ResultInfo};
pub use rate_limit::RateLimit;
pub use request::Request;
pub use resources::access_certificates::{AccessCertificates, AccessCertificatesList};
pub use resources::custom_certificates::{CustomCertificates, CustomCertificatesList};
pub use resources::custom_csrs::{CustomCsrs, CustomCsrsList};
pub use resources::keyless_certificates::{KeylessCertificates, KeylessCertificatesList};
pub use response::{Message, Meta, Response};
pub use retry::Retry;
pub use scope::{Account, Zone};
pub use secret::Secret;
pub use text_or_list::TextOrList;
pub use timestamp::Timestamp;

/// The types of HTTP that appear in this crate's interface.
pub use http;
/// The HTTP client that [`ClientBuilder::http_client`] takes.
pub use reqwest;

// What users build on: a handle goes into a struct, a task or a stream, and an error costs a `Result` one word.
const _: () = {
    const fn handle<T: Clone + Send + Sync + 'static>() {}
    const fn stream<T: Send + Unpin + 'static>() {}
    handle::<Client>();
    handle::<Zone>();
    handle::<Account>();
    handle::<CustomCertificates>();
    handle::<CustomCsrs>();
    handle::<KeylessCertificates>();
    handle::<AccessCertificates>();
    handle::<List<CustomCertificatesList>>();
    stream::<Items<types::CustomCertificate>>();
    stream::<Pages<types::CustomCertificate>>();
    assert!(size_of::<Error>() == size_of::<usize>());
};
