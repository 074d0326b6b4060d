//! Tests of kinds.
