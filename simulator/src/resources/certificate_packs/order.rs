//! Orders of advanced packs, and the rules of the certificate authorities.

use serde_json::json;

use super::{KIND, QUOTA, stages, used};
use crate::api_error::ApiError;
use crate::api_response::ApiResponse;
use crate::call::Call;
use crate::clock::rfc3339;
use crate::codes;
use crate::hostname::is_hostname;
use crate::server_state::ServerState;

/// The most hosts that a pack may have.
const MOST_HOSTS: usize = 50;

pub(super) fn create(server: &ServerState, call: &Call) -> Result<ApiResponse, ApiError> {
    let zone_id = call.zone_id();
    let mut hosts: Vec<String> =
        call.body_strings("hosts").iter().map(|host| host.to_ascii_lowercase()).collect();
    check_hosts(server, &zone_id, &hosts)?;
    check_authority(server, call, &hosts)?;
    // The server adds the name of the zone, and sorts the hosts.
    hosts.extend(server.zone_name(&zone_id));
    hosts.sort();
    hosts.dedup();
    if hosts.len() > MOST_HOSTS {
        return Err(refused(
            "with the name of the zone, which is added, the pack has more than 50 hosts",
            "/hosts",
        ));
    }
    let key = call.zone_collection(KIND);
    let mut store = server.store();
    if used(store.collection(&key)) >= server.quota(KIND.name, QUOTA) {
        return Err(ApiError::forbidden(
            codes::NO_QUOTA,
            "the zone has as many certificate packs as it may have",
        ));
    }
    let id = server.ids.uuid();
    // No validation records yet: the order is not placed with the authority.
    let record = json!({
        "id": id, "type": call.body["type"], "hosts": hosts, "status": "initializing", "certificates": [],
        "primary_certificate": "0", "certificate_authority": call.body["certificate_authority"],
        "validation_method": call.body["validation_method"], "validity_days": call.body["validity_days"],
        "cloudflare_branding": call.body["cloudflare_branding"] == json!(true), "created_on": rfc3339(server.now()),
    });
    let steps = stages::ordered(server, &zone_id, &record);
    ApiResponse::ok(&store.insert(&key, &id, record, steps).record)
}

/// The codes are the simulator's own: the documentation gives the rules, and no codes.
fn check_hosts(server: &ServerState, zone_id: &str, hosts: &[String]) -> Result<(), ApiError> {
    if hosts.is_empty() || hosts.len() > MOST_HOSTS {
        return Err(refused("a pack has 1 to 50 hosts", "/hosts"));
    }
    for (index, host) in hosts.iter().enumerate() {
        let place = format!("/hosts/{index}");
        if !is_hostname(host) {
            return Err(refused("this is not a hostname", &place));
        }
        if !server.zone_contains(zone_id, host.trim_start_matches("*.")) {
            let message = "the hostname does not lie in the zone";
            return Err(ApiError::bad_request(codes::FOREIGN_HOSTS, message).at(&place));
        }
    }
    Ok(())
}

/// The rules of each authority for the validity, the names, and the method. The codes are the simulator's own: the documentation
/// gives the rules, and no codes.
/// <https://developers.cloudflare.com/ssl/reference/certificate-authorities/>
fn check_authority(server: &ServerState, call: &Call, hosts: &[String]) -> Result<(), ApiError> {
    let authority = call.body_str("certificate_authority").unwrap_or_default();
    let days = call.body["validity_days"].as_i64().unwrap_or_default();
    let allowed: &[i64] = match authority {
        "lets_encrypt" => &[14, 90],
        "google" => &[14, 30, 90],
        _ if is_enterprise(server, call) => &[14, 30, 90, 365],
        _ => &[14, 30, 90],
    };
    if !allowed.contains(&days) {
        let message = format!("{authority} does not issue certificates for {days} days for this zone");
        return Err(refused(&message, "/validity_days"));
    }
    if call.body_str("validation_method") == Some("http") && hosts.iter().any(|host| host.starts_with("*.")) {
        return Err(refused("a wildcard cannot be validated by http", "/validation_method"));
    }
    let is_punycode = |host: &String| host.split('.').any(|label| label.starts_with("xn--"));
    if authority == "google" && hosts.iter().any(is_punycode) {
        return Err(refused("google does not issue certificates for names in punycode", "/hosts"));
    }
    if authority == "lets_encrypt" && hosts.iter().any(|host| host.split('.').count() > 12) {
        return Err(refused(
            "lets_encrypt does not issue certificates for names with more than 10 subdomains",
            "/hosts",
        ));
    }
    Ok(())
}

/// The plan of an undeclared zone may be any.
fn is_enterprise(server: &ServerState, call: &Call) -> bool {
    server.directory().zone(&call.zone_id()).is_none_or(|zone| zone.plan_name() == "enterprise")
}

fn refused(message: &str, pointer: &str) -> ApiError {
    ApiError::bad_request(codes::BAD_VALUE, message).at(pointer)
}
