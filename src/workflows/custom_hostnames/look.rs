//! Looking up custom hostnames.

use super::super::source::Record;
use super::super::{Action, Result, Run};
use crate::types::CustomHostname;
use crate::{CustomHostnames, Progress};

/// The most that every service accepts: where it allows less than it is asked for, it returns less.
pub(super) const PER_PAGE: u32 = 50;

/// Returns a hostname in the form in which two of them are compared.
pub(super) fn normalized(hostname: &str) -> String {
    let hostname = hostname.trim();
    hostname.strip_suffix('.').unwrap_or(hostname).to_ascii_lowercase()
}

/// Returns whether a record has this name, in normalized form.
fn is_named(record: &CustomHostname, name: &str) -> bool {
    record.hostname.as_deref().is_some_and(|hostname| normalized(hostname) == name)
}

/// Returns whether a hostname is deleted or being deleted.
pub(super) fn is_gone(record: &CustomHostname) -> bool {
    record.status.as_ref().is_some_and(|status| status.progress() == Progress::Gone)
}

/// Returns the hostnames with this name, those that are being deleted too. The server's filter is not relied upon.
pub(super) async fn by_name(handle: &CustomHostnames, hostname: &str) -> Result<Vec<CustomHostname>> {
    let name = normalized(hostname);
    let mut found = handle.list().hostname_exact(&name).per_page(PER_PAGE).all().await?;
    found.retain(|record| is_named(record, &name));
    Ok(found)
}

/// Returns the one that is not being deleted. There is at most one: Cloudflare refuses duplicates.
pub(super) fn live(found: Vec<CustomHostname>) -> Option<CustomHostname> {
    found.into_iter().find(|record| !is_gone(record))
}

/// Looks for a live hostname within a workflow.
pub(super) async fn find(
    handle: &CustomHostnames,
    run: &Run,
    hostname: &str,
) -> Result<Option<CustomHostname>> {
    Ok(live(by_name(&handle.with(run.reading()), hostname).await?))
}

/// Returns a hostname by its id; `None` if it does not exist or is being deleted.
pub(super) async fn by_id(handle: &CustomHostnames, run: &Run, id: &str) -> Result<Option<CustomHostname>> {
    let found = handle.with(run.reading()).get_opt(id).await?.map(crate::Response::into_inner);
    Ok(found.filter(|record| !is_gone(record)))
}

/// Returns a hostname by its name or its id. A name has a dot, an id has none.
pub(super) async fn by_either(
    handle: &CustomHostnames,
    run: &Run,
    which: &str,
) -> Result<Option<CustomHostname>> {
    let found =
        if which.contains('.') { find(handle, run, which).await } else { by_id(handle, run, which).await };
    found.map_err(|error| error.about(CustomHostname::RESOURCE, which))
}

/// Returns whether this is the name of the record, as far as the record states one.
pub(super) fn may_be_named(record: &CustomHostname, hostname: &str) -> bool {
    record.hostname.is_none() || is_named(record, &normalized(hostname))
}

/// Records that a hostname existed.
pub(super) fn found(run: &Run, record: &CustomHostname) {
    run.step(Action::Found, CustomHostname::RESOURCE, record.id(), record.status_text());
}
