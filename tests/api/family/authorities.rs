//! Authorities: trusted ones, uploaded ones, and the hostnames that are associated with them.

use cloudflare_certificates::ClientCa;
use cloudflare_certificates::types::*;

use super::{setup, until};

#[tokio::test]
async fn a_trusted_authority_is_deployed_and_removed() {
    let setup = setup().await;
    let store = setup.zone.custom_trust_store();
    let (leaf, _) = setup.leaf("www.example.com");
    let error = store.create(&NewTrustedCa::builder().certificate(leaf).build()).await.unwrap_err();
    assert!(error.has_code(1411), "a leaf is no authority: {error}");
    let root = setup.simulator.test_ca().certificate_pem();
    let id = store.create(&NewTrustedCa::builder().certificate(root).build()).await.unwrap().into_inner().id;
    let status = async || store.get(&id).await.map(|ca| ca.status.clone().unwrap());
    assert_eq!(
        until(TrustedCaStatus::Active, status).await,
        [TrustedCaStatus::Initializing, TrustedCaStatus::PendingDeployment, TrustedCaStatus::Active]
    );
    assert_eq!(store.list().all().await.unwrap().len(), 1);
    assert_eq!(store.list().offset(1).all().await.unwrap().len(), 0);
    store.delete(&id).await.unwrap();
    let gone = async || store.get_opt(&id).await.map(|ca| ca.map(|ca| ca.status.clone().unwrap()));
    assert_eq!(until(None, gone).await, [Some(TrustedCaStatus::PendingDeletion), None]);
}

#[tokio::test]
async fn hostnames_are_associated_with_one_authority_and_not_with_the_other() {
    let setup = setup().await;
    let associations = setup.zone.hostname_associations();
    let ours = ClientCa::uploaded(setup.authority().await);
    associations.update(&ours, ["api.example.com"]).await.unwrap();
    assert_eq!(associations.get(&ours).await.unwrap().hostnames, ["api.example.com"]);
    assert!(associations.get(&ClientCa::Managed).await.unwrap().hostnames.is_empty());
    associations.update(&ClientCa::Managed, ["m.example.com"]).await.unwrap();
    associations.update(&ours, [""; 0]).await.unwrap();
    assert_eq!(associations.get(&ClientCa::Managed).await.unwrap().hostnames, ["m.example.com"]);
    let error = associations.get(&ClientCa::uploaded("nobody")).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
}

#[tokio::test]
async fn an_mtls_certificate_cannot_be_deleted_while_it_is_used() {
    let setup = setup().await;
    let certificates = setup.account.mtls_certificates();
    let id = setup.authority().await;
    let ours = ClientCa::uploaded(&id);
    assert!(certificates.associations(&id).await.unwrap().items().is_empty());
    setup.zone.hostname_associations().update(&ours, ["api.example.com"]).await.unwrap();
    assert_eq!(certificates.associations(&id).await.unwrap().items().len(), 1);
    let error = certificates.delete(&id).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(400), "{error}");
    setup.zone.hostname_associations().update(&ours, [""; 0]).await.unwrap();
    assert_eq!(certificates.delete(&id).await.unwrap().name.as_deref(), Some("our CA"));
    assert!(certificates.get_opt(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn an_mtls_leaf_needs_its_own_key() {
    let setup = setup().await;
    let certificates = setup.account.mtls_certificates();
    let ((leaf, key), (_, other)) = (setup.leaf("c.example.com"), setup.leaf("c.example.com"));
    let error = certificates.create(&NewMtlsCertificate::leaf(&leaf, other).build()).await.unwrap_err();
    assert!(error.has_code(2200), "{error}");
    let made = certificates.create(&NewMtlsCertificate::leaf(&leaf, key).name("leaf").build()).await.unwrap();
    assert_eq!((made.ca, made.type_.clone()), (Some(false), Some(MtlsCertificateType::Custom)));
    let list = certificates.list();
    assert_eq!(list.types([MtlsCertificateType::Custom]).all().await.unwrap().len(), 1);
    let list =
        certificates.list().types([MtlsCertificateType::GatewayManaged, MtlsCertificateType::AccessManaged]);
    assert!(list.all().await.unwrap().is_empty());
}
