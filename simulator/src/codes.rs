//! The error codes that the simulator answers with.
//!
//! Cloudflare numbers codes per service and documents few of them. Where a code is this simulator's own choice, its
//! comment says so: a program must not rely on it, and the status is all there is to go by.

/// No operation at this path. Cloudflare's.
pub(crate) const NO_ROUTE: u32 = 7003;
/// The path has no operation with this method. Cloudflare's.
pub(crate) const NO_METHOD: u32 = 7001;
/// The request carries no credentials. Cloudflare's.
pub(crate) const NO_CREDENTIALS: u32 = 9106;
/// The email address and the key do not belong together. Cloudflare's.
pub(crate) const WRONG_KEY: u32 = 9103;
/// The token is not a valid one. Cloudflare's.
pub(crate) const WRONG_TOKEN: u32 = 9109;
/// The header `Authorization` cannot be read. Cloudflare's.
pub(crate) const BAD_HEADERS: u32 = 6003;
/// The body is not JSON. Cloudflare's.
pub(crate) const BAD_JSON: u32 = 6007;
/// The request does not agree with the document. Own.
pub(crate) const INVALID_REQUEST: u32 = 10001;
/// The body is too large. Own.
pub(crate) const TOO_LARGE: u32 = 10413;
/// The body is said to be something else than JSON. Own.
pub(crate) const WRONG_TYPE: u32 = 10415;
/// There is no such thing. Own.
pub(crate) const NO_SUCH_THING: u32 = 10404;
/// The thing is used by another one. Own.
pub(crate) const IN_USE: u32 = 10409;
/// The thing is in no state for this. Own.
pub(crate) const WRONG_STATE: u32 = 10410;
/// There are as many as there may be. Own.
pub(crate) const NO_QUOTA: u32 = 10411;
/// The value does not fit. Own.
pub(crate) const BAD_VALUE: u32 = 10412;
/// There is a custom hostname with this name. Cloudflare's.
pub(crate) const DUPLICATE_HOSTNAME: u32 = 1406;
/// The simulator failed. Own.
pub(crate) const BROKEN: u32 = 10500;
/// The simulator does not model this. Own.
pub(crate) const NOT_MODELLED: u32 = 10501;

/// The certificate is unusable, or there is none of this identifier. Cloudflare's.
pub(crate) const INVALID_CERTIFICATE: u32 = 1002;
/// The certificate expires within 14 days. Cloudflare's.
pub(crate) const EXPIRES_SOON: u32 = 1206;
/// The certificate is there already. Cloudflare's.
pub(crate) const DUPLICATE_CERTIFICATE: u32 = 1220;
/// The certificates make no chain. Cloudflare's.
pub(crate) const NO_BUNDLE: u32 = 2100;
/// Only certificates of authorities are there. Cloudflare's.
pub(crate) const NO_LEAF: u32 = 2101;
/// No name in the certificate belongs to the zone. Cloudflare's.
pub(crate) const FOREIGN_HOSTS: u32 = 2103;
/// The private key cannot be read. Cloudflare's.
pub(crate) const BAD_PRIVATE_KEY: u32 = 2106;
/// The private key is not that of the certificate. Cloudflare's.
pub(crate) const WRONG_PRIVATE_KEY: u32 = 2200;
/// The order names a certificate twice. Own.
pub(crate) const BAD_ORDER: u32 = 1229;

/// The CSR is used by a certificate. Cloudflare's.
pub(crate) const CSR_IN_USE: u32 = 1420;
/// There is no CSR of this identifier. Own.
pub(crate) const NO_SUCH_CSR: u32 = 1421;
/// No CSR can be made of this. Own.
pub(crate) const BAD_CSR: u32 = 1422;
/// A subject alternative name is an IP address, too long, or has characters that no name has. Cloudflare's.
pub(crate) const INVALID_SAN: u32 = 1412;
/// A subject alternative name is not ASCII. Cloudflare's.
pub(crate) const NON_ASCII_SAN: u32 = 1413;
/// A subject alternative name is in a reserved top-level domain. Cloudflare's.
pub(crate) const RESERVED_SAN: u32 = 1414;
/// A subject alternative name is not below a public suffix. Cloudflare's.
pub(crate) const PUBLIC_SUFFIX_SAN: u32 = 1415;
/// The CSR of a path does not exist. Cloudflare's.
pub(crate) const CSR_NOT_FOUND: u32 = 1419;

/// An Origin CA certificate for too many hostnames. Cloudflare's.
pub(crate) const TOO_MANY_HOSTNAMES: u32 = 1005;
/// The Origin CA does not sign for a hostname. Cloudflare's.
pub(crate) const INVALID_HOSTNAME: u32 = 1010;
/// The Origin CA cannot read the CSR. Cloudflare's.
pub(crate) const UNREADABLE_CSR: u32 = 1011;
/// The Origin CA certificate has already been revoked. Cloudflare's.
pub(crate) const ALREADY_REVOKED: u32 = 1014;
/// There is no Origin CA certificate of this serial number. Cloudflare's.
pub(crate) const ORIGIN_CERTIFICATE_NOT_FOUND: u32 = 1101;

/// There is no client certificate of this identifier. Cloudflare's.
pub(crate) const CLIENT_CERTIFICATE_NOT_FOUND: u32 = 1415;
/// The client certificate has already been revoked. Cloudflare's.
pub(crate) const CLIENT_CERTIFICATE_REVOKED: u32 = 1445;

/// There is no Gateway certificate of this identifier. Cloudflare's.
pub(crate) const GATEWAY_CERTIFICATE_NOT_FOUND: u32 = 2027;
/// The Gateway certificate is active and cannot be deleted. Cloudflare's.
pub(crate) const GATEWAY_CERTIFICATE_IN_USE: u32 = 2118;

/// There is no Keyless SSL configuration of this identifier. Own.
pub(crate) const NO_SUCH_KEYLESS: u32 = 1301;
/// The tunnel's address is none. Own.
pub(crate) const BAD_TUNNEL: u32 = 1302;

/// The Access certificate or its settings are unusable. The code is Cloudflare's for invalid requests to Access;
/// that it comes for these is own.
pub(crate) const INVALID_ACCESS: u32 = 12130;
/// There is no Access certificate of this identifier. Own.
pub(crate) const NO_SUCH_ACCESS_CERTIFICATE: u32 = 12131;
/// The Access certificate is associated with hostnames. Cloudflare's.
pub(crate) const ACCESS_IN_USE: u32 = 12132;
/// The Access certificate is there already. Own.
pub(crate) const DUPLICATE_ACCESS_CERTIFICATE: u32 = 12133;
