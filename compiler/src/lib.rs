//! Compiles the OpenAPI document of `cloudflare-certificates`.
//!
//! A document is a folder of YAML or JSON files. It is [loaded](Document::load) and merged, [checked](check), and
//! then, in named [steps], turned into the view that the generator sees: envelopes unwrapped, responses lenient,
//! requests plain. The compiler adds open enums, request builders, checks of the document's bounds and a constant
//! for each operation to the generator's output. The output is deterministic: the same folder gives the same
//! bytes.
//!
//! Nothing here panics over a document: every fault is returned as one of [`Findings`], with file and line.

mod document;
mod finding;
mod load;
mod place;
mod yaml;

pub mod check;
pub mod schema;

#[cfg(feature = "generate")]
mod emit;
#[cfg(feature = "generate")]
mod generate;
mod scope;
#[cfg(feature = "generate")]
pub mod steps;
#[cfg(feature = "generate")]
mod view;

pub use document::{Document, Operation};
pub use finding::{Finding, Findings};
pub use place::Place;

#[cfg(feature = "generate")]
pub use generate::{compile, mocks};
#[cfg(feature = "generate")]
pub use view::{View, view};
