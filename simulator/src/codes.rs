//! The error codes that several operations respond with.
//!
//! Cloudflare numbers codes per service and documents few of them; those of one resource only stand in its file. Where a code is
//! this simulator's own choice, its comment says so: a program must not rely on it, and the status is all there is to go by.

/// There is no operation at this path. Cloudflare's.
pub(crate) const NO_ROUTE: u32 = 7000;
/// An id in the path is malformed. Cloudflare's.
pub(crate) const MALFORMED_ID: u32 = 7003;
/// The path has no operation with this method. Cloudflare's.
pub(crate) const NO_METHOD: u32 = 7001;
/// The request has no credentials. Cloudflare's.
pub(crate) const NO_CREDENTIALS: u32 = 9106;
/// The email address and the key do not belong together. Cloudflare's.
pub(crate) const WRONG_KEY: u32 = 9103;
/// The token is not valid, or does not reach the zone or account itself. Cloudflare's.
pub(crate) const WRONG_TOKEN: u32 = 9109;
/// The credentials do not reach the zone or account, or do not permit the operation. Cloudflare's.
pub(crate) const NOT_ALLOWED: u32 = 10000;
/// The token to be verified does not exist. Cloudflare's.
pub(crate) const INVALID_TOKEN: u32 = 1000;
/// Too many requests. Cloudflare's.
pub(crate) const RATE_LIMITED: u32 = 971;
pub(crate) const RATE_LIMITED_MESSAGE: &str = "Please wait and consider throttling your request speed";
/// The header `Authorization` is malformed. Cloudflare's.
pub(crate) const BAD_HEADERS: u32 = 6003;
/// The body is not JSON. Cloudflare's.
pub(crate) const BAD_JSON: u32 = 6007;
/// The request does not agree with the document. Own.
pub(crate) const INVALID_REQUEST: u32 = 10001;
/// The body is too large. Own.
pub(crate) const TOO_LARGE: u32 = 10413;
/// The Content-Type of the body is not that of JSON. Own.
pub(crate) const WRONG_TYPE: u32 = 10415;
/// There is no resource with this id. Own.
pub(crate) const NOT_FOUND: u32 = 10404;
/// The resource is used by another one. Own.
pub(crate) const IN_USE: u32 = 10409;
/// The resource is in no state for this. Own.
pub(crate) const WRONG_STATE: u32 = 10410;
/// There are as many resources as there may be. Own.
pub(crate) const NO_QUOTA: u32 = 10411;
/// The value is not valid. Own.
pub(crate) const BAD_VALUE: u32 = 10412;
/// The simulator failed. Own.
pub(crate) const INTERNAL: u32 = 10500;
/// The simulator does not model this. Own.
pub(crate) const NOT_MODELLED: u32 = 10501;

/// The certificate is not valid, or there is none with this id. Cloudflare's.
pub(crate) const INVALID_CERTIFICATE: u32 = 1002;
/// Only certificates of authorities are there. Cloudflare's.
pub(crate) const NO_LEAF: u32 = 2101;
/// No name in the certificate lies in the zone. Cloudflare's.
pub(crate) const FOREIGN_HOSTS: u32 = 2103;
/// The private key is not valid. Cloudflare's.
pub(crate) const BAD_PRIVATE_KEY: u32 = 2106;
/// The private key is not that of the certificate. Cloudflare's.
pub(crate) const WRONG_PRIVATE_KEY: u32 = 2200;
/// There is no custom CSR with this id. Cloudflare's.
pub(crate) const NO_SUCH_CSR: u32 = 1419;
