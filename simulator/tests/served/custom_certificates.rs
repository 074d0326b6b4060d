//! Custom certificates: their replacement, and what goes wrong.

use super::*;

#[tokio::test]
async fn a_certificate_is_served_when_it_is_active_and_not_before() {
    let api = start().await;
    let new = api.new_certificate(&["www.example.com", "*.api.example.com"]);
    let id = api.post(&certificates(ZONE), &new).await.expect(200).text("id");
    assert_eq!(api.simulator.served("www.example.com"), None);
    api.simulator.advance(STAGE);
    let served = api.simulator.served("www.example.com").unwrap();
    assert_eq!(
        (served.resource.as_str(), served.zone.as_str(), served.id),
        ("custom_certificates", ZONE, id)
    );
    assert_eq!(
        api.simulator.served("WWW.Example.com.").unwrap().fingerprint_sha256,
        served.fingerprint_sha256
    );
    assert!(api.simulator.served("v1.api.example.com").is_some());
    for other in ["example.com", "api.example.com", "a.b.api.example.com", "example.org"] {
        assert_eq!(api.simulator.served(other), None, "{other}");
    }
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn a_fingerprint_is_that_of_the_uploaded_certificate() {
    let api = start().await;
    let issued = api.simulator.test_ca().certificate(&["www.example.com"]).issue().unwrap();
    let new = json!({ "certificate": issued.certificate_pem(), "private_key": issued.private_key_pem() });
    api.post(&certificates(ZONE), &new).await.expect(200);
    api.simulator.advance(STAGE);
    let served = api.simulator.served("www.example.com").unwrap();
    assert_eq!(served.fingerprint_sha256.unwrap(), issued.fingerprint_sha256());
    assert_eq!(served.expires_on.unwrap(), issued.not_after());
}

#[tokio::test]
async fn a_legacy_certificate_that_is_replaced_is_served_until_the_new_one_is_active() {
    let api = start().await;
    let id = active(&api, &["www.example.com"], "legacy_custom").await;
    let old = api.simulator.served("www.example.com").unwrap();
    let one = certificate(ZONE, &id);
    // The second replacement comes before the first one is active.
    for _ in 0..2 {
        let edited = api.patch(&one, &api.new_certificate(&["www.example.com"])).await.expect(200);
        assert_eq!((edited.text("id"), edited.text("status")), (id.clone(), "pending".to_owned()));
        api.simulator.advance(STAGE / 2);
        assert_eq!(api.simulator.served("www.example.com").as_ref(), Some(&old));
    }
    api.simulator.advance(STAGE);
    let new = api.simulator.served("www.example.com").unwrap();
    assert_eq!(new.id, old.id);
    assert_ne!(new.fingerprint_sha256, old.fingerprint_sha256);
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn an_sni_certificate_that_is_replaced_is_served_until_the_new_one_is_active() {
    let api = start().await;
    let old = active(&api, &["www.example.com"], "sni_custom").await;
    let one = certificate(ZONE, &old);
    let new = api.patch(&one, &api.new_certificate(&["www.example.com"])).await.expect(200).text("id");
    assert_ne!(new, old);
    assert_eq!(id(api.simulator.served("www.example.com")), Some(old));
    api.simulator.advance(STAGE);
    assert_eq!(id(api.simulator.served("www.example.com")), Some(new));
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn a_certificate_that_is_uploaded_before_the_old_one_is_deleted_leaves_no_gap() {
    let api = start().await;
    let old = active(&api, &["www.example.com"], "legacy_custom").await;
    let new = active(&api, &["www.example.com"], "legacy_custom").await;
    delete(&api, &old).await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(new));
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn a_certificate_that_is_deleted_before_the_new_one_is_active_leaves_a_gap() {
    for kind in ["legacy_custom", "sni_custom"] {
        let api = start().await;
        let old = active(&api, &["www.example.com"], kind).await;
        let start = api.simulator.now();
        // Uploaded in time, and deleted too early.
        api.post(&certificates(ZONE), &new(&api, &["www.example.com"], kind)).await.expect(200);
        api.simulator.advance(STAGE / 2);
        delete(&api, &old).await;
        api.simulator.advance(STAGE);
        let gaps = api.simulator.gaps();
        assert_eq!(shown(&gaps, start), [("www.example.com".to_owned(), 1.0, Some(2.0))], "{kind}");
        assert_eq!((id(gaps[0].before.clone()), &gaps[0].meanwhile), (Some(old), &None));
    }
}

#[tokio::test]
async fn a_deletion_before_the_upload_is_a_gap_even_if_the_time_stands_still() {
    let api = Api::with(Simulator::builder().activation(Activation::AfterReads(0))).await;
    let old = api.upload(ZONE, &["www.example.com"]).await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(old.clone()));
    delete(&api, &old).await;
    api.upload(ZONE, &["www.example.com"]).await;
    let now = api.simulator.now();
    assert_eq!(shown(&api.simulator.gaps(), now), [("www.example.com".to_owned(), 0.0, Some(0.0))]);
}

#[tokio::test]
async fn the_old_record_of_an_sni_certificate_that_is_deleted_too_early_leaves_a_gap() {
    let api = start().await;
    let old = active(&api, &["www.example.com"], "sni_custom").await;
    let start = api.simulator.now();
    let one = certificate(ZONE, &old);
    api.patch(&one, &api.new_certificate(&["www.example.com"])).await.expect(200);
    delete(&api, &old).await;
    api.simulator.advance(STAGE);
    assert_eq!(shown(&api.simulator.gaps(), start), [("www.example.com".to_owned(), 0.0, Some(2.0))]);
}

#[tokio::test]
async fn a_host_that_the_new_certificate_leaves_out_has_a_gap() {
    let api = start().await;
    let old = active(&api, &["www.example.com", "shop.example.com"], "legacy_custom").await;
    let edit = api.new_certificate(&["www.example.com"]);
    api.patch(&certificate(ZONE, &old), &edit).await.expect(200);
    let start = api.simulator.now();
    api.simulator.advance(2 * STAGE);
    assert_eq!(shown(&api.simulator.gaps(), start), [("shop.example.com".to_owned(), 2.0, None)]);
}

#[tokio::test]
async fn a_certificate_that_is_held_back_does_not_end_the_old_one() {
    let api = start().await;
    let old = active(&api, &["www.example.com"], "legacy_custom").await;
    let before = api.simulator.served("www.example.com");
    api.simulator.set_zone_status(ZONE, "pending");
    let edit = api.new_certificate(&["www.example.com"]);
    api.patch(&certificate(ZONE, &old), &edit).await.expect(200);
    api.simulator.advance(2 * STAGE);
    assert_eq!(api.get(&certificate(ZONE, &old)).await.text("status"), "holding_deployment");
    assert_eq!(api.simulator.served("www.example.com"), before);
    assert!(api.simulator.gaps().is_empty());
}

#[tokio::test]
async fn an_expired_certificate_is_not_served_even_while_it_is_replaced() {
    let api = start().await;
    let old = active(&api, &["www.example.com"], "legacy_custom").await;
    let start = api.simulator.now();
    // The replacement is never deployed.
    let edit = api.new_certificate(&["www.example.com"]);
    api.patch(&certificate(ZONE, &old), &edit).await.expect(200);
    api.simulator.set_stage("custom_certificates", &old, "pending");
    api.simulator.advance(100 * DAY);
    let gaps = api.simulator.gaps();
    assert_eq!((gaps.len(), gaps[0].until), (1, None));
    let days = gaps[0].from.duration_since(start).unwrap().as_secs_f64() / DAY.as_secs_f64();
    assert!((days - 90.0).abs() < 0.01, "{days}");
}

#[tokio::test]
async fn stages_and_patches_from_outside_count() {
    let api = start().await;
    let one = active(&api, &["www.example.com"], "legacy_custom").await;
    for (stage, is_served) in [("deleted", false), ("active", true), ("expired", false)] {
        api.simulator.set_stage("custom_certificates", &one, stage);
        assert_eq!(api.simulator.served("www.example.com").is_some(), is_served, "{stage}");
    }
    api.simulator.patch_record("custom_certificates", &one, &json!({ "status": "active" }));
    api.simulator.patch_record("custom_certificates", &one, &json!({ "hosts": ["a.example.com"] }));
    assert!(api.simulator.served("a.example.com").is_some());
    assert!(api.simulator.served("www.example.com").is_none());
    assert_eq!(api.simulator.gaps().len(), 3);
}
