//! TLS settings of single hostnames.

use crate::list::{List, ListQuery};
use crate::operations::HOSTNAME_TLS_SETTINGS_LIST;
use crate::page::{Page, PageRequest};
use crate::scope::Scope;
use crate::types::{HostnameTlsSetting, HostnameTlsSettingId, HostnameTlsSettingUpdate};
use crate::{Client, Operation, Response, Result, TextOrList};

/// The TLS settings of a zone's hostnames, from
/// [`Zone::hostname_tls_settings`](crate::Zone::hostname_tls_settings).
///
/// Permission: `SSL and Certificates Read` to read, `SSL and Certificates Write` to change.
/// [Docs](https://developers.cloudflare.com/api/resources/hostnames/subresources/settings/subresources/tls/)
#[derive(Clone, Debug)]
pub struct HostnameTlsSettings {
    scope: Scope,
}

impl HostnameTlsSettings {
    pub(crate) fn new(scope: Scope) -> Self {
        Self { scope }
    }

    /// The hostnames that have a setting of their own, all at once: `GET /zones/{zone_id}/hostnames/settings/{setting_id}`
    pub fn list(&self, setting_id: HostnameTlsSettingId) -> List<HostnameTlsSettingsList> {
        List::new(HostnameTlsSettingsList { handle: self.clone(), setting_id })
    }

    /// One setting of one hostname: `GET /zones/{zone_id}/hostnames/settings/{setting_id}/{hostname}`
    pub async fn get(
        &self,
        setting_id: &HostnameTlsSettingId,
        hostname: impl AsRef<str>,
    ) -> Result<Response<HostnameTlsSetting>> {
        let hostname = hostname.as_ref();
        let call = self.scope.call();
        call.value(call.api().hostname_tls_settings_get(self.scope.id(), setting_id, hostname)).await
    }

    /// As [`get`](Self::get), and `None` if there is none.
    pub async fn get_opt(
        &self,
        setting_id: &HostnameTlsSettingId,
        hostname: impl AsRef<str>,
    ) -> Result<Option<Response<HostnameTlsSetting>>> {
        super::absent_is_none(self.get(setting_id, hostname).await)
    }

    /// Sets one setting of one hostname: `PUT /zones/{zone_id}/hostnames/settings/{setting_id}/{hostname}`
    ///
    /// Needs Advanced Certificate Manager.
    pub async fn update(
        &self,
        setting_id: &HostnameTlsSettingId,
        hostname: impl AsRef<str>,
        update: &HostnameTlsSettingUpdate,
    ) -> Result<Response<HostnameTlsSetting>> {
        let hostname = hostname.as_ref();
        let call = self.scope.call();
        call.value(call.api().hostname_tls_settings_update(self.scope.id(), setting_id, hostname, update))
            .await
    }

    /// Removes one setting of one hostname: `DELETE /zones/{zone_id}/hostnames/settings/{setting_id}/{hostname}`
    ///
    /// The zone's setting is valid again.
    pub async fn delete(
        &self,
        setting_id: &HostnameTlsSettingId,
        hostname: impl AsRef<str>,
    ) -> Result<Response<HostnameTlsSetting>> {
        let hostname = hostname.as_ref();
        let call = self.scope.call();
        let request = call.api().hostname_tls_settings_delete(self.scope.id(), setting_id, hostname);
        call.value_or_default(request).await
    }
}

/// One constructor for each setting: its value cannot be that of another.
impl HostnameTlsSettingUpdate {
    /// For [`MinTlsVersion`](HostnameTlsSettingId::MinTlsVersion): `1.0`, `1.1`, `1.2` or `1.3`.
    pub fn min_tls_version(version: impl Into<String>) -> Self {
        Self::builder().value(TextOrList::Text(version.into())).build()
    }

    /// For [`Http2`](HostnameTlsSettingId::Http2).
    pub fn http2(on: bool) -> Self {
        Self::builder().value(TextOrList::from(if on { "on" } else { "off" })).build()
    }

    /// For [`Ciphers`](HostnameTlsSettingId::Ciphers), in BoringSSL's notation.
    pub fn ciphers<S: Into<String>>(ciphers: impl IntoIterator<Item = S>) -> Self {
        Self::builder().value(ciphers.into_iter().collect()).build()
    }
}

/// What a list of hostnames with a setting asks for.
#[derive(Clone, Debug)]
pub struct HostnameTlsSettingsList {
    handle: HostnameTlsSettings,
    setting_id: HostnameTlsSettingId,
}

impl ListQuery for HostnameTlsSettingsList {
    type Item = HostnameTlsSetting;
    const OPERATION: &'static Operation = &HOSTNAME_TLS_SETTINGS_LIST;

    fn client(&self) -> &Client {
        self.handle.scope.client()
    }

    async fn fetch(&self, at: PageRequest) -> Result<Page<HostnameTlsSetting>> {
        let scope = &self.handle.scope;
        let call = scope.call();
        let request = call.api().hostname_tls_settings_list(scope.id(), &self.setting_id);
        call.page(request, at).await
    }

    fn identity(item: &HostnameTlsSetting) -> &str {
        &item.hostname
    }
}
