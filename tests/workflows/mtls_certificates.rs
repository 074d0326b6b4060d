//! mTLS certificates: finding, ensuring, rotating and removing.
