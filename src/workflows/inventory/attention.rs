//! Why somebody has to act.

use serde::{Serialize, Serializer};

use super::listed::{Listed, seconds};
use super::renewal;
use crate::Progress;
use crate::workflows::ManagedBy;

/// Why somebody has to look at a certificate. If several reasons apply, it is the first of these.
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
    /// It expires soon, and nobody renews it unless you do: within 30 days, or the time set with
    /// [`expiring_within`](super::Inventory::expiring_within).
    Expiring,
    /// Cloudflare should have renewed it by now: its renewal window has opened, 30 days before it expires (7 days for
    /// certificates of 30 days, 3 days for those of 14 days), and no renewal of it is complete, or pending and still in
    /// time: 3 days before it expires, 36 hours for certificates of 14 days, a pending renewal is too late.
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

/// Returns why somebody has to act on a certificate, by itself: whether another one has replaced it is not known yet.
pub(super) fn attention(listed: &Listed, now: i64, threshold: i64) -> Option<Attention> {
    let has_status = |status| listed.status.as_deref() == Some(status);
    if listed.is_spare {
        return (listed.progress == Progress::Failed && !has_status("expired")).then_some(Attention::Failed);
    }
    let left = seconds(listed.expires_on.as_ref()).map(|expires_on| expires_on.saturating_sub(now));
    if has_status("expired") || left.is_some_and(|left| left <= 0) {
        return Some(Attention::Expired);
    }
    let is_within = |threshold| left.is_some_and(|left| left <= threshold);
    match (listed.progress, listed.managed_by) {
        (Progress::Failed, _) => Some(Attention::Failed),
        (Progress::NeedsAction, _) => Some(Attention::NeedsAction),
        (_, ManagedBy::You) => is_within(threshold).then_some(Attention::Expiring),
        (_, ManagedBy::Cloudflare) => {
            // What is being issued is being renewed, or is a renewal, until that takes too long.
            let (window, latest) =
                (renewal::window(listed.validity_days), renewal::latest(listed.validity_days));
            is_within(if listed.is_being_issued { latest } else { window }).then_some(Attention::NotRenewed)
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
