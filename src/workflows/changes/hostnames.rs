//! Edits of a list of hostnames that can only be replaced as a whole.
//!
//! Such a list has no version, so a program that replaces it can undo what another one wrote since it read the list.
//! An edit therefore reads the list again after a pause, and repeats itself if its change is not there.

use std::future::Future;
use std::time::Duration;

use crate::workflows::{Action, Error, ErrorKind, Result, Run, Schedule};

/// How often a list is written before the edit gives up.
const WRITES: u32 = 12;
/// The pauses before the looks at a list that was written. The first ones catch another writer; together they are as
/// long as hostnames that were removed may still be listed.
const LOOKS: [u64; 6] = [1, 2, 4, 8, 16, 16];
/// How many looks in a row must show the change.
const SETTLED: u32 = 2;
/// The longest pauses before a list is written again that another program has overwritten.
const AGAIN: Schedule = Schedule {
    first: Duration::from_secs(4),
    longest: Duration::from_secs(20),
    at_most: Duration::from_secs(5 * 60),
};
/// The pauses while the server is busy with another update of the list.
const BUSY: Schedule = Schedule {
    first: Duration::from_secs(2),
    longest: Duration::from_secs(32),
    at_most: Duration::from_secs(5 * 60),
};

/// A list of hostnames that can only be replaced as a whole.
pub(crate) trait HostnameList: Sync {
    /// What the server returns the list in.
    type Record: Send;

    const RESOURCE: &'static str;
    /// Codes, beside 409, with which the server says that another update is running.
    const BUSY_CODES: &'static [i64];

    fn id(&self) -> &str;
    fn hostnames(record: &Self::Record) -> &[String];
    /// Returns the record; an error of the kind `Gone` if it does not exist.
    fn read(&self, run: &Run) -> impl Future<Output = Result<Self::Record>> + Send;
    /// Writes the list, without retries: it is read again before another attempt.
    fn replace(&self, hostnames: Vec<String>) -> impl Future<Output = crate::Result<()>> + Send;
}

/// A change of a list of hostnames.
#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Add(Vec<String>),
    Remove(Vec<String>),
    Clear,
}

impl Edit {
    /// Returns whether the list is as the edit leaves it.
    fn is_done(&self, list: &[String]) -> bool {
        match self {
            Self::Add(hostnames) => missing(hostnames, list).is_empty(),
            Self::Remove(hostnames) => !hostnames.iter().any(|hostname| contains(list, hostname)),
            Self::Clear => list.is_empty(),
        }
    }

    fn apply(&self, list: &[String]) -> Vec<String> {
        match self {
            Self::Add(hostnames) => {
                let added = missing(hostnames, list);
                let added = added.iter().map(|hostname| hostname.trim_end_matches('.').to_owned());
                list.iter().cloned().chain(added).collect()
            }
            Self::Remove(hostnames) => missing(list, hostnames),
            Self::Clear => Vec::new(),
        }
    }
}

/// Returns whether a list has a hostname. Case and a dot at the end do not matter.
pub(crate) fn contains(list: &[String], hostname: &str) -> bool {
    let relative = |hostname: &str| hostname.trim_end_matches('.').to_ascii_lowercase();
    list.iter().any(|other| relative(other) == relative(hostname))
}

/// Returns the hostnames that a list lacks, each once.
pub(crate) fn missing(hostnames: &[String], list: &[String]) -> Vec<String> {
    let mut lacking: Vec<String> = Vec::new();
    for hostname in hostnames {
        if !contains(list, hostname) && !contains(&lacking, hostname) {
            lacking.push(hostname.clone());
        }
    }
    lacking
}

/// What the looks at a list show after it was written.
enum Outcome<T> {
    Settled(T),
    /// The change is not there: another program has written the list too.
    Overwritten(T),
}

impl Run {
    /// Edits a list of hostnames and returns the record as it is then. Nothing is written if the list already is as it
    /// should be.
    pub(crate) async fn edit<L: HostnameList>(&self, list: &L, edit: &Edit) -> Result<L::Record> {
        let mut record = list.read(self).await?;
        if edit.is_done(L::hostnames(&record)) {
            return Ok(record);
        }
        let mut pauses = AGAIN.pauses();
        for _ in 0..WRITES {
            let before = self.write(list, edit, record).await?;
            match self.settle(list, edit, before).await? {
                Outcome::Settled(record) => return Ok(record),
                Outcome::Overwritten(seen) => record = seen,
            }
            if self.remaining().is_zero() {
                break;
            }
            // At random, so that several programs do not undo each other's changes forever.
            let pause = pauses.next().unwrap_or(AGAIN.longest).mul_f64(fastrand::f64());
            self.sleep(pause).await;
            if let Ok(seen) = list.read(self).await {
                record = seen;
            }
        }
        let detail = "another program keeps changing the same list of hostnames";
        Err(Error::new(ErrorKind::TimedOut).about(L::RESOURCE, list.id()).detailed(detail))
    }

    /// Writes the edited list, and returns the record as it was before. While another update is running, it waits and
    /// reads the list again before each attempt: that update may have changed it.
    async fn write<L: HostnameList>(&self, list: &L, edit: &Edit, record: L::Record) -> Result<L::Record> {
        let is_busy = |error: &crate::Error| {
            let is_busy = error.is_conflict() || L::BUSY_CODES.iter().any(|code| error.has_code(*code));
            is_busy || error.is_retryable()
        };
        let (mut record, mut pauses) = (record, BUSY.pauses());
        loop {
            self.check_time()?;
            let error = match list.replace(edit.apply(L::hostnames(&record))).await {
                Ok(()) => {
                    self.step(Action::Updated, L::RESOURCE, list.id(), None);
                    return Ok(record);
                }
                Err(error) if is_busy(&error) => error,
                Err(error) => return Err(gone_or(error.into(), list)),
            };
            self.step(Action::Retrying, L::RESOURCE, list.id(), None);
            self.sleep(pauses.next().unwrap_or(BUSY.longest)).await;
            if self.remaining().is_zero() {
                return Err(Error::from(error).timed_out().about(L::RESOURCE, list.id()));
            }
            record = list.read(self).await?;
            if edit.is_done(L::hostnames(&record)) {
                return Ok(record);
            }
        }
    }

    /// Looks at a list that was written until its change has been there for a while, or until it is clear that it
    /// will not come. `before` is the record before it was written.
    async fn settle<L: HostnameList>(
        &self,
        list: &L,
        edit: &Edit,
        before: L::Record,
    ) -> Result<Outcome<L::Record>> {
        let unchanged = L::hostnames(&before).to_vec();
        let (mut record, mut in_a_row) = (before, 0);
        for pause in LOOKS {
            self.sleep(Duration::from_secs(pause)).await;
            match list.read(self).await {
                Ok(seen) => record = seen,
                Err(error) if error.is_transient_read() => {
                    self.step(Action::Retrying, L::RESOURCE, list.id(), None);
                    continue;
                }
                Err(error) => return Err(error),
            }
            let hostnames = L::hostnames(&record);
            if edit.is_done(hostnames) {
                in_a_row += 1;
                if in_a_row == SETTLED || self.remaining().is_zero() {
                    return Ok(Outcome::Settled(record));
                }
            } else if in_a_row > 0 || !is_same(hostnames, &unchanged) {
                break;
            }
        }
        Ok(Outcome::Overwritten(record))
    }
}

/// Returns whether two lists have the same hostnames, in any order.
fn is_same(one: &[String], other: &[String]) -> bool {
    missing(one, other).is_empty() && missing(other, one).is_empty()
}

fn gone_or<L: HostnameList>(error: Error, list: &L) -> Error {
    let is_gone = error.call().is_some_and(crate::Error::is_not_found);
    let error = if is_gone { Error::new(ErrorKind::Gone) } else { error };
    error.about(L::RESOURCE, list.id())
}
