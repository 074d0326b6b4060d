//! Why a list could not be read.

use super::GapReason;
use crate::{Error, ErrorKind};

/// Codes with which resources answer where they are not part of the plan: certificate packs and custom certificates
/// (1011), custom hostnames (1404), advanced certificates (1450). 7003 is the router's, for a resource that the zone or
/// account does not have.
const NOT_ENTITLED: [i64; 4] = [1011, 1404, 1450, 7003];
/// Words in the messages of other codes that mean the same.
const WORDS: [&str; 4] =
    ["entitle", "upgrade your plan", "not available on your plan", "not available for your plan"];

pub(super) fn reason(error: &Error) -> GapReason {
    if is_entitlement(error) {
        GapReason::Entitlement
    } else if error.has_status(&[401]) || error.has_wrong_credentials() {
        GapReason::Credentials
    } else if error.is_permission_denied() {
        GapReason::Permission
    } else if error.is_retryable() || error.is_rate_limited() {
        GapReason::Transient
    } else {
        GapReason::Other
    }
}

fn is_entitlement(error: &Error) -> bool {
    error.kind() == ErrorKind::Api
        && error.status().is_some_and(|status| status.is_client_error() && status.as_u16() != 429)
        && error.errors().iter().any(|error| {
            let message = error.message.to_ascii_lowercase();
            NOT_ENTITLED.contains(&error.code) || WORDS.iter().any(|word| message.contains(word))
        })
}
