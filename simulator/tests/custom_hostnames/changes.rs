//! Changes and deletion.

use serde_json::json;

use crate::{ALL, advance, create, get, managed, patch_ssl, path, start};

#[tokio::test]
async fn a_deletion_responds_with_the_bare_id() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    let one = path(&format!("/{id}"));
    assert_eq!(api.delete(&one).await.expect(200).body, json!({ "id": id }));
    for reply in [api.get(&one).await, api.delete(&one).await, api.patch(&one, &json!({})).await] {
        reply.refused(404, 1436);
    }
}

#[tokio::test]
async fn the_same_certificate_configuration_only_tries_the_validation_again() {
    let api = start().await;
    let mut new = managed("app.customer.net");
    new["ssl"]["certificate_authority"] = json!("lets_encrypt");
    new["ssl"]["settings"] = json!({ "http2": "on" });
    let before = api.post(&path(""), &new).await.expect(201);
    let id = before.text("id");
    assert!(api.simulator.time_out_validation(&id));
    let after = patch_ssl(&api, &id, &json!({ "method": "http", "type": "dv" })).await.expect(202);
    let (old, ssl) = (&before.result()["ssl"], &after.result()["ssl"]);
    assert_eq!((&ssl["id"], &ssl["status"]), (&old["id"], &json!("pending_validation")));
    assert_eq!(ssl["certificate_authority"], "lets_encrypt");
    assert_eq!(ssl["settings"], json!({ "http2": "on" }));
    advance(&api, ALL);
    assert_eq!(get(&api, &id).await.result()["ssl"]["status"], "active");
}

#[tokio::test]
async fn the_same_configuration_leaves_an_active_certificate_as_it_is() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    advance(&api, ALL);
    let before = get(&api, &id).await;
    let same = json!({ "method": "http", "type": "dv", "certificate_authority": "google" });
    let after = patch_ssl(&api, &id, &same).await.expect(202);
    assert_eq!(after.result(), before.result());
}

#[tokio::test]
async fn settings_with_method_and_type_change_without_a_new_order() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    advance(&api, ALL);
    let before = get(&api, &id).await;
    let ssl = json!({ "method": "http", "type": "dv", "settings": { "min_tls_version": "1.2" } });
    let after = patch_ssl(&api, &id, &ssl).await.expect(202);
    let mut expected = before.result().clone();
    expected["ssl"]["settings"] = json!({ "min_tls_version": "1.2" });
    assert_eq!(after.result(), &expected);
}

#[tokio::test]
async fn settings_without_method_and_type_are_refused_with_1434() {
    let api = start().await;
    let id = create(&api, "app.customer.net").await.text("id");
    for ssl in [json!({ "settings": { "http2": "on" } }), json!({ "certificate_authority": "ssl_com" })] {
        patch_ssl(&api, &id, &ssl).await.refused(400, 1434);
    }
}

#[tokio::test]
async fn another_certificate_configuration_is_a_new_order() {
    let api = start().await;
    let mut last = create(&api, "app.customer.net").await;
    let id = last.text("id");
    for change in [
        json!({ "method": "txt", "type": "dv" }),
        json!({ "method": "txt", "type": "dv", "certificate_authority": "lets_encrypt" }),
        json!({ "method": "txt", "type": "dv", "certificate_authority": "lets_encrypt", "wildcard": true }),
        // The default authority.
        json!({ "method": "txt", "type": "dv", "certificate_authority": "" }),
    ] {
        advance(&api, ALL);
        let next = patch_ssl(&api, &id, &change).await.expect(202);
        let (old, new) = (&last.result()["ssl"], &next.result()["ssl"]);
        assert_ne!(new["id"], old["id"], "{change}");
        assert_eq!(new["status"], "initializing");
        last = next;
    }
    assert_eq!(last.result()["ssl"]["certificate_authority"], "google");
    assert_eq!(last.result()["ssl"]["hosts"], json!(["app.customer.net", "*.app.customer.net"]));
}
