//! The provisioning of device certificates, on the wire.

use crate::support::{Server, ZONE};
use cloudflare_certificates::types::DeviceCertificateProvisioningPatch;
use serde_json::json;

fn path() -> String {
    format!("/client/v4/zones/{ZONE}/devices/policy/certificates")
}

#[tokio::test]
async fn get_reads_whether_devices_get_certificates() {
    for (answer, enabled) in [(json!({ "enabled": true }), Some(true)), (json!({ "enabled": null }), None)] {
        let server = Server::returning(answer).await;
        let provisioning = server.zone().device_policy_certificates().get().await.unwrap();
        assert_eq!(provisioning.enabled, enabled);
        server.only().assert_is("GET", &path(), "");
    }
}

#[tokio::test]
async fn edit_turns_it_off() {
    let server = Server::returning(json!({ "enabled": false })).await;
    let off = DeviceCertificateProvisioningPatch::builder().enabled(false).build();
    let provisioning = server.zone().device_policy_certificates().edit(&off).await.unwrap();
    assert_eq!(provisioning.enabled, Some(false));
    let sent = server.only();
    sent.assert_is("PATCH", &path(), "");
    assert_eq!(sent.json(), json!({ "enabled": false }));
}
