//! The steps of the tour.

use std::time::Duration;

use cloudflare_certificates::types::{
    BundleMethod, CustomCertificate, CustomCertificatePriorities, CustomCertificateType, CustomCsr,
    CustomCsrKeyType, NewAccessCertificate, NewCustomCertificate, NewCustomCsr, NewKeylessCertificate,
    TunnelInput,
};
use cloudflare_certificates::{AccessCertificates, Response};

use super::made::Made;
use super::report::{Step, part, remark};
use super::stage::{Stage, failed};
use super::{fleet, replacement};
use crate::{Result, span};

/// Enough for three pages of five.
const OTHERS: usize = 11;
const PATIENCE: Duration = Duration::from_secs(300);

/// Runs all steps in order. What they create is recorded, so that it can be removed in any case.
pub(super) async fn all(stage: &Stage, made: &mut Made) -> Result<()> {
    part("Certificates");
    let csr = create_csr(stage, made).await?;
    stage.go_on()?;
    let certificate = upload_for_csr(stage, made, &csr).await?;
    wait_until_active(stage, &certificate.id).await?;
    upload_others(stage, made).await?;
    let ids = list_all(stage).await?;
    stage.go_on()?;
    prioritize(stage, ids).await?;
    stage.go_on()?;
    part("A replacement without downtime");
    replacement::replace(stage, made).await?;
    stage.go_on()?;
    part("Around them");
    add_root("Access mTLS root in the zone", &stage.zone.access_certificates(), stage, made).await?;
    if let Some(account) = &stage.account {
        add_root("Access mTLS root in the account", &account.access_certificates(), stage, made).await?;
    }
    stage.go_on()?;
    set_up_keyless(stage, made).await?;
    be_refused(stage).await?;
    stage.go_on()?;
    part("What expires, over all zones");
    fleet::inventory(stage).await
}

async fn create_csr(stage: &Stage, made: &mut Made) -> Result<Response<CustomCsr>> {
    let step = Step::begin("Create a custom CSR");
    let new = NewCustomCsr::builder()
        .common_name(&stage.domain)
        .sans([stage.domain.clone(), format!("www.{}", stage.domain)])
        .country("US")
        .state("California")
        .locality("San Francisco")
        .organization("Example, Inc.")
        .key_type(CustomCsrKeyType::P256v1)
        .name("tour")
        .build();
    let csr = stage.zone.custom_csrs().create(&new).await?;
    made.csrs.push(csr.id.clone());
    let key_type = csr.key_type.as_ref().map_or("", CustomCsrKeyType::as_str);
    step.done(&format!("{key_type}; its private key never leaves Cloudflare"));
    Ok(csr)
}

async fn upload_for_csr(
    stage: &Stage,
    made: &mut Made,
    csr: &CustomCsr,
) -> Result<Response<CustomCertificate>> {
    let step = Step::begin("Have it signed and upload the result");
    let pem = csr.csr.as_deref().ok_or_else(|| failed("the CSR came without its PEM text"))?;
    let signed = stage.ca.sign_csr(pem, 90).map_err(failed)?;
    let new = NewCustomCertificate::for_csr(signed, &csr.id)
        .type_(CustomCertificateType::SniCustom)
        .bundle_method(BundleMethod::Force)
        .build();
    let certificate = stage.zone.custom_certificates().create(&new).await?;
    made.certificate(&certificate.id);
    let expires_on = certificate.expires_on.as_ref().map_or("?", |point| point.as_str());
    step.done(&format!(
        "{} until {}",
        certificate.hosts.join(", "),
        expires_on.split('T').next().unwrap_or_default()
    ));
    Ok(certificate)
}

async fn wait_until_active(stage: &Stage, id: &str) -> Result<()> {
    let step = Step::begin("Wait until it is active");
    let mut states = stage.zone.custom_certificates().wait(id).at_most(PATIENCE).stream();
    let mut seen: Vec<String> = Vec::new();
    let start = stage.now();
    loop {
        let state = tokio::select! {
            state = states.try_next() => state?,
            () = stage.interrupt.happened() => None,
        };
        stage.go_on()?;
        let Some(certificate) = state else { break };
        seen.extend(certificate.status.map(|status| status.to_string()));
        step.progress(&seen.join(" → "));
    }
    let took = span::show(stage.now().duration_since(start).unwrap_or_default());
    step.done(&format!("{} (after {took})", seen.join(" → ")));
    Ok(())
}

async fn upload_others(stage: &Stage, made: &mut Made) -> Result<()> {
    let step = Step::begin("Upload others with their own keys");
    for number in 1..=OTHERS {
        stage.go_on()?;
        let (certificate, key) = stage.issue(&format!("tour-{number}.{}", stage.domain), 200)?;
        let new = NewCustomCertificate::with_key(certificate, key)
            .type_(CustomCertificateType::SniCustom)
            .bundle_method(BundleMethod::Force)
            .build();
        let certificate = stage.zone.custom_certificates().create(&new).await?;
        made.certificate(&certificate.id);
        step.progress(&format!("{number} of {OTHERS}"));
    }
    step.done(&format!("{OTHERS} certificates"));
    Ok(())
}

async fn list_all(stage: &Stage) -> Result<Vec<String>> {
    let step = Step::begin("List them all, five a page");
    let mut pages = stage.zone.custom_certificates().list().per_page(5).pages();
    let (mut ids, mut count) = (Vec::new(), 0);
    while let Some(page) = pages.try_next().await? {
        count += 1;
        step.progress(&format!(
            "page {}: {} certificates so far",
            page.number(),
            ids.len() + page.items().len()
        ));
        ids.extend(page.into_iter().map(|certificate| certificate.id));
    }
    step.done(&format!("{} certificates on {count} pages", ids.len()));
    Ok(ids)
}

async fn prioritize(stage: &Stage, mut ids: Vec<String>) -> Result<()> {
    let step = Step::begin("Turn their order around");
    ids.reverse();
    let ordered =
        stage.zone.custom_certificates().prioritize(&CustomCertificatePriorities::in_order(&ids)).await?;
    let first = ordered.items().iter().max_by_key(|certificate| certificate.priority);
    let first = first.ok_or_else(|| failed("the order came back empty"))?;
    step.done(&format!("first is {} with priority {}", first.id, first.priority.unwrap_or_default()));
    Ok(())
}

async fn add_root(
    title: &'static str,
    roots: &AccessCertificates,
    stage: &Stage,
    made: &mut Made,
) -> Result<()> {
    let step = Step::begin(title);
    let new = NewAccessCertificate::builder()
        .certificate(stage.ca.certificate_pem())
        .name("tour")
        .associated_hostnames([format!("app.{}", stage.domain)])
        .build();
    let root = roots.create(&new).await?;
    made.roots.push((roots.clone(), root.id.clone()));
    // The root is in use now, so deleting it fails. `Made::remove` removes the association first.
    let refusal = match roots.delete(&root.id).await {
        Err(error) if error.has_code(12132) => "deletion while in use: refused (12132)",
        Err(error) => return Err(error.into()),
        Ok(_) => "deleted",
    };
    step.done(&format!("{} for {}; {refusal}", root.id, root.associated_hostnames.join(", ")));
    Ok(())
}

async fn set_up_keyless(stage: &Stage, made: &mut Made) -> Result<()> {
    let step = Step::begin("Keyless SSL through a tunnel");
    let (certificate, _the_key_stays_here) = stage.issue(&format!("keyless.{}", stage.domain), 90)?;
    let tunnel =
        TunnelInput::builder().private_ip("10.0.0.1").vnet_id("7365377a-85a4-4390-9480-531ef7dc7a3c").build();
    let new = NewKeylessCertificate::builder()
        .certificate(certificate)
        .host(format!("keyless.{}", stage.domain))
        .port(24008)
        .name("tour")
        .tunnel(tunnel)
        .build();
    let keyless = stage.zone.keyless_certificates().create(&new).await?;
    made.keyless.push(keyless.id.clone());
    let host = keyless.host.as_deref().unwrap_or("?");
    step.done(&format!("{} at {host}:{}", keyless.id, keyless.port.unwrap_or_default()));
    Ok(())
}

async fn be_refused(stage: &Stage) -> Result<()> {
    let step = Step::begin("A certificate with the wrong key");
    let host = format!("refused.{}", stage.domain);
    let (certificate, _) = stage.issue(&host, 90)?;
    let (_, another_key) = stage.issue(&host, 90)?;
    let new = NewCustomCertificate::with_key(certificate, another_key).build();
    match stage.zone.custom_certificates().create(&new).await {
        Ok(_) => Err(failed("a certificate was taken with a key that is not its own")),
        Err(error) => {
            step.done("refused, as it must be; its error says:");
            remark(&error.to_string());
            let (retry, effect) = (error.is_retryable(), error.may_have_taken_effect());
            remark(&format!("is_retryable: {retry}, may_have_taken_effect: {effect}"));
            Ok(())
        }
    }
}
