//! Why somebody has to act.

use serde::{Serialize, Serializer};

use crate::Progress;

/// Why somebody has to look at a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Attention {
    /// It has expired.
    Expired,
    /// It cannot become ready, or its removal failed.
    Failed,
    /// It does not become ready until somebody acts, such as on a validation that has timed out.
    NeedsAction,
    /// It expires soon, and nobody renews it unless you do.
    Expiring,
    /// Cloudflare should have renewed it by now: its renewal window has opened without progress.
    NotRenewed,
}

impl Attention {
    /// Returns the reason as a word, as it is serialized.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::NeedsAction => "needs_action",
            Self::Expiring => "expiring",
            Self::NotRenewed => "not_renewed",
        }
    }
}

pub(super) fn progress_name<S: Serializer>(progress: &Progress, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match progress {
        Progress::Pending => "pending",
        Progress::Ready => "ready",
        Progress::NeedsAction => "needs_action",
        Progress::Failed => "failed",
        Progress::Gone => "gone",
    })
}
