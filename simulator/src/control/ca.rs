//! The certificate authorities.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ControlError, Request};
use crate::clock::{moment_of, rfc3339};
use crate::test_ca::{CertificateBuilder, IssuedCertificate, TestCa, TestCaError};
use crate::x509::KeyType;

/// How long certificates are valid by default.
const DAYS: i64 = 90;
/// A longer chain serves nobody, and each authority needs a key.
const MAX_INTERMEDIATES: u8 = 5;
/// The types of keys, under the names that the control plane uses.
pub(super) const KEY_TYPES: [(&str, KeyType); 5] = [
    ("ecdsa_p256", KeyType::EcdsaP256),
    ("ecdsa_p384", KeyType::EcdsaP384),
    ("rsa_2048", KeyType::Rsa2048),
    ("rsa_4096", KeyType::Rsa4096),
    ("ed25519", KeyType::Ed25519),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    hosts: Vec<String>,
    validity_days: Option<i64>,
    key_type: Option<String>,
    private_key: Option<String>,
    common_name: Option<String>,
    #[serde(default)]
    intermediates: u8,
    #[serde(default)]
    not_yet_valid: bool,
    #[serde(default)]
    self_signed: bool,
    #[serde(default)]
    weak_key: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    csr: String,
    validity_days: Option<i64>,
    #[serde(default)]
    intermediates: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Csr {
    hosts: Vec<String>,
    key_type: Option<String>,
}

pub(super) fn roots(request: &Request) -> Result<Value, ControlError> {
    let [client, origin_rsa, origin_ecc] = request.server.authorities.roots().map_err(failed)?;
    Ok(json!({
        "test": request.server.test_ca.certificate_pem(), "client": client, "origin_rsa": origin_rsa,
        "origin_ecc": origin_ecc,
    }))
}

pub(super) fn issue(request: &Request) -> Result<Value, ControlError> {
    let issue: Issue = request.json()?;
    let key_sources = [issue.key_type.is_some(), issue.private_key.is_some(), issue.weak_key];
    if key_sources.into_iter().filter(|given| *given).count() > 1 {
        return Err(ControlError::invalid("`key_type`, `private_key` and `weak_key` exclude each other"));
    }
    if issue.not_yet_valid && issue.validity_days.is_some() {
        return Err(ControlError::invalid("`not_yet_valid` and `validity_days` exclude each other"));
    }
    with_intermediates(&request.server.test_ca, issue.intermediates, |ca| {
        let issued = builder(ca, &issue)?.issue().map_err(failed)?;
        Ok(shown(&issued))
    })
}

pub(super) fn sign(request: &Request) -> Result<Value, ControlError> {
    let Sign { csr, validity_days, intermediates } = request.json()?;
    with_intermediates(&request.server.test_ca, intermediates, |ca| {
        let builder = ca.certificate(&[]).for_csr(&csr).valid_days(validity_days.unwrap_or(DAYS));
        Ok(shown(&builder.issue().map_err(failed)?))
    })
}

pub(super) fn csr(request: &Request) -> Result<Value, ControlError> {
    let Csr { hosts, key_type } = request.json()?;
    let hosts: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let (csr, private_key) = TestCa::csr(&hosts, self::key_type(key_type.as_deref())?).map_err(failed)?;
    Ok(json!({ "csr": csr, "private_key": private_key }))
}

fn builder<'a>(ca: &'a TestCa, issue: &Issue) -> Result<CertificateBuilder<'a>, ControlError> {
    let hosts: Vec<&str> = issue.hosts.iter().map(String::as_str).collect();
    let mut builder = ca.certificate(&hosts).key(key_type(issue.key_type.as_deref())?);
    builder = match issue.not_yet_valid {
        true => builder.not_yet_valid(),
        false => builder.valid_days(issue.validity_days.unwrap_or(DAYS)),
    };
    if let Some(private_key) = &issue.private_key {
        builder = builder.with_key(private_key);
    }
    if issue.weak_key {
        builder = builder.weak_key();
    }
    if let Some(name) = &issue.common_name {
        builder = builder.common_name(name);
    }
    Ok(if issue.self_signed { builder.self_signed() } else { builder })
}

/// Calls a function with the authority that is this number of intermediates below the root.
fn with_intermediates(
    root: &TestCa,
    count: u8,
    issue: impl FnOnce(&TestCa) -> Result<Value, ControlError>,
) -> Result<Value, ControlError> {
    if count > MAX_INTERMEDIATES {
        return Err(ControlError::invalid(format!("`intermediates` is at most {MAX_INTERMEDIATES}")));
    }
    let mut lowest: Option<TestCa> = None;
    for number in 1..=count {
        let above = lowest.as_ref().unwrap_or(root);
        lowest = Some(above.intermediate(&format!("Simulator Test Intermediate {number}")).map_err(failed)?);
    }
    issue(lowest.as_ref().unwrap_or(root))
}

fn shown(issued: &IssuedCertificate) -> Value {
    let date = |time| rfc3339(moment_of(time));
    json!({
        "certificate": issued.certificate_pem(), "private_key": issued.private_key_pem(), "chain": issued.chain_pem(),
        "serial_number": issued.serial_number(), "fingerprint_sha256": issued.fingerprint_sha256(),
        "not_before": date(issued.not_before()), "not_after": date(issued.not_after()),
    })
}

fn key_type(name: Option<&str>) -> Result<KeyType, ControlError> {
    let Some(name) = name else { return Ok(KeyType::default()) };
    let found = KEY_TYPES.iter().find(|(other, _)| *other == name);
    found.map(|(_, key_type)| *key_type).ok_or_else(|| {
        let names = KEY_TYPES.map(|(name, _)| name).join(", ");
        ControlError::invalid(format!("there is no type of key `{name}`; there are {names}"))
    })
}

fn failed(error: TestCaError) -> ControlError {
    ControlError::invalid(error.to_string())
}
