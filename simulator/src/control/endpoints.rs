//! The endpoints.

use serde_json::{Value, json};

use super::{ControlError, PATH, Request, ca, catalogue, faults, served, settings, stages, state};

pub(super) type Handler = fn(&Request) -> Result<Value, ControlError>;

/// Every endpoint: method, path, what it does (as `GET /__simulator` shows it), and its handler.
pub(super) const ENDPOINTS: [(&str, &str, &str, Handler); 27] = [
    ("GET", "", "shows what there is: this list, zones, operations, faults, stages", catalogue::overview),
    ("POST", "/reset", "returns to the state of the start, except for the time", state::reset),
    ("GET", "/time", "shows the simulated time", settings::time),
    ("POST", "/advance", r#"{"seconds": 60}: lets simulated time pass"#, settings::advance),
    (
        "PUT",
        "/activation",
        r#"{"after": 2.0} (seconds) | {"after_reads": 2} | {"at_dcv_attempt": 3}: sets how long stages take"#,
        settings::activation,
    ),
    (
        "POST",
        "/seed",
        r#"{"zones"?: [zone], "tokens"?: [token], "custom_certificates"?: [{"zone", "count"}], "records"?: [{"resource", "owner", "record"}]}: adds state"#,
        state::seed,
    ),
    (
        "POST",
        "/zones",
        r#"{"name", "id"?, "account"?, "plan"?, "status"?, "universal_ssl"?: true}: adds a zone, or replaces the one of the same id"#,
        state::add_zone,
    ),
    (
        "POST",
        "/tokens",
        r#"{"value", "read_only"?, "disabled"?, "expires_on"?, "zones"?: [id], "accounts"?: [id]}: accepts a token, or replaces it"#,
        state::add_token,
    ),
    ("POST", "/stage", r#"{"resource", "id", "stage"}: puts a resource into a stage"#, stages::enter),
    (
        "POST",
        "/patch",
        r#"{"resource", "id", "patch": {}}: changes a record by a JSON merge patch"#,
        stages::patch,
    ),
    (
        "POST",
        "/faults",
        r#"{"match"?: {}, "nth"?: 1, "times"?: 1, "always"?: false, "with_retries"?: false, "fault": {"kind", …}}: lets requests fail"#,
        faults::add,
    ),
    ("GET", "/faults", "shows how many faults are pending", faults::pending),
    ("DELETE", "/faults", "forgets the faults", faults::clear),
    (
        "PUT",
        "/quotas",
        r#"{"certificate_packs": 1}: sets how many a zone or account may have"#,
        settings::quotas,
    ),
    (
        "PUT",
        "/rate_limit",
        r#"{"limit": 1200, "window_seconds": 300}: limits the requests"#,
        settings::rate_limit,
    ),
    ("DELETE", "/rate_limit", "removes the limit", settings::no_rate_limit),
    (
        "PUT",
        "/propagation",
        r#"{"seconds": 30}: sets how long changes take until they are known everywhere"#,
        settings::propagation,
    ),
    (
        "PUT",
        "/unseen_reads",
        r#"{"certificate_packs": 2}: sets how many reads do not show a new record"#,
        settings::unseen_reads,
    ),
    (
        "POST",
        "/listed",
        r#"{"resource", "id", "listed": false}: keeps a record out of lists, or shows it again"#,
        stages::listed,
    ),
    (
        "PUT",
        "/issuance_limit",
        r#"{"enabled": true}: limits the certificates for custom hostnames to 15 a minute"#,
        settings::issuance_limit,
    ),
    (
        "PUT",
        "/latency",
        r#"{"milliseconds": 50}: delays every response of the API in real time"#,
        settings::latency,
    ),
    ("GET", "/requests", "shows the last requests to the API", state::requests),
    (
        "GET",
        "/served",
        "shows which certificate each hostname is served, its changes, and gaps",
        served::show,
    ),
    ("GET", "/ca", "shows the root certificates of the authorities", ca::roots),
    (
        "POST",
        "/ca/issue",
        r#"{"hosts": [], "validity_days"?: 90, "key_type"?, "private_key"?, "common_name"?, "intermediates"?: 0, "not_yet_valid"?, "self_signed"?, "weak_key"?}: issues a certificate"#,
        ca::issue,
    ),
    (
        "POST",
        "/ca/sign",
        r#"{"csr", "validity_days"?: 90, "intermediates"?: 0}: issues a certificate for a CSR"#,
        ca::sign,
    ),
    ("POST", "/ca/csr", r#"{"hosts": [], "key_type"?}: makes a CSR with a private key"#, ca::csr),
];

/// What `GET /__simulator` shows of the endpoints.
pub(super) fn shown() -> Value {
    ENDPOINTS.iter().map(|(method, path, what, _)| (format!("{method} {PATH}{path}"), json!(what))).collect()
}
