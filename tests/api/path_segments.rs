//! What the caller writes into a path stays one segment of it.

use crate::support::every::{self, Stage};
use crate::support::samples::{self, Form};
use crate::support::{ACCOUNT, Server, ZONE, refused_fields};
use cloudflare_certificates::types::HostnameTlsSettingId;
use cloudflare_certificates::{ClientCa, Error, Operation, Result, operations};
use serde_json::json;

/// Ids that a URL would not keep as one segment.
const BAD: [&str; 14] =
    ["", ".", "..", "a/b", "../x", "a?b", "a#b", "%2e%2e", "%2E", "a%2Fb", "a\\b", "a b", "a\nb", "a\u{7f}b"];

fn assert_refused<T>(result: Result<T>, parameters: &[&str], id: &str) {
    let error: Error = result.err().unwrap_or_else(|| panic!("{parameters:?} = {id:?} was sent"));
    assert_eq!(refused_fields(&error), parameters, "{id:?}");
    assert!(parameters.iter().all(|parameter| error.to_string().contains(parameter)), "{error}");
    assert!(!error.may_have_taken_effect());
}

#[tokio::test]
async fn zones_and_accounts_take_32_hexadecimal_digits_and_nothing_else() {
    let server = Server::returning(json!([])).await;
    let client = server.client();
    for id in BAD.into_iter().chain([
        "023e105f",
        "023e105f4ecef8ad9ca31a8372d0c35g",
        "023e105f4ecef8ad9ca31a8372d0c3530",
    ]) {
        assert_refused(client.zone(id), &["zone_id"], id);
        assert_refused(client.account(id), &["account_id"], id);
    }
    assert!(client.zone(ZONE).is_ok());
    assert!(client.account(ZONE.to_uppercase()).is_ok());
}

/// The parameters of a path that are neither its zone nor its account.
fn parameters(operation: &Operation) -> Vec<&'static str> {
    let names = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names.filter(|name| !SCOPES.contains(name)).collect()
}

const SCOPES: [&str; 4] = ["zone_id", "account_id", "accounts_or_zones", "account_or_zone_id"];
/// The one parameter that is an open enumeration.
const SETTING: &str = "setting_id";

#[tokio::test]
async fn no_parameter_of_any_operations_path_leaves_its_segment() {
    let server = Server::returning(json!({})).await;
    let stage = Stage::new(&server.client(), ZONE, ACCOUNT, "an-id").unwrap();
    let mut tried = 0;
    for operation in operations::ALL {
        let body = || samples::request(operation.id, Form::Full);
        let (settings, ids): (Vec<_>, Vec<_>) =
            parameters(operation).into_iter().partition(|name| *name == SETTING);
        for bad in BAD {
            if !ids.is_empty() {
                let stage = Stage { id: bad.to_owned(), ..stage.clone() };
                assert_refused(every::call(&stage, operation.id, body()).await, &ids, bad);
                tried += 1;
            }
            if !settings.is_empty() {
                let stage = Stage { setting: HostnameTlsSettingId::from(bad), ..stage.clone() };
                assert_refused(every::call(&stage, operation.id, body()).await, &settings, bad);
                tried += 1;
            }
        }
    }
    assert!(tried > 40 * BAD.len(), "only {tried} were tried");
    assert!(server.sent().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_deletion_of_a_setting_does_not_become_that_of_a_hostname() {
    let server = Server::returning(json!({})).await;
    let settings = server.zone().hostname_tls_settings();
    for bad in ["..", ".", ""] {
        let refused = settings.delete(&HostnameTlsSettingId::from(bad), "x").await;
        assert_refused(refused, &["setting_id"], bad);
    }
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn a_zone_or_an_id_in_a_query_is_checked_too() {
    let server = Server::returning(json!([])).await;
    for bad in BAD {
        let list = server.client().origin_ca_certificates().list(bad);
        assert_refused(list.all().await, &["zone_id"], bad);
    }
    let hostnames = server.zone().hostname_associations().get(&ClientCa::uploaded("")).await;
    assert_refused(hostnames, &["mtls_certificate_id"], "");
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn ids_of_any_length_and_alphabet_are_sent_as_they_are() {
    let server = Server::returning(json!({ "id": "x" })).await;
    for id in [
        "1",
        "7b163417-1d2b-4c84-a38a-2fb7a0cd7752",
        "328578533902268680212849205732770752308931942346",
        "a.b~c_d",
    ] {
        server.zone().custom_certificates().get(id).await.unwrap();
        let path = format!("/client/v4/zones/{ZONE}/custom_certificates/{id}");
        server.sent().last().unwrap().assert_is("GET", &path, "");
    }
}

#[tokio::test]
async fn letters_beyond_ascii_stay_in_their_segment() {
    let server = Server::returning(json!({ "id": "x" })).await;
    server.zone().custom_certificates().get("é").await.unwrap();
    let path = format!("/client/v4/zones/{ZONE}/custom_certificates/%C3%A9");
    server.only().assert_is("GET", &path, "");
}
