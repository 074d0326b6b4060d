//! Fingerprints, and bytes as digits.

use std::fmt::Write;

/// Returns the SHA-256 fingerprint in lowercase hexadecimal digits.
pub(super) fn sha256(der: &[u8]) -> String {
    hex(&hmac_sha256::Hash::hash(der))
}

/// Returns the MD5 fingerprint as OpenSSL prints it, and Access shows it.
pub(super) fn md5(der: &[u8]) -> String {
    let digest = md5::compute(der);
    let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("MD5 Fingerprint={}", pairs.join(":"))
}

/// Returns bytes in lowercase hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// The most bytes that are written in decimal digits: a hundred times what X.509 allows.
const LONGEST_NUMBER: usize = 2048;

/// Returns a number, given in bytes, the highest first, in decimal digits; the time grows with the square of the length.
pub(super) fn decimal(number: &[u8]) -> String {
    let number = number.get(..LONGEST_NUMBER).unwrap_or(number);
    // The lowest digit first.
    let mut digits = vec![0_u8];
    for byte in number {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).unwrap_or(0);
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).unwrap_or(0));
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_have_their_decimal_digits() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0]), "0");
        assert_eq!(decimal(&[1, 0]), "256");
        assert_eq!(decimal(&[0xff; 8]), u64::MAX.to_string());
        assert_eq!(
            decimal(&[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x05]),
            "2361183241434822606597"
        );
    }
}
