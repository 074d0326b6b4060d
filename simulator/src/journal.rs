//! The requests that the simulator has received.

use std::collections::VecDeque;

use serde::Serialize;

/// More than these are counted but not kept: a benchmark sends millions.
const KEPT: usize = 10_000;

/// A request that the simulator has received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path and, if there is one, the query: `/client/v4/zones/…?page=2`.
    pub path: String,
    /// The id of the operation; empty if there is none for the method and path.
    pub operation: String,
    /// The status code of the response; `None` if a [fault](crate::Fault) closed the connection, or the client did before it had
    /// the response.
    pub status: Option<u16>,
    /// The kind of the [fault](crate::Fault) that happened to the request, under the name that the control plane uses, such as
    /// `lose_response`.
    pub fault: Option<String>,
}

/// The last requests, and how many there were.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    count: usize,
    last: VecDeque<SeenRequest>,
}

impl Journal {
    pub(crate) fn add(&mut self, request: SeenRequest) {
        self.count = self.count.saturating_add(1);
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(request);
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn last(&self) -> Vec<SeenRequest> {
        self.last.iter().cloned().collect()
    }
}
