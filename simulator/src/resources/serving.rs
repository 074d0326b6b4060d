//! Which certificate a record has visitors served or origins presented, if any.
//!
//! The classes follow Cloudflare's order of certificates for the same hostname:
//! <https://developers.cloudflare.com/ssl/reference/certificate-and-hostname-priority/>. Not modelled: that the deletion of a
//! certificate brings up the one that expires last; it is the newest one always.

use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::served::{Coverage, Facts, Offer, RecordKey, Standing};
use crate::store::Item;
use crate::x509::{parse_chain, sha256};

const UNIVERSAL: u8 = 1;
const ADVANCED: u8 = 2;
const CUSTOM_HOSTNAME: u8 = 3;
const SNI_CUSTOM: u8 = 4;
const LEGACY_CUSTOM: u8 = 5;
const KEYLESS: u8 = 6;

/// What a status means for what is served.
enum Phase {
    Served,
    /// A change is on its way: what was served until now still is.
    Changing,
    Gone,
}

fn phase(status: &Value) -> Phase {
    match status.as_str().unwrap_or_default() {
        "active" => Phase::Served,
        "" | "blocked" | "deactivating" | "deleted" | "deletion_timed_out" | "expired" | "inactive"
        | "moved" | "pending_cleanup" | "pending_deletion" => Phase::Gone,
        _ => Phase::Changing,
    }
}

fn standing(status: &Value, offer: impl FnOnce() -> Offer) -> Standing {
    match phase(status) {
        Phase::Served => Standing::Offers(offer()),
        Phase::Changing => Standing::AsBefore,
        Phase::Gone => Standing::Nothing,
    }
}

pub(super) fn custom_certificate(_: &RecordKey, item: &Item) -> Standing {
    let record = &item.record;
    standing(&record["status"], || {
        let class = if item.internal["type"] == "sni_custom" { SNI_CUSTOM } else { LEGACY_CUSTOM };
        let facts = Facts { fingerprint_sha256: text(&item.internal["fingerprint"]), ..Facts::default() };
        let offer = Offer::to_visitors(texts(&record["hosts"]), class, facts, date(&record["expires_on"]));
        // Only those of the type `legacy_custom` have a priority that matters.
        let priority = record["priority"].as_i64().filter(|_| class == LEGACY_CUSTOM);
        offer.priority(priority.unwrap_or_default())
    })
}

pub(super) fn certificate_pack(_: &RecordKey, item: &Item) -> Standing {
    let record = &item.record;
    standing(&record["status"], || {
        let is_universal = record["type"] == "universal";
        let class = if is_universal { UNIVERSAL } else { ADVANCED };
        let facts = Facts { is_universal, ..Facts::default() };
        // Cloudflare renews the universal one in time.
        let expiry = date(&record["certificates"][0]["expires_on"]).filter(|_| !is_universal);
        Offer::to_visitors(texts(&record["hosts"]), class, facts, expiry)
    })
}

/// The hostname must be active, or on its way to it, and the certificate active.
pub(super) fn custom_hostname(_: &RecordKey, item: &Item) -> Standing {
    let (record, ssl) = (&item.record, &item.record["ssl"]);
    if !ssl.is_object() || matches!(phase(&record["status"]), Phase::Gone) {
        return Standing::Nothing;
    }
    standing(&ssl["status"], || {
        let hostname = record["hostname"].as_str().unwrap_or_default();
        let below = (ssl["wildcard"] == true && !hostname.starts_with("*.")).then(|| format!("*.{hostname}"));
        let names = std::iter::once(hostname).chain(below.as_deref());
        // Of two certificates, visitors get the one that is not RSA if they can.
        let own = item.internal["own"].as_array().map(Vec::as_slice).unwrap_or_default();
        let certificate = own.iter().find(|one| one["rsa"] == false).or_else(|| own.first());
        let certificate = certificate.unwrap_or_else(|| &ssl["certificates"][0]);
        let facts = Facts {
            fingerprint_sha256: fingerprint(&certificate["certificate"]),
            serial_number: text(&certificate["serial_number"]),
            ..Facts::default()
        };
        Offer::to_visitors(names, CUSTOM_HOSTNAME, facts, date(&certificate["expires_on"]))
    })
}

pub(super) fn keyless_certificate(_: &RecordKey, item: &Item) -> Standing {
    let (record, internal) = (&item.record, &item.internal);
    if record["enabled"] != true {
        return Standing::Nothing;
    }
    standing(&record["status"], || {
        let facts = Facts { fingerprint_sha256: text(&internal["fingerprint"]), ..Facts::default() };
        Offer::to_visitors(texts(&internal["hosts"]), KEYLESS, facts, date(&internal["expires_on"]))
    })
}

/// The certificate of a zone for origin pulls, once they are enabled for the zone.
pub(super) fn origin_pull_certificate(key: &RecordKey, item: &Item, settings: &'static str) -> Standing {
    let record = &item.record;
    if record["enabled"] == false {
        return Standing::Nothing;
    }
    standing(&record["status"], || {
        let zone = item.internal["zone"].as_str().unwrap_or_else(|| key.owner());
        let until = date(&record["expires_on"]);
        let offer = Offer::to_origins(vec![Coverage::Zone(zone.to_owned())], Some(pulled(record)), until);
        offer.needing(RecordKey::new(settings, key.owner(), ""))
    })
}

pub(super) fn origin_pull_settings(_: &RecordKey, item: &Item) -> Standing {
    if item.record["enabled"] == true { Standing::Offers(Offer::for_others(None)) } else { Standing::Nothing }
}

/// It serves nobody by itself: associations need it.
pub(super) fn origin_pull_hostname_certificate(_: &RecordKey, item: &Item) -> Standing {
    match item.str("status") {
        "active" => Standing::Offers(Offer::for_others(date(&item.record["expires_on"]))),
        _ => Standing::Nothing,
    }
}

/// An association, whose certificate must be active. If it is disabled, nothing is presented to the hostname's origin, whatever the
/// zone has.
pub(super) fn origin_pull_hostname(key: &RecordKey, item: &Item, certificates: &'static str) -> Standing {
    let record = &item.record;
    standing(&record["status"], || {
        let hostname = vec![Coverage::of_name(key.id())];
        if record["enabled"] != true {
            return Offer::to_origins(hostname, None, None).binding();
        }
        let id = record["cert_id"].as_str().unwrap_or_default();
        let certificate = RecordKey::new(certificates, key.owner(), id);
        let facts = Facts { of: Some(certificate.clone()), ..pulled(record) };
        Offer::to_origins(hostname, Some(facts), None).needing(certificate).binding()
    })
}

fn pulled(record: &Value) -> Facts {
    Facts {
        fingerprint_sha256: fingerprint(&record["certificate"]),
        serial_number: text(&record["serial_number"]),
        ..Facts::default()
    }
}

/// The fingerprint of the first certificate of a PEM text.
fn fingerprint(pem: &Value) -> Option<String> {
    Some(sha256(&parse_chain(pem.as_str()?)?.first()?.der))
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn date(value: &Value) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(value.as_str()?, &Rfc3339).ok()
}
