//! The public keys of CSRs and certificates: as much of DER as it takes to find them.

use crate::workflows::pem::first_body;

const SEQUENCE: u8 = 0x30;
/// `[0]`, constructed: the version of a certificate, which may be absent.
const VERSION: u8 = 0xa0;

/// Returns the SubjectPublicKeyInfo of a CSR in PEM form; `None` if it cannot be read.
pub(super) fn public_key_of_csr(pem: &str) -> Option<Vec<u8>> {
    let body =
        first_body(pem, "CERTIFICATE REQUEST").or_else(|| first_body(pem, "NEW CERTIFICATE REQUEST"))?;
    let der = base64(&body)?;
    // CertificationRequest: info { version, subject, key, attributes }, …
    let mut info = Elements(Elements(&der).sequence()?).sequence().map(Elements)?;
    let (_version, _subject) = (info.next()?, info.next()?);
    info.next_sequence().map(<[u8]>::to_vec)
}

/// Returns the SubjectPublicKeyInfo of a certificate in PEM form; `None` if it cannot be read.
pub(super) fn public_key_of_certificate(pem: &str) -> Option<Vec<u8>> {
    let der = base64(&first_body(pem, "CERTIFICATE")?)?;
    // Certificate: { [0] version, serial, signature, issuer, validity, subject, key, … }, …
    let mut fields = Elements(Elements(&der).sequence()?).sequence().map(Elements)?;
    if fields.next()?.tag == VERSION {
        let _serial = fields.next()?;
    }
    for _ in ["signature", "issuer", "validity", "subject"] {
        fields.next()?;
    }
    fields.next_sequence().map(<[u8]>::to_vec)
}

/// An element: its tag, its content, and all of its bytes.
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    whole: &'a [u8],
}

/// Elements one after the other.
struct Elements<'a>(&'a [u8]);

impl<'a> Elements<'a> {
    /// Returns the content of the next element, if it is a sequence.
    fn sequence(mut self) -> Option<&'a [u8]> {
        self.next().filter(|element| element.tag == SEQUENCE).map(|element| element.content)
    }

    /// Returns all bytes of the next element, if it is a sequence.
    fn next_sequence(&mut self) -> Option<&'a [u8]> {
        self.next().filter(|element| element.tag == SEQUENCE).map(|element| element.whole)
    }

    fn next(&mut self) -> Option<Element<'a>> {
        let all = self.0;
        let (tag, rest) = all.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(*first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
                let length = bytes.iter().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
                (usize::try_from(length).ok()?, rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(Element { tag: *tag, content, whole: all.get(..all.len().checked_sub(rest.len())?)? })
    }
}

/// Decodes Base64; `None` if there are other characters in it. Bits that make no whole byte are left out.
fn base64(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for character in text.trim_end_matches('=').bytes() {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 & 0xffff | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::{base64, public_key_of_certificate, public_key_of_csr};
    use rcgen::{CertificateParams, KeyPair, PublicKeyData};

    fn pem(label: &str, der: &[u8]) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut body = String::new();
        for chunk in der.chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - chunk.len()));
            for place in 0..=chunk.len() {
                body.push(char::from(ALPHABET[(bits >> (18 - 6 * place) & 63) as usize]));
            }
        }
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    fn key_and_ders() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["www.example.com".to_owned()]).unwrap();
        let csr = params.serialize_request(&key).unwrap().der().to_vec();
        let certificate = params.self_signed(&key).unwrap().der().to_vec();
        (key.subject_public_key_info(), csr, certificate)
    }

    #[test]
    fn base64_is_decoded_with_and_without_padding() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYmFy", "foobar")]
        {
            assert_eq!(base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!((base64("Zm9v!"), base64("Zg==Zg==")), (None, None));
    }

    #[test]
    fn the_key_of_a_csr_is_that_of_the_certificate() {
        let (key, csr, certificate) = key_and_ders();
        for label in ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"] {
            assert_eq!(public_key_of_csr(&pem(label, &csr)), Some(key.clone()));
        }
        assert_eq!(public_key_of_certificate(&pem("CERTIFICATE", &certificate)), Some(key));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let (_, csr, certificate) = key_and_ders();
        for (label, der) in [("CERTIFICATE REQUEST", csr), ("CERTIFICATE", certificate)] {
            for place in 0..der.len() {
                for byte in [0, 1, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x88, 0xa0, 0xff] {
                    let mut mutated = der.clone();
                    mutated[place] = byte;
                    let (mutated, cut) = (pem(label, &mutated), pem(label, &der[..place]));
                    for text in [mutated, cut] {
                        let _ = (public_key_of_csr(&text), public_key_of_certificate(&text));
                    }
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn no_string_makes_it_panic(der: Vec<u8>, text: String) {
            for label in ["CERTIFICATE REQUEST", "CERTIFICATE"] {
                let framed = format!("-----BEGIN {label}-----{text}-----END {label}-----");
                for text in [pem(label, &der), framed, text.clone()] {
                    let _ = (public_key_of_csr(&text), public_key_of_certificate(&text));
                }
            }
        }
    }
}
