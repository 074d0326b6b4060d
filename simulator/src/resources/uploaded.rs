//! What is uploaded in PEM form, and whether it is what it should be.

use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::api_error::ApiError;
use crate::clock::rfc3339;
use crate::codes;
use crate::x509::{Certificate, Details, hex, parse_chain, public_key_of};

/// A certificate that was looked at.
pub(crate) struct Uploaded {
    pub(crate) certificate: Certificate,
    pub(crate) details: Details,
}

impl Uploaded {
    fn new(certificate: Certificate) -> Result<Self, ApiError> {
        let details = Details::of(&certificate.der)
            .ok_or_else(|| ApiError::internal("a certificate without details"))?;
        Ok(Self { certificate, details })
    }

    /// What responses say of it.
    pub(crate) fn description(&self) -> Value {
        json!({
            "issuer": self.details.issuer, "signature": self.certificate.signature,
            "expires_on": rfc3339(self.certificate.expires_on),
        })
    }
}

/// The first certificate of a PEM text.
pub(crate) fn certificate(text: &str, field: &str) -> Result<Uploaded, ApiError> {
    let first = parse_chain(text).and_then(|chain| chain.into_iter().next());
    let first = first.ok_or_else(|| invalid("the certificate cannot be read", field))?;
    Uploaded::new(first)
}

/// The certificate of an authority.
pub(crate) fn authority(text: &str, field: &str) -> Result<Uploaded, ApiError> {
    let uploaded = certificate(text, field)?;
    if uploaded.certificate.is_ca {
        return Ok(uploaded);
    }
    Err(invalid("the certificate is not that of a certificate authority", field))
}

/// A leaf with its private key, still valid.
pub(crate) fn leaf(
    text: &str,
    private_key: &str,
    fields: [&str; 2],
    now: OffsetDateTime,
) -> Result<Uploaded, ApiError> {
    let [field, key_field] = fields;
    let uploaded = certificate(text, field)?;
    if uploaded.certificate.is_ca {
        return Err(
            ApiError::bad_request(codes::NO_LEAF, "the certificate is that of an authority").at(field)
        );
    }
    if uploaded.certificate.expires_on <= now {
        return Err(invalid("the certificate has expired", field));
    }
    check_private_key(&uploaded.certificate, private_key, key_field)?;
    Ok(uploaded)
}

/// A private key must be usable and that of the certificate.
pub(crate) fn check_private_key(
    certificate: &Certificate,
    private_key: &str,
    field: &str,
) -> Result<(), ApiError> {
    check_private_key_for(&hex(&certificate.public_key), private_key, field)
}

/// A private key must be usable and belong to a public key, given in hexadecimal digits.
pub(crate) fn check_private_key_for(wanted: &str, private_key: &str, field: &str) -> Result<(), ApiError> {
    let (code, message) = match public_key_of(private_key).map(|public_key| hex(&public_key)) {
        Some(public_key) if public_key == wanted => return Ok(()),
        Some(_) => (codes::WRONG_PRIVATE_KEY, "the private key belongs to another certificate"),
        None => (
            codes::BAD_PRIVATE_KEY,
            "the private key cannot be used: one key in PEM form without a passphrase is expected",
        ),
    };
    Err(ApiError::bad_request(code, message).at(field))
}

fn invalid(message: &str, field: &str) -> ApiError {
    ApiError::bad_request(codes::INVALID_CERTIFICATE, message).at(field)
}
