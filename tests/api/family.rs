//! The rest of the family through its whole life, against the simulator.

#![allow(deprecated, reason = "Cloudflare deprecates operations that still exist")]

mod authorities;
mod hostnames;
mod issued;
mod origin_pulls;
mod packs;
mod settings;

use std::fmt::Debug;

use cloudflare_certificates::types::*;
use cloudflare_certificates::{Account, Client, Error, Zone};
use cloudflare_certificates_simulator::{SimulatedZone, Simulator};

const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ACCOUNT: &str = "01a7362d577a6c3019a474fd6f485823";

struct World {
    simulator: Simulator,
    client: Client,
    zone: Zone,
    account: Account,
}

async fn world() -> World {
    let simulator = Simulator::builder()
        .zone(SimulatedZone::new("example.com").with_id(ZONE).account(ACCOUNT))
        .start()
        .await
        .unwrap();
    let client =
        Client::builder().api_token(simulator.token()).base_url(simulator.base_url()).build().unwrap();
    let (zone, account) = (client.zone(ZONE).unwrap(), client.account(ACCOUNT).unwrap());
    World { simulator, client, zone, account }
}

impl World {
    /// A certificate of these hosts and its key.
    fn leaf(&self, host: &str) -> (String, String) {
        self.simulator.test_ca().issue(&[host], 90).unwrap()
    }

    /// A CSR with an ECDSA key: one of the zone's, which is as good as any.
    async fn csr(&self) -> String {
        let new = NewCustomCsr::builder()
            .common_name("device-1")
            .sans(["device-1.example.com"])
            .country("US")
            .state("Texas")
            .locality("Austin")
            .organization("Example, Inc.")
            .key_type(CustomCsrKeyType::P256v1)
            .build();
        self.zone.custom_csrs().create(&new).await.unwrap().csr.clone().unwrap()
    }

    /// The id of an uploaded authority.
    async fn authority(&self) -> String {
        let root = self.simulator.test_ca().certificate_pem();
        let new = NewMtlsCertificate::authority(root).name("our CA").build();
        self.account.mtls_certificates().create(&new).await.unwrap().into_inner().id
    }
}

/// Reads a state until it is this one; the states that were seen, each once.
async fn until<S: PartialEq + Debug>(last: S, read: impl AsyncFn() -> Result<S, Error>) -> Vec<S> {
    let mut seen = Vec::new();
    for _ in 0..50 {
        let state = read().await.unwrap();
        if seen.last() != Some(&state) {
            seen.push(state);
        }
        if seen.last() == Some(&last) {
            return seen;
        }
    }
    panic!("it never came: {seen:?}");
}
