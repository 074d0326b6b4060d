//! Every workflow is ended at each of its calls, and started again.

use cloudflare_certificates::types::{NewOriginPullCertificate, OriginPullSettingsUpdate};
use cloudflare_certificates::{Client, OriginTlsClientAuth};
use cloudflare_certificates_simulator::Simulator;

use super::{
    API, APP, active_for_hostnames, active_for_zone, association, hostname_ids, new_certificate, pulls,
    start, zone_ids,
};
use crate::support::crash::converges;

/// What is there before a workflow starts.
struct Stage {
    zone_id: String,
    for_zone: String,
    for_hostnames: String,
    new: NewOriginPullCertificate,
}

impl Stage {
    fn pulls(&self, client: &Client) -> OriginTlsClientAuth {
        client.zone(&self.zone_id).unwrap().origin_tls_client_auth()
    }
}

/// An active certificate of the zone, with the setting on, and an active one of two hostnames.
async fn stage() -> (Simulator, Stage) {
    let (simulator, pulls) = start().await;
    pulls.settings().update(&OriginPullSettingsUpdate::builder().enabled(true).build()).await.unwrap();
    let for_zone = active_for_zone(&simulator, &pulls).await;
    let for_hostnames = active_for_hostnames(&simulator, &pulls).await;
    pulls.hostnames().associate(&for_hostnames, [APP, API]).await.unwrap();
    let (zone_id, new) = (simulator.zones()[0].id().to_owned(), new_certificate(&simulator));
    (simulator, Stage { zone_id, for_zone, for_hostnames, new })
}

#[tokio::test]
async fn ensure_converges() {
    converges(
        "origin_tls_client_auth.ensure",
        stage,
        async |client, stage: &Stage| stage.pulls(&client).ensure(&stage.new).await.map(drop),
        async |simulator, client, stage, case| {
            let ids = zone_ids(&pulls(&client, simulator)).await;
            assert!(ids.len() == 2 && ids.contains(&stage.for_zone), "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn rotate_converges_and_leaves_no_gap() {
    converges(
        "origin_tls_client_auth.rotate",
        stage,
        async |client, stage: &Stage| {
            stage.pulls(&client).rotate([&stage.for_zone], &stage.new).await.map(drop)
        },
        async |simulator, client, stage, case| {
            let pulls = pulls(&client, simulator);
            let new = pulls.find(&stage.new.certificate).await.unwrap().unwrap();
            assert_eq!(zone_ids(&pulls).await, [&*new.id], "{case:?}");
            assert_eq!(simulator.presented("example.com").unwrap().id, new.id, "{case:?}");
            assert_eq!(simulator.gaps(), [], "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn remove_converges() {
    converges(
        "origin_tls_client_auth.remove",
        stage,
        async |client, stage: &Stage| stage.pulls(&client).remove(&stage.for_zone).await,
        async |simulator, client, _stage, case| {
            let pulls = pulls(&client, simulator);
            assert_eq!(pulls.list().all().await.unwrap(), [], "{case:?}");
            assert_eq!(hostname_ids(&pulls).await.len(), 1, "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn ensure_for_hostnames_converges() {
    converges(
        "origin_tls_client_auth_hostname_certificates.ensure",
        stage,
        async |client, stage: &Stage| {
            stage.pulls(&client).hostname_certificates().ensure(&stage.new).await.map(drop)
        },
        async |simulator, client, stage, case| {
            let ids = hostname_ids(&pulls(&client, simulator)).await;
            assert!(ids.len() == 2 && ids.contains(&stage.for_hostnames), "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn rotate_for_hostnames_converges_and_leaves_no_gap() {
    converges(
        "origin_tls_client_auth_hostname_certificates.rotate",
        stage,
        async |client, stage: &Stage| {
            let certificates = stage.pulls(&client).hostname_certificates();
            certificates.rotate(&stage.for_hostnames, &stage.new, [APP, API]).await.map(drop)
        },
        async |simulator, client, stage, case| {
            let pulls = pulls(&client, simulator);
            let new = pulls.hostname_certificates().find(&stage.new.certificate).await.unwrap().unwrap().id;
            assert_eq!(hostname_ids(&pulls).await, [&*new], "{case:?}");
            for hostname in [APP, API] {
                assert_eq!(association(&pulls, hostname).await, Some((new.clone(), true)), "{case:?}");
                assert_eq!(simulator.presented(hostname).unwrap().id, new, "{case:?}");
            }
            assert_eq!(zone_ids(&pulls).await, [&*stage.for_zone], "{case:?}");
            assert_eq!(simulator.gaps(), [], "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn disassociate_and_remove_converges() {
    converges(
        "origin_tls_client_auth_hostname_certificates.disassociate_and_remove",
        stage,
        async |client, stage: &Stage| {
            let certificates = stage.pulls(&client).hostname_certificates();
            certificates.disassociate_and_remove(&stage.for_hostnames, [APP, API]).await
        },
        async |simulator, client, stage, case| {
            let pulls = pulls(&client, simulator);
            assert_eq!(pulls.hostname_certificates().list().all().await.unwrap(), [], "{case:?}");
            for hostname in [APP, API] {
                assert_eq!(association(&pulls, hostname).await, None, "{case:?}");
            }
            assert_eq!(zone_ids(&pulls).await, [&*stage.for_zone], "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn remove_for_hostnames_converges() {
    let stage = async || {
        let (simulator, stage) = stage().await;
        stage.pulls(&crate::support::client(&simulator)).hostnames().disassociate([APP, API]).await.unwrap();
        (simulator, stage)
    };
    converges(
        "origin_tls_client_auth_hostname_certificates.remove",
        stage,
        async |client, stage: &Stage| {
            stage.pulls(&client).hostname_certificates().remove(&stage.for_hostnames).await
        },
        async |simulator, client, _stage, case| {
            let certificates = pulls(&client, simulator).hostname_certificates();
            assert_eq!(certificates.list().all().await.unwrap(), [], "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn associate_converges() {
    let stage = async || {
        let (simulator, stage) = stage().await;
        let pulls = stage.pulls(&crate::support::client(&simulator));
        let for_hostnames = active_for_hostnames(&simulator, &pulls).await;
        (simulator, Stage { for_hostnames, ..stage })
    };
    converges(
        "origin_tls_client_auth_hostnames.associate",
        stage,
        async |client, stage: &Stage| {
            let hostnames = stage.pulls(&client).hostnames();
            hostnames.associate(&stage.for_hostnames, [APP, API]).await.map(drop)
        },
        async |simulator, client, stage, case| {
            let pulls = pulls(&client, simulator);
            for hostname in [APP, API] {
                let wanted = Some((stage.for_hostnames.clone(), true));
                assert_eq!(association(&pulls, hostname).await, wanted, "{case:?}");
            }
            assert_eq!((hostname_ids(&pulls).await.len(), simulator.gaps()), (2, vec![]), "{case:?}");
        },
    )
    .await;
}

#[tokio::test]
async fn disassociate_converges() {
    converges(
        "origin_tls_client_auth_hostnames.disassociate",
        stage,
        async |client, stage: &Stage| stage.pulls(&client).hostnames().disassociate([APP]).await,
        async |simulator, client, stage, case| {
            let pulls = pulls(&client, simulator);
            assert_eq!(association(&pulls, APP).await, None, "{case:?}");
            let other = Some((stage.for_hostnames.clone(), true));
            assert_eq!(association(&pulls, API).await, other, "{case:?}");
        },
    )
    .await;
}
