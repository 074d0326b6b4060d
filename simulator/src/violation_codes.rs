//! Cloudflare's codes for requests that do not agree with the document, as far as they are documented:
//! the status codes of [custom hostnames][hostnames] and [custom CSRs][csrs], and those of the Origin CA.
//!
//! [hostnames]: https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/status-codes/custom-hostnames/
//! [csrs]: https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/reference/status-codes/custom-csrs/

use crate::codes;

/// What a violation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Violated {
    /// The property is missing.
    Required,
    /// The string or the list is longer than allowed.
    Length,
    /// Anything else.
    Other,
}

/// The operation's id begins with the first string, and the place in the body with the second one.
type Row = (&'static str, &'static str, Option<Violated>, u32);

/// The first row that matches counts.
const ROWS: [Row; 28] = [
    ("custom_csrs_create", "/country", None, 1405),
    ("custom_csrs_create", "/state", None, 1406),
    ("custom_csrs_create", "/locality", None, 1407),
    ("custom_csrs_create", "/organizational_unit", None, codes::INVALID_REQUEST),
    ("custom_csrs_create", "/organization", None, 1408),
    ("custom_csrs_create", "/common_name", Some(Violated::Length), 1410),
    ("custom_csrs_create", "/common_name", None, 1409),
    ("custom_csrs_create", "/sans/", None, 1412),
    ("custom_csrs_create", "/sans", None, 1411),
    ("custom_csrs_create", "/key_type", None, 1417),
    ("custom_hostnames_create", "/hostname", None, 1407),
    ("custom_hostnames_", "/custom_metadata", None, 1401),
    ("custom_hostnames_", "/custom_origin_server", None, 1415),
    ("custom_hostnames_", "/ssl/method", None, 1432),
    ("custom_hostnames_", "/ssl/type", None, 1433),
    ("custom_hostnames_", "/ssl/bundle_method", None, 1449),
    ("custom_hostnames_", "/ssl/settings/http2", None, 1422),
    ("custom_hostnames_", "/ssl/settings/tls_1_3", None, 1424),
    ("custom_hostnames_", "/ssl/settings/min_tls_version", None, 1425),
    ("custom_hostnames_", "/ssl/settings/ciphers", None, 1442),
    ("custom_hostnames_", "/ssl/custom_csr_id", None, 1430),
    ("custom_hostnames_", "/ssl/custom_certificate", None, 1427),
    ("custom_hostnames_", "/ssl/custom_key", None, 1428),
    ("custom_hostnames_", "/ssl", None, 1434),
    ("origin_ca_certificates_create", "/hostnames/", None, 1010),
    ("origin_ca_certificates_create", "/hostnames", Some(Violated::Length), 1005),
    ("origin_ca_certificates_create", "/csr", None, 1011),
    ("certificate_packs_create", "/hosts", None, codes::BAD_VALUE),
];

/// Returns the code for a violation at a place in the body of an operation.
pub(crate) fn of_body(operation: &str, place: &str, violated: Violated) -> u32 {
    let row = ROWS.iter().find(|(prefix, begin, only, _)| {
        operation.starts_with(prefix) && place.starts_with(begin) && only.is_none_or(|only| only == violated)
    });
    row.map_or(codes::INVALID_REQUEST, |(.., code)| *code)
}

/// Returns the code for a body that is not JSON.
pub(crate) fn of_json(operation: &str) -> u32 {
    let saas = operation.starts_with("custom_hostnames_") || operation.starts_with("custom_csrs_");
    if saas { 1400 } else { codes::BAD_JSON }
}

/// Returns the code for a parameter of the query.
pub(crate) fn of_parameter(name: &str) -> u32 {
    if name == "hostname.contain" { 1437 } else { codes::INVALID_REQUEST }
}
