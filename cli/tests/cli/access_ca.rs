//! Tests of access ca.
