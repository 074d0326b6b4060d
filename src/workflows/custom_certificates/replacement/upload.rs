//! The upload of the new certificate in place of the old one.

use super::super::facts::covers;
use super::super::hosts::normalized;
use super::super::{NO_BUNDLE, NO_BUNDLE_ADVICE};
use super::{
    Action, CustomCertificate, Duration, EXISTS, Error, ErrorKind, Progress, RESOURCE, Replacement, Result,
    Schedule, UNKNOWN_OR_INVALID, live,
};
use crate::Response;
use crate::types::{CustomCertificatePatch, GeoRestrictionsInput};

/// How long a change whose outcome is unknown can take to appear.
const APPEARS: Schedule = Schedule {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(5),
    at_most: Duration::from_secs(15),
};

impl Replacement {
    /// Uploads the new certificate, and returns its record and whether it was this upload that made it. If the outcome
    /// is unknown, or the zone has the certificate already, it looks for it.
    pub(super) async fn upload(
        &self,
        old: &CustomCertificate,
        all: &[CustomCertificate],
    ) -> Result<(CustomCertificate, bool)> {
        let patch = self.patch(old);
        let checked = self.check_hosts(old, all);
        #[cfg(feature = "preflight")]
        let checked = self.with_preflight(old, &patch, checked);
        checked?;
        let passes = |error: &crate::Error| {
            error.is_conflict() && !error.has_code(EXISTS) && !error.may_have_taken_effect()
        };
        let edit = || self.replace.certificates.edit(&old.id, &patch);
        let error =
            match self.run.change_while(Schedule::DELETIONS, passes, edit).await.map(Response::into_inner) {
                Ok(new)
                    if new.id.is_empty() || new.id != old.id && all.iter().any(|one| one.id == new.id) =>
                {
                    return Err(Error::new(ErrorKind::Failed)
                        .about(RESOURCE, &old.id)
                        .detailed(format!(
                            "the server answered the upload with `{}`, which is another one",
                            new.id
                        ))
                        .advised("start it again: it looks which certificates there are"));
                }
                Ok(new) => {
                    self.uploaded(old, &new);
                    return Ok((new, true));
                }
                Err(error) => error.about(RESOURCE, &old.id),
            };
        let Some(call) = error.call() else { return Err(error) };
        let unknown = call.may_have_taken_effect();
        let exists = call.has_code(EXISTS);
        // Somebody else, or an earlier run, was faster.
        let vanished = call.is_not_found() || call.has_code(UNKNOWN_OR_INVALID);
        if unknown {
            self.run.step(Action::OutcomeUnknown, RESOURCE, &old.id, None);
        } else if !exists && !vanished {
            return Err(advised(error));
        }
        match self.find_after(old, unknown, exists).await {
            Some(new) if unknown => {
                self.uploaded(old, &new);
                Ok((new, true))
            }
            Some(new) => {
                self.run.step_on(Action::Found, &new);
                Ok((new, false))
            }
            None => Err(advised(error)),
        }
    }

    /// Looks for the new certificate after an upload, for some seconds if its outcome is unknown.
    async fn find_after(
        &self,
        old: &CustomCertificate,
        unknown: bool,
        exists: bool,
    ) -> Option<CustomCertificate> {
        let facts = if exists { self.facts.of_existing() } else { self.facts.clone() };
        let mut waited = Duration::ZERO;
        for pause in APPEARS.pauses() {
            // If the lookup fails too, the error of the upload tells more.
            if let Ok(all) = live(&self.run, &self.replace.certificates).await {
                let same = all.iter().find(|record| record.id == old.id).filter(|record| {
                    let was_changed = !facts.are_of(old) || record.modified_on != old.modified_on;
                    facts.are_of(record) && (was_changed || exists)
                });
                if let Some(new) = self.new_one(&facts, &all).or(same) {
                    return Some(new.clone());
                }
            }
            if !unknown || waited >= APPEARS.at_most || self.run.remaining().is_zero() {
                return None;
            }
            self.run.sleep(pause).await;
            waited = waited.saturating_add(pause);
        }
        None
    }

    /// Records the upload: the change of a record, or a new one.
    fn uploaded(&self, old: &CustomCertificate, new: &CustomCertificate) {
        self.run.step_on(if new.id == old.id { Action::Updated } else { Action::Created }, new);
    }

    /// Adds what the local check finds: one error says all that is wrong.
    #[cfg(feature = "preflight")]
    fn with_preflight(
        &self,
        old: &CustomCertificate,
        patch: &CustomCertificatePatch,
        checked: Result<()>,
    ) -> Result<()> {
        let preflight =
            self.run.check(RESOURCE, |preflight| preflight.replacing(old).custom_certificate_patch(patch));
        match (preflight, checked) {
            (Err(refused), Err(error)) => Err(error.and_refused(refused)),
            (Err(refused), Ok(())) => Err(refused.about(RESOURCE, &old.id)),
            (Ok(()), checked) => checked,
        }
    }

    /// Fails if a host would be left without a certificate.
    fn check_hosts(&self, old: &CustomCertificate, all: &[CustomCertificate]) -> Result<()> {
        if self.replace.fewer_hosts {
            return Ok(());
        }
        let is_active = |other: &&CustomCertificate| {
            other.status.as_ref().is_some_and(|status| status.progress() == Progress::Ready)
        };
        let others = all.iter().filter(|other| other.id != old.id).filter(is_active);
        let others: Vec<_> = others.map(|other| normalized(&other.hosts)).collect();
        let served = |host: &str| self.facts.cover(host) || others.iter().any(|names| covers(names, host));
        let left: Vec<&str> = old.hosts.iter().map(String::as_str).filter(|host| !served(host)).collect();
        if left.is_empty() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Refused)
            .about(RESOURCE, &old.id)
            .with_last(old.clone())
            .detailed(format!("no custom certificate would be left for {}", left.join(" and ")))
            .advised("upload a certificate for all hosts, or say `allow_fewer_hosts`"))
    }

    /// The new certificate with what the old one has: what a `force` bundle must repeat (2100), and what must not get
    /// lost.
    fn patch(&self, old: &CustomCertificate) -> CustomCertificatePatch {
        let mut patch = self.replace.new.clone();
        if patch.bundle_method.is_none() {
            patch.bundle_method.clone_from(&old.bundle_method);
        }
        let restrictions = old.geo_restrictions.clone().filter(|restrictions| {
            restrictions.label.as_ref().is_some_and(|label| !label.as_str().is_empty())
        });
        patch.geo_restrictions = restrictions.and_then(|now| GeoRestrictionsInput::try_from(now).ok());
        let policy = old.policy_restrictions.as_ref().or(old.policy.as_ref());
        patch.policy = policy.filter(|policy| !policy.is_empty()).cloned();
        patch
    }
}

/// Says what helps if Cloudflare refuses the certificate.
fn advised(error: Error) -> Error {
    let Some(call) = error.call() else { return error };
    let advice = if call.has_code(1228) {
        "the new certificate must have the same type of key as the old one; to change it, upload the new one with \
         `ensure`, wait until it is active, and then `remove` the old one"
    } else if call.has_code(EXISTS) {
        "the zone has the certificate, in a record with other hosts, expiry or signature than its analysis shows: \
         look for it in the list"
    } else if call.has_code(NO_BUNDLE) {
        NO_BUNDLE_ADVICE
    } else if call.has_code(1206) {
        "the new certificate must be valid for 14 more days"
    } else {
        return error;
    };
    error.advised(advice)
}
