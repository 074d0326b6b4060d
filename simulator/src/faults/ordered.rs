//! A fault that was ordered, as the test follows it.

use tokio::sync::watch;

use super::RequestInfo;

/// A fault that was ordered with one of the methods of [`Simulator`](crate::Simulator#faults), to wait until it happens. It happens
/// whether or not this is kept.
#[derive(Clone, Debug)]
pub struct OrderedFault(watch::Receiver<Happened>);

/// What has become of a fault.
#[derive(Debug, Default)]
struct Happened {
    times: u32,
    /// The last request that it happened to.
    request: Option<RequestInfo>,
}

/// The side that knows when the fault happens.
#[derive(Clone, Debug)]
pub(crate) struct Reporter(watch::Sender<Happened>);

impl OrderedFault {
    pub(crate) fn new() -> (Reporter, Self) {
        let (sender, receiver) = watch::channel(Happened::default());
        (Reporter(sender), Self(receiver))
    }

    /// A fault that will not happen.
    pub(crate) fn never() -> Self {
        Self::new().1
    }

    /// Waits until the fault has happened, and returns the last request that it happened to.
    ///
    /// It has happened when the request was handled, if the fault lets it be, and before anything else: before a delay, before the
    /// response, and while the client waits for one that is withheld. `None` means that the fault has not happened and never will:
    /// the faults were [cleared](crate::Simulator::clear_faults), the client closed the connection before the request was handled, or
    /// the simulator has ended.
    pub async fn happened(&self) -> Option<RequestInfo> {
        self.happened_times(1).await
    }

    /// Waits until the fault has happened this many times, and returns the last request that it happened to; as
    /// [`happened`](Self::happened).
    pub async fn happened_times(&self, times: u32) -> Option<RequestInfo> {
        let mut receiver = self.0.clone();
        let happened = receiver.wait_for(|happened| happened.times >= times).await;
        happened.ok()?.request.clone()
    }

    /// Returns how many times the fault has happened.
    pub fn times_happened(&self) -> u32 {
        self.0.borrow().times
    }
}

impl Reporter {
    /// The fault has happened to a request.
    pub(crate) fn happened(&self, request: &RequestInfo) {
        self.0.send_modify(|happened| {
            happened.times = happened.times.saturating_add(1);
            happened.request = Some(request.clone());
        });
    }
}
