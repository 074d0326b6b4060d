//! Ctrl-C, and SIGTERM where there is one.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;

use crate::Failure;

/// How long the program may take to end.
const GRACE: Duration = Duration::from_secs(1);

/// Whether the program was interrupted.
#[derive(Clone)]
pub(crate) struct Interrupt {
    /// How many signals there were.
    signals: watch::Receiver<u32>,
    /// Whether the command ends by itself after the first signal.
    handled: Arc<AtomicBool>,
}

impl Interrupt {
    /// From now on, a signal does not end the process.
    pub(crate) fn install() -> io::Result<Self> {
        let (sender, receiver) = watch::channel(0u32);
        let mut signals = Signals::listen()?;
        let handled = Arc::<AtomicBool>::default();
        let ends_by_itself = Arc::clone(&handled);
        tokio::spawn(async move {
            loop {
                signals.next().await;
                sender.send_modify(|count| *count = count.saturating_add(1));
                if !ends_by_itself.load(Ordering::SeqCst) || *sender.borrow() > 1 {
                    tokio::time::sleep(GRACE).await;
                    end();
                }
            }
        });
        Ok(Self { signals: receiver, handled })
    }

    /// Waits until the program is interrupted.
    pub(crate) async fn happened(&self) {
        self.happened_times(1).await;
    }

    /// Returns whether the program was interrupted.
    pub(crate) fn has_happened(&self) -> bool {
        *self.signals.borrow() > 0
    }

    /// From now on, the command itself ends when it is interrupted, such as after it has cleaned up. Only a second signal
    /// ends it at once.
    pub(crate) fn handle(&self) {
        self.handled.store(true, Ordering::SeqCst);
    }

    async fn happened_times(&self, times: u32) {
        let mut signals = self.signals.clone();
        if signals.wait_for(|count| *count >= times).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Ends the program, which has not ended by itself: it reads from somebody who writes nothing, or writes to somebody who
/// does not read.
fn end() -> ! {
    let failure = Failure::interrupted();
    failure.print();
    std::process::exit(failure.exit as i32);
}

/// Waits until the program is interrupted. A workflow that runs notices it in the same moment, and reports first.
pub(crate) async fn at_once(interrupt: &Interrupt) {
    interrupt.happened().await;
    if interrupt.handled.load(Ordering::SeqCst) {
        interrupt.happened_times(2).await;
    }
    tokio::task::yield_now().await;
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
