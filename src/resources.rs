//! Handwritten parts of the resources: constructors that name a choice, and calls in which an argument must not be
//! omitted.

#[cfg(feature = "certificate_packs")]
mod certificate_packs;
#[cfg(feature = "custom_certificates")]
mod custom_certificates;
#[cfg(feature = "custom_hostnames")]
mod custom_hostnames;
#[cfg(any(feature = "certificate_packs", feature = "custom_certificates"))]
mod expiry;
#[cfg(feature = "hostname_associations")]
pub(crate) mod hostname_associations;
#[cfg(feature = "hostname_tls_settings")]
mod hostname_tls_settings;
#[cfg(feature = "mtls_certificates")]
mod mtls_certificates;
#[cfg(feature = "origin_tls_client_auth")]
mod origin_tls_client_auth;
#[cfg(feature = "zones")]
mod zones;
