//! Everything that a running simulator has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use crate::activation::Activation;
use crate::authorities::Authorities;
use crate::clock::Clock;
use crate::contract::Contract;
use crate::credentials::Credentials;
use crate::ids::Ids;
use crate::journal::Journal;
use crate::state::State;

/// What the server, the operations and the test's handle share.
pub(crate) struct World {
    pub(crate) contract: Arc<Contract>,
    pub(crate) credentials: Credentials,
    pub(crate) clock: Clock,
    pub(crate) activation: Activation,
    pub(crate) latency: Duration,
    /// The names of zones, in lower case, by their ids.
    pub(crate) zone_names: HashMap<String, String>,
    pub(crate) ids: Ids,
    pub(crate) authorities: Authorities,
    pub(crate) state: Mutex<State>,
    pub(crate) journal: Mutex<Journal>,
}

impl World {
    /// Whether a host belongs to a zone; in a zone without a name every host is at home.
    pub(crate) fn is_at_home(&self, zone_id: &str, host: &str) -> bool {
        let Some(name) = self.zone_names.get(zone_id) else { return true };
        let host = host.to_ascii_lowercase();
        host.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// The state. An operation that panicked leaves at most its own change half done, so the others go on.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
