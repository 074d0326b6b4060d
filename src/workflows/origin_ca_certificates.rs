//! Origin CA certificates: issuing once, and finding what was issued.
