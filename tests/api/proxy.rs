//! Who sees the credentials of plain http: the server, and a proxy only where the caller gave one.

use std::process::Command;

use crate::support::faults::FaultServer;
use crate::support::{TOKEN, ZONE};
use cloudflare_certificates::{Client, ClientBuilder};

/// The variables that name a proxy.
const VARIABLES: [&str; 4] = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/// Runs one test of this file in a process of its own, whose environment names a proxy: the environment of a running
/// process cannot be changed safely.
async fn in_a_process_with_a_proxy(test: &'static str, variable: &'static str) -> (usize, usize) {
    let (server, proxy) = (FaultServer::start(Vec::new()).await, FaultServer::start(Vec::new()).await);
    let (url, proxy_url) = (server.url(), format!("http://{}", proxy.address));
    let run = move || {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.env_clear().env(variable, proxy_url).env("SERVER", url);
        child.args([test, "--exact", "--ignored"]).output().unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
    (server.requests(), proxy.requests())
}

async fn get(builder: ClientBuilder) {
    let url = std::env::var("SERVER").unwrap();
    let client = builder.api_token(TOKEN).base_url(url).build().unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
}

#[tokio::test]
#[ignore = "a part of the tests below"]
async fn with_the_clients_own_http_client() {
    get(Client::builder()).await;
}

#[tokio::test]
#[ignore = "a part of the tests below"]
async fn with_a_callers_http_client() {
    get(Client::builder().http_client(reqwest::Client::builder())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_proxy_of_the_environment_gets_the_token_of_a_plain_http_url() {
    for variable in VARIABLES {
        let requests = in_a_process_with_a_proxy("proxy::with_the_clients_own_http_client", variable).await;
        assert_eq!(requests, (1, 0), "server and proxy, {variable}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callers_http_client_keeps_the_proxy_of_the_environment() {
    let requests = in_a_process_with_a_proxy("proxy::with_a_callers_http_client", "http_proxy").await;
    assert_eq!(requests, (0, 1), "server and proxy");
}

#[tokio::test]
async fn a_callers_http_client_keeps_the_proxy_that_it_was_given() {
    let (server, proxy) = (FaultServer::start(Vec::new()).await, FaultServer::start(Vec::new()).await);
    let http =
        reqwest::Client::builder().proxy(reqwest::Proxy::http(format!("http://{}", proxy.address)).unwrap());
    let client = Client::builder().api_token(TOKEN).base_url(server.url()).http_client(http).build().unwrap();
    client.zone(ZONE).unwrap().custom_csrs().get("it").await.unwrap();
    assert_eq!((server.requests(), proxy.requests()), (0, 1));
}
