//! TLS settings of single hostnames: one constructor per setting.

use crate::StringOrList;
use crate::types::HostnameTlsSettingUpdate;

/// One constructor per setting, so that a value cannot be that of another setting.
impl HostnameTlsSettingUpdate {
    /// Creates a value for [`MinTlsVersion`](crate::types::HostnameTlsSettingId::MinTlsVersion):
    /// `1.0`, `1.1`, `1.2` or `1.3`.
    pub fn min_tls_version(version: impl Into<String>) -> Self {
        Self::builder().value(StringOrList::String(version.into())).build()
    }

    /// Creates a value for [`Http2`](crate::types::HostnameTlsSettingId::Http2).
    pub fn http2(on: bool) -> Self {
        Self::builder().value(StringOrList::from(if on { "on" } else { "off" })).build()
    }

    /// Creates a value for [`Ciphers`](crate::types::HostnameTlsSettingId::Ciphers), in BoringSSL's notation.
    pub fn ciphers<S: Into<String>>(ciphers: impl IntoIterator<Item = S>) -> Self {
        Self::builder().value(ciphers.into_iter().collect()).build()
    }
}
