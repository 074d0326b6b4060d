//! Custom certificates: finding, ensuring, replacing without downtime, removing, and their order.

mod deploy;
mod ensure;
mod priorities;
mod remove;
mod replace;
mod replace_crashes;
pub(crate) mod stage;
mod traps;
