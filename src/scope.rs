//! Zones and accounts, and what each of them offers.

use std::sync::Arc;

#[cfg(feature = "access_certificates")]
use crate::AccessCertificates;
#[cfg(feature = "certificate_packs")]
use crate::CertificatePacks;
#[cfg(feature = "client_certificates")]
use crate::ClientCertificates;
#[cfg(feature = "custom_certificates")]
use crate::CustomCertificates;
#[cfg(feature = "custom_csrs")]
use crate::CustomCsrs;
#[cfg(feature = "custom_hostnames")]
use crate::CustomHostnames;
#[cfg(feature = "custom_trust_store")]
use crate::CustomTrustStore;
#[cfg(feature = "dcv_delegation")]
use crate::DcvDelegations;
#[cfg(feature = "gateway_certificates")]
use crate::GatewayCertificates;
#[cfg(feature = "hostname_associations")]
use crate::HostnameAssociationsOfZone;
#[cfg(feature = "hostname_tls_settings")]
use crate::HostnameTlsSettings;
#[cfg(feature = "keyless_certificates")]
use crate::KeylessCertificates;
#[cfg(feature = "mtls_certificates")]
use crate::MtlsCertificates;
#[cfg(feature = "origin_post_quantum_encryption")]
use crate::OriginPostQuantumEncryptionSetting;
#[cfg(feature = "origin_tls_client_auth")]
use crate::OriginTlsClientAuth;
#[cfg(feature = "origin_tls_compliance_modes")]
use crate::OriginTlsComplianceModesSetting;
#[cfg(feature = "ssl")]
use crate::Ssl;
#[cfg(feature = "total_tls")]
use crate::TotalTlsSettings;
use crate::path::segment;
use crate::transport::Call;
use crate::{Client, Error, Options, Result, Violation};

/// A zone: a domain on Cloudflare. Cheap to clone; owns what it needs.
///
/// ```
/// # fn f(zone: cloudflare_certificates::Zone) {
/// zone.custom_certificates();
/// zone.keyless_certificates();
/// zone.custom_csrs();
/// zone.access_certificates();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Zone {
    scope: Scope,
}

/// An account. Cheap to clone; owns what it needs.
///
/// What exists only in zones is not offered:
///
/// ```compile_fail
/// # fn f(account: cloudflare_certificates::Account) {
/// account.custom_certificates();
/// # }
/// ```
///
/// ```
/// # fn f(account: cloudflare_certificates::Account) {
/// account.custom_csrs();
/// account.access_certificates();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    scope: Scope,
}

/// A client and the account or zone that a handle addresses.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    client: Client,
    kind: Kind,
    id: Arc<str>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Account,
    Zone,
}

impl Zone {
    pub(crate) fn new(client: Client, id: &str) -> Result<Self> {
        Ok(Self { scope: Scope::new(client, Kind::Zone, id, "zone_id")? })
    }

    /// The zone's id.
    pub fn id(&self) -> &str {
        &self.scope.id
    }

    /// The same zone with other options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { scope: self.scope.with(options) }
    }

    /// The zone's Access mTLS certificates.
    #[cfg(feature = "access_certificates")]
    pub fn access_certificates(&self) -> AccessCertificates {
        AccessCertificates::new(self.scope.clone())
    }

    /// The zone's certificate packs.
    #[cfg(feature = "certificate_packs")]
    pub fn certificate_packs(&self) -> CertificatePacks {
        CertificatePacks::new(self.scope.clone())
    }

    /// The zone's client certificates.
    #[cfg(feature = "client_certificates")]
    pub fn client_certificates(&self) -> ClientCertificates {
        ClientCertificates::new(self.scope.clone())
    }

    /// The zone's custom certificates and their priorities.
    #[cfg(feature = "custom_certificates")]
    pub fn custom_certificates(&self) -> CustomCertificates {
        CustomCertificates::new(self.scope.clone())
    }

    /// The zone's custom CSRs.
    #[cfg(feature = "custom_csrs")]
    pub fn custom_csrs(&self) -> CustomCsrs {
        CustomCsrs::new(self.scope.clone())
    }

    /// The zone's custom hostnames (SSL for SaaS).
    #[cfg(feature = "custom_hostnames")]
    pub fn custom_hostnames(&self) -> CustomHostnames {
        CustomHostnames::new(self.scope.clone())
    }

    /// The zone's custom origin trust store.
    #[cfg(feature = "custom_trust_store")]
    pub fn custom_trust_store(&self) -> CustomTrustStore {
        CustomTrustStore::new(self.scope.clone())
    }

    /// The zone's DCV delegation.
    #[cfg(feature = "dcv_delegation")]
    pub fn dcv_delegation(&self) -> DcvDelegations {
        DcvDelegations::new(self.scope.clone())
    }

    /// The zone's hostnames that ask for client certificates.
    #[cfg(feature = "hostname_associations")]
    pub fn hostname_associations(&self) -> HostnameAssociationsOfZone {
        HostnameAssociationsOfZone::new(self.scope.clone())
    }

    /// The zone's TLS settings of single hostnames.
    #[cfg(feature = "hostname_tls_settings")]
    pub fn hostname_tls_settings(&self) -> HostnameTlsSettings {
        HostnameTlsSettings::new(self.scope.clone())
    }

    /// The zone's Keyless SSL configurations.
    #[cfg(feature = "keyless_certificates")]
    pub fn keyless_certificates(&self) -> KeylessCertificates {
        KeylessCertificates::new(self.scope.clone())
    }

    /// The zone's origin post-quantum encryption.
    #[cfg(feature = "origin_post_quantum_encryption")]
    pub fn origin_post_quantum_encryption(&self) -> OriginPostQuantumEncryptionSetting {
        OriginPostQuantumEncryptionSetting::new(self.scope.clone())
    }

    /// The zone's authenticated origin pulls.
    #[cfg(feature = "origin_tls_client_auth")]
    pub fn origin_tls_client_auth(&self) -> OriginTlsClientAuth {
        OriginTlsClientAuth::new(self.scope.clone())
    }

    /// The zone's origin TLS compliance modes.
    #[cfg(feature = "origin_tls_compliance_modes")]
    pub fn origin_tls_compliance_modes(&self) -> OriginTlsComplianceModesSetting {
        OriginTlsComplianceModesSetting::new(self.scope.clone())
    }

    /// The zone's TLS as a whole: universal SSL, verification, analysis.
    #[cfg(feature = "ssl")]
    pub fn ssl(&self) -> Ssl {
        Ssl::new(self.scope.clone())
    }

    /// The zone's Total TLS settings.
    #[cfg(feature = "total_tls")]
    pub fn total_tls(&self) -> TotalTlsSettings {
        TotalTlsSettings::new(self.scope.clone())
    }
}

impl Account {
    pub(crate) fn new(client: Client, id: &str) -> Result<Self> {
        Ok(Self { scope: Scope::new(client, Kind::Account, id, "account_id")? })
    }

    /// The account's id.
    pub fn id(&self) -> &str {
        &self.scope.id
    }

    /// The same account with other options for its calls.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self { scope: self.scope.with(options) }
    }

    /// The account's Access mTLS certificates.
    #[cfg(feature = "access_certificates")]
    pub fn access_certificates(&self) -> AccessCertificates {
        AccessCertificates::new(self.scope.clone())
    }

    /// The account's custom CSRs.
    #[cfg(feature = "custom_csrs")]
    pub fn custom_csrs(&self) -> CustomCsrs {
        CustomCsrs::new(self.scope.clone())
    }

    /// The account's Gateway certificates.
    #[cfg(feature = "gateway_certificates")]
    pub fn gateway_certificates(&self) -> GatewayCertificates {
        GatewayCertificates::new(self.scope.clone())
    }

    /// The account's mTLS certificates.
    #[cfg(feature = "mtls_certificates")]
    pub fn mtls_certificates(&self) -> MtlsCertificates {
        MtlsCertificates::new(self.scope.clone())
    }
}

impl Scope {
    fn new(client: Client, kind: Kind, id: &str, parameter: &str) -> Result<Self> {
        segment(parameter, id).map_err(|violation| Error::refused(None, vec![violation]))?;
        if id.len() != 32 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let problem = format!("must be 32 hexadecimal digits, it has {} characters", id.chars().count());
            let violation = Violation { field: parameter.to_owned(), problem };
            return Err(Error::refused(None, vec![violation]));
        }
        Ok(Self { client, kind, id: id.into() })
    }

    fn with(&self, options: Options) -> Self {
        Self { client: self.client.with(options), ..self.clone() }
    }

    /// The segment of the path that says which kind of scope it is.
    #[cfg(any(feature = "access_certificates", feature = "custom_csrs"))]
    pub(crate) fn kind(&self) -> &'static crate::types::AccountsOrZones {
        match self.kind {
            Kind::Account => &crate::types::AccountsOrZones::Accounts,
            Kind::Zone => &crate::types::AccountsOrZones::Zones,
        }
    }

    /// The id of the account or zone.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Makes calls.
    pub(crate) fn call(&self) -> Call {
        Call::new(self.client.clone())
    }
}
