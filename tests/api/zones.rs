//! Zones, on the wire.

use crate::support::{ACCOUNT, Answer, Server, ZONE, only_404_is_absence, page, refused_fields};
use cloudflare_certificates::ErrorKind;
use cloudflare_certificates::types::{SortDirection, ZoneMatch, ZoneOrder, ZoneStatus, ZoneType};
use serde_json::{Value, json};

const PATH: &str = "/client/v4/zones";

/// As Cloudflare answers.
fn documented() -> Value {
    json!({
        "id": ZONE, "name": "example.com", "status": "active", "paused": false, "type": "full",
        "development_mode": -7200, "name_servers": ["bob.ns.cloudflare.com", "lola.ns.cloudflare.com"],
        "original_name_servers": ["ns1.originaldnshost.com"], "original_registrar": "GoDaddy",
        "original_dnshost": null, "modified_on": "2014-01-01T05:20:00.12345Z",
        "created_on": "2014-01-01T05:20:00.12345Z", "activated_on": "2014-01-02T00:01:00.12345Z",
        "meta": {
            "step": 4, "custom_certificate_quota": 1, "page_rule_quota": 100, "phishing_detected": false,
            "multiple_railguns_allowed": false,
        },
        "owner": { "id": null, "type": "user", "email": null },
        "account": { "id": ACCOUNT, "name": "Example Account Name" },
        "tenant": { "id": null, "name": null }, "tenant_unit": { "id": null },
        "permissions": ["#ssl:edit", "#zone:read"],
        "plan": {
            "id": "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "name": "Free Website", "price": 0, "currency": "USD",
            "frequency": "", "is_subscribed": false, "can_subscribe": false, "legacy_id": "free",
            "legacy_discount": false, "externally_managed": false,
        },
    })
}

#[tokio::test]
async fn get_reads_what_is_documented() {
    let server = Server::returning(documented()).await;
    let zone = server.client().zones().get(ZONE).await.unwrap();
    assert_eq!((zone.id.as_str(), zone.name.as_deref()), (ZONE, Some("example.com")));
    assert_eq!(
        (zone.status.as_ref(), zone.type_.as_ref()),
        (Some(&ZoneStatus::Active), Some(&ZoneType::Full))
    );
    assert_eq!((zone.paused, zone.development_mode), (Some(false), Some(-7200)));
    assert_eq!(zone.account.as_ref().unwrap().id, ACCOUNT);
    assert_eq!(zone.name_servers, ["bob.ns.cloudflare.com", "lola.ns.cloudflare.com"]);
    assert_eq!(zone.original_name_servers.as_ref().map(Vec::len), Some(1));
    assert_eq!(zone.activated_on.as_ref().unwrap().as_str(), "2014-01-02T00:01:00.12345Z");
    assert_eq!(zone.meta.as_ref().unwrap().custom_certificate_quota, Some(1));
    let plan = zone.plan.as_ref().unwrap();
    assert_eq!((plan.legacy_id.as_deref(), plan.price), (Some("free"), Some(0.0)));
    let owner = zone.owner.as_ref().unwrap();
    assert_eq!((owner.id.as_ref(), owner.type_.as_deref()), (None, Some("user")));
    server.only().assert_is("GET", &format!("{PATH}/{ZONE}"), "");
}

#[tokio::test]
async fn a_zone_with_nothing_but_its_name_and_new_values_is_read() {
    let server = Server::returning(json!({
        "id": ZONE, "name": "example.com", "status": "a_new_one", "type": "another", "activated_on": null,
        "original_name_servers": null, "name_servers": null, "account": null, "plan": null, "owner": null,
        "meta": { "page_rule_quota": null },
    }))
    .await;
    let zone = server.client().zones().get(ZONE).await.unwrap();
    assert_eq!(zone.status.as_ref().unwrap().as_str(), "a_new_one");
    assert_eq!(zone.type_.as_ref().unwrap().as_str(), "another");
    assert_eq!((zone.name_servers.len(), zone.original_name_servers.as_ref()), (0, None));
    assert_eq!((zone.activated_on.as_ref(), zone.account.as_ref()), (None, None));
}

#[tokio::test]
async fn list_sends_its_filters() {
    let server = Server::returning(json!([documented()])).await;
    let list = server
        .client()
        .zones()
        .list()
        .name("contains:example com")
        .status(ZoneStatus::Active)
        .account_id(ACCOUNT)
        .account_name("Example")
        .order(ZoneOrder::AccountName)
        .direction(SortDirection::Desc)
        .matching(ZoneMatch::Any)
        .per_page(50);
    assert_eq!(list.all().await.unwrap()[0].id, ZONE);
    let query = format!(
        "account.id={ACCOUNT}&account.name=Example&direction=desc&match=any&name=contains%3Aexample+com\
         &order=account.name&per_page=50&status=active"
    );
    server.only().assert_is("GET", PATH, &query);
}

#[tokio::test]
async fn a_list_of_two_pages_is_read_to_its_end() {
    let server = Server::with(|_, before| {
        let items = if before == 0 { 0..5 } else { 5..7 };
        let zone =
            |number: usize| json!({ "id": format!("{number:032x}"), "name": format!("{number}.example") });
        Answer::json(200, &page(items.map(zone).collect(), before as u64 + 1, 5, 7))
    })
    .await;
    let zones = server.client().zones().list().account_id(ACCOUNT).per_page(5).all().await.unwrap();
    assert_eq!(zones.len(), 7);
    assert_eq!(zones[6].name.as_deref(), Some("6.example"));
    let queries: Vec<_> = server.sent().into_iter().map(|sent| sent.query).collect();
    let first = format!("account.id={ACCOUNT}&per_page=5");
    assert_eq!(queries, [first, format!("account.id={ACCOUNT}&page=2&per_page=5")]);
}

#[tokio::test]
async fn what_is_out_of_bounds_is_refused_and_named() {
    let server = Server::returning(json!([])).await;
    let zones = server.client().zones();
    for bad in [4, 51] {
        let error = zones.list().per_page(bad).all().await.unwrap_err();
        assert_eq!(refused_fields(&error), ["per_page"]);
    }
    let error = zones.list().account_id("mine").name("").all().await.unwrap_err();
    assert_eq!(refused_fields(&error), ["account.id", "name"]);
    assert!(server.sent().is_empty());
}

#[tokio::test]
async fn get_opt_takes_404_for_an_answer_and_nothing_else() {
    only_404_is_absence(async |server| server.client().zones().get_opt(ZONE).await).await;
}

#[tokio::test]
async fn a_zone_is_found_by_its_name_whatever_its_case() {
    let server = Server::answering(Answer::json(200, &page(vec![documented()], 1, 20, 1))).await;
    let zone = server.client().zone_by_name("Example.com").await.unwrap();
    assert_eq!(zone.id(), ZONE);
    server.only().assert_is("GET", PATH, "name=Example.com");
}

#[tokio::test]
async fn no_zone_of_a_name_and_two_of_it_are_errors() {
    let mut other = documented();
    other["id"] = json!(ACCOUNT);
    let mut similar = documented();
    similar["name"] = json!("www.example.com");
    for (zones, words) in [
        (vec![], "no zone that the credentials can see is named `example.com`"),
        (vec![similar], "no zone"),
        (vec![documented(), other], "2 zones are named `example.com`; choose one by its id: "),
    ] {
        let server = Server::answering(Answer::json(200, &page(zones.clone(), 1, 20, 2))).await;
        let error = server.client().zone_by_name("example.com").await.unwrap_err();
        assert_eq!((error.kind(), error.is_not_found()), (ErrorKind::NoMatch, words.starts_with("no")));
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_name_in_place_of_an_id_is_refused_before_it_is_sent() {
    let server = Server::returning(documented()).await;
    let error = server.client().zones().get("example.com").await.unwrap_err();
    assert_eq!(refused_fields(&error), ["zone_id"]);
    assert!(server.sent().is_empty());
}
