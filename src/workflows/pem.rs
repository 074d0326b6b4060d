//! The content of PEM strings, without what servers and editors change: line ends, line lengths, text around it.

/// Returns the Base64 of each block with this label, without whitespace.
pub(super) fn bodies_of<'a>(pem: &'a str, label: &str) -> impl Iterator<Item = String> + 'a {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let blocks: Vec<&str> = pem.split(begin.as_str()).skip(1).collect();
    let bodies = blocks.into_iter().filter_map(move |block| Some(block.split_once(end.as_str())?.0));
    bodies.map(|body| body.split_ascii_whitespace().collect()).filter(|body: &String| !body.is_empty())
}

/// Returns the Base64 of the first block with this label; `None` if there is no such block.
#[cfg(any(
    feature = "access_certificates",
    feature = "origin_ca_certificates",
    feature = "origin_tls_client_auth"
))]
pub(super) fn first_body(pem: &str, label: &str) -> Option<String> {
    bodies_of(pem, label).next()
}
