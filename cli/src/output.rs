//! The output: rows, in the form that is asked for.

mod cell;
mod rows;
mod table;

pub(crate) use cell::printable;
pub(crate) use rows::{Column, Row, Rows};
pub(crate) use table::width;
