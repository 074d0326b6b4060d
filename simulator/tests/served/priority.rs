//! Which of several certificates is served.

use super::*;

#[tokio::test]
async fn a_certificate_for_the_hostname_comes_before_a_wildcard() {
    let api = start().await;
    let exact = active(&api, &["www.example.com"], "sni_custom").await;
    let wildcard = active(&api, &["*.example.com"], "legacy_custom").await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(exact.clone()));
    assert_eq!(id(api.simulator.served("shop.example.com")), Some(wildcard.clone()));
    delete(&api, &exact).await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(wildcard.clone()));
    assert!(api.simulator.gaps().is_empty());
    delete(&api, &wildcard).await;
    let hostnames: Vec<String> = api.simulator.gaps().into_iter().map(|gap| gap.hostname).collect();
    assert_eq!(hostnames, ["*.example.com", "www.example.com"]);
}

#[tokio::test]
async fn a_change_from_a_wildcard_to_the_hostname_leaves_no_gap() {
    let api = start().await;
    let wildcard = active(&api, &["*.example.com"], "legacy_custom").await;
    active(&api, &["www.example.com"], "legacy_custom").await;
    delete(&api, &wildcard).await;
    let hostnames: Vec<String> = api.simulator.gaps().into_iter().map(|gap| gap.hostname).collect();
    assert_eq!(hostnames, ["*.example.com"]);
    let first = api.simulator.served_changes();
    let first = first.iter().find(|change| change.hostname == "www.example.com").unwrap();
    assert_eq!(id(first.before.clone()), Some(wildcard));
}

#[tokio::test]
async fn legacy_comes_before_sni_and_then_the_priority_and_then_the_newer_one() {
    let api = start().await;
    let legacy = active(&api, &["www.example.com"], "legacy_custom").await;
    active(&api, &["www.example.com"], "sni_custom").await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(legacy.clone()));
    let newer = active(&api, &["www.example.com"], "legacy_custom").await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(newer));
    let order = json!({ "certificates": [{ "id": legacy, "priority": 30 }] });
    api.put(&format!("{}/prioritize", certificates(ZONE)), &order).await.expect(200);
    assert_eq!(id(api.simulator.served("www.example.com")), Some(legacy));
}

#[tokio::test]
async fn universal_ssl_serves_what_nothing_else_does_and_is_a_gap_after_something_else() {
    let api = start_with_universal_ssl().await;
    for hostname in ["example.com", "www.example.com"] {
        assert!(api.simulator.served(hostname).unwrap().universal, "{hostname}");
    }
    assert_eq!(api.simulator.served("a.b.example.com"), None);
    let one = active(&api, &["www.example.com"], "sni_custom").await;
    assert_eq!(id(api.simulator.served("www.example.com")), Some(one.clone()));
    assert!(api.simulator.gaps().is_empty());
    delete(&api, &one).await;
    let gaps = api.simulator.gaps();
    assert_eq!((gaps.len(), gaps[0].hostname.as_str(), gaps[0].until), (1, "www.example.com", None));
    assert!(gaps[0].meanwhile.as_ref().unwrap().universal);
    active(&api, &["www.example.com"], "sni_custom").await;
    assert!(api.simulator.gaps()[0].until.is_some());
}

#[tokio::test]
async fn universal_ssl_that_is_disabled_leaves_gaps() {
    let api = start_with_universal_ssl().await;
    let settings = format!("/zones/{ZONE}/ssl/universal/settings");
    api.patch(&settings, &json!({ "enabled": false })).await.expect(200);
    let hostnames: Vec<String> = api.simulator.gaps().into_iter().map(|gap| gap.hostname).collect();
    assert_eq!(hostnames, ["*.example.com", "example.com"]);
    api.patch(&settings, &json!({ "enabled": true })).await.expect(200);
    assert!(api.simulator.gaps().iter().all(|gap| gap.until.is_some()));
}
