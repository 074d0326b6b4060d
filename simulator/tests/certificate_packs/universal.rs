//! The universal pack of a zone, and the list.

use serde_json::json;

use crate::common::ZONE;
use crate::{ALL, advance, ordered, path, start, status};

#[tokio::test]
async fn the_universal_pack_is_listed_and_cannot_be_deleted() {
    let api = start().await;
    for query in ["", "?status=all"] {
        let reply = api.get(&path(query)).await.expect(200);
        assert_eq!(reply.texts("type"), ["universal"], "{query}");
        assert_eq!(reply.result()[0]["hosts"], json!(["example.com", "*.example.com"]));
    }
    let id = api.get(&path("")).await.ids().remove(0);
    api.delete(&path(&format!("/{id}"))).await.expect(400);
    assert_eq!(status(&api, &id).await, "active");
}

#[tokio::test]
async fn the_universal_pack_is_gone_while_universal_ssl_is_off() {
    let api = start().await;
    let setting = format!("/zones/{ZONE}/ssl/universal/settings");
    for (enabled, packs) in [(true, 1), (false, 0), (true, 1)] {
        api.patch(&setting, &json!({ "enabled": enabled })).await.expect(200);
        assert_eq!(api.get(&path("?status=all")).await.expect(200).ids().len(), packs);
    }
}

#[tokio::test]
async fn a_list_without_a_status_has_the_active_packs_only() {
    let api = start().await;
    let id = ordered(&api).await;
    assert_eq!(api.get(&path("")).await.expect(200).texts("type"), ["universal"]);
    assert_eq!(api.get(&path("?status=all")).await.expect(200).ids().len(), 2);
    advance(&api, ALL);
    assert!(api.get(&path("")).await.expect(200).ids().contains(&id));
}

#[tokio::test]
async fn the_renewed_universal_pack_takes_the_place_of_the_old_one() {
    let api = start().await;
    let old = api.get(&path("")).await.expect(200).ids().remove(0);
    let new = api.simulator.set_stage("certificate_packs", &old, "renewed").unwrap();
    assert_eq!(api.get(&path("?status=all")).await.expect(200).ids(), [new]);
}
