//! Which calls go first.

/// The class of a call. A greater one has at least as much room as a smaller one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Priority {
    /// Lets all others go first, and leaves the rest of the limit to them.
    Background {
        /// How much of the limit all background requests of a window may use when this call is sent.
        percent: u8,
    },
    /// Every other call.
    Foreground,
}

impl Priority {
    /// Returns how many requests of a limit the class may use; `None` if it may use all of them.
    pub(super) fn share(self, limit: usize) -> Option<usize> {
        match self {
            Self::Foreground => None,
            Self::Background { percent } => {
                // Divided first where the product would be too large.
                let whole = (limit / 100).saturating_mul(usize::from(percent));
                Some((whole + limit % 100 * usize::from(percent) / 100).max(1))
            }
        }
    }
}
