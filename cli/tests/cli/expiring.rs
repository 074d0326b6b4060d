//! Tests of expiring.
