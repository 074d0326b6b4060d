//! Names in certificates: those of hosts, and those of subjects and issuers.

use std::net::IpAddr;

use x509_cert::der::Tagged;
use x509_cert::der::asn1::{Any, ObjectIdentifier};
use x509_cert::ext::Extension;
use x509_cert::name::Name;

use super::der;

const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Returns the DNS names and IP addresses among the subject alternative names; `None` if they cannot be read. Names of
/// other kinds are left out.
pub(super) fn alternative_names(extensions: &[Extension]) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for extension in extensions.iter().filter(|extension| extension.extn_id == SUBJECT_ALTERNATIVE_NAME) {
        for name in der::sequence(extension.extn_value.as_bytes())? {
            if der::has_number(&name, 2) {
                names.push(String::from_utf8_lossy(name.value()).into_owned());
            } else if der::has_number(&name, 7) {
                names.extend(ip_address(name.value()).map(|address| address.to_string()));
            }
        }
    }
    Some(names)
}

fn ip_address(bytes: &[u8]) -> Option<IpAddr> {
    <[u8; 4]>::try_from(bytes)
        .map(IpAddr::from)
        .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
        .ok()
}

pub(super) fn common_name(name: &Name) -> Option<String> {
    attribute(name, COMMON_NAME)
}

/// Returns the organization, or else the common name, or else the whole name: what Cloudflare shows of an issuer.
pub(super) fn short(name: &Name) -> String {
    let found = attribute(name, ORGANIZATION).or_else(|| common_name(name));
    found.unwrap_or_else(|| name.to_string())
}

fn attribute(name: &Name, kind: ObjectIdentifier) -> Option<String> {
    name.iter().filter(|attribute| attribute.oid == kind).find_map(|attribute| string(&attribute.value))
}

/// Returns the string in an attribute; `None` for the rare kinds that are not UTF-8 or a subset of it.
fn string(value: &Any) -> Option<String> {
    use x509_cert::der::Tag;
    let tag = value.tag();
    let is_string =
        matches!(tag, Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::TeletexString);
    let text = is_string.then(|| std::str::from_utf8(value.value()).ok())??;
    Some(text.to_owned())
}

/// Returns a hostname in the form in which it is compared.
pub(super) fn normalize(name: &str) -> String {
    name.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// Returns whether a hostname or wildcard is the name of a zone or lies below it. Both are normalized.
pub(super) fn lies_in_zone(name: &str, zone: &str) -> bool {
    let name = name.strip_prefix("*.").unwrap_or(name);
    name == zone || name.strip_suffix(zone).is_some_and(|rest| rest.ends_with('.'))
}

/// Returns whether a name of a certificate is good for a hostname. A wildcard stands for one label. Both are normalized.
pub(super) fn covers(name: &str, hostname: &str) -> bool {
    let parent = || hostname.split_once('.').map(|(_, parent)| parent);
    name == hostname || name.strip_prefix("*.").is_some_and(|below| parent() == Some(below))
}

#[cfg(test)]
mod tests {
    use super::{covers, lies_in_zone, normalize};

    #[test]
    fn a_wildcard_covers_one_label() {
        assert!(covers("*.example.com", "www.example.com"));
        assert!(covers("*.example.com", "*.example.com"));
        assert!(!covers("*.example.com", "example.com"));
        assert!(!covers("*.example.com", "a.b.example.com"));
    }

    #[test]
    fn a_zone_has_its_own_name_and_those_below() {
        for name in ["example.com", "*.example.com", "a.b.example.com", "*.a.example.com"] {
            assert!(lies_in_zone(name, "example.com"), "{name}");
        }
        for name in ["badexample.com", "example.com.evil.org", "com", ""] {
            assert!(!lies_in_zone(name, "example.com"), "{name}");
        }
        assert_eq!(normalize(" WWW.Example.com. "), "www.example.com");
    }
}
