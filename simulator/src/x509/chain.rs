//! Certificates in PEM form, one or several.

use x509_parser::prelude::{FromDer, X509Certificate};

use super::Certificate;

/// The certificates of a PEM text in their order; nothing if there is none or something else among them.
pub(crate) fn parse_chain(text: &str) -> Option<Vec<Certificate>> {
    let blocks = pem::parse_many(text).ok()?;
    if blocks.is_empty() {
        return None;
    }
    let parse = |block: &pem::Pem| match block.tag() {
        "CERTIFICATE" => Certificate::parse(block.contents()),
        _ => None,
    };
    blocks.iter().map(parse).collect()
}

/// Whether one certificate was issued by the owner of another: the names fit and the signature is right.
pub(crate) fn is_issued_by(child: &Certificate, parent: &Certificate) -> bool {
    let (Ok((_, child)), Ok((_, parent))) =
        (X509Certificate::from_der(&child.der), X509Certificate::from_der(&parent.der))
    else {
        return false;
    };
    child.issuer().as_raw() == parent.subject().as_raw()
        && child.verify_signature(Some(parent.public_key())).is_ok()
}
