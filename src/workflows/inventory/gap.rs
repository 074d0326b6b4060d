//! Why a list could not be read.

use super::GapReason;
use crate::Error;

pub(super) fn reason(error: &Error) -> GapReason {
    if error.is_permission_denied() {
        GapReason::Permission
    } else if error.is_retryable() {
        GapReason::Transient
    } else {
        GapReason::Other
    }
}
