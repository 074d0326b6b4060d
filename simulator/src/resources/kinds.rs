//! The kinds of resources that other resources look at, each with the error code for an id that does not exist.

use crate::codes;
use crate::store::Kind;

pub(super) const CERTIFICATE_PACKS: Kind = Kind::new("certificate_packs", 1408);
pub(super) const CUSTOM_CERTIFICATES: Kind = Kind::new("custom_certificates", codes::INVALID_CERTIFICATE);
pub(super) const CUSTOM_CSRS: Kind = Kind::new("custom_csrs", codes::NO_SUCH_CSR);
pub(super) const CUSTOM_HOSTNAMES: Kind = Kind::new("custom_hostnames", 1436);
pub(super) const KEYLESS_CERTIFICATES: Kind = Kind::new("keyless_certificates", 1005);
pub(super) const MTLS_CERTIFICATES: Kind = Kind::new("mtls_certificates", 1472);
pub(super) const UNIVERSAL_SSL: Kind = Kind::new("ssl_universal_settings", codes::NOT_FOUND);
