//! TLS, with each of the features that bring one: `cargo test --no-default-features --features native-tls --test tls`.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cloudflare_certificates::Client;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// A server with a certificate for `localhost` of a CA that nobody knows.
struct Server {
    base_url: String,
    ca: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "a CA that nobody knows");
        let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &ca).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let connections = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::Relaxed);
                // Who does not trust the certificate breaks off.
                let Ok(mut stream) = acceptor.accept(connection).await else { continue };
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.unwrap() > 0 {}
                let body = r#"{"success":true,"errors":[],"messages":[],"result":{"id":"it"}}"#;
                let length = body.len();
                let answer =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        Self { base_url, ca: ca.pem(), connections }
    }

    fn client(&self, http: Option<reqwest::ClientBuilder>) -> Client {
        let builder = Client::builder().api_token("token").base_url(&self.base_url);
        match http {
            Some(http) => builder.http_client(http.no_proxy()),
            None => builder,
        }
        .build()
        .unwrap()
    }
}

/// What a program with `rustls-no-provider` does first.
fn install_provider() {
    let _ = aws_lc_rs::default_provider().install_default();
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
#[tokio::test]
async fn a_server_whose_ca_is_unknown_gets_nothing() {
    install_provider();
    let server = Server::start().await;
    let client = server.client(None);
    let error = client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap_err();
    assert_eq!(error.kind(), cloudflare_certificates::ErrorKind::Transport);
    assert!(!error.may_have_taken_effect() && !error.is_retryable());
    let address = server.base_url.trim_start_matches("https://");
    let text = format!("cannot connect to {address}: the server's certificate is not trusted (");
    assert!(error.to_string().contains(&text), "{error}");
    assert_eq!(server.connections.load(Ordering::Relaxed), 1, "the next attempt would end the same way");
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls"))]
#[tokio::test]
async fn a_ca_of_ones_own_is_trusted_where_it_is_given() {
    install_provider();
    let server = Server::start().await;
    let ca = reqwest::Certificate::from_pem(server.ca.as_bytes()).unwrap();
    let client = server.client(Some(reqwest::Client::builder().tls_certs_only([ca])));
    let csr = client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
    assert_eq!(csr.id, "it");
}

#[cfg(any(feature = "rustls", feature = "rustls-no-provider"))]
#[tokio::test]
async fn tls_of_ones_own_making_is_used() {
    use tokio_rustls::rustls::pki_types::CertificateDer;
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    let server = Server::start().await;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(server.ca.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = server.client(Some(reqwest::Client::builder().tls_backend_preconfigured(config)));
    assert_eq!(client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap().id, "it");
}

#[cfg(not(any(feature = "rustls", feature = "rustls-no-provider", feature = "native-tls")))]
#[tokio::test]
async fn without_tls_nothing_leaves_for_https() {
    install_provider();
    let server = Server::start().await;
    assert!(!server.ca.is_empty());
    let client = server.client(None);
    let error = client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap_err();
    assert!(!error.may_have_taken_effect() && !error.is_retryable());
    assert!(error.to_string().contains("built without TLS"), "{error}");
    assert_eq!(server.connections.load(Ordering::Relaxed), 0);
}
