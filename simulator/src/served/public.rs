//! What a test learns of served certificates.

use std::time::SystemTime;

use serde::{Serialize, Serializer};

use crate::clock::{moment_of, rfc3339};

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Purpose {
    /// Cloudflare serves it to the visitors of a hostname.
    Visitors,
    /// Cloudflare presents it to the origin of a hostname: authenticated origin pulls.
    OriginPulls,
}

/// A certificate that is served to visitors, or presented to an origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Served {
    /// The resource that has it, such as `custom_certificates`.
    pub resource: String,
    /// The id of the zone.
    pub zone: String,
    /// The id of the resource. For the certificate of an association of a hostname, it is the id of the certificate.
    pub id: String,
    /// The SHA-256 fingerprint in hexadecimal digits; `None` if there is no X.509 behind it: the simulator does not make what
    /// Cloudflare orders.
    pub fingerprint_sha256: Option<String>,
    /// The serial number as the resource shows it; `None` if it does not.
    pub serial_number: Option<String>,
    /// When it expires; `None` if it is renewed in time, as that of Universal SSL is.
    #[serde(serialize_with = "optional_time")]
    pub expires_on: Option<SystemTime>,
    /// Whether it is that of Universal SSL, which serves where nothing else does.
    pub universal: bool,
}

/// A change of the certificate of a hostname.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ServedChange {
    /// When it happened, in simulated time: a scheduled step happens when it is due.
    #[serde(serialize_with = "time")]
    pub at: SystemTime,
    /// The hostname; that of a wildcard begins with `*.`.
    pub hostname: String,
    /// What the certificate is for.
    pub purpose: Purpose,
    /// The certificate until then.
    pub before: Option<Served>,
    /// The certificate from then on.
    pub after: Option<Served>,
}

/// A time in which a hostname was without the certificate that it had, or one as good: nothing was served, or only Universal SSL
/// after something else.
///
/// Its length is zero if the time stood still in between; it is a gap all the same, because there was a moment in which visitors
/// would have noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Gap {
    /// The hostname; that of a wildcard begins with `*.`.
    pub hostname: String,
    /// What the certificate is for.
    pub purpose: Purpose,
    /// When it began, in simulated time.
    #[serde(serialize_with = "time")]
    pub from: SystemTime,
    /// When it ended; `None` if it has not.
    #[serde(serialize_with = "optional_time")]
    pub until: Option<SystemTime>,
    /// The certificate that there was before.
    pub before: Option<Served>,
    /// What was served meanwhile: Universal SSL, or nothing.
    pub meanwhile: Option<Served>,
}

fn time<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(moment_of(*time)))
}

fn optional_time<S: Serializer>(time: &Option<SystemTime>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| rfc3339(moment_of(time))).serialize(serializer)
}
