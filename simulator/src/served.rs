//! Which certificate each hostname has at every moment: what visitors are served, and what origins are presented.
//!
//! It knows nothing of resources: their records come as [`Offer`]s.

mod candidates;
mod coverage;
mod gaps;
mod ledger;
mod names;
mod offer;
mod public;

pub(crate) use coverage::Coverage;
use ledger::Change;
pub(crate) use ledger::{Event, Ledger};
pub(crate) use offer::{Facts, Offer, RecordKey, Standing};
pub use public::{Gap, Purpose, Served, ServedChange};
