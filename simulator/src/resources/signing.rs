//! Certificates that the simulator's own authorities sign.

use rcgen::{
    DistinguishedName, DnType, ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth,
    SanType, SerialNumber,
};

use crate::api_error::ApiError;
use crate::codes;
use crate::server_state::ServerState;
use crate::test_ca::{Leaf, TestCa, TestCaError, Validity};
use crate::x509::{Certificate, Details, SigningRequest, parse_chain};

/// A new certificate.
pub(crate) struct Signed {
    pub(crate) pem: String,
    pub(crate) certificate: Certificate,
    pub(crate) details: Details,
}

/// Which of the two authorities of the Origin CA signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OriginCa {
    Rsa,
    Ecc,
}

/// Signs a client certificate: for the subject and the names of the CSR, to authenticate clients only.
pub(crate) fn client_certificate(
    server: &ServerState,
    request: SigningRequest,
    days: i64,
) -> Result<Signed, ApiError> {
    let leaf = Leaf {
        subject: request.subject,
        names: request.names,
        usages: vec![ClientAuth],
        validity: validity(server, days)?,
        serial: serial(server),
    };
    sign(server.authorities.managed(), leaf, &request.key)
}

/// Signs an Origin CA certificate: for hostnames and the key of the CSR, with the subject that all of them have.
pub(crate) fn origin_certificate(
    server: &ServerState,
    origin_ca: OriginCa,
    request: &SigningRequest,
    hostnames: &[String],
    days: i64,
) -> Result<Signed, ApiError> {
    let names = hostnames.iter().map(|name| Ok(SanType::DnsName(name.as_str().try_into()?)));
    let leaf = Leaf {
        subject: origin_subject(),
        names: names.collect::<Result<_, rcgen::Error>>().map_err(ApiError::internal)?,
        usages: vec![ClientAuth, ServerAuth],
        validity: validity(server, days)?,
        serial: serial(server),
    };
    let authority = match origin_ca {
        OriginCa::Rsa => server.authorities.origin_rsa(),
        OriginCa::Ecc => server.authorities.origin_ecc(),
    };
    sign(authority, leaf, &request.key)
}

fn sign(
    authority: Result<&TestCa, TestCaError>,
    leaf: Leaf,
    key: &impl rcgen::PublicKeyData,
) -> Result<Signed, ApiError> {
    let pem = authority.and_then(|authority| authority.sign(leaf, key)).map_err(ApiError::internal)?.pem();
    let broken = || ApiError::internal("a certificate that was just signed cannot be read");
    let certificate = parse_chain(&pem).and_then(|mut chain| chain.pop()).ok_or_else(broken)?;
    let details = Details::of(&certificate.der).ok_or_else(broken)?;
    Ok(Signed { pem, certificate, details })
}

fn validity(server: &ServerState, days: i64) -> Result<Validity, ApiError> {
    Validity::exact_days(server.now(), days)
        .map_err(|error| ApiError::bad_request(codes::BAD_VALUE, error.to_string()))
}

/// Cloudflare writes this subject whatever the CSR says.
fn origin_subject() -> DistinguishedName {
    let mut subject = DistinguishedName::new();
    subject.push(DnType::OrganizationName, "CloudFlare, Inc.");
    subject.push(DnType::OrganizationalUnitName, "CloudFlare Origin CA");
    subject.push(DnType::CommonName, "CloudFlare Origin Certificate");
    subject
}

/// 20 bytes, which are about 48 decimal digits.
fn serial(server: &ServerState) -> SerialNumber {
    let mut bytes = vec![0x39];
    bytes.extend(server.ids.tag().bytes().chain(server.ids.tag().bytes()).take(19));
    SerialNumber::from(bytes)
}
