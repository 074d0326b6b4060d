//! Tests of completions.
