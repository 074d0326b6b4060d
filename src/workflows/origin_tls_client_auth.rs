//! Authenticated origin pulls: finding, ensuring, rotating and removing.
