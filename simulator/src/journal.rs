//! What the simulator was asked.

use std::collections::VecDeque;

/// More than these are counted but not kept: a benchmark asks millions of times.
const KEPT: usize = 10_000;

/// One request that the simulator has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path and, if there was one, the query: `/client/v4/zones/…?page=2`.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
}

/// The last requests, and how many there were.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    seen: usize,
    last: VecDeque<SeenRequest>,
}

impl Journal {
    pub(crate) fn add(&mut self, request: SeenRequest) {
        self.seen += 1;
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(request);
    }

    pub(crate) fn seen(&self) -> usize {
        self.seen
    }

    pub(crate) fn last(&self) -> Vec<SeenRequest> {
        self.last.iter().cloned().collect()
    }
}
