//! Authenticated origin pulls: the operations on the association of a hostname.

use crate::types::OriginPullHostnameUpdate;

/// The operations on the association of a hostname.
impl OriginPullHostnameUpdate {
    /// Presents this client certificate to the hostname's origin.
    pub fn enable(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(Some(true)).build()
    }

    /// Keeps the association, but presents no certificate.
    pub fn disable(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(Some(false)).build()
    }

    /// Removes the association: `enabled` is sent as `null`.
    pub fn remove(hostname: impl Into<String>, cert_id: impl Into<String>) -> Self {
        Self::builder().hostname(hostname).cert_id(cert_id).enabled(None).build()
    }
}
