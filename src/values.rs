//! What the generated code stands on: types of values, readers that are lenient, checks that are strict, and the
//! description of an operation.

pub(crate) mod check;
pub(crate) mod lenient;
pub(crate) mod open_enum;
pub(crate) mod operation;
pub(crate) mod progress;
pub(crate) mod secret;
pub(crate) mod string_or_list;
pub(crate) mod timestamp;
