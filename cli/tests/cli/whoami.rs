//! Tests of whoami.
