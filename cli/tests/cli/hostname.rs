//! Tests of hostname.
