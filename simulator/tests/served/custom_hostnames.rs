//! Custom hostnames: the certificate that was active last.

use super::*;

fn hostnames() -> String {
    format!("/zones/{ZONE}/custom_hostnames")
}

/// Adds a hostname and waits until it and its certificate are active.
async fn added(api: &Api, hostname: &str) -> String {
    let new = json!({ "hostname": hostname, "ssl": { "method": "txt", "type": "dv" } });
    let id = api.post(&hostnames(), &new).await.expect(201).text("id");
    api.simulator.advance(10 * STAGE);
    id
}

fn serial(api: &Api, hostname: &str) -> Option<String> {
    api.simulator.served(hostname)?.serial_number
}

const SHOP: &str = "shop.customer.com";

#[tokio::test]
async fn a_hostname_is_served_when_its_certificate_is_active() {
    let api = start().await;
    let new = json!({ "hostname": SHOP, "ssl": { "method": "txt", "type": "dv", "wildcard": true } });
    let one = api.post(&hostnames(), &new).await.expect(201).text("id");
    api.simulator.advance(3 * STAGE);
    assert_eq!(api.simulator.served(SHOP), None);
    api.simulator.advance(STAGE);
    api.simulator.advance(STAGE);
    let served = api.simulator.served(SHOP).unwrap();
    assert_eq!((served.resource.as_str(), served.id), ("custom_hostnames", one.clone()));
    assert!(api.simulator.served("www.shop.customer.com").is_some());
    let shown = api.get(&format!("{}/{one}", hostnames())).await.expect(200);
    assert_eq!(shown.result()["ssl"]["certificates"][0]["serial_number"], json!(served.serial_number));
}

#[tokio::test]
async fn another_order_keeps_the_old_certificate_until_the_new_one_is_active() {
    let api = start().await;
    let one = format!("{}/{}", hostnames(), added(&api, SHOP).await);
    let old = serial(&api, SHOP);
    let other = json!({ "ssl": { "method": "http", "type": "dv" } });
    api.patch(&one, &other).await.expect(202);
    api.simulator.advance(2 * STAGE);
    assert_eq!(api.get(&one).await.result()["ssl"]["status"], "pending_issuance");
    assert_eq!(serial(&api, SHOP), old);
    api.simulator.advance(10 * STAGE);
    assert_ne!(serial(&api, SHOP), old);
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn a_renewal_whose_validation_fails_keeps_the_old_certificate() {
    let api = start().await;
    let one = added(&api, SHOP).await;
    let old = serial(&api, SHOP);
    for stage in ["pending_validation", "validation_failed", "validation_timed_out", "caa_error"] {
        api.simulator.set_stage("custom_hostnames", &one, stage).unwrap();
        assert_eq!(serial(&api, SHOP), old, "{stage}");
    }
    api.simulator.set_stage("custom_hostnames", &one, "renewed").unwrap();
    assert_ne!(serial(&api, SHOP), old);
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn a_hostname_that_is_blocked_moved_or_deleted_is_not_served() {
    let api = start().await;
    let one = added(&api, SHOP).await;
    for stage in ["blocked", "moved"] {
        api.simulator.set_stage("custom_hostnames", &one, stage).unwrap();
        assert_eq!(api.simulator.served(SHOP), None, "{stage}");
        api.simulator.set_stage("custom_hostnames", &one, "active").unwrap();
        assert!(api.simulator.served(SHOP).is_some());
    }
    api.delete(&format!("{}/{one}", hostnames())).await.expect(200);
    assert_eq!(api.simulator.served(SHOP), None);
    // Added again, it is served only when its new certificate is active.
    added(&api, SHOP).await;
    let gaps = api.simulator.gaps();
    assert_eq!(gaps.len(), 3);
    assert!(gaps[2].until.unwrap() > gaps[2].from);
}

#[tokio::test]
async fn an_own_certificate_that_is_replaced_leaves_no_gap() {
    let api = start().await;
    let own = |issued: cloudflare_certificates_simulator::IssuedCertificate| json!({ "custom_certificate": issued.certificate_pem(), "custom_key": issued.private_key_pem() });
    let issue = || api.simulator.test_ca().certificate(&[SHOP]).issue().unwrap();
    let (old, new) = (issue(), issue());
    let fingerprints = [old.fingerprint_sha256(), new.fingerprint_sha256()].map(ToString::to_string);
    let body = json!({ "hostname": SHOP, "ssl": own(old) });
    let one = api.post(&hostnames(), &body).await.expect(201).text("id");
    api.simulator.advance(2 * STAGE);
    let fingerprint = || api.simulator.served(SHOP).unwrap().fingerprint_sha256.unwrap();
    assert_eq!(fingerprint(), fingerprints[0]);
    api.patch(&format!("{}/{one}", hostnames()), &json!({ "ssl": own(new) })).await.expect(202);
    assert_eq!(fingerprint(), fingerprints[0]);
    api.simulator.advance(2 * STAGE);
    assert_eq!(fingerprint(), fingerprints[1]);
    assert!(api.simulator.gaps().is_empty());
}
