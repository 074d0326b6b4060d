//! Custom certificates and their priorities, on the wire.

use crate::support::{Answer, Server, ZONE, documented, failure, ok, page, refused_fields as fields};
use cloudflare_certificates::types::{
    BundleMethod, CustomCertificate, CustomCertificateDeployment, CustomCertificateMatch,
    CustomCertificatePatch, CustomCertificatePriorities, CustomCertificatePriority, CustomCertificateStatus,
    CustomCertificateType, GeoRestrictionsInput, GeoRestrictionsLabel, NewCustomCertificate,
};
use serde_json::{Value, json};

const ID: &str = "5a7805061c76ada191ed06f989cc3dac";
const PATH: &str = "/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/custom_certificates";

#[tokio::test]
async fn prioritize_sends_the_docs_request_and_reads_the_docs_answer() {
    let server =
        Server::answering(Answer::json(200, &documented::response("custom_certificates_prioritize"))).await;
    let order = CustomCertificatePriorities::builder()
        .certificates([("5a7805061c76ada191ed06f989cc3dac", 2), ("9a7806061c88ada191ed06f989cc3dac", 1)])
        .build();

    let page = server.zone().custom_certificates().prioritize(&order).await.unwrap();

    let sent = server.only();
    sent.assert_is("PUT", &format!("{PATH}/prioritize"), "");
    assert_eq!(sent.json(), documented::request("custom_certificates_prioritize"));

    let info = page.result_info().unwrap();
    assert_eq!((info.count, info.page, info.per_page), (Some(1), Some(1), Some(20)));
    assert_eq!((info.total_count, info.total_pages), (Some(2000), Some(100)));
    assert_eq!(page.meta().messages()[0].code, 1000);
    assert_eq!(page.items().len(), 1);
    assert_documented(&page.items()[0]);
}

/// The certificate of the docs' example, field by field.
fn assert_documented(certificate: &CustomCertificate) {
    let text = |text: &str| Some(text.to_owned());
    let date = |point: &Option<cloudflare_certificates::Timestamp>| {
        point.as_ref().unwrap().datetime().unwrap().format("%F %T").to_string()
    };
    assert_eq!(certificate.id, ZONE);
    assert_eq!(certificate.zone_id, text(ZONE));
    assert_eq!(certificate.bundle_method, Some(BundleMethod::Ubiquitous));
    assert_eq!(certificate.custom_csr_id, text("7b163417-1d2b-4c84-a38a-2fb7a0cd7752"));
    assert_eq!(date(&certificate.expires_on), "2016-01-01 05:20:00");
    let restrictions = certificate.geo_restrictions.as_ref().unwrap();
    assert_eq!(restrictions.label, Some(GeoRestrictionsLabel::Us));
    assert_eq!(certificate.hosts, ["example.com"]);
    assert_eq!(certificate.issuer, text("GlobalSign"));
    assert_eq!(date(&certificate.modified_on), "2014-01-01 05:20:00");
    assert_eq!(certificate.policy_restrictions, text("(country: US) or (region: EU)"));
    assert_eq!(certificate.priority, Some(1));
    assert_eq!(certificate.signature, text("SHA256WithRSA"));
    assert_eq!(certificate.status, Some(CustomCertificateStatus::Active));
    assert_eq!(date(&certificate.uploaded_on), "2014-01-01 05:20:00");

    let keyless = certificate.keyless_server.as_ref().unwrap();
    assert_eq!(keyless.id, "4d2844d2ce78891c34d0b6c0535a291e");
    assert_eq!(date(&keyless.created_on), "2014-01-01 05:20:00");
    assert_eq!(date(&keyless.modified_on), "2014-01-01 05:20:00");
    assert_eq!(keyless.enabled, Some(false));
    assert_eq!((&keyless.host, &keyless.name), (&text("example.com"), &text("example.com Keyless SSL")));
    assert_eq!(keyless.permissions, ["#ssl:read", "#ssl:edit"]);
    assert_eq!(keyless.port, Some(24008));
    assert_eq!(keyless.status.as_ref().unwrap().as_str(), "active");
    let tunnel = keyless.tunnel.as_ref().unwrap();
    assert_eq!(tunnel.private_ip, text("10.0.0.1"));
    assert_eq!(tunnel.vnet_id, text("7365377a-85a4-4390-9480-531ef7dc7a3c"));
}

#[tokio::test]
async fn the_docs_answer_loses_no_field_on_the_way_through_the_type() {
    let documented = documented::response("custom_certificates_prioritize");
    let server = Server::answering(Answer::json(200, &documented)).await;
    let order = CustomCertificatePriorities::in_order([ID]);
    let items = server.zone().custom_certificates().prioritize(&order).await.unwrap().into_items();
    assert_eq!(serde_json::to_value(items).unwrap(), documented["result"]);
}

#[tokio::test]
async fn in_order_gives_the_first_the_highest_number() {
    let server = Server::returning(json!([])).await;
    let order = CustomCertificatePriorities::in_order(["a", "b", "c"]);
    server.zone().custom_certificates().prioritize(&order).await.unwrap();
    let wanted =
        json!([{ "id": "a", "priority": 3 }, { "id": "b", "priority": 2 }, { "id": "c", "priority": 1 }]);
    assert_eq!(server.only().json()["certificates"], wanted);
}

#[tokio::test]
async fn an_order_of_nothing_or_of_nameless_certificates_is_refused() {
    let server = Server::returning(json!([])).await;
    let certificates = server.zone().custom_certificates();
    let order = CustomCertificatePriorities::in_order(Vec::<String>::new());
    assert_eq!(fields(&certificates.prioritize(&order).await.unwrap_err()), ["certificates"]);
    let order = CustomCertificatePriorities::in_order(["a", ""]);
    assert_eq!(fields(&certificates.prioritize(&order).await.unwrap_err()), ["certificates[1].id"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn create_with_a_key_sends_certificate_and_key_and_nothing_else() {
    let server = Server::returning(json!({ "id": ID })).await;
    let new = NewCustomCertificate::with_key("the certificate\n", "the key\n").build();
    server.zone().custom_certificates().create(&new).await.unwrap();
    let sent = server.only();
    sent.assert_is("POST", PATH, "");
    assert_eq!(sent.json(), json!({ "certificate": "the certificate\n", "private_key": "the key\n" }));
}

#[tokio::test]
async fn create_for_a_csr_sends_its_id_instead_of_a_key() {
    let server = Server::returning(json!({ "id": ID })).await;
    let new = NewCustomCertificate::for_csr("the certificate", "7b163417").build();
    server.zone().custom_certificates().create(&new).await.unwrap();
    assert_eq!(
        server.only().json(),
        json!({ "certificate": "the certificate", "custom_csr_id": "7b163417" })
    );
}

#[tokio::test]
async fn create_sends_every_field_that_is_set() {
    let server = Server::returning(json!({ "id": ID })).await;
    let new = NewCustomCertificate::with_key("c", "k")
        .custom_csr_id("csr")
        .bundle_method(BundleMethod::Force)
        .deploy(CustomCertificateDeployment::Staging)
        .geo_restrictions(
            GeoRestrictionsInput::builder().label(GeoRestrictionsLabel::HighestSecurity).build(),
        )
        .policy("(country: US)")
        .type_(CustomCertificateType::SniCustom)
        .build();
    server.zone().custom_certificates().create(&new).await.unwrap();
    let wanted = json!({
        "certificate": "c", "private_key": "k", "custom_csr_id": "csr", "bundle_method": "force", "deploy": "staging",
        "geo_restrictions": { "label": "highest_security" }, "policy": "(country: US)", "type": "sni_custom",
    });
    assert_eq!(server.only().json(), wanted);
}

#[tokio::test]
async fn create_without_key_and_csr_is_refused() {
    let server = Server::returning(json!({})).await;
    let new = NewCustomCertificate::builder().certificate("c").build();
    let error = server.zone().custom_certificates().create(&new).await.unwrap_err();
    assert!(error.to_string().contains("one of these is needed: private_key, or custom_csr_id"), "{error}");
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn create_with_empty_texts_is_refused() {
    let server = Server::returning(json!({})).await;
    let mut new = NewCustomCertificate::with_key("", "").custom_csr_id("").build();
    new.geo_restrictions =
        Some(GeoRestrictionsInput::builder().label(GeoRestrictionsLabel::from("")).build());
    let error = server.zone().custom_certificates().create(&new).await.unwrap_err();
    let mut fields = fields(&error);
    fields.sort_unstable();
    assert_eq!(fields, ["certificate", "custom_csr_id", "geo_restrictions.label", "private_key"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn a_value_that_the_document_does_not_know_can_be_sent() {
    let server = Server::returning(json!({ "id": ID })).await;
    let new = NewCustomCertificate::with_key("c", "k").bundle_method(BundleMethod::from("newest")).build();
    server.zone().custom_certificates().create(&new).await.unwrap();
    assert_eq!(server.only().json()["bundle_method"], "newest");
}

#[tokio::test]
async fn get_addresses_one_certificate() {
    let server = Server::returning(json!({ "id": ID, "status": "pending" })).await;
    let certificate = server.zone().custom_certificates().get(ID).await.unwrap();
    assert_eq!(certificate.status, Some(CustomCertificateStatus::Pending));
    server.only().assert_is("GET", &format!("{PATH}/{ID}"), "");
}

#[tokio::test]
async fn get_opt_takes_absence_for_an_answer_and_nothing_else() {
    for (status, code, absent) in
        [(404, 1000, true), (400, 1002, true), (403, 10000, false), (500, 1000, false)]
    {
        let server = Server::answering(Answer::json(status, &failure(code, "x"))).await;
        let answer = server.zone().custom_certificates().get_opt(ID).await;
        assert_eq!(matches!(answer, Ok(None)), absent, "{status} {code}");
        assert_eq!(answer.is_err(), !absent, "{status} {code}");
    }
    let server = Server::returning(json!({ "id": ID })).await;
    assert_eq!(server.zone().custom_certificates().get_opt(ID).await.unwrap().unwrap().id, ID);
}

#[tokio::test]
async fn edit_sends_what_changes_and_returns_the_new_id() {
    let server = Server::returning(json!({ "id": "another" })).await;
    let patch = CustomCertificatePatch::builder()
        .certificate("c")
        .private_key("k")
        .bundle_method(BundleMethod::Force)
        .build();
    let edited = server.zone().custom_certificates().edit(ID, &patch).await.unwrap();
    assert_eq!(edited.id, "another");
    let sent = server.only();
    sent.assert_is("PATCH", &format!("{PATH}/{ID}"), "");
    assert_eq!(sent.json(), json!({ "certificate": "c", "private_key": "k", "bundle_method": "force" }));
}

#[tokio::test]
async fn an_empty_patch_is_an_empty_object() {
    let server = Server::returning(json!({ "id": ID })).await;
    let patch = CustomCertificatePatch::builder().build();
    server.zone().custom_certificates().edit(ID, &patch).await.unwrap();
    assert_eq!(server.only().json(), json!({}));
}

#[tokio::test]
async fn delete_names_what_was_deleted_whatever_the_server_says() {
    let answers = [
        (Answer::json(200, &ok(json!({ "id": "from the server" }))), "from the server"),
        (Answer::json(200, &json!({ "id": "bare" })), "bare"),
        (Answer::json(200, &ok(Value::Null)), ID),
        (Answer::json(200, &json!({ "success": true, "errors": [], "messages": [] })), ID),
        (Answer::json(200, &ok(json!({ "id": null }))), ID),
        (Answer::text(200, "application/json", ""), ID),
        (Answer::text(204, "text/plain", ""), ID),
    ];
    for (answer, id) in answers {
        let server = Server::answering(answer.clone()).await;
        let deleted = server.zone().custom_certificates().delete(ID).await.unwrap();
        assert_eq!(deleted.id, id, "{answer:?}");
        server.only().assert_is("DELETE", &format!("{PATH}/{ID}"), "");
    }
}

#[tokio::test]
async fn list_sends_its_filters() {
    let server = Server::answering(Answer::json(200, &page(vec![json!({ "id": ID })], 3, 50, 101))).await;
    let list = server
        .zone()
        .custom_certificates()
        .list()
        .status(CustomCertificateStatus::Active)
        .matching(CustomCertificateMatch::Any)
        .per_page(50);
    assert_eq!(list.page(3).await.unwrap().items()[0].id, ID);
    server.only().assert_is("GET", PATH, "match=any&page=3&per_page=50&status=active");
}

#[tokio::test]
async fn list_takes_5_to_50_a_page() {
    let server = Server::answering(Answer::json(200, &page(Vec::new(), 1, 5, 0))).await;
    let certificates = server.zone().custom_certificates();
    for bad in [0, 4, 51, u32::MAX] {
        let error = certificates.list().per_page(bad).page(1).await.unwrap_err();
        assert_eq!(fields(&error), ["per_page"]);
        assert!(error.to_string().contains("must be from 5 to 50"), "{error}");
    }
    assert!(server.sent().is_empty());
    for good in [5, 50] {
        certificates.list().per_page(good).page(1).await.unwrap();
    }
}

#[tokio::test]
async fn an_unknown_status_can_be_asked_for_and_is_written_back_as_it_came() {
    let staging = json!({ "id": ID, "status": "staging_active" });
    let server = Server::answering(Answer::json(200, &page(vec![staging.clone()], 1, 20, 1))).await;
    let list = server.zone().custom_certificates().list().status("staging_active".into());
    let found = list.all().await.unwrap();
    assert_eq!(serde_json::to_value(&found[0]).unwrap(), staging);
    server.only().assert_is("GET", PATH, "status=staging_active");
}

#[tokio::test]
async fn a_certificate_whose_deployment_is_held_has_a_status_with_a_name() {
    let server = Server::returning(json!({ "id": ID, "status": "holding_deployment" })).await;
    let certificate = server.zone().custom_certificates().get(ID).await.unwrap();
    assert_eq!(certificate.status, Some(CustomCertificateStatus::HoldingDeployment));
}

#[tokio::test]
async fn a_certificate_of_nothing_but_null_is_read() {
    let names = serde_json::to_value(documented::response("custom_certificates_prioritize")).unwrap();
    let names = names["result"][0].as_object().unwrap().keys().cloned();
    let nulls: serde_json::Map<String, Value> = names.map(|name| (name, Value::Null)).collect();
    let server = Server::returning(Value::Object(nulls)).await;
    let certificate = server.zone().custom_certificates().get(ID).await.unwrap();
    assert_eq!(certificate.into_inner(), CustomCertificate::default());
}

#[test]
fn a_priority_is_made_of_an_id_and_a_number() {
    let priority = CustomCertificatePriority::from(("a", 7));
    assert_eq!((priority.id.as_str(), priority.priority), ("a", 7));
}
