//! Mocks with several responses.

use std::collections::BTreeMap;
use std::time::Duration;

use cloudflare_certificates::mocks::httpmock::MockServer;
use cloudflare_certificates::mocks::{MockResponse, MockServerExt, from_json};
use cloudflare_certificates::types::{CertificatePack, CustomCsr, Deleted};
use cloudflare_certificates::{Client, Retry};
use futures_util::future::join_all;

use super::{ZONE, client, zone};

fn csr(id: &str) -> CustomCsr {
    from_json(&format!(r#"{{"id": "{id}"}}"#))
}

#[tokio::test]
async fn successive_calls_get_successive_results_and_the_last_one_repeats() {
    let server = MockServer::start_async().await;
    let pending: CertificatePack = from_json(r#"{"id": "it", "status": "pending_validation"}"#);
    let active: CertificatePack = from_json(r#"{"id": "it", "status": "active"}"#);
    let mock = server.certificate_packs_get(|when, then| {
        when.certificate_pack_id("it");
        then.success_seq(200, [&pending, &active]);
    });
    let packs = zone(&server).certificate_packs();
    for expected in [&pending, &active, &active, &active] {
        assert_eq!(&*packs.get("it").await.unwrap(), expected);
    }
    mock.assert_calls(4);
}

#[tokio::test]
async fn a_sequence_of_lists_has_a_whole_list_for_each_call() {
    let server = MockServer::start_async().await;
    let (before, after) = (Vec::new(), vec![csr("a"), csr("b")]);
    server.custom_csrs_list(|_, then| {
        then.success_seq(200, [&before, &after]);
    });
    let csrs = zone(&server).custom_csrs();
    assert_eq!(csrs.list().all().await.unwrap(), before);
    assert_eq!(csrs.list().all().await.unwrap(), after);
}

#[tokio::test]
async fn a_result_in_a_sequence_may_be_missing() {
    let server = MockServer::start_async().await;
    let deleted: Deleted = from_json(r#"{"id": "of the response"}"#);
    server.custom_csrs_delete(|_, then| {
        then.success_seq(200, [None, Some(&deleted)]);
    });
    let csrs = zone(&server).custom_csrs();
    assert_eq!(csrs.delete("requested").await.unwrap().id, "requested");
    assert_eq!(csrs.delete("requested").await.unwrap().id, "of the response");
}

#[tokio::test]
async fn successes_and_failures_are_mixed() {
    let server = MockServer::start_async().await;
    let it = csr("it");
    server.custom_csrs_get(|when, then| {
        when.custom_csr_id("it");
        then.responses([
            MockResponse::failure(503, &[(10000, "later")]).header("retry-after", "7"),
            MockResponse::success(200, &it).header("cf-ray", "8f0c1d2e3f4a5b6c-AMS"),
            MockResponse::failure(404, &[(1404, "gone")]),
        ]);
    });
    let csrs = zone(&server).custom_csrs();
    let busy = csrs.get("it").await.unwrap_err();
    assert_eq!((busy.status().unwrap().as_u16(), busy.retry_after()), (503, Some(Duration::from_secs(7))));
    assert!(busy.has_code(10000), "{busy}");
    let found = csrs.get("it").await.unwrap();
    assert_eq!((found.id.as_str(), found.meta().cf_ray()), ("it", Some("8f0c1d2e3f4a5b6c-AMS")));
    for _ in 0..2 {
        assert!(csrs.get_opt("it").await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_retry_gets_the_next_response() {
    let server = MockServer::start_async().await;
    let it = csr("it");
    let mock = server.custom_csrs_get(|_, then| {
        let busy = MockResponse::failure(503, &[(10000, "later")]);
        then.responses([busy.clone(), busy, MockResponse::success(200, &it)]);
    });
    let retry = Retry::new().backoff(Duration::from_nanos(1), Duration::from_nanos(1));
    let client = Client::builder().api_token("any").base_url(server.base_url()).retry(retry).build().unwrap();
    assert_eq!(client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap().into_inner(), it);
    mock.assert_calls(3);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_calls_get_each_response_once() {
    let server = MockServer::start_async().await;
    let all: Vec<CustomCsr> = (0..40).map(|number| csr(&format!("csr{number}"))).collect();
    server.custom_csrs_get(|_, then| {
        then.success_seq(200, &all);
    });
    let csrs = zone(&server).custom_csrs();
    let calls = (0..50).map(|_| {
        let csrs = csrs.clone();
        tokio::spawn(async move { csrs.get("any").await.unwrap().id.clone() })
    });
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for id in join_all(calls).await {
        *seen.entry(id.unwrap()).or_default() += 1;
    }
    for csr in &all {
        let expected = if csr.id == "csr39" { 11 } else { 1 };
        assert_eq!(seen.get(&csr.id), Some(&expected), "{}: {seen:?}", csr.id);
    }
}

#[tokio::test]
async fn texts_and_failures_are_mixed() {
    let server = MockServer::start_async().await;
    server.access_saml_certificates_pem(|_, then| {
        then.responses([
            MockResponse::text(200, "first"),
            MockResponse::failure(404, &[(12130, "not found")]),
            MockResponse::text(200, "second"),
        ]);
    });
    let certificates = client(&server).account(ZONE).unwrap().access_saml_certificates();
    assert_eq!(certificates.pem("it").await.unwrap().into_inner(), "first");
    assert!(certificates.pem("it").await.unwrap_err().is_not_found());
    assert_eq!(certificates.pem("it").await.unwrap().into_inner(), "second");
}

#[test]
#[should_panic(expected = "a sequence has at least one response")]
fn an_empty_sequence_panics_where_it_is_set_up() {
    let server = MockServer::start();
    server.custom_csrs_get(|_, then| {
        then.responses([]);
    });
}
