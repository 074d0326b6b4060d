//! Changes the order of a zone's certificates: read, change, write the whole.

use super::super::{Action, Error, ErrorKind, Result, Run, Schedule};
use super::live::live;
use super::{RESOURCE, UNKNOWN_OR_INVALID};
use crate::CustomCertificates;
use crate::types::{CustomCertificate, CustomCertificatePriorities};

/// The documented priority of a certificate whose priority was never set.
const DEFAULT: i64 = 20;
/// How often the order is written while certificates disappear between reading and writing.
const ATTEMPTS: u32 = 5;

/// A certificate's place: its id and its number, of which the highest comes first.
pub(super) type Place = (String, i64);

/// Returns the priority of a certificate.
pub(super) fn priority(certificate: &CustomCertificate) -> i64 {
    certificate.priority.unwrap_or(DEFAULT)
}

/// Sorts certificates by their priorities. Those with the same one keep their order.
pub(super) fn sort(certificates: &mut [CustomCertificate]) {
    certificates.sort_by_key(|certificate| std::cmp::Reverse(priority(certificate)));
}

/// Reads the order and writes it as `wanted` returns it; `None` means that it is as it should be. Returns all
/// certificates in their order.
///
/// If a certificate disappears in between, or another change is running, it reads again.
pub(super) async fn reorder(
    run: &Run,
    certificates: &CustomCertificates,
    wanted: impl Fn(&[CustomCertificate]) -> Result<Option<Vec<Place>>>,
) -> Result<Vec<CustomCertificate>> {
    let mut pauses = Schedule::DELETIONS.pauses();
    let mut attempts: u32 = 0;
    loop {
        let mut all = live(run, certificates).await?;
        sort(&mut all);
        let Some(order) = wanted(&all)? else { return Ok(all) };
        run.check_time()?;
        let body = CustomCertificatePriorities::builder().certificates(order.iter().cloned()).build();
        let error = match certificates.prioritize(&body).await {
            Ok(_) => {
                for (id, number) in &order {
                    if let Some(certificate) = all.iter_mut().find(|certificate| certificate.id == *id) {
                        certificate.priority = Some(*number);
                    }
                }
                sort(&mut all);
                run.step(Action::Updated, RESOURCE, "priorities", None);
                return Ok(all);
            }
            Err(error) => error,
        };
        attempts = attempts.saturating_add(1);
        let disappeared = error.is_not_found() || error.has_code(UNKNOWN_OR_INVALID);
        let passes = error.is_conflict() || (disappeared && attempts < ATTEMPTS);
        if !passes {
            return Err(Error::from(error).about(RESOURCE, "priorities"));
        }
        if run.remaining().is_zero() {
            return Err(Error::from(error).about(RESOURCE, "priorities").timed_out());
        }
        run.sleep(pauses.next().unwrap_or(Schedule::DELETIONS.longest)).await;
    }
}

/// Returns the numbers of these ids, from that of the first one down to 1.
pub(super) fn numbered(ids: impl IntoIterator<Item = String>) -> Vec<Place> {
    let mut order: Vec<Place> = ids.into_iter().zip(1..).collect();
    let last = i64::try_from(order.len()).unwrap_or(i64::MAX).saturating_add(1);
    for (_, number) in &mut order {
        *number = last.saturating_sub(*number);
    }
    order
}

/// Fails if one of the ids is not that of a certificate.
pub(super) fn check_existence(all: &[CustomCertificate], ids: &[String]) -> Result<()> {
    match ids.iter().find(|id| !all.iter().any(|certificate| certificate.id == **id)) {
        Some(id) => Err(Error::new(ErrorKind::Gone).about(RESOURCE, id)),
        None => Ok(()),
    }
}
