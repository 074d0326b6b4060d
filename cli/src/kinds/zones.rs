//! The kinds of records that zones have.

use cloudflare_certificates::{Response, types};

use super::fields::Fields;
use super::handle::{getting, known, read, waiting};
use super::records::Records;
use super::{At, Detach, Kind, Place, is_name};
use crate::Failure;

/// There is no association of this hostname.
const NO_ASSOCIATION: i64 = 1553;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "certificate_packs",
        at: At::Zone,
        fields: Fields {
            hosts: &["hosts"],
            issuer: &["certificates.*.issuer", "certificate_authority"],
            expires_on: &["certificates.*.expires_on"],
            ..Fields::CERTIFICATE
        },
        statuses: known!(CertificatePackStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.certificate_packs();
            let records = read!(handle, handle.list().status(types::CertificatePackStatusFilter::All))
                .wait(waiting!(handle));
            Ok(records.remove(move |record| handle.remove(&record.id)))
        },
    },
    Kind {
        name: "custom_certificates",
        at: At::Zone,
        fields: Fields { hosts: &["hosts"], ..Fields::CERTIFICATE },
        statuses: known!(CustomCertificateStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.custom_certificates();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.remove(move |record| handle.remove(&record.id)))
        },
    },
    Kind {
        name: "custom_hostnames",
        at: At::Zone,
        fields: Fields {
            certificate_status: &["ssl.status"],
            hosts: &["hostname"],
            issuer: &["ssl.certificates.*.issuer", "ssl.issuer", "ssl.certificate_authority"],
            expires_on: &["ssl.certificates.*.expires_on", "ssl.expires_on"],
            ..Fields::CERTIFICATE
        },
        statuses: || {
            let certificate = types::CertificatePackStatus::KNOWN.iter().map(|status| status.as_str());
            types::CustomHostnameStatus::KNOWN
                .iter()
                .map(|status| status.as_str())
                .chain(certificate)
                .collect()
        },
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.custom_hostnames();
            let read = handle.clone();
            let read = move |name_or_id: String| {
                let handle = read.clone();
                async move {
                    if is_name(&name_or_id) {
                        return Ok(handle.find(name_or_id).await?);
                    }
                    Ok::<_, Failure>(handle.get_opt(name_or_id).await?.map(Response::into_inner))
                }
            };
            let records = Records::default().list(handle.list()).get_value(read).wait(waiting!(handle));
            Ok(records.remove(move |record| handle.offboard(&record.id)))
        },
    },
    Kind {
        name: "keyless_certificates",
        at: At::Zone,
        fields: Fields { name: &["name"], status: &["status"], hosts: &["host"], ..Fields::ID },
        statuses: known!(KeylessCertificateStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.keyless_certificates();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.delete("other kinds", move |id| async move { handle.delete(id).await }))
        },
    },
    Kind {
        name: "client_certificates",
        at: At::Zone,
        fields: Fields {
            name: &["common_name"],
            issuer: &["certificate_authority.name"],
            ..Fields::CERTIFICATE
        },
        statuses: known!(ClientCertificateStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.client_certificates();
            let records = read!(handle, handle.list().status(types::ClientCertificateStatusFilter::All))
                .wait(waiting!(handle));
            Ok(records.delete("other kinds", move |id| async move { handle.revoke(id).await }))
        },
    },
    Kind {
        name: "origin_ca_certificates",
        at: At::ZoneOrId,
        fields: Fields {
            status: &["revoked_at?revoked"],
            hosts: &["hostnames"],
            expires_on: &["expires_on"],
            ..Fields::ID
        },
        statuses: || vec!["revoked"],
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.client()?.origin_ca_certificates();
            let records = match place {
                Place::Zone(zone) => read!(handle, handle.list(zone.zone.id())),
                _ => Records::default().get(getting!(handle)),
            };
            Ok(records.remove(move |record| handle.ensure_revoked(&record.id)))
        },
    },
    Kind {
        name: "origin_tls_client_auth",
        at: At::Zone,
        fields: Fields::CERTIFICATE,
        statuses: known!(OriginPullStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.origin_tls_client_auth();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.remove(move |record| handle.remove(&record.id)))
        },
    },
    Kind {
        name: "origin_tls_client_auth_hostname_certificates",
        at: At::Zone,
        fields: Fields::CERTIFICATE,
        statuses: known!(OriginPullStatus),
        detach: Detach::Hostnames,
        open: |place| {
            let handle = place.zone()?.origin_tls_client_auth().hostname_certificates();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.remove(move |record| match record.hostnames.is_empty() {
                true => handle.remove(&record.id),
                false => handle.disassociate_and_remove(&record.id, record.hostnames.clone()),
            }))
        },
    },
    Kind {
        name: "origin_tls_client_auth_hostnames",
        at: At::Zone,
        fields: Fields { id: "hostname", hosts: &["hostname"], ..Fields::CERTIFICATE },
        statuses: known!(OriginPullStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.origin_tls_client_auth().hostnames();
            let get = handle.clone();
            let get = move |hostname| {
                let handle = get.clone();
                async move { absent_is_none(handle.get(hostname).await) }
            };
            let records = Records::default().get(get).wait(waiting!(handle));
            Ok(records.remove(move |record| handle.disassociate([&record.id])))
        },
    },
    Kind {
        name: "custom_trust_store",
        at: At::Zone,
        fields: Fields::CERTIFICATE,
        statuses: known!(TrustedCaStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.custom_trust_store();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.delete("other kinds", move |id| async move { handle.delete(id).await }))
        },
    },
];

/// Returns `None` for an association that does not exist.
fn absent_is_none<T>(
    outcome: cloudflare_certificates::Result<Response<T>>,
) -> cloudflare_certificates::Result<Option<Response<T>>> {
    match outcome {
        Err(error) if error.is_not_found() || error.has_code(NO_ASSOCIATION) => Ok(None),
        outcome => outcome.map(Some),
    }
}
