//! Deleted packs, which are shown for a while.

use serde_json::json;

use crate::{advance, ordered, path, start, status};

#[tokio::test]
async fn a_deleted_pack_is_shown_for_a_while_and_then_gone() {
    let api = start().await;
    let id = ordered(&api).await;
    let one = path(&format!("/{id}"));
    assert_eq!(api.delete(&one).await.expect(200).result(), &json!({ "id": id }));
    assert_eq!(status(&api, &id).await, "deleted");
    api.delete(&one).await.refused(400, 1406);
    api.patch(&one, &json!({})).await.refused(400, 1406);
    advance(&api, 1);
    for reply in [api.get(&one).await, api.delete(&one).await, api.patch(&one, &json!({})).await] {
        reply.refused(404, 1408);
    }
}

#[tokio::test]
async fn a_tombstone_stays_as_long_as_the_test_wants() {
    let api = start().await;
    let id = ordered(&api).await;
    assert_eq!(api.simulator.set_stage("certificate_packs", &id, "tombstone").as_deref(), Some(id.as_str()));
    advance(&api, 1000);
    assert_eq!(status(&api, &id).await, "deleted");
    api.delete(&path(&format!("/{id}"))).await.refused(400, 1406);
}
