//! The handles, one file per resource.

#[cfg(feature = "access_certificates")]
pub(crate) mod access_certificates;
#[cfg(feature = "certificate_packs")]
pub(crate) mod certificate_packs;
#[cfg(feature = "client_certificates")]
pub(crate) mod client_certificates;
#[cfg(feature = "custom_certificates")]
pub(crate) mod custom_certificates;
#[cfg(feature = "custom_csrs")]
pub(crate) mod custom_csrs;
#[cfg(feature = "custom_hostnames")]
pub(crate) mod custom_hostnames;
#[cfg(feature = "custom_trust_store")]
pub(crate) mod custom_trust_store;
#[cfg(feature = "dcv_delegation")]
pub(crate) mod dcv_delegation;
#[cfg(feature = "gateway_certificates")]
pub(crate) mod gateway_certificates;
#[cfg(feature = "hostname_associations")]
pub(crate) mod hostname_associations;
#[cfg(feature = "hostname_tls_settings")]
pub(crate) mod hostname_tls_settings;
#[cfg(feature = "keyless_certificates")]
pub(crate) mod keyless_certificates;
#[cfg(feature = "mtls_certificates")]
pub(crate) mod mtls_certificates;
#[cfg(feature = "origin_ca_certificates")]
pub(crate) mod origin_ca_certificates;
#[cfg(feature = "origin_post_quantum_encryption")]
pub(crate) mod origin_post_quantum_encryption;
#[cfg(feature = "origin_tls_client_auth")]
pub(crate) mod origin_tls_client_auth;
#[cfg(feature = "origin_tls_compliance_modes")]
pub(crate) mod origin_tls_compliance_modes;
#[cfg(feature = "ssl")]
pub(crate) mod ssl;
#[cfg(feature = "total_tls")]
pub(crate) mod total_tls;

use crate::{Response, Result};

/// `None` where the API itself says that it does not exist. The 404 of a proxy says nothing of the kind.
fn absent_is_none<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What was deleted: with the id that the server repeats, or else the one that it was asked for.
fn identified<T>(
    result: Result<Response<T>>,
    asked: &str,
    id: impl FnOnce(&mut T) -> &mut String,
) -> Result<Response<T>> {
    result.map(|mut gone| {
        let id = id(&mut gone);
        if id.is_empty() {
            asked.clone_into(id);
        }
        gone
    })
}
