//! Which requests a mock matches.

use cloudflare_certificates::Error;
use cloudflare_certificates::mocks::MockServerExt;
use cloudflare_certificates::mocks::httpmock::MockServer;
use cloudflare_certificates::types::HostnameTlsSettingId::MinTlsVersion;
use cloudflare_certificates::types::MtlsCertificateType::{self, AccessManaged, Custom, GatewayManaged};

use super::{ZONE, client, zone};

/// Whether a list of these types is matched by a mock for those.
async fn matches(
    requested: impl IntoIterator<Item = MtlsCertificateType>,
    mocked: &[MtlsCertificateType],
) -> bool {
    let server = MockServer::start_async().await;
    server.mtls_certificates_list(|when, then| {
        when.types(mocked);
        then.success(200, None);
    });
    let list = client(&server).account(ZONE).unwrap().mtls_certificates().list().types(requested);
    is_matched(list.all().await)
}

/// Whether there is a mock for a request: there is none if `httpmock` responds with 404.
fn is_matched<T>(outcome: Result<T, Error>) -> bool {
    match outcome {
        Ok(_) => true,
        Err(error) if error.status().is_some_and(|status| status.as_u16() == 404) => false,
        Err(error) => unreachable!("{error}"),
    }
}

#[tokio::test]
async fn a_list_parameter_matches_its_values_in_any_order() {
    assert!(matches([Custom], &[Custom]).await);
    assert!(matches([Custom, AccessManaged], &[Custom, AccessManaged]).await);
    assert!(matches([AccessManaged, Custom], &[Custom, AccessManaged]).await);
}

#[tokio::test]
async fn a_list_parameter_matches_no_other_values() {
    assert!(!matches([GatewayManaged], &[Custom]).await);
    assert!(!matches([Custom, GatewayManaged], &[Custom]).await, "one more");
    assert!(!matches([Custom], &[Custom, GatewayManaged]).await, "one fewer");
    assert!(!matches([], &[Custom]).await, "none");
    assert!(!matches(["customary".into()], &[Custom]).await, "a longer one");
    assert!(!matches(["custom".into()], &["c.stom".into()]).await, "not a pattern");
}

#[tokio::test]
async fn a_list_parameter_matches_repeated_values_as_often() {
    assert!(matches([Custom, Custom], &[Custom, Custom]).await);
    assert!(!matches([Custom], &[Custom, Custom]).await);
    assert!(!matches([Custom, GatewayManaged, GatewayManaged], &[Custom, Custom, GatewayManaged]).await);
}

#[tokio::test]
async fn a_list_parameter_without_values_must_be_absent() {
    assert!(matches([], &[]).await);
    assert!(!matches([Custom], &[]).await);
    let server = MockServer::start_async().await;
    server.mtls_certificates_list(|when, then| {
        when.types(None);
        then.success(200, None);
    });
    let list = || client(&server).account(ZONE).unwrap().mtls_certificates().list();
    assert!(is_matched(list().all().await));
    assert!(!is_matched(list().types([Custom]).all().await));
}

#[tokio::test]
async fn a_path_parameter_is_matched_literally() {
    for (requested, mocked, expected) in [
        ("a.example.com", "a.example.com", true),
        ("a-example.com", "a.example.com", false),
        ("*.example.com", "*.example.com", true),
        ("bücher.example", "bücher.example", true),
        ("a.example.com", "example.com", false),
        ("example.com", ".*", false),
    ] {
        let server = MockServer::start_async().await;
        server.hostname_tls_settings_get(|when, then| {
            when.zone_id(ZONE).setting_id(&MinTlsVersion).hostname(mocked);
            then.success(200, None);
        });
        let outcome = zone(&server).hostname_tls_settings().get(&MinTlsVersion, requested).await;
        let found = outcome.as_ref().err().and_then(Error::status).is_none_or(|status| status != 404);
        assert_eq!(found, expected, "{requested} with a mock of {mocked}: {outcome:?}");
    }
}
