//! Lists, page by page.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use common::{ACCOUNT, Api, OTHER_ZONE, ZONE, certificates, new_csr};
use serde_json::{Value, json};

fn info(page: u64, per_page: u64, count: u64, total_count: u64, total_pages: u64) -> Value {
    json!({
        "page": page, "per_page": per_page, "count": count, "total_count": total_count, "total_pages": total_pages,
    })
}

#[tokio::test]
async fn a_page_has_20_items_unless_said_otherwise() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(ZONE, 45);
    let reply = api.get(&certificates(ZONE)).await.expect(200);
    assert_eq!(reply.ids(), ids[..20]);
    assert_eq!(reply.body["result_info"], info(1, 20, 20, 45, 3));
}

#[tokio::test]
async fn the_last_page_is_short() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(ZONE, 45);
    let reply = api.get(&format!("{}?page=3", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.ids(), ids[40..]);
    assert_eq!(reply.body["result_info"], info(3, 20, 5, 45, 3));
}

#[tokio::test]
async fn a_page_after_the_last_is_empty() {
    let api = Api::start().await;
    api.simulator.seed_custom_certificates(ZONE, 45);
    for page in [4_u64, i64::MAX as u64] {
        let reply = api.get(&format!("{}?page={page}", certificates(ZONE))).await.expect(200);
        assert_eq!(reply.result(), &json!([]));
        assert_eq!(reply.body["result_info"], info(page, 20, 0, 45, 3));
    }
}

#[tokio::test]
async fn an_empty_list_has_no_pages() {
    let api = Api::start().await;
    let reply = api.get(&certificates(ZONE)).await.expect(200);
    assert_eq!(reply.result(), &json!([]));
    assert_eq!(reply.body["result_info"], info(1, 20, 0, 0, 0));
}

#[tokio::test]
async fn too_large_a_page_is_clipped_silently() {
    let api = Api::start().await;
    api.simulator.seed_custom_certificates(ZONE, 60);
    let reply = api.get(&format!("{}?per_page=1000", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.body["result_info"], info(1, 50, 50, 60, 2));
}

#[tokio::test]
async fn too_small_a_page_is_refused() {
    let api = Api::start().await;
    api.get(&format!("{}?per_page=4", certificates(ZONE))).await.refused(400, 10001);
    api.get(&format!("{}?page=-1", certificates(ZONE))).await.refused(400, 10001);
}

#[tokio::test]
async fn page_0_is_page_1() {
    let api = Api::start().await;
    api.simulator.seed_custom_certificates(ZONE, 30);
    let reply = api.get(&format!("{}?page=0", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.body["result_info"], info(1, 20, 20, 30, 2));
}

#[tokio::test]
async fn a_filter_comes_before_the_pages() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(ZONE, 7);
    let pending = api.upload(ZONE, &["example.com"]).await;
    let reply = api.get(&format!("{}?status=active&per_page=5&page=2", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.ids(), ids[5..]);
    assert_eq!(reply.body["result_info"], info(2, 5, 2, 7, 2));
    let reply = api.get(&format!("{}?status=pending&match=all", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.ids(), [pending]);
    let reply = api.get(&format!("{}?status=deleted", certificates(ZONE))).await.expect(200);
    assert_eq!(reply.body["result_info"], info(1, 20, 0, 0, 0));
}

#[tokio::test]
async fn other_lists_are_paged_as_well() {
    let api = Api::start().await;
    let path = format!("/accounts/{ACCOUNT}/custom_csrs");
    for _ in 0..6 {
        api.post(&path, &new_csr("p256v1")).await.expect(201);
    }
    let reply = api.get(&format!("{path}?per_page=5&page=2")).await.expect(200);
    assert_eq!(reply.body["result_info"], info(2, 5, 1, 6, 2));
}

#[tokio::test]
async fn seeds_are_in_their_zone_only() {
    let api = Api::start().await;
    let ids = api.simulator.seed_custom_certificates(&ZONE.to_uppercase(), 3);
    assert_eq!(api.get(&certificates(ZONE)).await.ids(), ids);
    assert_eq!(api.get(&certificates(&ZONE.to_uppercase())).await.ids(), ids);
    assert_eq!(api.get(&certificates(OTHER_ZONE)).await.result(), &json!([]));
}
