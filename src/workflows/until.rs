//! What a wait waits for.

use std::sync::Arc;

use crate::Progress;

/// What a wait waits for: a [`Progress`], or a closure that returns `true` for the record that it waits for.
///
/// [`Progress::Pending`] is also reached by a record that is ready at once; [`Progress::Gone`] also by one that does
/// not exist. A closure decides alone: if it returns `false` for a record that is ready, the wait goes on. So a closure
/// for something that passes, such as validation records, also has to accept what comes after it.
pub trait Until<T>: Send + Sync + 'static {
    /// Returns whether the record has reached what is waited for.
    #[doc(hidden)]
    fn is_reached(&self, record: &T, progress: Progress) -> bool;

    /// Returns the progress that is waited for, if it is one.
    #[doc(hidden)]
    fn progress(&self) -> Option<Progress> {
        None
    }

    /// Returns whether the wait goes on for a record that needs somebody to act. Such a record is reported at each
    /// look.
    #[doc(hidden)]
    fn is_patient(&self) -> bool {
        false
    }
}

impl<T> Until<T> for Progress {
    fn is_reached(&self, _record: &T, progress: Progress) -> bool {
        *self == progress || (*self, progress) == (Self::Pending, Self::Ready)
    }

    fn progress(&self) -> Option<Progress> {
        Some(*self)
    }
}

impl<T, F: Fn(&T) -> bool + Send + Sync + 'static> Until<T> for F {
    fn is_reached(&self, record: &T, _progress: Progress) -> bool {
        self(record)
    }
}

impl<T: 'static> Until<T> for Arc<dyn Until<T>> {
    fn is_reached(&self, record: &T, progress: Progress) -> bool {
        (**self).is_reached(record, progress)
    }

    fn progress(&self) -> Option<Progress> {
        (**self).progress()
    }

    fn is_patient(&self) -> bool {
        (**self).is_patient()
    }
}
