//! Authenticated origin pulls: what can be done with the association of a hostname.

use crate::types::OriginPullHostnameUpdate;

/// What can be done with the association of a hostname.
impl OriginPullHostnameUpdate {
    /// Shows this client certificate to the origin of the hostname.
    pub fn enable(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(Some(true)).build()
    }

    /// Keeps the association, but shows no certificate.
    pub fn disable(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(Some(false)).build()
    }

    /// Removes the association: `enabled` is sent as `null`.
    pub fn remove(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(None).build()
    }
}
