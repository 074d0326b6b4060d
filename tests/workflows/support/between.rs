//! Lets something happen between the calls of a workflow.

use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};

type Happening = Box<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Something happens after the first calls of an operation, before their responses are read.
pub(crate) struct After {
    operation: &'static str,
    times: usize,
    seen: AtomicUsize,
    happening: Happening,
}

impl After {
    pub(crate) fn first<F: Future<Output = ()> + Send + 'static>(
        times: usize,
        operation: &'static str,
        happening: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self {
        let happening: Happening = Box::new(move || Box::pin(happening()));
        Self { operation, times, seen: AtomicUsize::new(0), happening }
    }
}

impl Middleware for After {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let is_meant = request.operation() == self.operation;
            let response = next.run(request).await;
            if is_meant && self.seen.fetch_add(1, Ordering::Relaxed) < self.times {
                (self.happening)().await;
            }
            response
        })
    }
}

/// After a change, the first reads show what was there before: the change is carried out later.
pub(crate) struct LateReads {
    read: &'static str,
    change: &'static str,
    late: usize,
    state: Mutex<(Option<Vec<u8>>, usize)>,
}

impl LateReads {
    pub(crate) fn new(late: usize, read: &'static str, change: &'static str) -> Self {
        Self { read, change, late, state: Mutex::new((None, 0)) }
    }
}

impl Middleware for LateReads {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let operation = request.operation().to_owned();
            let response = next.run(request).await?;
            let mut state = self.state.lock().unwrap();
            if operation == self.change {
                state.1 = self.late;
            } else if operation == self.read {
                if state.1 > 0 {
                    state.1 -= 1;
                    let before = state.0.clone().expect("a read before the change");
                    return Ok(CallResponse::new(StatusCode::OK, before));
                }
                state.0 = Some(response.body().to_vec());
            }
            Ok(response)
        })
    }
}
