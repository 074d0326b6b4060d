//! The records that can be waited for: where they come from, and what their status means.

use std::fmt::Debug;
use std::future::Future;

use serde::de::DeserializeOwned;

use super::{Schedule, Setup};
use crate::{Client, Progress};

/// A resource whose records can be waited for. You meet it only in the bounds of [`Wait`](super::Wait).
pub trait Waits: Clone + Send + Sync + 'static {
    /// The type of the records.
    type Record: Record;

    /// How often it is polled.
    #[doc(hidden)]
    const SCHEDULE: PollSchedule;

    #[doc(hidden)]
    fn poll_client(&self) -> &Client;

    /// Returns a view whose calls have these options.
    #[doc(hidden)]
    fn poll_with(&self, options: crate::Options) -> Self;

    /// Returns the record, or `None` if it does not exist.
    #[doc(hidden)]
    fn poll_record(&self, id: &str) -> impl Future<Output = crate::Result<Option<Self::Record>>> + Send;
}

/// A record that can be waited for.
#[doc(hidden)]
pub trait Record: Clone + Debug + DeserializeOwned + PartialEq + Send + Sync + 'static {
    /// The resource's name.
    const RESOURCE: &'static str;

    /// Returns the record's id, or the name of what has no id.
    fn id(&self) -> &str;

    /// Returns a record that has nothing but its id: what is returned for one that does not exist when a wait for its
    /// deletion begins.
    fn absent(id: &str) -> Option<Self> {
        serde_json::from_value(serde_json::json!({ "id": id })).ok()
    }

    /// Returns what its status means.
    fn progress(&self) -> Progress;

    /// Returns its status as the server states it.
    fn status_text(&self) -> Option<String>;

    /// Returns what somebody must set up before it can become ready.
    fn setup(&self) -> Vec<Setup> {
        Vec::new()
    }

    /// Returns what helps if the status needs somebody to act.
    fn advice(&self) -> Option<&'static str> {
        None
    }
}

/// A [`Schedule`] in the signature of a public trait.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct PollSchedule(pub(crate) Schedule);

/// Makes the records of a resource available to waits, with a method `wait` of its handle.
macro_rules! waits {
    (
        $(#[$doc:meta])*
        $handle:ident: $record:ident, $schedule:ident
    ) => {
        impl $crate::workflows::source::Waits for $crate::$handle {
            type Record = $crate::types::$record;

            const SCHEDULE: $crate::workflows::source::PollSchedule =
                $crate::workflows::source::PollSchedule($crate::workflows::Schedule::$schedule);

            fn poll_client(&self) -> &$crate::Client {
                self.client()
            }

            fn poll_with(&self, options: $crate::Options) -> Self {
                self.with(options)
            }

            async fn poll_record(&self, id: &str) -> $crate::Result<Option<Self::Record>> {
                Ok(self.get_opt(id).await?.map($crate::Response::into_inner))
            }
        }

        impl $crate::$handle {
            $(#[$doc])*
            pub fn wait(&self, id: impl Into<String>) -> $crate::workflows::Wait<Self> {
                $crate::workflows::Wait::new(self.clone(), id.into())
            }
        }
    };
}

pub(crate) use waits;
