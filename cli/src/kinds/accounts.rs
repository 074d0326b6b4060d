//! The kinds of records that accounts have, and those of the token.

use cloudflare_certificates::{ClientCa, Response, types};

use super::fields::Fields;
use super::handle::{getting, known, read, waiting};
use super::records::{Records, Removing};
use super::{At, Detach, Kind, Place, is_name};
use crate::Failure;

/// The name under which `hostname_associations` has the list of the CA that Cloudflare manages.
const MANAGED: &str = "managed";

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "mtls_certificates",
        at: At::Account,
        fields: Fields { name: &["name"], status: &[], ..Fields::CERTIFICATE },
        statuses: Vec::new,
        detach: Detach::Zones,
        open: |place| {
            let handle = place.account()?.mtls_certificates();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.remove(move |record: &Removing| {
                let zones = record.zones.iter().map(|zone| zone.hostname_associations());
                match record.zones.is_empty() {
                    true => handle.remove(&record.id),
                    false => handle.remove_with_associations(&record.id, zones),
                }
            }))
        },
    },
    Kind {
        name: "access_certificates",
        at: At::ZoneOrAccount,
        fields: Fields {
            name: &["name"],
            hosts: &["associated_hostnames"],
            expires_on: &["expires_on"],
            ..Fields::ID
        },
        statuses: Vec::new,
        detach: Detach::OwnHostnames,
        open: |place| {
            let handle = match place {
                Place::Zone(zone) => zone.zone.access_certificates(),
                place => place.account()?.access_certificates(),
            };
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.remove(move |record| handle.remove(&record.id)))
        },
    },
    Kind {
        name: "gateway_certificates",
        at: At::Account,
        fields: Fields { status: &["binding_status"], issuer: &["issuer_org"], ..Fields::CERTIFICATE },
        statuses: known!(GatewayCertificateBindingStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.account()?.gateway_certificates();
            let records = read!(handle, handle.list()).wait(waiting!(handle));
            Ok(records.remove(move |record| handle.remove(&record.id)))
        },
    },
    Kind {
        name: "custom_csrs",
        at: At::ZoneOrAccount,
        fields: Fields { name: &["name", "common_name"], hosts: &["sans"], ..Fields::ID },
        statuses: Vec::new,
        detach: Detach::Nothing,
        open: |place| {
            let handle = match place {
                Place::Zone(zone) => zone.zone.custom_csrs(),
                place => place.account()?.custom_csrs(),
            };
            let records = read!(handle, handle.list());
            Ok(records.delete("custom_certificates or custom_hostnames", move |id| async move {
                handle.delete(id).await
            }))
        },
    },
    Kind {
        name: "hostname_associations",
        at: At::Zone,
        fields: Fields { id: "ca", hosts: &["hostnames"], ..Fields::ID },
        statuses: Vec::new,
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.zone()?.hostname_associations();
            let read = move |ca: String| {
                let handle = handle.clone();
                async move {
                    let authority = match ca.as_str() {
                        MANAGED => ClientCa::Managed,
                        id => ClientCa::uploaded(id),
                    };
                    match handle.get(&authority).await.map(Response::into_inner) {
                        Ok(found) => Ok(Some(OfCa { ca, hostnames: found.hostnames })),
                        Err(error) if error.is_not_found() => Ok(None),
                        Err(error) => Err(error),
                    }
                }
            };
            Ok(Records::default().once(read.clone(), MANAGED).get_value(read))
        },
    },
    Kind {
        name: "access_application_cas",
        at: At::ZoneOrAccount,
        fields: Fields { name: &["aud"], ..Fields::ID },
        statuses: Vec::new,
        detach: Detach::Nothing,
        open: |place| {
            let handle = match place {
                Place::Zone(zone) => zone.zone.access_application_cas(),
                place => place.account()?.access_application_cas(),
            };
            let records = read!(handle, handle.list());
            Ok(records.delete("other kinds", move |id| async move { handle.delete(id).await }))
        },
    },
    Kind {
        name: "access_saml_certificates",
        at: At::Account,
        fields: Fields { id: "uid", expires_on: &["current_certificate.not_after"], ..Fields::ID },
        statuses: Vec::new,
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.account()?.access_saml_certificates();
            Ok(read!(handle, handle.list()))
        },
    },
    Kind {
        name: "zones",
        at: At::Token,
        fields: Fields { name: &["name"], status: &["status"], ..Fields::ID },
        statuses: known!(ZoneStatus),
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.client()?.zones();
            let read = handle.clone();
            let read = move |name_or_id: String| {
                let handle = read.clone();
                async move {
                    if is_name(&name_or_id) {
                        let mut found = handle.list().name(name_or_id.to_lowercase()).all().await?;
                        return Ok(found.pop());
                    }
                    Ok::<_, Failure>(handle.get_opt(name_or_id).await?.map(Response::into_inner))
                }
            };
            Ok(Records::default().list(handle.list()).get_value(read))
        },
    },
    Kind {
        name: "accounts",
        at: At::Token,
        fields: Fields { name: &["name"], ..Fields::ID },
        statuses: Vec::new,
        detach: Detach::Nothing,
        open: |place| {
            let handle = place.client()?.accounts();
            Ok(read!(handle, handle.list()))
        },
    },
];

/// The hostnames that ask for client certificates of a CA.
#[derive(serde::Serialize)]
struct OfCa {
    ca: String,
    hostnames: Vec<String>,
}
