//! The request-counting server of the tests.
#![allow(dead_code, unreachable_pub, reason = "the tests use more of it")]

#[path = "../../tests/api/support/faults.rs"]
pub mod faults;
#[path = "../../tests/api/support/quota.rs"]
pub mod quota;
