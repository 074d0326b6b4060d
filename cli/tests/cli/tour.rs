//! Tests of tour.
