//! Certificate packs: the rules of the authorities.

use crate::preflight::{Findings, Preflight, names};
use crate::types::{CertificateAuthority, NewCertificatePack, ValidationMethod};

const MOST_HOSTS: usize = 50;
/// The most names of a certificate of Let's Encrypt.
const MOST_NAMES: usize = 10;
const LONGEST_COMMON_NAME: usize = 64;
const BRANDING_REQUIRED: i64 = 1469;

/// Checks of certificate packs.
impl Preflight {
    /// Checks an order: 1 to 50 hosts of the zone, wildcards of one level and not validated by `http`, and what each
    /// authority issues. For most of these rules, Cloudflare's codes are not known.
    ///
    /// <https://developers.cloudflare.com/ssl/reference/certificate-authorities/>
    pub fn certificate_pack(&self, new: &NewCertificatePack) -> Findings {
        let mut findings = Findings::default();
        let hosts: Vec<String> = new.hosts.iter().map(|host| names::normalize(host)).collect();
        self.check_hosts_of_pack(&hosts, &mut findings);
        let has_wildcard = hosts.iter().any(|host| host.starts_with("*."));
        if has_wildcard && new.validation_method == ValidationMethod::Http {
            let problem = "a wildcard cannot be validated by `http`";
            findings.error("validation_method", None, problem, "use `txt`");
        }
        check_authority(new, &hosts, &mut findings);
        // The server adds the name of the zone, which then can be the common name.
        let is_long = |host: &str| host.len() > LONGEST_COMMON_NAME;
        let all_long = !hosts.is_empty() && hosts.iter().all(|host| is_long(host));
        let zone_is_long = self.zone.as_deref().is_none_or(is_long);
        if all_long && zone_is_long && new.cloudflare_branding != Some(true) {
            let problem = format!("no host has {LONGEST_COMMON_NAME} characters or fewer");
            let advice = "set `cloudflare_branding`: a hostname of Cloudflare's becomes the common name";
            findings.warning("cloudflare_branding", BRANDING_REQUIRED, problem, advice);
        }
        Self::with_bounds(findings, new)
    }

    fn check_hosts_of_pack(&self, hosts: &[String], findings: &mut Findings) {
        for (place, host) in hosts.iter().enumerate() {
            let field = format!("hosts[{place}]");
            if host.strip_prefix("*.").unwrap_or(host).contains('*') {
                let problem = "a wildcard stands for one level, and only in front";
                findings.error(&field, None, problem, "write it as `*.example.com`");
            }
            if let Some(zone) = self.zone.as_deref().filter(|_| host.is_ascii() && !host.is_empty())
                && !names::lies_in_zone(host, zone)
            {
                let problem = format!("it does not lie in the zone {zone}");
                findings.error(&field, None, problem, "order a pack in the zone of the host");
            }
        }
        let apex_is_absent = self.zone.as_ref().is_some_and(|zone| !hosts.contains(zone));
        if apex_is_absent && hosts.len() == MOST_HOSTS {
            let problem = "with the name of the zone, which Cloudflare adds, there are more than 50 hosts";
            findings.warning("hosts", None, problem, "order 49 hosts beside it");
        }
    }
}

fn check_authority(new: &NewCertificatePack, hosts: &[String], findings: &mut Findings) {
    let days = new.validity_days;
    let field = "validity_days";
    match &new.certificate_authority {
        CertificateAuthority::LetsEncrypt => {
            if matches!(days, 30 | 365) {
                let problem = format!("Let's Encrypt does not issue for {days} days");
                findings.error(field, None, problem, "order 90 days");
            }
            if hosts.len() > MOST_NAMES {
                let problem = format!("Let's Encrypt issues for at most {MOST_NAMES} names");
                findings.warning("hosts", None, problem, "order several packs, or from another authority");
            }
        }
        CertificateAuthority::Google => {
            if days == 365 {
                let problem = "Google Trust Services does not issue for a year";
                findings.error(field, None, problem, "order 90 days, or from SSL.com");
            }
            let is_punycode = |host: &String| host.split('.').any(|label| label.starts_with("xn--"));
            if let Some(place) = hosts.iter().position(is_punycode) {
                let problem = "Google Trust Services does not issue for names in punycode";
                findings.error(&format!("hosts[{place}]"), None, problem, "order from another authority");
            }
        }
        CertificateAuthority::SslCom if days == 365 => {
            let problem = "a year is only available to Enterprise zones";
            findings.warning(field, None, problem, "order 90 days in any other zone");
        }
        _ => {}
    }
}
