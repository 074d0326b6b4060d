//! Tests of origin pull.
