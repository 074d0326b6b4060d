//! The certificate authority for tests.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod parsed;

use std::time::{Duration, SystemTime};

use cloudflare_certificates_simulator::{IssuedCertificate, KeyType, Simulator, TestCa};
use parsed::{DAY, Parsed, hex, seconds};
use sha2::{Digest, Sha256};

const HOSTS: [&str; 3] = ["example.com", "*.example.com", "192.0.2.1"];
const KEY_TYPES: [(KeyType, &str); 4] = [
    (KeyType::EcdsaP256, "EC 256"),
    (KeyType::EcdsaP384, "EC 384"),
    (KeyType::Rsa2048, "RSA 2048"),
    (KeyType::Ed25519, "Ed25519"),
];

fn leaf(issued: &IssuedCertificate) -> Parsed {
    Parsed::one(issued.certificate_pem())
}

/// The public key of a private one, as a certificate has it.
fn public_key_of(private_key: &str) -> Vec<u8> {
    use rcgen::PublicKeyData;
    rcgen::KeyPair::from_pem(private_key).unwrap().subject_public_key_info()
}

#[test]
fn a_leaf_names_its_hosts_and_serves_servers() {
    let ca = TestCa::new().unwrap();
    let leaf = leaf(&ca.certificate(&HOSTS).issue().unwrap());
    assert_eq!(leaf.names, ["DNSName(example.com)", "DNSName(*.example.com)", "IPAddress(c0:00:02:01)"]);
    assert_eq!((leaf.is_ca, leaf.usages, leaf.subject.as_str()), (false, (true, false), ""));
    assert_eq!(leaf.key_usage, "Digital Signature, Key Encipherment");
    assert!(leaf.is_issued_by(&Parsed::one(ca.certificate_pem())));
}

#[test]
fn leaves_have_keys_of_every_type_with_their_private_halves() {
    let ca = TestCa::new().unwrap();
    for (key_type, shown) in KEY_TYPES.into_iter().chain([(KeyType::Rsa4096, "RSA 4096")]) {
        let issued = ca.certificate(&HOSTS).key(key_type).issue().unwrap();
        let leaf = leaf(&issued);
        assert_eq!(leaf.key, shown);
        assert_eq!(leaf.public_key, public_key_of(issued.private_key_pem().unwrap()), "{shown}");
    }
}

#[test]
fn roots_of_every_type_sign() {
    for (key_type, shown) in KEY_TYPES {
        let ca = TestCa::builder().key(key_type).common_name("A Root").build().unwrap();
        let root = Parsed::one(ca.certificate_pem());
        assert_eq!((root.key.as_str(), root.is_ca), (shown, true));
        assert_eq!(root.subject, "O=Simulator Test CA, CN=A Root");
        assert_eq!(root.key_usage, "Key Cert Sign, CRL Sign");
        let leaf = leaf(&ca.certificate(&HOSTS).issue().unwrap());
        assert!(leaf.is_issued_by(&root) && root.is_issued_by(&root), "{shown}");
    }
    let rsa = Parsed::one(TestCa::with_rsa_key().unwrap().certificate_pem());
    assert_eq!(rsa.key, "RSA 2048");
}

#[test]
fn days_count_from_now() {
    let ca = TestCa::new().unwrap();
    let now = seconds(SystemTime::now());
    let day = i64::try_from(DAY.as_secs()).unwrap();
    // Days, and when it begins and ends in seconds from now.
    for (days, begins, ends) in [(90, -300, 90 * day), (0, -day, 0), (-5, -6 * day, -5 * day)] {
        let leaf = leaf(&ca.certificate(&HOSTS).valid_days(days).issue().unwrap());
        let (first, last) = (leaf.validity.0 - now, leaf.validity.1 - now);
        assert!((begins..begins + 60).contains(&first), "{days}: {first}");
        assert!((ends..ends + 60).contains(&last), "{days}: {last}");
    }
}

#[test]
fn a_certificate_can_be_expired_or_not_yet_valid() {
    let ca = TestCa::new().unwrap();
    let now = SystemTime::now();
    let expired = ca.certificate(&HOSTS).expired().issue().unwrap();
    assert!(expired.not_before() < expired.not_after() && expired.not_after() < now);
    let early = ca.certificate(&HOSTS).not_yet_valid().issue().unwrap();
    assert!(now + 29 * DAY < early.not_before() && early.not_before() < early.not_after());
}

#[test]
fn a_validity_is_kept_to_the_second() {
    let ca = TestCa::new().unwrap();
    let (begin, end) = (SystemTime::UNIX_EPOCH + 100 * DAY, SystemTime::UNIX_EPOCH + 4_000 * DAY);
    let issued = ca.certificate(&HOSTS).validity(begin, end).issue().unwrap();
    assert_eq!((issued.not_before(), issued.not_after()), (begin, end));
    assert_eq!(leaf(&issued).validity, (seconds(begin), seconds(end)));
}

#[test]
fn an_impossible_validity_is_an_error() {
    let ca = TestCa::new().unwrap();
    let (now, certificate) = (SystemTime::now(), ca.certificate(&HOSTS));
    certificate.clone().validity(now, now - DAY).issue().unwrap_err();
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(400_000_000_000);
    certificate.clone().validity(now, far).issue().unwrap_err();
    let early = SystemTime::UNIX_EPOCH - Duration::from_secs(4_000_000_000);
    certificate.clone().validity(early, now).issue().unwrap_err();
    for days in [i64::MAX, i64::MIN, 10_000_000, -1_000_000] {
        certificate.clone().valid_days(days).issue().unwrap_err();
    }
    TestCa::with_validity(now, now - DAY).unwrap_err();
}

#[test]
fn a_renewal_can_have_the_same_key() {
    let ca = TestCa::new().unwrap();
    for (key_type, shown) in KEY_TYPES {
        let old = ca.certificate(&HOSTS).key(key_type).issue().unwrap();
        let new = ca.certificate(&HOSTS).with_key(old.private_key_pem().unwrap()).issue().unwrap();
        assert_eq!(new.private_key_pem(), old.private_key_pem());
        assert_eq!(leaf(&new).public_key, leaf(&old).public_key, "{shown}");
        assert_ne!(new.certificate_pem(), old.certificate_pem());
    }
    ca.certificate(&HOSTS).with_key("no key").issue().unwrap_err();
}

#[test]
fn a_weak_key_has_1024_bits() {
    let issued = TestCa::new().unwrap().certificate(&HOSTS).weak_key().issue().unwrap();
    assert_eq!(leaf(&issued).key, "RSA 1024");
    // The private half is that of the certificate: they have the modulus in common.
    let private = pem::parse(issued.private_key_pem().unwrap()).unwrap();
    let public = leaf(&issued).public_key;
    let modulus = &public[public.len() - 133..public.len() - 5];
    assert!(private.contents().windows(128).any(|bytes| bytes == modulus));
}

#[test]
fn a_leaf_without_alternative_names_has_a_common_name() {
    let ca = TestCa::new().unwrap();
    let leaf = leaf(&ca.certificate(&[]).common_name("www.example.com").issue().unwrap());
    assert_eq!((leaf.names.len(), leaf.subject.as_str()), (0, "CN=www.example.com"));
}

#[test]
fn a_self_signed_leaf_is_its_own_issuer() {
    let ca = TestCa::new().unwrap();
    let issued = ca.certificate(&HOSTS).self_signed().issue().unwrap();
    let leaf = leaf(&issued);
    assert_eq!((leaf.subject.as_str(), leaf.is_ca), ("CN=example.com", false));
    assert!(leaf.is_issued_by(&leaf) && !leaf.is_issued_by(&Parsed::one(ca.certificate_pem())));
    assert_eq!(issued.chain_pem(), issued.certificate_pem());
    // The private key of these is not at hand.
    ca.certificate(&HOSTS).weak_key().self_signed().issue().unwrap_err();
    let (csr, _) = TestCa::csr(&HOSTS, KeyType::EcdsaP256).unwrap();
    ca.certificate(&HOSTS).for_csr(csr).self_signed().issue().unwrap_err();
}

#[test]
fn the_accessors_agree_with_the_certificate() {
    let issued = TestCa::new().unwrap().certificate(&HOSTS).issue().unwrap();
    let leaf = leaf(&issued);
    assert_eq!(issued.serial_number(), leaf.serial);
    assert_eq!((seconds(issued.not_before()), seconds(issued.not_after())), leaf.validity);
    assert_eq!(issued.fingerprint_sha256(), hex(&Sha256::digest(&leaf.der)));
    let md5 = hex(&md5::Md5::digest(&leaf.der)).to_uppercase();
    let shown = issued.fingerprint_md5().strip_prefix("MD5 Fingerprint=").unwrap();
    assert_eq!((shown.len(), shown.replace(':', "")), (47, md5));
}

#[test]
fn no_two_certificates_have_the_same_serial_number() {
    let (one, other) = (TestCa::new().unwrap(), TestCa::new().unwrap());
    let mut serials: Vec<String> = [&one, &other, &one, &other]
        .map(|ca| ca.certificate(&HOSTS).issue().unwrap().serial_number().to_owned())
        .into();
    serials.push(Parsed::one(one.intermediate("A").unwrap().certificate_pem()).serial);
    serials.sort();
    serials.dedup();
    assert_eq!(serials.len(), 5);
}

#[test]
fn debug_shows_no_private_keys() {
    let ca = TestCa::new().unwrap();
    let issued = ca.certificate(&HOSTS).issue().unwrap();
    let key = issued.private_key_pem().unwrap();
    let builder = ca.certificate(&HOSTS).with_key(key);
    let shown = format!("{issued:?} {builder:?} {ca:?} {:?}", TestCa::builder());
    assert!(!shown.contains("PRIVATE") && !shown.contains(key.lines().nth(1).unwrap()), "{shown}");
    assert!(shown.contains("example.com") && shown.contains(issued.serial_number()));
}

#[tokio::test]
async fn the_simulators_authority_lives_in_simulated_time() {
    let simulator = Simulator::start().await.unwrap();
    simulator.advance(1_000 * DAY);
    let simulated = SystemTime::now() + 999 * DAY;
    let ca = simulator.test_ca();
    for ca in [ca, &ca.intermediate("A").unwrap()] {
        let issued = ca.certificate(&HOSTS).issue().unwrap();
        assert!(issued.not_before() > simulated && issued.not_after() > simulated + 89 * DAY);
    }
}
