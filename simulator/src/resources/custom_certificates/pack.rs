//! Packs of custom certificates: those for the same hosts with different signatures.

use std::collections::BTreeSet;

use super::ApiError;
use crate::codes;
use crate::store::{Collection, Item};

/// The primary certificate of a pack, which is the oldest one, cannot be deleted before the others.
///
/// Cloudflare documents the rule for packs; that it is for certificates of the type `legacy_custom`, which of them is the primary
/// one, and the code are the simulator's own choice.
pub(super) fn check_deletion(certificates: &Collection, id: &str) -> Result<(), ApiError> {
    let Some(certificate) = certificates.get(id) else { return Ok(()) };
    let mut pack = certificates.iter().filter(|(_, other)| are_one_pack(certificate, other));
    let is_primary = pack.next().is_some_and(|(first, _)| first == id);
    let has_secondary = pack.any(|(_, other)| other.str("signature") != certificate.str("signature"));
    if is_primary && has_secondary {
        let message = "the primary certificate of a pack cannot be deleted while there are secondary ones";
        return Err(ApiError::bad_request(codes::WRONG_STATE, message));
    }
    Ok(())
}

fn are_one_pack(one: &Item, other: &Item) -> bool {
    let is_legacy = |item: &Item| item.internal["type"] == "legacy_custom";
    is_legacy(one) && is_legacy(other) && hosts(one) == hosts(other)
}

fn hosts(item: &Item) -> BTreeSet<&str> {
    item.record["hosts"].as_array().into_iter().flatten().filter_map(|host| host.as_str()).collect()
}
