//! Sees each call with its body, and can act after one.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use cloudflare_certificates::CustomHostnames;
use cloudflare_certificates::middleware::{Answered, CallRequest, Middleware, Next};
use cloudflare_certificates_simulator::{SimulatedClock, Simulator};
use serde_json::Value;

use super::of;
use crate::support::builder;

type Seen = Arc<Mutex<Vec<(String, SystemTime, Value)>>>;

/// Sees the calls of a client.
#[derive(Clone)]
pub(super) struct Spy {
    seen: Seen,
    clock: SimulatedClock,
    after: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Spy {
    /// Returns it with a handle whose calls it sees. `after` is called with the operation after each call.
    pub(super) fn on(
        simulator: &Simulator,
        after: impl Fn(&str) + Send + Sync + 'static,
    ) -> (Self, CustomHostnames) {
        let spy = Self { seen: Seen::default(), clock: simulator.clock(), after: Arc::new(after) };
        let client = builder(simulator).middleware(spy.clone()).build().unwrap();
        let hostnames = of(simulator, &client);
        (spy, hostnames)
    }

    /// The bodies of an operation's calls.
    pub(super) fn bodies(&self, operation: &str) -> Vec<Value> {
        self.calls(operation).into_iter().map(|(_, body)| body).collect()
    }

    /// When an operation's calls ended, in simulated time.
    pub(super) fn times(&self, operation: &str) -> Vec<SystemTime> {
        self.calls(operation).into_iter().map(|(time, _)| time).collect()
    }

    fn calls(&self, operation: &str) -> Vec<(SystemTime, Value)> {
        let seen = self.seen.lock().unwrap();
        let calls = seen.iter().filter(|(seen, ..)| seen == operation);
        calls.map(|(_, time, body)| (*time, body.clone())).collect()
    }
}

impl Middleware for Spy {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let operation = request.operation().to_owned();
            let body = request.body().map(|body| serde_json::from_slice(body).unwrap()).unwrap_or_default();
            let outcome = next.run(request).await;
            self.seen.lock().unwrap().push((operation.clone(), self.clock.now(), body));
            (self.after)(&operation);
            outcome
        })
    }
}
