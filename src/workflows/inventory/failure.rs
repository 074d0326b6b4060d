//! The reason of a failure to read a list.

use super::{GapReason, gap};
use crate::Error;

impl GapReason {
    /// Returns why a list could not be read: for programs that read lists themselves.
    pub fn of(error: &Error) -> Self {
        gap::reason(error)
    }
}
