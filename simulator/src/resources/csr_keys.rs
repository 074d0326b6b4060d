//! The key pairs of custom CSRs, for which certificates are uploaded.

use super::kinds::{CUSTOM_CERTIFICATES, CUSTOM_CSRS, CUSTOM_HOSTNAMES};
use crate::server_state::ServerState;
use crate::store::StoreGuard;

/// Returns the public key of a CSR, in hexadecimal digits, for which a certificate of a zone may be uploaded: a CSR of the zone
/// or of its account. The account of an undeclared zone may be any.
pub(super) fn public_key(
    server: &ServerState,
    store: &mut StoreGuard<'_>,
    zone_id: &str,
    id: &str,
) -> Option<String> {
    let account = server.directory().zone(zone_id).map(|zone| zone.account_id().to_owned());
    let may_use = |owner: &str| match owner.strip_prefix("accounts/") {
        Some(owner) => account.as_deref().is_none_or(|account| account == owner),
        None => owner == zone_id,
    };
    let mut csrs = store.all(CUSTOM_CSRS).filter(|(_, other, _)| other.as_str() == id);
    let (_, _, csr) = csrs.find(|(owner, ..)| may_use(owner.as_str()))?;
    csr.internal["public_key"].as_str().map(str::to_owned)
}

/// Whether a custom certificate or the certificate of a custom hostname, of any zone, was uploaded for a CSR.
pub(super) fn is_used(store: &mut StoreGuard<'_>, id: &str) -> bool {
    store.all(CUSTOM_CERTIFICATES).any(|(_, _, item)| item.record["custom_csr_id"] == id)
        || store.all(CUSTOM_HOSTNAMES).any(|(_, _, item)| item.record["ssl"]["custom_csr_id"] == id)
}
