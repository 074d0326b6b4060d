//! Which certificate is meant.

use std::collections::BTreeSet;

use super::about;
use crate::MtlsCertificates;
use crate::types::MtlsCertificate;
use crate::workflows::pem::bodies_of;
use crate::workflows::{Error, ErrorKind, Result, Run};

const LABEL: &str = "CERTIFICATE";
/// RFC 5280 allows 20 bytes: 49 decimal digits. A longer number is not one.
const MAX_DIGITS: usize = 128;

/// Lookups. All are `GET /accounts/{account_id}/mtls_certificates`. If several certificates match, the error is of the
/// kind [`Ambiguous`](ErrorKind::Ambiguous) and lists their ids.
///
/// Permission: `Account: SSL and Certificates Read` or `Account: SSL and Certificates Write`.
impl MtlsCertificates {
    /// Returns the certificate with this content, or `None`: the same certificates, in any order. Line ends,
    /// whitespace and what is around the certificates do not matter.
    ///
    /// `pem` that contains no certificate is [`Refused`](ErrorKind::Refused).
    pub async fn find(&self, pem: &str) -> Result<Option<MtlsCertificate>> {
        let wanted = bodies(pem)?;
        with_bodies(&self.list().all().await?, &wanted).map_err(|error| error.of_lookup(self.client()))
    }

    /// Returns the certificate with this serial number, or `None`.
    ///
    /// The number is decimal; or hexadecimal, with colons or after `0x`. Serial numbers are unique only among the
    /// certificates of one issuer.
    pub async fn find_by_serial(&self, serial_number: &str) -> Result<Option<MtlsCertificate>> {
        let Some(wanted) = decimal(serial_number) else {
            let detail = "the serial number is neither decimal nor hexadecimal with colons or 0x";
            return Err(Error::new(ErrorKind::Refused).detailed(detail));
        };
        let all = self.list().all().await?;
        only(
            all.into_iter()
                .filter(|one| one.serial_number.as_deref().and_then(decimal).as_ref() == Some(&wanted)),
        )
        .map_err(|error| error.of_lookup(self.client()))
    }

    /// Returns the certificate of this name, or `None`.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<MtlsCertificate>> {
        let all = self.list().all().await?;
        only(all.into_iter().filter(|certificate| certificate.name.as_deref() == Some(name)))
            .map_err(|error| error.of_lookup(self.client()))
    }
}

/// Returns all certificates.
pub(super) async fn all(handle: &MtlsCertificates, run: &Run) -> Result<Vec<MtlsCertificate>> {
    Ok(handle.with(run.reading()).list().all().await?)
}

/// Returns the certificate with this content.
pub(super) fn with_bodies(
    all: &[MtlsCertificate],
    wanted: &BTreeSet<String>,
) -> Result<Option<MtlsCertificate>> {
    let has_content =
        |one: &&MtlsCertificate| one.certificates.as_deref().map(blocks).as_ref() == Some(wanted);
    only(all.iter().filter(has_content).cloned())
}

/// Returns the certificates in a PEM string, each in Base64 without whitespace.
pub(super) fn bodies(pem: &str) -> Result<BTreeSet<String>> {
    let found = blocks(pem);
    if found.is_empty() {
        return Err(Error::new(ErrorKind::Refused).detailed("the PEM text contains no certificate"));
    }
    Ok(found)
}

fn blocks(pem: &str) -> BTreeSet<String> {
    bodies_of(pem, LABEL).collect()
}

/// Returns the only certificate of these.
fn only(mut found: impl Iterator<Item = MtlsCertificate>) -> Result<Option<MtlsCertificate>> {
    let first = found.next();
    let others: Vec<String> = found.map(|other| other.id).collect();
    match first {
        Some(first) if !others.is_empty() => {
            Err(about(ErrorKind::Ambiguous, &first.id)
                .detailed(format!("the others are {}", others.join(", "))))
        }
        first => Ok(first),
    }
}

/// Returns a serial number in decimal, without leading zeros.
fn decimal(serial: &str) -> Option<String> {
    let serial = serial.trim();
    let prefixed = serial.strip_prefix("0x").or_else(|| serial.strip_prefix("0X"));
    let digits: String = prefixed.unwrap_or(serial).chars().filter(|c| *c != ':').collect();
    let radix = if prefixed.is_some() || serial.contains(':') { 16 } else { 10 };
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return None;
    }
    // The number so far, its last digit first.
    let mut number: Vec<u32> = Vec::new();
    for digit in digits.chars() {
        let mut carry = digit.to_digit(radix)?;
        for place in &mut number {
            let value = *place * radix + carry;
            *place = value % 10;
            carry = value / 10;
        }
        while carry > 0 {
            number.push(carry % 10);
            carry /= 10;
        }
    }
    Some(number.iter().rev().filter_map(|digit| char::from_digit(*digit, 10)).collect())
}
