//! Zones and accounts: those that are declared, and what is answered for others.

#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod common;

use cloudflare_certificates_simulator::{SimulatedZone, Simulator, SimulatorBuilder, Token};
use common::{ACCOUNT, Api, OTHER_ZONE, Reply, ZONE};
use reqwest::{Client, Method};
use serde_json::json;

const OTHER_ACCOUNT: &str = "8888105f4ecef8ad9ca31a8372d0c353";
const UNKNOWN: &str = "00000000000000000000000000000000";

/// Starts without zones and accounts that are not declared.
async fn start(builder: SimulatorBuilder) -> Api {
    let client = Client::builder().no_proxy().build().unwrap();
    Api { simulator: builder.start().await.unwrap(), client }
}

/// Three zones in two accounts.
async fn three() -> Api {
    let shop = SimulatedZone::new("shop.example").account(OTHER_ACCOUNT).plan("enterprise");
    let builder = Simulator::builder()
        .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT).plan("pro"))
        .zone(shop.with_id(OTHER_ZONE).status("pending"))
        .zone(SimulatedZone::new("Workshop.EXAMPLE.").account(ACCOUNT))
        .account(ACCOUNT, "Main")
        .account(OTHER_ACCOUNT, "Side Shop");
    start(builder).await
}

async fn names(api: &Api, query: &str) -> Vec<String> {
    api.get(&format!("/zones?{query}")).await.expect(200).texts("name")
}

async fn get_as(api: &Api, token: &str, path: &str) -> Reply {
    Reply::of(api.request(Method::GET, path).bearer_auth(token).send().await.unwrap()).await
}

#[tokio::test]
async fn a_default_zone_and_account_exist() {
    let api = start(Simulator::builder()).await;
    let zone = &api.simulator.zones()[0];
    let shown = api.get("/zones").await.expect(200);
    assert_eq!(
        (shown.ids(), shown.texts("name")),
        (vec![zone.id().to_owned()], vec!["example.com".to_owned()])
    );
    assert_eq!(api.get("/accounts").await.expect(200).ids(), [zone.account_id()]);
    api.get(&format!("/zones/{}/custom_certificates", zone.id())).await.expect(200);
    api.get(&format!("/accounts/{}/mtls_certificates", zone.account_id())).await.expect(200);
}

#[tokio::test]
async fn a_declared_zone_takes_the_place_of_the_default_one() {
    let api = start(Simulator::builder().zone("example.org")).await;
    assert_eq!(names(&api, "").await, ["example.org"]);
}

#[tokio::test]
async fn a_zone_is_shown_as_it_is_declared() {
    let api = three().await;
    let zone = api.get(&format!("/zones/{}", OTHER_ZONE.to_uppercase())).await.expect(200);
    assert_eq!((zone.text("id"), zone.text("name"), zone.text("status")), {
        (OTHER_ZONE.to_owned(), "shop.example".to_owned(), "pending".to_owned())
    });
    assert_eq!(zone.result()["account"], json!({ "id": OTHER_ACCOUNT, "name": "Side Shop" }));
    assert_eq!(zone.result()["plan"]["legacy_id"], "enterprise");
    assert!(zone.result()["activated_on"].is_null());
}

#[tokio::test]
async fn a_list_of_zones_is_filtered_by_each_parameter() {
    let api = three().await;
    for (query, expected) in [
        ("name=shop.example", vec!["shop.example"]),
        ("name=SHOP.example", vec!["shop.example"]),
        ("name=nowhere.example", vec![]),
        ("status=pending", vec!["shop.example"]),
        (&*format!("account.id={ACCOUNT}"), vec!["example.com", "workshop.example"]),
        ("account.name=side+shop", vec!["shop.example"]),
    ] {
        assert_eq!(names(&api, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_name_may_have_an_operator() {
    let api = three().await;
    for (query, expected) in [
        ("name=equal:shop.example", vec!["shop.example"]),
        ("name=not_equal:shop.example", vec!["example.com", "workshop.example"]),
        ("name=contains:SHOP", vec!["shop.example", "workshop.example"]),
        ("name=starts_with:Shop", vec!["shop.example"]),
        ("name=ends_with:.COM", vec!["example.com"]),
        ("account.name=contains:shop", vec!["shop.example"]),
        ("account.name=contains_case_sensitive:shop", vec![]),
        ("account.name=starts_with_case_sensitive:Side", vec!["shop.example"]),
        ("account.name=starts_with_case_sensitive:side", vec![]),
        ("account.name=ends_with_case_sensitive:Shop", vec!["shop.example"]),
    ] {
        assert_eq!(names(&api, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn all_conditions_hold_or_any_one() {
    let api = three().await;
    let both = format!("account.id={ACCOUNT}&name=shop.example");
    assert_eq!(names(&api, &both).await, [""; 0]);
    assert_eq!(names(&api, &format!("{both}&match=all")).await, [""; 0]);
    assert_eq!(names(&api, &format!("{both}&match=any")).await.len(), 3);
    assert_eq!(names(&api, "match=any").await.len(), 3);
}

#[tokio::test]
async fn a_list_of_zones_is_sorted() {
    let api = three().await;
    for (query, first) in [
        ("order=name", "example.com"),
        ("order=name&direction=desc", "workshop.example"),
        ("order=status&direction=desc", "shop.example"),
        ("order=account.id", "shop.example"),
        ("order=account.name&direction=desc", "shop.example"),
        ("order=plan.id", "shop.example"),
        ("order=plan.id&direction=desc", "example.com"),
    ] {
        assert_eq!(names(&api, query).await[0], first, "{query}");
    }
}

#[tokio::test]
async fn a_list_of_zones_has_pages() {
    let builder =
        (0..12).fold(Simulator::builder(), |builder, n| builder.zone(format!("zone{n:02}.example").as_str()));
    let api = start(builder).await;
    let last = api.get("/zones?per_page=5&page=3").await.expect(200);
    assert_eq!(last.texts("name"), ["zone10.example", "zone11.example"]);
    let info = json!({ "page": 3, "per_page": 5, "count": 2, "total_count": 12, "total_pages": 3 });
    assert_eq!(last.body["result_info"], info);
    assert_eq!(names(&api, "per_page=5&page=4").await, [""; 0]);
}

#[tokio::test]
async fn accounts_are_listed_filtered_and_shown() {
    let api = three().await;
    assert_eq!(api.get("/accounts").await.expect(200).ids(), [OTHER_ACCOUNT, ACCOUNT]);
    assert_eq!(api.get("/accounts?direction=desc").await.expect(200).ids(), [ACCOUNT, OTHER_ACCOUNT]);
    assert_eq!(api.get("/accounts?name=main").await.expect(200).ids(), [ACCOUNT]);
    let page = api.get("/accounts?per_page=5&page=2").await.expect(200);
    assert_eq!((page.ids().len(), &page.body["result_info"]["total_count"]), (0, &json!(2)));
    let account = api.get(&format!("/accounts/{}", ACCOUNT.to_uppercase())).await.expect(200);
    assert_eq!((account.text("id"), account.text("name")), (ACCOUNT.to_owned(), "Main".to_owned()));
}

#[tokio::test]
async fn a_token_sees_only_what_it_reaches() {
    let api = three().await;
    api.simulator.add_token(Token::new("zone").zone(ZONE.to_uppercase()));
    api.simulator.add_token(Token::new("account").account(OTHER_ACCOUNT));
    api.simulator.add_token(Token::new("both").zone(ZONE).account(OTHER_ACCOUNT));
    for (token, zones, accounts) in [
        ("zone", vec![ZONE], vec![]),
        ("account", vec![OTHER_ZONE], vec![OTHER_ACCOUNT]),
        ("both", vec![ZONE], vec![OTHER_ACCOUNT]),
    ] {
        assert_eq!(get_as(&api, token, "/zones").await.expect(200).ids(), zones, "{token}");
        assert_eq!(get_as(&api, token, "/accounts").await.expect(200).ids(), accounts, "{token}");
    }
}

#[tokio::test]
async fn each_service_responds_to_an_unknown_zone_in_its_way() {
    let api = start(Simulator::builder()).await;
    for (path, status, code) in [
        ("", 403, 9109),
        ("/custom_certificates", 400, 10001),
        ("/ssl/certificate_packs", 404, 7003),
        ("/ssl/universal/settings", 404, 7003),
        ("/custom_hostnames", 403, 10000),
        ("/origin_tls_client_auth", 403, 10000),
        ("/access/certificates", 403, 10000),
    ] {
        api.get(&format!("/zones/{UNKNOWN}{path}")).await.refused(status, code);
    }
    let reply = api.get(&format!("/zones/{UNKNOWN}/custom_certificates")).await;
    assert!(reply.body["errors"][0]["message"].as_str().unwrap().contains("Cannot find a valid zone"));
    let reply = api.get(&format!("/zones/{UNKNOWN}")).await;
    assert_eq!(reply.body["errors"][0]["message"], "Invalid zone identifier");
}

#[tokio::test]
async fn an_unknown_account_is_one_that_is_not_reached() {
    let api = start(Simulator::builder()).await;
    api.get(&format!("/accounts/{UNKNOWN}")).await.refused(403, 9109);
    api.get(&format!("/accounts/{UNKNOWN}/mtls_certificates")).await.refused(403, 10000);
    api.get(&format!("/accounts/{UNKNOWN}/access/certificates")).await.refused(403, 10000);
}

#[tokio::test]
async fn a_malformed_id_is_404_with_7003_before_anything_is_checked() {
    let api = start(Simulator::builder()).await;
    for path in
        ["/zones/nope", "/accounts/nope", "/zones/nope/custom_hostnames", "/accounts/nope/mtls_certificates"]
    {
        Reply::of(api.request(Method::GET, path).send().await.unwrap()).await.refused(404, 7003);
        let reply = api.get(path).await;
        reply.refused(404, 7003);
        let message = reply.body["errors"][0]["message"].as_str().unwrap();
        assert!(message.starts_with(&format!("Could not route to /client/v4{path}")), "{message}");
    }
}

#[tokio::test]
async fn with_any_zone_every_zone_exists_but_has_no_name() {
    let api = start(Simulator::builder().any_zone()).await;
    api.upload(UNKNOWN, &["whatever.example.net"]).await;
    api.get(&format!("/accounts/{UNKNOWN}/mtls_certificates")).await.expect(200);
    assert_eq!(names(&api, "").await, ["example.com"]);
    api.get(&format!("/zones/{UNKNOWN}")).await.refused(501, 10501);
    api.get(&format!("/accounts/{UNKNOWN}")).await.refused(501, 10501);
}

#[tokio::test]
async fn a_zone_can_be_added_and_changed_while_the_simulator_runs() {
    let api = start(Simulator::builder()).await;
    api.simulator
        .add_zone(SimulatedZone::new("late.example").with_id(ZONE).account(ACCOUNT).status("pending"));
    assert_eq!(api.get(&format!("/zones/{ZONE}")).await.expect(200).text("status"), "pending");
    assert_eq!(api.get("/accounts").await.expect(200).ids().len(), 2);
    assert!(api.simulator.set_zone_status(ZONE, "active"));
    assert!(!api.simulator.set_zone_status(UNKNOWN, "active"));
    assert_eq!(api.get(&format!("/zones/{ZONE}")).await.expect(200).text("status"), "active");
}

#[tokio::test]
async fn a_reset_restores_the_zones_of_the_start() {
    let api = three().await;
    api.simulator.add_zone("late.example");
    api.simulator.set_zone_status(ZONE, "moved");
    api.simulator.reset();
    assert_eq!(names(&api, "").await, ["example.com", "shop.example", "workshop.example"]);
    assert_eq!(api.get(&format!("/zones/{ZONE}")).await.expect(200).text("status"), "active");
}
