//! Keyless SSL, on the wire.

use crate::support::{Answer, Server, documented, failure, ok, refused_fields as fields};
use cloudflare_certificates::types::{
    BundleMethod, KeylessCertificate, KeylessCertificatePatch, KeylessCertificateStatus,
    NewKeylessCertificate, TunnelInput,
};
use serde_json::{Value, json};

const ID: &str = "4d2844d2ce78891c34d0b6c0535a291e";
const PATH: &str = "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/keyless_certificates";

fn minimal() -> NewKeylessCertificate {
    NewKeylessCertificate::builder().certificate("c").host("example.com").port(24008).build()
}

#[tokio::test]
async fn create_sends_the_docs_request_and_reads_the_docs_answer() {
    let server =
        Server::answering(Answer::json(200, &documented::response("keyless_certificates_create"))).await;
    let certificate = documented::request("keyless_certificates_create")["certificate"].clone();
    let certificate = certificate.as_str().unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----\nMIIDtTCCAp2gAwIBAgIJAM15n7fdxhRt"));
    let new = NewKeylessCertificate::builder()
        .certificate(certificate)
        .host("example.com")
        .port(24008)
        .bundle_method(BundleMethod::Ubiquitous)
        .name("example.com Keyless SSL")
        .build();

    let keyless = server.zone().keyless_certificates().create(&new).await.unwrap();

    let sent = server.only();
    sent.assert_is("POST", PATH, "");
    assert_eq!(sent.json(), documented::request("keyless_certificates_create"));

    let date = |point: &Option<cloudflare_certificates::Timestamp>| {
        point.as_ref().unwrap().datetime().unwrap().format("%F %T").to_string()
    };
    assert_eq!(keyless.id, ID);
    assert_eq!(date(&keyless.created_on), "2014-01-01 05:20:00");
    assert_eq!(keyless.enabled, Some(false));
    assert_eq!(keyless.host.as_deref(), Some("example.com"));
    assert_eq!(date(&keyless.modified_on), "2014-01-01 05:20:00");
    assert_eq!(keyless.name.as_deref(), Some("example.com Keyless SSL"));
    assert_eq!(keyless.permissions, ["#ssl:read", "#ssl:edit"]);
    assert_eq!(keyless.port, Some(24008));
    assert_eq!(keyless.status, Some(KeylessCertificateStatus::Active));
    let tunnel = keyless.tunnel.as_ref().unwrap();
    assert_eq!(tunnel.private_ip.as_deref(), Some("10.0.0.1"));
    assert_eq!(tunnel.vnet_id.as_deref(), Some("7365377a-85a4-4390-9480-531ef7dc7a3c"));
    let result = &documented::response("keyless_certificates_create")["result"];
    assert_eq!(&serde_json::to_value(keyless.into_inner()).unwrap(), result, "nothing is lost on the way");
}

#[tokio::test]
async fn create_sends_the_tunnel_and_nothing_that_is_not_set() {
    let server = Server::returning(json!({ "id": ID })).await;
    let mut new = minimal();
    new.tunnel = Some(TunnelInput::builder().private_ip("10.0.0.1").vnet_id("v").build());
    server.zone().keyless_certificates().create(&new).await.unwrap();
    let wanted = json!({
        "certificate": "c", "host": "example.com", "port": 24008, "tunnel": { "private_ip": "10.0.0.1", "vnet_id": "v" },
    });
    assert_eq!(server.only().json(), wanted);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!({})).await;
    let keyless = server.zone().keyless_certificates();
    let refused = async |change: fn(&mut NewKeylessCertificate)| {
        let mut new = minimal();
        change(&mut new);
        let error = keyless.create(&new).await.unwrap_err();
        fields(&error).join(",")
    };
    assert_eq!(refused(|new| new.port = 0).await, "port");
    assert_eq!(refused(|new| new.certificate.clear()).await, "certificate");
    assert_eq!(refused(|new| new.host.clear()).await, "host");
    assert_eq!(refused(|new| new.host = "not a host".to_owned()).await, "host");
    assert_eq!(refused(|new| new.host = "https://example.com".to_owned()).await, "host");
    assert_eq!(refused(|new| new.host = "a.".repeat(127)).await, "host", "254 characters");
    assert_eq!(refused(|new| new.name = Some("x".repeat(181))).await, "name");
    let empty = |new: &mut NewKeylessCertificate| {
        new.tunnel = Some(TunnelInput::builder().private_ip("").vnet_id("").build());
    };
    let refusal = refused(empty).await;
    assert!(refusal.contains("tunnel.private_ip") && refusal.contains("tunnel.vnet_id"), "{refusal}");
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn the_bounds_themselves_are_allowed() {
    let server = Server::returning(json!({ "id": ID })).await;
    let keyless = server.zone().keyless_certificates();
    for port in [1, 65535] {
        let mut new = minimal();
        new.port = port;
        keyless.create(&new).await.unwrap();
    }
    let mut new = minimal();
    new.name = Some("x".repeat(180));
    new.host = format!("{}.aaaaa", ["x".repeat(61).as_str(); 4].join("."));
    assert_eq!(new.host.len(), 253);
    keyless.create(&new).await.unwrap();
    assert_eq!(server.sent().len(), 3);
}

#[tokio::test]
async fn get_addresses_one_configuration() {
    let server = Server::returning(json!({ "id": ID, "port": 1 })).await;
    assert_eq!(server.zone().keyless_certificates().get(ID).await.unwrap().port, Some(1));
    server.only().assert_is("GET", &format!("{PATH}/{ID}"), "");
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    for (status, absent) in [(404, true), (400, false), (403, false), (500, false)] {
        let server = Server::answering(Answer::json(status, &failure(1002, "x"))).await;
        let answer = server.zone().keyless_certificates().get_opt(ID).await;
        assert_eq!((matches!(answer, Ok(None)), answer.is_err()), (absent, !absent), "{status}");
    }
}

#[tokio::test]
async fn edit_sends_what_changes() {
    let server = Server::returning(json!({ "id": ID })).await;
    let patch = KeylessCertificatePatch::builder().host("key.example.com").name("n").port(24009).build();
    server.zone().keyless_certificates().edit(ID, &patch).await.unwrap();
    let sent = server.only();
    sent.assert_is("PATCH", &format!("{PATH}/{ID}"), "");
    assert_eq!(sent.json(), json!({ "host": "key.example.com", "name": "n", "port": 24009 }));
}

#[tokio::test]
async fn an_empty_patch_is_an_empty_object_and_a_bad_one_is_refused() {
    let server = Server::returning(json!({ "id": ID })).await;
    let keyless = server.zone().keyless_certificates();
    let error = keyless.edit(ID, &KeylessCertificatePatch::builder().port(0).build()).await.unwrap_err();
    assert_eq!(fields(&error), ["port"]);
    keyless.edit(ID, &KeylessCertificatePatch::builder().build()).await.unwrap();
    assert_eq!(server.only().json(), json!({}));
}

#[tokio::test]
async fn delete_names_what_was_deleted_whatever_the_server_says() {
    let answers = [
        (Answer::json(200, &ok(json!({ "id": "from the server" }))), "from the server"),
        (Answer::json(200, &json!({ "id": "bare" })), "bare"),
        (Answer::json(200, &ok(Value::Null)), ID),
        (Answer::text(200, "application/json", ""), ID),
        (Answer::text(204, "text/plain", ""), ID),
    ];
    for (answer, id) in answers {
        let server = Server::answering(answer.clone()).await;
        assert_eq!(server.zone().keyless_certificates().delete(ID).await.unwrap().id, id, "{answer:?}");
        server.only().assert_is("DELETE", &format!("{PATH}/{ID}"), "");
    }
}

#[tokio::test]
async fn the_list_comes_at_once_and_has_no_pages() {
    let server = Server::returning(json!([{ "id": "a" }, { "id": "b" }])).await;
    let keyless = server.zone().keyless_certificates();
    assert_eq!(keyless.list().all().await.unwrap().len(), 2);
    server.only().assert_is("GET", PATH, "");
    let error = keyless.list().per_page(20).all().await.unwrap_err();
    assert_eq!(fields(&error), ["page"]);
    assert_eq!(server.sent().len(), 1);
}

#[tokio::test]
async fn an_unknown_status_is_kept_and_a_result_of_nothing_is_read() {
    let draining = json!({ "id": ID, "status": "draining" });
    let server = Server::returning(draining.clone()).await;
    let keyless = server.zone().keyless_certificates().get(ID).await.unwrap().into_inner();
    assert_eq!(serde_json::to_value(keyless).unwrap(), draining);

    let documented = documented::response("keyless_certificates_create");
    let names = documented["result"].as_object().unwrap().keys().cloned();
    let nulls: serde_json::Map<String, Value> = names.map(|name| (name, Value::Null)).collect();
    let server = Server::returning(Value::Object(nulls)).await;
    let keyless = server.zone().keyless_certificates().get(ID).await.unwrap().into_inner();
    assert_eq!(keyless, KeylessCertificate::default());
}
