//! CSRs of the test's own.

use rcgen::{CertificateParams, DistinguishedName, DnType};

use super::{TestCa, TestCaError};
use crate::x509::KeyType;

impl TestCa {
    /// Generates a key pair and a CSR for it, with these hosts as its names and the first of them as its common name.
    /// Returns the CSR and the private key, both in PEM form.
    ///
    /// # Errors
    /// Fails if a host is not valid in a certificate, or if no key can be generated.
    pub fn csr(hosts: &[&str], key_type: KeyType) -> Result<(String, String), TestCaError> {
        let names: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = DistinguishedName::new();
        if let Some(host) = hosts.first() {
            params.distinguished_name.push(DnType::CommonName, *host);
        }
        let key = key_type.generate()?;
        Ok((params.serialize_request(&key)?.pem()?, key.serialize_pem()))
    }
}
