//! Waiting for many records at once.
