//! Gateway certificates: finding and removing.
