//! What can be waited for, and what its status means.

use super::Setup;
use super::source::{Record, waits};
use crate::Progress;

/// Implements `Record` for a type whose status is one field, with meanings from the document.
macro_rules! record {
    ($record:ident($resource:literal), $status:ident $(, $more:item)*) => {
        impl Record for crate::types::$record {
            const RESOURCE: &'static str = $resource;

            fn id(&self) -> &str {
                &self.id
            }

            fn progress(&self) -> Progress {
                self.$status.as_ref().map_or(Progress::Pending, |status| status.progress())
            }

            fn status_text(&self) -> Option<String> {
                self.$status.as_ref().map(|status| status.as_str().to_owned())
            }

            $($more)*
        }
    };
}

/// Implements `Record` for a type without a status: what exists is ready.
macro_rules! record_without_status {
    ($record:ident($resource:literal)) => {
        impl Record for crate::types::$record {
            const RESOURCE: &'static str = $resource;

            fn id(&self) -> &str {
                &self.id
            }

            fn progress(&self) -> Progress {
                Progress::Ready
            }

            fn status_text(&self) -> Option<String> {
                None
            }
        }
    };
}

const ZONE_NOT_ACTIVE: &str = "it is deployed when the zone is active: complete the zone's setup";
const VALIDATE_AGAIN: &str =
    "correct the validation records, then start the validation again with `repair(id)`";

/// Returns what helps a certificate with this status.
#[cfg(any(feature = "certificate_packs", feature = "custom_certificates", feature = "custom_hostnames"))]
fn advice(status: Option<&str>) -> Option<&'static str> {
    match status? {
        "holding_deployment" => Some(ZONE_NOT_ACTIVE),
        "validation_timed_out" | "timed_out" | "initializing_timed_out" => Some(VALIDATE_AGAIN),
        "issuance_timed_out" | "deployment_timed_out" => Some(
            "start the validation again with the same method; if that does not help, ask Cloudflare's support",
        ),
        _ => None,
    }
}

#[cfg(feature = "certificate_packs")]
mod certificate_packs {
    use super::*;

    record!(
        CertificatePack("certificate_packs"),
        status,
        fn setup(&self) -> Vec<Setup> {
            crate::workflows::setup::setup_of(&self.validation_records)
        },
        fn advice(&self) -> Option<&'static str> {
            advice(self.status.as_ref().map(|status| status.as_str()))
        }
    );

    waits! {
        /// Waits until a certificate pack is active, or has reached another state:
        /// `GET /zones/{zone_id}/ssl/certificate_packs/{certificate_pack_id}`.
        ///
        /// A pack that needs a validation fails with [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction) when
        /// the validation has timed out; the error has the records to set. A pack that was deleted keeps existing
        /// for one or two minutes with the status `deleted`, which counts as gone.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        CertificatePacks: CertificatePack, CERTIFICATES
    }
}

#[cfg(feature = "custom_certificates")]
mod custom_certificates {
    use super::*;

    record!(
        CustomCertificate("custom_certificates"),
        status,
        fn advice(&self) -> Option<&'static str> {
            advice(self.status.as_ref().map(|status| status.as_str()))
        }
    );

    waits! {
        /// Waits until a custom certificate is active, or has reached another state:
        /// `GET /zones/{zone_id}/custom_certificates/{custom_certificate_id}`.
        ///
        /// While the zone is not active, its certificates stay in `holding_deployment`: the wait then fails with
        /// [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction). Changing an `sni_custom` certificate gives it a
        /// new id: wait for the id that the change returned.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        CustomCertificates: CustomCertificate, CERTIFICATES
    }
}

#[cfg(feature = "custom_hostnames")]
mod custom_hostnames;

#[cfg(feature = "origin_tls_client_auth")]
mod origin_tls_client_auth {
    use super::*;

    record!(OriginPullCertificate("origin_tls_client_auth"), status);
    record!(OriginPullHostnameCertificate("origin_tls_client_auth_hostname_certificates"), status);

    waits! {
        /// Waits until a zone's certificate for authenticated origin pulls is active, or has reached another state:
        /// `GET /zones/{zone_id}/origin_tls_client_auth/{certificate_id}`.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        OriginTlsClientAuth: OriginPullCertificate, CERTIFICATES
    }

    waits! {
        /// Waits until a certificate for the authenticated origin pulls of hostnames is active, or has reached
        /// another state: `GET /zones/{zone_id}/origin_tls_client_auth/hostnames/certificates/{certificate_id}`.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        OriginTlsClientAuthHostnameCertificates:
            OriginPullHostnameCertificate, CERTIFICATES
    }
}

#[cfg(feature = "client_certificates")]
mod client_certificates {
    use super::*;

    record!(ClientCertificate("client_certificates"), status);

    waits! {
        /// Waits until a client certificate is active, or has reached another state:
        /// `GET /zones/{zone_id}/client_certificates/{client_certificate_id}`.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        ClientCertificates: ClientCertificate, CERTIFICATES
    }
}

#[cfg(feature = "mtls_certificates")]
mod mtls_certificates {
    use super::*;

    record_without_status!(MtlsCertificate("mtls_certificates"));

    waits! {
        /// Waits until an mTLS certificate exists, or no longer does:
        /// `GET /accounts/{account_id}/mtls_certificates/{mtls_certificate_id}`.
        ///
        /// mTLS certificates have no status: one that exists is ready.
        ///
        /// Permission: `Account: SSL and Certificates Read` or `Account: SSL and Certificates Write`.
        MtlsCertificates: MtlsCertificate, CERTIFICATES
    }
}

#[cfg(feature = "access_certificates")]
mod access_certificates {
    use super::*;

    record_without_status!(AccessCertificate("access_certificates"));

    waits! {
        /// Waits until an Access certificate exists, or no longer does:
        /// `GET /{accounts_or_zones}/{account_or_zone_id}/access/certificates/{certificate_id}`.
        ///
        /// Access certificates have no status: one that exists is ready.
        ///
        /// Permission: `Access: Mutual TLS Certificates Read` or `Access: Mutual TLS Certificates Write`.
        AccessCertificates: AccessCertificate, CERTIFICATES
    }
}

#[cfg(feature = "gateway_certificates")]
mod gateway_certificates {
    use super::*;

    record!(
        GatewayCertificate("gateway_certificates"),
        binding_status,
        fn advice(&self) -> Option<&'static str> {
            (self.progress() == Progress::NeedsAction)
                .then_some("activate it: `gateway_certificates().activate(id)`")
        }
    );

    waits! {
        /// Waits until a Gateway certificate is available at the edge, or has reached another state:
        /// `GET /accounts/{account_id}/gateway/certificates/{certificate_id}`.
        ///
        /// A certificate that was not activated is `inactive`: the wait then fails with
        /// [`NeedsAction`](crate::workflows::ErrorKind::NeedsAction). To wait for a deactivation, pass a closure.
        ///
        /// Permission: `Zero Trust Read` or `Zero Trust Write`.
        GatewayCertificates: GatewayCertificate, CERTIFICATES
    }
}

#[cfg(feature = "keyless_certificates")]
mod keyless_certificates {
    use super::*;

    record!(KeylessCertificate("keyless_certificates"), status);

    waits! {
        /// Waits until a Keyless SSL configuration is active, or has reached another state:
        /// `GET /zones/{zone_id}/keyless_certificates/{keyless_certificate_id}`.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        KeylessCertificates: KeylessCertificate, CERTIFICATES
    }
}

#[cfg(feature = "custom_trust_store")]
mod custom_trust_store {
    use super::*;

    record!(TrustedCa("custom_trust_store"), status);

    waits! {
        /// Waits until a root of the custom origin trust store is active, or has reached another state:
        /// `GET /zones/{zone_id}/acm/custom_trust_store/{custom_origin_trust_store_id}`.
        ///
        /// Permission: `SSL and Certificates Read` or `SSL and Certificates Write`.
        CustomTrustStore: TrustedCa, CERTIFICATES
    }
}

#[cfg(feature = "custom_hostnames")]
mod fallback_origin;

#[cfg(feature = "origin_ca_certificates")]
mod origin_ca_certificates {
    use super::*;
    use crate::types::OriginCaCertificate;

    /// A certificate that exists is ready, until it is revoked.
    impl Record for OriginCaCertificate {
        const RESOURCE: &'static str = "origin_ca_certificates";

        fn id(&self) -> &str {
            &self.id
        }

        fn progress(&self) -> Progress {
            if self.revoked_at.is_some() { Progress::Gone } else { Progress::Ready }
        }

        fn status_text(&self) -> Option<String> {
            self.revoked_at.is_some().then(|| "revoked".to_owned())
        }
    }
}
