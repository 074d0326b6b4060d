//! No input leads to a panic, and none is read differently twice.

use cloudflare_certificates::Secret;
use cloudflare_certificates::preflight::{Certificate, Csr};
use cloudflare_certificates::types::{NewCustomCertificate, NewOriginCaCertificate, OriginCaRequestType};
use cloudflare_certificates_simulator::{KeyType, TestCa};
use proptest::prelude::*;

use crate::support::{fixture, preflight};

const CERTIFICATES: [&str; 5] = [
    fixture!("p256.crt"),
    fixture!("p224.crt"),
    fixture!("rsa.crt"),
    fixture!("ed25519.crt"),
    fixture!("ml_dsa_root.crt"),
];
const KEYS: [&str; 7] = [
    fixture!("p256_sec1.key"),
    fixture!("p256_pkcs8.key"),
    fixture!("p256_ec_parameters.key"),
    fixture!("p256_pkcs8_without_public.key"),
    fixture!("rsa_pkcs1.key"),
    fixture!("rsa_pkcs8.key"),
    fixture!("ed25519_pkcs8.key"),
];

/// Calls everything that reads a string.
fn read_all(text: &str, key: &str) {
    let secret = Secret::new(key);
    for certificate in Certificate::all_from_pem(text).into_iter().flatten() {
        read(&certificate, &secret);
    }
    let new = NewCustomCertificate::with_key(text, key).build();
    let findings = preflight().custom_certificate(&new);
    assert_eq!(findings, preflight().custom_certificate(&new));
    let _ = findings.to_string();
    let origin = NewOriginCaCertificate::builder()
        .csr(text)
        .hostnames([key])
        .request_type(OriginCaRequestType::OriginRsa)
        .requested_validity(90)
        .build();
    let _ = preflight().origin_ca_certificate(&origin).to_string();
}

fn read(certificate: &Certificate, key: &Secret) {
    let _ = certificate.matches_key(key);
    let _ =
        (certificate.serial_number_decimal(), certificate.expires_on().datetime(), certificate.not_before());
    assert_eq!(Certificate::from_der(certificate.der()).as_ref(), Ok(certificate));
}

fn changed(text: &str, changes: &[(usize, u8)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (place, byte) in changes {
        let place = place % bytes.len();
        bytes[place] = *byte;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #[test]
    fn any_strings_are_read_without_a_panic(text in any::<String>(), key in any::<String>()) {
        read_all(&text, &key);
        let _ = Csr::from_pem(&text);
    }

    #[test]
    fn changed_pem_is_read_without_a_panic(
        certificate in 0..CERTIFICATES.len(),
        key in 0..KEYS.len(),
        changes in prop::collection::vec((any::<usize>(), 32_u8..127), 1..4),
        ends in (any::<usize>(), any::<usize>()),
    ) {
        let (certificate, key) = (CERTIFICATES[certificate], KEYS[key]);
        read_all(&changed(certificate, &changes), &changed(key, &changes));
        read_all(&certificate[..ends.0 % certificate.len()], &key[..ends.1 % key.len()]);
    }

    #[test]
    fn changed_der_is_read_without_a_panic(
        certificate in 0..CERTIFICATES.len(),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4),
        tail in prop::collection::vec(any::<u8>(), 0..4),
    ) {
        let certificate = Certificate::from_pem(CERTIFICATES[certificate]).unwrap();
        let mut der = certificate.der().to_vec();
        for (place, byte) in changes {
            let place = place % der.len();
            der[place] = byte;
        }
        der.extend(tail);
        if let Ok(certificate) = Certificate::from_der(&der) {
            read(&certificate, &Secret::new(KEYS[0]));
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(der in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Certificate::from_der(&der);
        let _ = Csr::from_der(&der);
    }
}

#[test]
fn every_single_byte_of_a_csr_may_be_wrong() {
    let (csr, _) = TestCa::csr(&["a.example.com"], KeyType::EcdsaP256).unwrap();
    for place in 0..csr.len() {
        for byte in [b'A', b'/', b'\n', b'='] {
            let _ = Csr::from_pem(&changed(&csr, &[(place, byte)])).map(|csr| csr.names().len());
        }
    }
}
