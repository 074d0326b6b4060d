//! The kinds of resources that other resources look at, each with the error code for an id that does not exist.

use super::serving;
use crate::codes;
use crate::store::Kind;

pub(super) const CERTIFICATE_PACKS: Kind =
    Kind::new("certificate_packs", 1408).serving(serving::certificate_pack);
pub(super) const CUSTOM_CERTIFICATES: Kind =
    Kind::new("custom_certificates", codes::INVALID_CERTIFICATE).serving(serving::custom_certificate);
pub(super) const CUSTOM_CSRS: Kind = Kind::new("custom_csrs", codes::NO_SUCH_CSR);
pub(super) const CUSTOM_HOSTNAMES: Kind =
    Kind::new("custom_hostnames", 1436).serving(serving::custom_hostname);
pub(super) const KEYLESS_CERTIFICATES: Kind =
    Kind::new("keyless_certificates", 1005).serving(serving::keyless_certificate);
pub(super) const MTLS_CERTIFICATES: Kind = Kind::new("mtls_certificates", 1472);
pub(super) const UNIVERSAL_SSL: Kind = Kind::new("ssl_universal_settings", codes::NOT_FOUND);
