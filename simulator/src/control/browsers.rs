//! Keeps web pages away from the control plane.
//!
//! A page from the internet can send requests to loopback: from another origin, or, if its own name suddenly resolves to
//! 127.0.0.1 (DNS rebinding), as its own origin. The first kind carries `Origin`, which no HTTP client of a test sends;
//! the second has the page's name in `Host`.

use std::net::{IpAddr, Ipv6Addr};

use http::uri::Authority;
use http::{HeaderMap, StatusCode, header};

use super::ControlError;
use crate::server_state::ServerState;

/// Refuses requests that a web page may have sent.
pub(super) fn refuse(server: &ServerState, headers: &HeaderMap) -> Result<(), ControlError> {
    if headers.contains_key(header::ORIGIN) {
        return Err(forbidden("the control plane takes no requests from web pages, which send `Origin`"));
    }
    let is_local = |host: &header::HeaderValue| host.to_str().is_ok_and(is_loopback);
    if server.options.loopback_only && !headers.get_all(header::HOST).iter().all(is_local) {
        return Err(forbidden(
            "the simulator listens on loopback, and `Host` is something else; use 127.0.0.1 or localhost, or let it listen on \
             another address",
        ));
    }
    Ok(())
}

/// Whether a host, with or without port, is this computer by definition.
fn is_loopback(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let host = authority.host().to_ascii_lowercase();
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => {
            host == "localhost"
                || host.ends_with(".localhost")
                || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
    }
}

fn forbidden(message: &str) -> ControlError {
    ControlError::new(StatusCode::FORBIDDEN, message)
}
