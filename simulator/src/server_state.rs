//! Everything that a running simulator has.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use crate::access::{Access, RateLimiter};
use crate::activation::Activation;
use crate::api_error::ApiError;
use crate::authorities::Authorities;
use crate::clock::SimulatedClock;
use crate::contract::Contract;
use crate::directory::Directory;
use crate::faults::Faults;
use crate::ids::Ids;
use crate::issuance_limit::IssuanceLimit;
use crate::journal::Journal;
use crate::propagation::Propagation;
use crate::store::{Moment, Store, StoreGuard};
use crate::test_ca::TestCa;

/// What the server, the operations, the test's handle and the control plane share.
///
/// Each lock is held for a moment only, and never while another one is taken, except that operations may look into the
/// directory and the quotas while they hold the store.
pub(crate) struct ServerState {
    pub(crate) contract: Arc<Contract>,
    pub(crate) clock: SimulatedClock,
    pub(crate) ids: Ids,
    pub(crate) authorities: Authorities,
    /// Signs for tests.
    pub(crate) test_ca: TestCa,
    pub(crate) options: Options,
    /// What a reset restores.
    initial: Initial,
    settings: Mutex<Settings>,
    access: Mutex<Access>,
    directory: Mutex<Directory>,
    store: Mutex<Store>,
    faults: Mutex<Faults>,
    journal: Mutex<Journal>,
    /// The first mistake of the test in its use of the simulator.
    mistake: Mutex<Option<String>>,
}

/// What stays as it is while the simulator runs.
pub(crate) struct Options {
    /// State to add at the start and after a reset, as JSON.
    pub(crate) seed: Option<String>,
    /// Whether only this computer can reach the server.
    pub(crate) loopback_only: bool,
    /// Whether a line is written for each request.
    pub(crate) log: bool,
    /// How long a client may take, in real time, to send the head of a request; and how long to send its body.
    pub(crate) request_timeout: Duration,
}

/// What can be changed while the simulator runs.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) activation: Activation,
    pub(crate) latency: Duration,
    pub(crate) rate_limiter: Option<RateLimiter>,
    /// How many resources of a kind a zone or account may have.
    pub(crate) quotas: BTreeMap<String, usize>,
    pub(crate) propagation: Propagation,
    /// How many reads do not show a new record, by its kind.
    pub(crate) unseen_reads: Arc<BTreeMap<String, u32>>,
    /// The limit of each zone, if there is one.
    pub(crate) issuance: Option<BTreeMap<String, IssuanceLimit>>,
}

/// What a simulator starts with.
pub(crate) struct Initial {
    pub(crate) settings: Settings,
    pub(crate) access: Access,
    pub(crate) directory: Directory,
}

impl ServerState {
    pub(crate) fn new(
        contract: Arc<Contract>,
        clock: SimulatedClock,
        authorities: Authorities,
        test_ca: TestCa,
        initial: Initial,
        options: Options,
    ) -> Self {
        Self {
            contract,
            clock,
            ids: Ids::default(),
            authorities,
            test_ca,
            options,
            settings: Mutex::new(initial.settings.clone()),
            access: Mutex::new(initial.access.clone()),
            directory: Mutex::new(initial.directory.clone()),
            initial,
            store: Mutex::default(),
            faults: Mutex::default(),
            journal: Mutex::default(),
            mistake: Mutex::default(),
        }
    }

    /// Returns to the state of the start, except for the time and the ids, which go on.
    pub(crate) fn reset(&self) {
        *self.settings() = self.initial.settings.clone();
        *self.access() = self.initial.access.clone();
        *self.directory() = self.initial.directory.clone();
        *lock(&self.store) = Store::default();
        self.faults().clear();
        *self.journal() = Journal::default();
        *lock(&self.mistake) = None;
    }

    /// Keeps a mistake of the test: every request is responded to with it, so that it cannot be overlooked.
    pub(crate) fn report_mistake(&self, message: impl Into<String>) {
        lock(&self.mistake).get_or_insert_with(|| message.into());
    }

    /// Returns the first mistake of the test.
    pub(crate) fn mistake(&self) -> Option<String> {
        lock(&self.mistake).clone()
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.clock.moment()
    }

    /// Whether a host lies in a zone. An undeclared zone has no name, and contains every host.
    pub(crate) fn zone_contains(&self, zone_id: &str, host: &str) -> bool {
        self.directory().zone_contains(zone_id, host)
    }

    /// Returns the name of a zone, if it is declared.
    pub(crate) fn zone_name(&self, zone_id: &str) -> Option<String> {
        self.directory().zone(zone_id).map(|zone| zone.name().to_owned())
    }

    /// Whether a zone is active, so that certificates are deployed to it.
    pub(crate) fn is_zone_active(&self, zone_id: &str) -> bool {
        self.directory().zone(zone_id).is_none_or(|zone| zone.status_name() == "active")
    }

    /// How many resources of a kind an owner may have.
    pub(crate) fn quota(&self, kind: &str, default: usize) -> usize {
        self.settings().quotas.get(kind).copied().unwrap_or(default)
    }

    /// Something is changed that takes a while to be known everywhere.
    pub(crate) fn propagate(&self, what: &str) {
        self.settings().propagation.begin(what, self.now());
    }

    /// Makes a change that no other one of the same may precede by less than the time it takes to be known everywhere.
    pub(crate) fn change_alone<T>(
        &self,
        what: &str,
        busy: impl FnOnce() -> ApiError,
        change: impl FnOnce() -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let (now, mut settings) = (self.now(), self.settings());
        if settings.propagation.is_pending(what, now) {
            return Err(busy());
        }
        settings.propagation.begin(what, now);
        drop(settings);
        let result = change();
        if result.is_err() {
            self.settings().propagation.take_back(what);
        }
        result
    }

    /// Whether a change of something is not known everywhere.
    pub(crate) fn propagates(&self, what: &str) -> bool {
        self.settings().propagation.is_pending(what, self.now())
    }

    /// Locks the store, at the present moment.
    pub(crate) fn store(&self) -> StoreGuard<'_> {
        let settings = self.settings();
        let (activation, unseen_reads) = (settings.activation, Arc::clone(&settings.unseen_reads));
        drop(settings);
        let moment = Moment { now: self.now(), activation };
        StoreGuard::new(lock(&self.store), moment, unseen_reads)
    }

    /// Sets how fast resources go through their stages from now on.
    pub(crate) fn set_activation(&self, activation: Activation) {
        // What is due by the old one has happened.
        self.store().settle();
        self.settings().activation = activation;
    }

    pub(crate) fn settings(&self) -> MutexGuard<'_, Settings> {
        lock(&self.settings)
    }

    pub(crate) fn access(&self) -> MutexGuard<'_, Access> {
        lock(&self.access)
    }

    pub(crate) fn directory(&self) -> MutexGuard<'_, Directory> {
        lock(&self.directory)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }
}

/// An operation that panicked leaves at most its own change half done, so the others go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
