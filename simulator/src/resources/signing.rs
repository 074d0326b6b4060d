//! Certificates that the simulator's own authorities sign.

use rcgen::SerialNumber;

use crate::codes;
use crate::api_error::ApiError;
use crate::test_ca::TestCa;
use crate::server_state::ServerState;
use crate::x509::{Certificate, Details, parse_chain};

/// A new certificate.
pub(crate) struct Signed {
    pub(crate) pem: String,
    pub(crate) certificate: Certificate,
    pub(crate) details: Details,
}

/// Signs a CSR, for other names than its own if some are given.
pub(crate) fn sign(
    authority: &TestCa,
    server: &ServerState,
    csr: &str,
    hosts: Option<&[String]>,
    days: i64,
) -> Result<Signed, ApiError> {
    let pem = authority.sign(csr, hosts, days, serial(server)).map_err(|error| {
        ApiError::bad_request(codes::BAD_VALUE, format!("the CSR cannot be signed: {error}")).at("/csr")
    })?;
    let broken = || ApiError::internal("a certificate that was just signed cannot be read");
    let certificate = parse_chain(&pem).and_then(|mut chain| chain.pop()).ok_or_else(broken)?;
    let details = Details::of(&certificate.der).ok_or_else(broken)?;
    Ok(Signed { pem, certificate, details })
}

/// 20 bytes, which are about 48 decimal digits.
fn serial(server: &ServerState) -> SerialNumber {
    let mut bytes = vec![0x39];
    bytes.extend(server.ids.tag().bytes().chain(server.ids.tag().bytes()).take(19));
    SerialNumber::from(bytes)
}
