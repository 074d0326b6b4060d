//! TLS of a zone, on the wire.

#![allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]

use crate::support::{Server, ZONE};
use cloudflare_certificates::types::{
    AutoOriginTlsKexPatch, BundleMethod, CertificateToAnalyze, SslRecommendationMode, SslValidationMethod,
    SslVerificationPatch, SslVerificationRetry, SslVerificationStatus, UniversalSslSettingsPatch,
};
use serde_json::json;

const ID: &str = "7365377a-85a4-4390-9480-531ef7dc7a3c";

#[tokio::test]
async fn analyze_sends_the_certificate() {
    let server = Server::returning(json!({ "hosts": ["example.com"], "signature": "SHA256WithRSA", "expires_on": "2034-01-01T00:00:00Z" })).await;
    let answer = server
        .zone()
        .ssl()
        .analyze(
            &CertificateToAnalyze::builder().certificate("PEM").bundle_method(BundleMethod::Optimal).build(),
        )
        .await
        .unwrap();
    assert_eq!(answer.hosts, ["example.com"]);
    let sent = server.only();
    sent.assert_is("POST", &format!("/client/v4/zones/{ZONE}/ssl/analyze"), "");
    assert_eq!(sent.json(), json!({ "certificate": "PEM", "bundle_method": "optimal" }));
}

#[tokio::test]
async fn recommendation_reads_the_mode() {
    let server = Server::returning(
        json!({ "id": "ssl_recommendation", "value": "auto", "editable": true, "next_scheduled_scan": null }),
    )
    .await;
    let answer = server.zone().ssl().recommendation().get().await.unwrap();
    assert_eq!(answer.value, Some(SslRecommendationMode::Auto));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/ssl/recommendation"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn universal_settings_reads_the_setting() {
    let server = Server::returning(json!({ "enabled": true })).await;
    let answer = server.zone().ssl().universal_settings().get().await.unwrap();
    assert_eq!(answer.enabled, Some(true));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/ssl/universal/settings"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn edit_universal_settings_sends_the_setting() {
    let server = Server::returning(json!({ "enabled": false })).await;
    let answer = server
        .zone()
        .ssl()
        .universal_settings()
        .edit(&UniversalSslSettingsPatch::builder().enabled(false).build())
        .await
        .unwrap();
    assert_eq!(answer.enabled, Some(false));
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/ssl/universal/settings"), "");
    assert_eq!(sent.json(), json!({ "enabled": false }));
}

#[tokio::test]
async fn verification_reads_an_object_and_a_list() {
    let server = Server::returning(json!([{ "cert_pack_uuid": "a", "certificate_status": "authorizing", "verification_info": { "record_name": "_n", "record_target": "t" } }, { "cert_pack_uuid": "b", "verification_info": [{ "record_name": "x" }, { "record_name": "y" }] }, { "verification_info": null }])).await;
    let answer = server.zone().ssl().verification().get().await.unwrap();
    let [one, two, none] = answer.items() else { panic!("three packs") };
    assert_eq!(one.certificate_status, Some(SslVerificationStatus::Authorizing));
    assert_eq!(one.verification_info[0].record_target.as_deref(), Some("t"));
    assert_eq!(two.verification_info.len(), 2);
    assert!(none.verification_info.is_empty());
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/ssl/verification"), "");
    assert!(sent.body.is_empty());
}

/// What has to be set up arrives in fields that are named after the method.
#[tokio::test]
async fn verification_says_what_has_to_be_set_up_whatever_the_method() {
    let set_up = [
        json!({ "http_url": "http://a.example.com/.well-known/pki-validation/x.txt", "http_body": "token", "status": "pending" }),
        json!({ "cname": "_x.a.example.com", "cname_target": "dcv.example.net" }),
        json!({ "txt_name": "_acme-challenge.a.example.com", "txt_value": "token" }),
        json!({ "emails": ["admin@example.com"] }),
    ];
    let packs = set_up.iter().map(|info| json!({ "cert_pack_uuid": ID, "verification_info": info }));
    let list = json!({ "cert_pack_uuid": ID, "verification_info": set_up });
    let server = Server::returning(packs.chain([list]).collect()).await;
    let page = server.zone().ssl().verification().get().await.unwrap();
    let [http, cname, txt, email, all] = page.items() else { panic!("five packs") };
    let http = &http.verification_info[0];
    assert_eq!(http.http_url.as_deref(), Some("http://a.example.com/.well-known/pki-validation/x.txt"));
    assert_eq!((http.http_body.as_deref(), http.status.as_deref()), (Some("token"), Some("pending")));
    let cname = &cname.verification_info[0];
    assert_eq!(cname.cname.as_deref(), Some("_x.a.example.com"));
    assert_eq!(cname.cname_target.as_deref(), Some("dcv.example.net"));
    let txt = &txt.verification_info[0];
    assert_eq!(txt.txt_name.as_deref(), Some("_acme-challenge.a.example.com"));
    assert_eq!(txt.txt_value.as_deref(), Some("token"));
    assert_eq!(email.verification_info[0].emails, ["admin@example.com"]);
    assert_eq!(serde_json::to_value(&all.verification_info).unwrap(), json!(set_up));
}

#[tokio::test]
async fn retry_verification_asks_for_it() {
    let server = Server::returning(json!([])).await;
    let answer = server.zone().ssl().verification().get().retry(SslVerificationRetry::True).await.unwrap();
    assert!(answer.items().is_empty());
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/ssl/verification"), "retry=true");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn edit_verification_chooses_a_method() {
    let server =
        Server::returning(json!({ "status": "pending_validation", "validation_method": "txt" })).await;
    let answer = server
        .zone()
        .ssl()
        .verification()
        .edit(ID, &SslVerificationPatch::builder().validation_method(SslValidationMethod::Txt).build())
        .await
        .unwrap();
    assert_eq!(answer.validation_method, Some(SslValidationMethod::Txt));
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/ssl/verification/{ID}"), "");
    assert_eq!(sent.json(), json!({ "validation_method": "txt" }));
}

#[tokio::test]
async fn auto_origin_tls_kex_reads_the_setting() {
    let server = Server::returning(json!({ "id": "auto_origin_tls_kex", "enabled": true })).await;
    let answer = server.zone().ssl().auto_origin_tls_kex().get().await.unwrap();
    assert_eq!(answer.enabled, Some(true));
    let sent = server.only();
    sent.assert_is("GET", &format!("/client/v4/zones/{ZONE}/settings/auto_origin_tls_kex"), "");
    assert!(sent.body.is_empty());
}

#[tokio::test]
async fn edit_auto_origin_tls_kex_sends_the_setting() {
    let server = Server::returning(json!({ "id": "auto_origin_tls_kex", "enabled": false })).await;
    let answer = server
        .zone()
        .ssl()
        .auto_origin_tls_kex()
        .edit(&AutoOriginTlsKexPatch::builder().enabled(false).build())
        .await
        .unwrap();
    assert_eq!(answer.enabled, Some(false));
    let sent = server.only();
    sent.assert_is("PATCH", &format!("/client/v4/zones/{ZONE}/settings/auto_origin_tls_kex"), "");
    assert_eq!(sent.json(), json!({ "enabled": false }));
}
