//! rustls without a crypto provider: a program of its own, as a provider is installed for a whole program.

#![cfg(all(feature = "rustls-no-provider", not(feature = "rustls"), not(feature = "native-tls")))]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use cloudflare_certificates::{Client, ErrorKind};

#[test]
fn a_client_without_a_crypto_provider_is_an_error_and_no_panic() {
    let error = Client::builder().api_token("token").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("crypto provider"), "{error}");

    tokio_rustls::rustls::crypto::aws_lc_rs::default_provider().install_default().unwrap();
    Client::builder().api_token("token").build().unwrap();
}
