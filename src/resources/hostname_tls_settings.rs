//! TLS settings of single hostnames: each value fits its setting.

use crate::StringOrList;
use crate::types::HostnameTlsSettingUpdate;

/// One constructor for each setting: its value cannot be that of another.
impl HostnameTlsSettingUpdate {
    /// For [`MinTlsVersion`](HostnameTlsSettingId::MinTlsVersion): `1.0`, `1.1`, `1.2` or `1.3`.
    pub fn min_tls_version(version: impl Into<String>) -> Self {
        Self::builder().value(StringOrList::Text(version.into())).build()
    }

    /// For [`Http2`](HostnameTlsSettingId::Http2).
    pub fn http2(on: bool) -> Self {
        Self::builder().value(StringOrList::from(if on { "on" } else { "off" })).build()
    }

    /// For [`Ciphers`](HostnameTlsSettingId::Ciphers), in BoringSSL's notation.
    pub fn ciphers<S: Into<String>>(ciphers: impl IntoIterator<Item = S>) -> Self {
        Self::builder().value(ciphers.into_iter().collect()).build()
    }
}
