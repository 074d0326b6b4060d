//! Changes that are refused: the previous one is on its way, or there is no more room.

use std::sync::Arc;

use super::*;

const PROPAGATION: Duration = Duration::from_secs(10);

fn pulls(rest: &str) -> String {
    zone(&format!("origin_tls_client_auth{rest}"))
}

#[tokio::test]
async fn a_change_of_origin_pulls_is_refused_while_the_previous_one_is_deployed() {
    let api = start().await;
    api.simulator.set_propagation(PROPAGATION);
    let new = || api.new_certificate(&["client.example.com"]);
    let id = api.post(&pulls("/hostnames/certificates"), &new()).await.expect(200).text("id");
    let config = json!({ "config": [{ "hostname": "a.example.com", "cert_id": id, "enabled": true }] });
    for _ in 0..2 {
        api.put(&pulls("/hostnames"), &config).await.expect(409);
        api.post(&pulls(""), &new()).await.expect(409);
        // Reads are not changes.
        api.get(&pulls("")).await.expect(200);
    }
    api.simulator.advance(PROPAGATION);
    api.put(&pulls("/hostnames"), &config).await.expect(200);
    api.put(&pulls("/settings"), &json!({ "enabled": true })).await.expect(409);
}

#[tokio::test]
async fn a_change_that_is_refused_for_another_reason_does_not_hold_up_the_next_one() {
    let api = start().await;
    api.simulator.set_propagation(PROPAGATION);
    api.delete(&pulls("/unknown")).await.expect(404);
    api.post(&pulls(""), &api.new_certificate(&["client.example.com"])).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_concurrent_changes_one_succeeds() {
    let api = Arc::new(start().await);
    api.simulator.set_propagation(PROPAGATION);
    let tasks: Vec<_> = (0..10)
        .map(|_| {
            let api = Arc::clone(&api);
            let new = api.new_certificate(&["client.example.com"]);
            tokio::spawn(async move { api.post(&pulls(""), &new).await.status })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[200].as_slice(), &[409; 9]].concat());
}

#[tokio::test]
async fn settings_of_access_certificates_are_busy_for_a_while() {
    let api = start().await;
    api.simulator.set_propagation(PROPAGATION);
    let settings = zone("access/certificates/settings");
    let change = json!({ "settings": [{
        "hostname": "a.example.com", "china_network": false, "client_certificate_forwarding": true,
    }] });
    api.put(&settings, &change).await.expect(202);
    api.put(&settings, &change).await.refused(409, 12132);
    api.simulator.advance(PROPAGATION);
    api.put(&settings, &change).await.expect(202);
}

#[tokio::test]
async fn a_hostname_of_another_zone_in_the_settings_is_refused_with_12036() {
    let api = start().await;
    let settings = zone("access/certificates/settings");
    let setting = |hostname: &str| json!({ "hostname": hostname, "china_network": false, "client_certificate_forwarding": true });
    let both = json!({ "settings": [setting("a.example.com"), setting("a.example.app")] });
    api.put(&settings, &both).await.refused(400, 12036);
}

#[tokio::test]
async fn the_control_plane_sets_the_same() {
    let api = start().await;
    let put = |path: &str, body: Value| {
        api.client.put(format!("{}{path}", api.simulator.control_url())).json(&body).send()
    };
    for (path, body, status) in [
        ("/propagation", json!({ "seconds": 10.0 }), 200),
        ("/propagation", json!({ "seconds": -1.0 }), 400),
        ("/unseen_reads", json!({ "custom_certificates": 1 }), 200),
        ("/unseen_reads", json!({ "nothing": 1 }), 400),
        ("/issuance_limit", json!({ "enabled": true }), 200),
    ] {
        assert_eq!(put(path, body).await.unwrap().status().as_u16(), status, "{path}");
    }
    api.post(&pulls(""), &api.new_certificate(&["client.example.com"])).await.expect(200);
    api.post(&pulls(""), &api.new_certificate(&["client.example.com"])).await.expect(409);
    let one = certificate(ZONE, &api.upload(ZONE, &["www.example.com"]).await);
    api.get(&one).await.expect(404);
    api.get(&one).await.expect(200);
    // All of it is off again after a reset.
    api.simulator.reset();
    for _ in 0..2 {
        api.post(&pulls(""), &api.new_certificate(&["client.example.com"])).await.expect(200);
    }
    api.get(&certificate(ZONE, &api.upload(ZONE, &["www.example.com"]).await)).await.expect(200);
}

#[tokio::test]
async fn a_zone_has_ten_certificates_of_hostnames_for_origin_pulls() {
    let api = start().await;
    let path = zone("origin_tls_client_auth/hostnames/certificates");
    let mut first = None;
    for _ in 0..10 {
        let new = api.new_certificate(&["client.example.com"]);
        first = Some(api.post(&path, &new).await.expect(200).text("id"));
    }
    let more = api.new_certificate(&["client.example.com"]);
    api.post(&path, &more).await.expect(400);
    api.simulator.advance(2 * STAGE);
    api.delete(&format!("{path}/{}", first.unwrap())).await.expect(200);
    api.post(&path, &more).await.expect(200);
}
