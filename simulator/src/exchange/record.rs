//! The journal's record of a request.

use std::io::{self, Write};
use std::time::Instant;

use http::StatusCode;

use crate::faults::{Fault, RequestInfo};
use crate::journal::SeenRequest;
use crate::server_state::ServerState;

/// So many characters of a path are kept.
const MAX_PATH: usize = 2048;

/// A request that goes into the journal when this is dropped: when it has been responded to, or when the client has closed the
/// connection before.
pub(super) struct Record<'a> {
    server: &'a ServerState,
    started: Instant,
    seen: SeenRequest,
}

impl<'a> Record<'a> {
    pub(super) fn new(server: &'a ServerState, info: &RequestInfo) -> Self {
        let seen = SeenRequest {
            method: info.method.clone(),
            path: info.path.chars().take(MAX_PATH).collect(),
            operation: info.operation.clone(),
            status: None,
            fault: None,
        };
        Self { server, started: Instant::now(), seen }
    }

    pub(super) fn set_fault(&mut self, fault: Option<&Fault>) {
        self.seen.fault = fault.map(|fault| fault.kind.name().to_owned());
    }

    pub(super) fn set_status(&mut self, status: Option<StatusCode>) {
        self.seen.status = status.map(|status| status.as_u16());
    }

    /// Writes a line to standard error.
    fn log(&self) {
        let SeenRequest { method, path, operation, status, .. } = &self.seen;
        let status = status.map_or_else(|| "closed".to_owned(), |status| status.to_string());
        let operation = if operation.is_empty() { "-" } else { operation };
        let milliseconds = self.started.elapsed().as_secs_f64() * 1000.0;
        // There is nobody to tell if that fails.
        let _ = writeln!(io::stderr(), "{method} {path} {status} {operation} {milliseconds:.1} ms");
    }
}

impl Drop for Record<'_> {
    fn drop(&mut self) {
        if self.server.options.log {
            self.log();
        }
        self.server.journal().add(self.seen.clone());
    }
}
