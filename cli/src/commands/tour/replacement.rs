//! A certificate takes the place of another one without downtime.

use cloudflare_certificates::types::{BundleMethod, CustomCertificateType, NewCustomCertificate};
use cloudflare_certificates::workflows::{Deployed, Event};

use super::made::Made;
use super::report::{Step, remark};
use super::stage::{Stage, failed};
use crate::{Result, span};

/// Deploys a certificate, and its renewal two months later in its place.
pub(super) async fn replace(stage: &Stage, made: &mut Made) -> Result<()> {
    let host = format!("shop.{}", stage.domain);
    let step = Step::begin("Deploy a certificate");
    let first = deploy(stage, made, &host, 90, &step).await?;
    step.done(&format!("{} serves {host}", first.id()));
    stage.go_on()?;

    let step = match &stage.simulator {
        Some(simulator) => {
            simulator.clock().advance(60 * DAY);
            Step::begin("Two months later, deploy its renewal")
        }
        None => Step::begin("Deploy its renewal"),
    };
    let start = stage.now();
    let second = deploy(stage, made, &host, 91, &step).await?;
    let took = stage.now().duration_since(start).unwrap_or_default();
    let Deployed::Replaced(replaced) = &second else {
        return Err(failed("the renewal was uploaded beside the certificate, and not in its place"));
    };
    made.certificates.retain(|id| *id != replaced.old_id);
    step.done(&format!("{} in place of {}", replaced.id, short(&replaced.old_id)));
    if let Some(simulator) = &stage.simulator {
        let gaps = match simulator.gaps().len() {
            0 => "no gap".to_owned(),
            gaps => format!("{gaps} gaps"),
        };
        let took = span::show(took);
        remark(&format!("within {took} of simulated time, and visitors of {host} saw {gaps}"));
    }
    Ok(())
}

const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);

async fn deploy(stage: &Stage, made: &mut Made, host: &str, days: u32, step: &Step) -> Result<Deployed> {
    let (certificate, key) = stage.issue(host, days)?;
    let new = NewCustomCertificate::with_key(certificate, key)
        .type_(CustomCertificateType::SniCustom)
        .bundle_method(BundleMethod::Force)
        .build();
    let mut steps = stage.zone.custom_certificates().deploy(&new).steps();
    let outcome = loop {
        match steps.try_next().await {
            Ok(Some(Event::Done(deployed))) => break Ok(deployed),
            Ok(Some(Event::Step(happened))) => {
                if happened.action.is_change() {
                    made.certificate(&happened.id);
                }
                step.progress(&happened.to_string());
            }
            Ok(Some(_)) => {}
            Ok(None) => break Err(failed("the deployment ended without a result")),
            Err(error) => break Err(error.into()),
        }
        if let Err(interrupted) = stage.go_on() {
            break Err(interrupted);
        }
    };
    // Those that failed or were interrupted, too.
    for change in steps.done() {
        made.certificate(&change.id);
    }
    outcome
}

/// The beginning of an id, where the whole one does not matter.
fn short(id: &str) -> String {
    format!("{}…", id.chars().take(8).collect::<String>())
}
