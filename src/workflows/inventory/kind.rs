//! The kinds of certificates that an inventory lists.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A kind of certificate, named as its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// Certificate packs: Universal SSL, and advanced certificates. The packs of custom and Keyless certificates and of
    /// custom hostnames appear as those, unless the list of their own kind is not read, or does not have them.
    CertificatePacks,
    /// Uploaded custom certificates.
    CustomCertificates,
    /// The certificates of custom hostnames.
    CustomHostnames,
    /// Keyless SSL configurations.
    KeylessCertificates,
    /// Client certificates that Cloudflare's CA issued for a zone.
    ClientCertificates,
    /// The mTLS certificates of accounts.
    MtlsCertificates,
    /// The CAs of Access, of zones and of accounts.
    AccessCertificates,
    /// The certificates of Gateway, of accounts.
    GatewayCertificates,
    /// Origin CA certificates.
    OriginCaCertificates,
    /// A zone's certificates for authenticated origin pulls.
    OriginTlsClientAuth,
    /// The certificates for authenticated origin pulls of hostnames.
    OriginTlsClientAuthHostnameCertificates,
    /// The roots of the custom origin trust store.
    CustomTrustStore,
}

impl Kind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::CertificatePacks,
        Self::CustomCertificates,
        Self::CustomHostnames,
        Self::KeylessCertificates,
        Self::ClientCertificates,
        Self::MtlsCertificates,
        Self::AccessCertificates,
        Self::GatewayCertificates,
        Self::OriginCaCertificates,
        Self::OriginTlsClientAuth,
        Self::OriginTlsClientAuthHostnameCertificates,
        Self::CustomTrustStore,
    ];

    /// Returns the resource's name, such as `certificate_packs`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CertificatePacks => "certificate_packs",
            Self::CustomCertificates => "custom_certificates",
            Self::CustomHostnames => "custom_hostnames",
            Self::KeylessCertificates => "keyless_certificates",
            Self::ClientCertificates => "client_certificates",
            Self::MtlsCertificates => "mtls_certificates",
            Self::AccessCertificates => "access_certificates",
            Self::GatewayCertificates => "gateway_certificates",
            Self::OriginCaCertificates => "origin_ca_certificates",
            Self::OriginTlsClientAuth => "origin_tls_client_auth",
            Self::OriginTlsClientAuthHostnameCertificates => "origin_tls_client_auth_hostname_certificates",
            Self::CustomTrustStore => "custom_trust_store",
        }
    }

    /// Returns whether this build can list it: whether the Cargo feature of its resource is on.
    pub const fn is_available(self) -> bool {
        match self {
            Self::CertificatePacks => cfg!(feature = "certificate_packs"),
            Self::CustomCertificates => cfg!(feature = "custom_certificates"),
            Self::CustomHostnames => cfg!(feature = "custom_hostnames"),
            Self::KeylessCertificates => cfg!(feature = "keyless_certificates"),
            Self::ClientCertificates => cfg!(feature = "client_certificates"),
            Self::MtlsCertificates => cfg!(feature = "mtls_certificates"),
            Self::AccessCertificates => cfg!(feature = "access_certificates"),
            Self::GatewayCertificates => cfg!(feature = "gateway_certificates"),
            Self::OriginCaCertificates => cfg!(feature = "origin_ca_certificates"),
            Self::OriginTlsClientAuth | Self::OriginTlsClientAuthHostnameCertificates => {
                cfg!(feature = "origin_tls_client_auth")
            }
            Self::CustomTrustStore => cfg!(feature = "custom_trust_store"),
        }
    }

    /// Returns the kinds whose lists must have been read before this one's, which repeats what they have.
    pub(super) fn after(self) -> &'static [Self] {
        match self {
            Self::CertificatePacks => {
                &[Self::CustomCertificates, Self::CustomHostnames, Self::KeylessCertificates]
            }
            _ => &[],
        }
    }

    /// Returns whether zones have certificates of this kind.
    pub fn is_of_zones(self) -> bool {
        !matches!(self, Self::MtlsCertificates | Self::GatewayCertificates)
    }

    /// Returns whether accounts have certificates of this kind.
    pub fn is_of_accounts(self) -> bool {
        matches!(self, Self::MtlsCertificates | Self::GatewayCertificates | Self::AccessCertificates)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The name is not that of a [`Kind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind(String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a kind of certificate; the kinds are", self.0)?;
        let mut separator = " ";
        for kind in Kind::ALL {
            write!(f, "{separator}{kind}")?;
            separator = ", ";
        }
        Ok(())
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}
