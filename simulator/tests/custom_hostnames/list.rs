//! The list: its filters and its order.

use serde_json::json;

use crate::common::Api;
use crate::{ALL, advance, create, managed, path, start};

#[tokio::test]
async fn the_list_is_filtered_by_the_id_of_the_hostname() {
    let api = start().await;
    create(&api, "a.customer.net").await;
    let reply = create(&api, "b.customer.net").await;
    let (id, ssl_id) = (reply.text("id"), reply.result()["ssl"]["id"].as_str().unwrap());
    assert_eq!(api.get(&path(&format!("?id={id}"))).await.expect(200).ids(), [id.as_str()]);
    assert_eq!(api.get(&path(&format!("?id={ssl_id}"))).await.expect(200).result(), &json!([]));
}

#[tokio::test]
async fn the_id_with_another_filter_is_refused_with_1438() {
    let api = start().await;
    let id = create(&api, "a.customer.net").await.text("id");
    for other in ["hostname.exact=a.customer.net", "ssl=1", "ssl_status=active"] {
        api.get(&path(&format!("?id={id}&{other}"))).await.refused(400, 1438);
    }
    let paged = api.get(&path(&format!("?id={id}&page=1&per_page=5&order=ssl&direction=desc"))).await;
    assert_eq!(paged.expect(200).ids(), [id]);
}

#[tokio::test]
async fn filters_by_hostname_ignore_the_case() {
    let api = start().await;
    create(&api, "a.customer.net").await;
    create(&api, "b.customer.net").await;
    for query in ["hostname.exact=A.Customer.NET", "hostname.contain=A.CUST", "hostname.startsWith=A."] {
        let reply = api.get(&path(&format!("?{query}"))).await.expect(200);
        assert_eq!(reply.texts("hostname"), ["a.customer.net"], "{query}");
    }
    assert_eq!(api.get(&path("?hostname.exact=customer.net")).await.result(), &json!([]));
}

#[tokio::test]
async fn the_other_filters_select_by_status_authority_and_origin() {
    let api = start().await;
    let mut new = managed("a.customer.net");
    new["ssl"]["certificate_authority"] = json!("ssl_com");
    new["ssl"]["wildcard"] = json!(true);
    new["ssl"]["method"] = json!("txt");
    new["custom_origin_server"] = json!("origin.example.com");
    api.post(&path(""), &new).await.expect(201);
    advance(&api, ALL);
    api.post(&path(""), &json!({ "hostname": "b.customer.net" })).await.expect(201);
    create(&api, "c.customer.net").await;
    for (query, expected) in [
        ("hostname_status=active", &["a.customer.net"][..]),
        ("hostname_status=pending", &["b.customer.net", "c.customer.net"]),
        ("ssl_status=initializing", &["c.customer.net"]),
        ("ssl=0", &["b.customer.net"]),
        ("ssl=1", &["a.customer.net", "c.customer.net"]),
        ("wildcard=true", &["a.customer.net"]),
        ("certificate_authority=google", &["c.customer.net"]),
        ("custom_origin_server=ORIGIN.example.com", &["a.customer.net"]),
    ] {
        let reply = api.get(&path(&format!("?{query}"))).await.expect(200);
        assert_eq!(reply.texts("hostname"), expected, "{query}");
    }
}

#[tokio::test]
async fn the_list_is_ordered_by_the_certificate_or_its_status() {
    let api = start().await;
    create(&api, "a.customer.net").await;
    // pending_validation
    advance(&api, 1);
    api.post(&path(""), &json!({ "hostname": "b.customer.net" })).await.expect(201);
    // initializing
    create(&api, "c.customer.net").await;
    for (order, expected) in [
        ("", ["a", "b", "c"]),
        ("order=ssl", ["b", "a", "c"]),
        ("order=ssl_status", ["b", "c", "a"]),
        ("order=ssl_status&direction=asc", ["b", "c", "a"]),
        ("order=ssl_status&direction=desc", ["a", "c", "b"]),
    ] {
        let reply = api.get(&path(&format!("?{order}"))).await.expect(200);
        assert_eq!(reply.texts("hostname"), expected.map(|name| format!("{name}.customer.net")), "{order}");
    }
}

#[tokio::test]
async fn a_program_that_polls_for_active_hostnames_comes_to_its_end() {
    let api = Api::start().await;
    create(&api, "app.customer.net").await;
    let mut polls = 0;
    while api.get(&path("?hostname_status=active")).await.expect(200).ids().is_empty() {
        polls += 1;
        assert!(polls < 20);
    }
}
