//! Changes whose outcome may be unknown, and changes that have to wait for others.

#[cfg(any(feature = "access_certificates", feature = "hostname_associations"))]
mod hostnames;

use std::future::Future;
use std::time::Duration;

use super::source::Record;
use super::{Action, Error, ErrorKind, Result, Run, Schedule};
use crate::Response;

#[cfg(any(feature = "access_certificates", feature = "hostname_associations"))]
pub(crate) use hostnames::{Edit, HostnameList, missing};

/// How long a record that may have been created can take to appear.
const APPEARS: Schedule = Schedule {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(5),
    at_most: Duration::from_secs(15),
};

impl Run {
    /// Creates a record. If the outcome is unknown, it is looked for, and never created again: the caller starts the
    /// workflow again, which looks first.
    pub(crate) async fn create<T: Record, F: Future<Output = Result<Option<T>>>>(
        &self,
        create: impl Future<Output = crate::Result<T>>,
        find: impl Fn() -> F,
    ) -> Result<T> {
        self.check_time()?;
        let error = match create.await {
            Ok(created) if created.id().is_empty() => Error::new(ErrorKind::Failed)
                .about(T::RESOURCE, "(new)")
                .detailed("the server reported a success, without what it created")
                .advised("look whether it exists"),
            Ok(created) => {
                self.step_on(Action::Created, &created);
                return Ok(created);
            }
            Err(error) if error.may_have_taken_effect() => error.into(),
            Err(error) => return Err(error.into()),
        };
        self.step(Action::OutcomeUnknown, T::RESOURCE, "(new)", None);
        let mut waited = Duration::ZERO;
        for pause in APPEARS.pauses() {
            // If the lookup fails too, the first error says more.
            if let Ok(Some(created)) = find().await {
                self.step_on(Action::Created, &created);
                return Ok(created);
            }
            if waited >= APPEARS.at_most || self.remaining().is_zero() {
                break;
            }
            self.sleep(pause).await;
            waited += pause;
        }
        Err(error)
    }

    /// Makes a change, and makes it again while the server reports a conflict (409): another change is running.
    pub(crate) async fn change<T, F: Future<Output = crate::Result<T>>>(
        &self,
        schedule: Schedule,
        change: impl Fn() -> F,
    ) -> Result<T> {
        self.change_while(schedule, |error| error.is_conflict() && !error.may_have_taken_effect(), change)
            .await
    }

    /// Makes a change, and makes it again while its error is one that passes, until the time is up.
    pub(crate) async fn change_while<T, F: Future<Output = crate::Result<T>>>(
        &self,
        schedule: Schedule,
        passes: impl Fn(&crate::Error) -> bool,
        change: impl Fn() -> F,
    ) -> Result<T> {
        let mut pauses = schedule.pauses();
        loop {
            self.check_time()?;
            match change().await {
                Err(error) if passes(&error) => {
                    self.sleep(pauses.next().unwrap_or(schedule.longest)).await;
                    if self.remaining().is_zero() {
                        return Err(Error::from(error).timed_out());
                    }
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// Deletes a record. One that does not exist, or is being deleted, is a success. `gone` are the codes with which
    /// the server says so, beside 404; `in_use` those with which it says that something still uses it, which passes.
    pub(crate) async fn delete<T, F: Future<Output = crate::Result<Response<T>>>>(
        &self,
        resource: &'static str,
        id: &str,
        codes: (&[i64], &[i64]),
        delete: impl Fn() -> F,
    ) -> Result<()> {
        self.delete_on(Schedule::DELETIONS, resource, id, codes, delete).await
    }

    /// As [`delete`](Self::delete), with other pauses.
    pub(crate) async fn delete_on<T, F: Future<Output = crate::Result<Response<T>>>>(
        &self,
        schedule: Schedule,
        resource: &'static str,
        id: &str,
        (gone, in_use): (&[i64], &[i64]),
        delete: impl Fn() -> F,
    ) -> Result<()> {
        let any = |error: &crate::Error, codes: &[i64]| codes.iter().any(|code| error.has_code(*code));
        let passes = |error: &crate::Error| {
            !any(error, gone) && (error.is_conflict() || any(error, in_use)) && !error.may_have_taken_effect()
        };
        match self.change_while(schedule, passes, delete).await {
            Ok(_) => {
                self.step(Action::Deleted, resource, id, None);
                Ok(())
            }
            Err(error) if error.kind() == ErrorKind::Call => match error.call() {
                Some(call) if call.is_not_found() || any(call, gone) => Ok(()),
                _ => Err(error.about(resource, id)),
            },
            Err(error) => Err(error.about(resource, id)),
        }
    }
}
