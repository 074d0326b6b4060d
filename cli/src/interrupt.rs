//! Ctrl-C, and SIGTERM where there is one.

use std::io;

use tokio::sync::watch;

/// Whether the program was interrupted.
#[derive(Clone)]
pub(crate) struct Interrupt {
    state: watch::Receiver<bool>,
}

impl Interrupt {
    /// From now on, a signal does not end the process.
    pub(crate) fn install() -> io::Result<Self> {
        let (sender, state) = watch::channel(false);
        let signals = signals()?;
        tokio::spawn(async move {
            signals.await;
            let _ = sender.send(true);
            // The receivers hear of a dropped sender, too: it must live as long as the program.
            std::future::pending::<()>().await;
        });
        Ok(Self { state })
    }

    /// Waits until the program is interrupted.
    pub(crate) async fn happened(&self) {
        let mut state = self.state.clone();
        if state.wait_for(|interrupted| *interrupted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Waits until the program is interrupted. A workflow that runs is told in the same moment, and has the first word.
pub(crate) async fn at_once(interrupt: &Interrupt) {
    interrupt.happened().await;
    tokio::task::yield_now().await;
}

#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signals() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
