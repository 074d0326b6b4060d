//! Ends a workflow at each of its calls, in every way a call can end, and runs it again with a new client.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloudflare_certificates::http::StatusCode;
use cloudflare_certificates::middleware::{Answered, CallRequest, CallResponse, Middleware, Next};
use cloudflare_certificates::{Client, Retry, workflows};
use cloudflare_certificates_simulator::{Fault, RequestMatch, Simulator};
use tokio::sync::Notify;

use super::builder;

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ending {
    /// The program ends before the request is sent.
    EndsBefore,
    /// The program ends when the server has carried out the request, before the response is read.
    EndsAfter,
    /// The server carries out the request, and the response is lost. Retries, if it is retried, succeed.
    ResponseLost,
    /// The server carries out the request and responds with 500, to every attempt.
    CarriedOutThen500,
    /// The server responds with this status to every attempt, and does nothing.
    Status(u16),
    /// The server never responds, to no attempt: each runs into its timeout.
    Silence,
    /// The server closes the connection at every attempt, without a response.
    Closed,
}

/// How long an attempt may take if the server is silent. It is real time: a connection is real. A call that takes longer
/// for another reason is one more interruption.
const TIMEOUT: Duration = Duration::from_millis(25);

pub(crate) const ENDINGS: [Ending; 9] = [
    Ending::EndsBefore,
    Ending::EndsAfter,
    Ending::ResponseLost,
    Ending::CarriedOutThen500,
    Ending::Status(500),
    Ending::Status(429),
    Ending::Status(409),
    Ending::Silence,
    Ending::Closed,
];

/// Counts calls, and ends one of them.
#[derive(Clone)]
struct Ender {
    simulator: Arc<Simulator>,
    calls: Arc<AtomicUsize>,
    at: usize,
    ending: Ending,
    ended: Arc<Notify>,
}

impl Ender {
    async fn end(
        &self,
        request: CallRequest,
        next: Next<'_>,
    ) -> cloudflare_certificates::Result<CallResponse> {
        let operation = RequestMatch::any().operation(request.operation());
        match self.ending {
            Ending::EndsBefore => self.program_ends().await,
            Ending::EndsAfter => {
                let _ = next.run(request).await;
                self.program_ends().await
            }
            Ending::ResponseLost => {
                self.simulator.fail_next(operation, Fault::lose_response());
                next.run(request).await
            }
            Ending::CarriedOutThen500 => {
                let _ = next.run(request).await?;
                let body =
                    r#"{"success":false,"errors":[{"code":1000,"message":"x"}],"messages":[],"result":null}"#;
                Ok(CallResponse::new(StatusCode::INTERNAL_SERVER_ERROR, body))
            }
            Ending::Status(status) => {
                self.simulator.fail_always(operation, Fault::error(status, 1000, "x"));
                self.without_faults(next.run(request).await)
            }
            Ending::Silence => {
                self.simulator.fail_always(operation, Fault::hang());
                self.without_faults(next.run(request).await)
            }
            Ending::Closed => {
                self.simulator.fail_always(operation, Fault::close_connection());
                self.without_faults(next.run(request).await)
            }
        }
    }

    fn without_faults<T>(&self, outcome: T) -> T {
        self.simulator.clear_faults();
        outcome
    }

    async fn program_ends<T>(&self) -> T {
        self.ended.notify_one();
        std::future::pending().await
    }
}

impl Middleware for Ender {
    fn handle<'a>(&'a self, request: CallRequest, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            if self.calls.fetch_add(1, Ordering::Relaxed) == self.at {
                self.end(request, next).await
            } else {
                next.run(request).await
            }
        })
    }
}

/// Runs the workflow once for each of its calls and each ending, ends that call in that way, and then runs the
/// workflow again, to its end, with a new client. `stage` creates the server and what is on it, `check` sees what is
/// there in the end.
pub(crate) async fn converges<D>(
    name: &str,
    stage: impl AsyncFn() -> (Simulator, D),
    workflow: impl AsyncFn(Client, &D) -> workflows::Result<()>,
    check: impl AsyncFn(&Simulator, Client, &D, Case),
) {
    let (calls, outcome) = {
        let (simulator, data) = stage().await;
        let (calls, outcome) =
            first_run(&Arc::new(simulator), &data, usize::MAX, Ending::EndsBefore, &workflow).await;
        (calls, outcome.map(|outcome| outcome.map_err(|error| error.to_string())))
    };
    assert_eq!(outcome, Some(Ok(())), "{name} without a fault");
    let (mut cases, mut interrupted) = (0, 0);
    for at in 0..calls {
        for ending in ENDINGS {
            let (simulator, data) = stage().await;
            let simulator = Arc::new(simulator);
            let (_, first) = first_run(&simulator, &data, at, ending, &workflow).await;
            interrupted += usize::from(!matches!(first, Some(Ok(()))));
            let first = first.map(|outcome| outcome.map_err(|error| error.to_string()));
            let case = Case { at, ending, first: format!("{first:?}") };
            let client = builder(&simulator).build().unwrap();
            if let Err(error) = workflow(client.clone(), &data).await {
                panic!(
                    "{name}: call {at} ended with {ending:?}, then the second run: {error}; first: {first:?}"
                );
            }
            check(&simulator, client, &data, case).await;
            cases += 1;
        }
    }
    println!(
        "| {name} | {calls} calls | {} endings | {cases} cases | {interrupted} interrupted |",
        ENDINGS.len()
    );
}

/// Which call ended, in which way, for messages.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) at: usize,
    pub(crate) ending: Ending,
    pub(crate) first: String,
}

/// Runs the workflow and ends one call. Returns how many calls it made, and its outcome unless the program ended.
async fn first_run<D>(
    simulator: &Arc<Simulator>,
    data: &D,
    at: usize,
    ending: Ending,
    workflow: &impl AsyncFn(Client, &D) -> workflows::Result<()>,
) -> (usize, Option<workflows::Result<()>>) {
    let calls = Arc::<AtomicUsize>::default();
    let ended = Arc::<Notify>::default();
    let ender = Ender {
        simulator: Arc::clone(simulator),
        calls: Arc::clone(&calls),
        at,
        ending,
        ended: Arc::clone(&ended),
    };
    let mut builder = builder(simulator).middleware(ender);
    if ending == Ending::Silence {
        builder = builder.timeout(TIMEOUT).retry(Retry::new().attempts(2));
    }
    let client = builder.build().unwrap();
    let outcome = tokio::select! {
        outcome = workflow(client, data) => Some(outcome),
        () = ended.notified() => None,
    };
    simulator.clear_faults();
    (calls.load(Ordering::Relaxed), outcome)
}
