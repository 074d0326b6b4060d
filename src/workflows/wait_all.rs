//! Waits for many records at once.
