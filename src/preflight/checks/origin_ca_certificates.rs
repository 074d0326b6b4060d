//! Origin CA certificates: the CSR, the hostnames and the validity.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::preflight::{Csr, Findings, Preflight, names};
use crate::types::{NewOriginCaCertificate, OriginCaRequestType};

const TOO_MANY_HOSTNAMES: i64 = 1005;
const INVALID_HOSTNAME: i64 = 1010;
const UNREADABLE_CSR: i64 = 1011;
const MOST_HOSTNAMES: usize = 200;

/// Checks of Origin CA certificates.
impl Preflight {
    /// Checks a request to the Origin CA: a readable CSR (1011), at most 200 hostnames (1005), no IP addresses and only
    /// wildcards of one level (1010), and one of the listed validities.
    ///
    /// <https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/>
    pub fn origin_ca_certificate(&self, new: &NewOriginCaCertificate) -> Findings {
        let mut findings = Findings::default();
        check_csr(new, &mut findings);
        let hostnames: BTreeSet<String> = new.hostnames.iter().map(|name| names::normalize(name)).collect();
        if hostnames.len() > MOST_HOSTNAMES {
            let problem =
                format!("there are {} hostnames, and {MOST_HOSTNAMES} are allowed", hostnames.len());
            findings.error("hostnames", TOO_MANY_HOSTNAMES, problem, "request several certificates");
        }
        for (place, hostname) in new.hostnames.iter().enumerate() {
            check_hostname(&format!("hostnames[{place}]"), hostname, &mut findings);
        }
        Self::with_bounds(findings, new)
    }
}

fn check_csr(new: &NewOriginCaCertificate, findings: &mut Findings) {
    let csr = match Csr::from_pem(&new.csr) {
        Ok(csr) => csr,
        Err(error) if error.is_damaged() => {
            let advice = "send the CSR in PEM form, from `-----BEGIN CERTIFICATE REQUEST-----` on";
            return findings.error("csr", UNREADABLE_CSR, error.to_string(), advice);
        }
        Err(error) => {
            let advice = "it was not checked; if Cloudflare refuses it, make a new one";
            return findings.warning("csr", UNREADABLE_CSR, error.to_string(), advice);
        }
    };
    let key_type = csr.key_type();
    let is_other = match new.request_type {
        OriginCaRequestType::OriginRsa => key_type.is_ecdsa(),
        OriginCaRequestType::OriginEcc => key_type.is_rsa(),
        _ => false,
    };
    if is_other {
        let problem = format!("the key of the CSR is {key_type}");
        findings.warning("request_type", None, problem, "request the type of the key");
    }
}

fn check_hostname(field: &str, hostname: &str, findings: &mut Findings) {
    let name = names::normalize(hostname);
    if name.parse::<IpAddr>().is_ok() {
        let problem = "it is an IP address";
        findings.error(field, INVALID_HOSTNAME, problem, "request the certificate for a hostname");
        return;
    }
    let below = name.strip_prefix("*.").unwrap_or(&name);
    if below.contains('*') || (below != name && !below.contains('.')) {
        let problem = "a wildcard stands for one level, in front of a domain";
        findings.error(field, INVALID_HOSTNAME, problem, "write it as `*.example.com`");
    }
}
