//! What the README shows is what the examples do, and it works.

#[allow(dead_code, unreachable_pub, missing_docs, reason = "the example is included as it is")]
#[path = "../../examples/first_steps.rs"]
mod first_steps;

use cloudflare_certificates::Client;
use cloudflare_certificates::types::CustomCertificateStatus;
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";

#[test]
fn the_first_snippet_is_the_first_example() {
    let readme = include_str!("../../README.md");
    let (_, snippet) = readme.split_once("```rust,no_run\n").unwrap();
    let (snippet, _) = snippet.split_once("```").unwrap();
    // Line breaks may fall elsewhere.
    let plain = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
    let example =
        plain(&include_str!("../../examples/first_steps.rs").replace("pub(crate) async fn", "async fn"));
    for part in snippet.split("\n\n") {
        assert!(example.contains(&plain(part)), "the example lacks this:\n{part}");
    }
}

#[tokio::test]
async fn the_first_snippet_works() {
    let simulator =
        Simulator::builder().zone(SimulatedZone::new("example.com").with_id(ZONE)).start().await.unwrap();
    let client =
        Client::builder().api_token(simulator.token()).base_url(simulator.base_url()).build().unwrap();
    let zone = client.zone(ZONE).unwrap();

    let sign = async |csr: &str| simulator.test_ca().sign_csr(csr, 90).unwrap();
    let id = first_steps::upload_for_csr(&zone, sign).await.unwrap();

    let uploaded = zone.custom_certificates().get(&id).await.unwrap();
    assert_eq!(uploaded.status, Some(CustomCertificateStatus::Pending));
    assert_eq!(uploaded.hosts, ["example.com", "www.example.com"]);
    first_steps::print_active(&zone).await.unwrap();
}
