//! The Gateway configuration of an account, on the wire.

#![allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]

use crate::support::{ACCOUNT, Answer, Server, ok};
use serde_json::{Value, json};

const ID: &str = "d1b364c5-1311-466e-a194-f0e943e0799f";

fn setting() -> Value {
    json!({
        "enabled": true, "id": ID, "binding_status": "pending_deployment", "updated_at": "2014-01-01T05:20:00Z",
    })
}

#[tokio::test]
async fn the_certificate_is_read_with_an_envelope_or_without() {
    for body in [ok(setting()), setting()] {
        let server = Server::answering(Answer::json(200, &body)).await;
        let setting = server.account().gateway_configuration().custom_certificate().get().await.unwrap();
        assert_eq!((setting.enabled, setting.id.as_deref()), (Some(true), Some(ID)));
        assert_eq!(setting.binding_status.as_deref(), Some("pending_deployment"));
        assert_eq!(setting.updated_at.as_ref().unwrap().as_str(), "2014-01-01T05:20:00Z");
        let path = format!("/client/v4/accounts/{ACCOUNT}/gateway/configuration/custom_certificate");
        server.only().assert_is("GET", &path, "");
    }
}

#[tokio::test]
async fn a_setting_without_a_certificate_is_read() {
    let server = Server::returning(json!({ "enabled": null, "id": null, "binding_status": "" })).await;
    let setting = server.account().gateway_configuration().custom_certificate().get().await.unwrap();
    assert_eq!((setting.enabled, setting.id.as_ref(), setting.updated_at.as_ref()), (None, None, None));
}
