//! Tests of origin ca.
