//! Rotating a CA.

use super::*;

#[tokio::test]
async fn a_rotation_moves_the_hostnames_of_each_zone() {
    let (simulator, certificates) = start().await;
    let old = created(&certificates, "old").await;
    let new = ca("new");
    let new_id = certificates.create(&new).await.unwrap().into_inner().id;
    let [com, org] = zones(&simulator);
    com.update(&ClientCa::uploaded(&old), ["a.example.com", "b.example.com"]).await.unwrap();
    com.update(&ClientCa::uploaded(&new_id), ["c.example.com"]).await.unwrap();
    com.update(&ClientCa::Managed, ["m.example.com"]).await.unwrap();
    org.update(&ClientCa::uploaded(&old), ["a.example.org"]).await.unwrap();
    let rotated = certificates.rotate(&old, &new, [com.clone(), org.clone()]).await.unwrap();
    assert_eq!(rotated.id, new_id);
    assert_eq!(names(&certificates).await, ["new"]);
    let new = ClientCa::uploaded(new_id);
    assert_eq!(hostnames(&com, &new).await, ["a.example.com", "b.example.com", "c.example.com"]);
    assert_eq!(hostnames(&org, &new).await, ["a.example.org"]);
    assert_eq!(hostnames(&com, &ClientCa::Managed).await, ["m.example.com"]);
}

#[tokio::test]
async fn every_hostname_has_a_ca_at_every_moment_of_a_rotation() {
    let (simulator, certificates) = start().await;
    let old = created(&certificates, "old").await;
    let [com, org] = zones(&simulator);
    com.update(&ClientCa::uploaded(&old), ["a.example.com"]).await.unwrap();
    org.update(&ClientCa::uploaded(&old), ["a.example.org"]).await.unwrap();
    let (reader, lists) = (certificates.clone(), [com.clone(), org.clone()]);
    let looks = After::first(usize::MAX, PUT, move || {
        let (reader, lists) = (reader.clone(), lists.clone());
        async move {
            let ids: Vec<String> = reader.list().all().await.unwrap().into_iter().map(|one| one.id).collect();
            for list in lists {
                let mut all = Vec::new();
                for id in &ids {
                    all.extend(hostnames(&list, &ClientCa::uploaded(id)).await);
                }
                assert!(!all.is_empty());
            }
        }
    });
    let client = builder(&simulator).middleware(looks).build().unwrap();
    let zones = [0, 1].map(|at| client.zone(simulator.zones()[at].id()).unwrap().hostname_associations());
    let before = count(&simulator, PUT);
    account_of(&client, &simulator).mtls_certificates().rotate(&old, &ca("new"), zones).await.unwrap();
    assert_eq!(count(&simulator, PUT) - before, 4);
}

#[tokio::test]
async fn a_zone_that_refuses_the_change_keeps_the_old_ca_in_all_zones() {
    let (simulator, certificates) = start().await;
    let old = created(&certificates, "old").await;
    let [com, org] = zones(&simulator);
    com.update(&ClientCa::uploaded(&old), ["a.example.com"]).await.unwrap();
    org.update(&ClientCa::uploaded(&old), ["a.example.org"]).await.unwrap();
    simulator.fail_nth(PUT, 2, Fault::error(403, 10000, "Authentication error"));
    let error = certificates.rotate(&old, &ca("new"), [com.clone(), org.clone()]).await.unwrap_err();
    assert_eq!(error.left(), ["move the hostnames to the new CA", "delete the old CA"]);
    assert_eq!(hostnames(&com, &ClientCa::uploaded(&old)).await, ["a.example.com"]);
    assert_eq!(hostnames(&org, &ClientCa::uploaded(&old)).await, ["a.example.org"]);
}

#[tokio::test]
async fn a_rotation_that_cannot_be_one_uploads_nothing() {
    let (simulator, certificates) = start().await;
    let old = ca("old");
    let id = certificates.create(&old).await.unwrap().into_inner().id;
    let before = count(&simulator, POST);
    let unknown = "3822ff90-ea29-44df-9e55-21300bb9419b";
    let error = certificates.rotate(unknown, &ca("new"), []).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Gone);
    let error = certificates.rotate(&id, &old, []).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    let issued = simulator.test_ca().certificate(&["client.example.com"]).issue().unwrap();
    let leaf = NewMtlsCertificate::leaf(issued.certificate_pem(), issued.private_key_pem().unwrap()).build();
    assert_eq!(certificates.rotate(&id, &leaf, []).await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!((count(&simulator, POST), names(&certificates).await.len()), (before, 1));
}
