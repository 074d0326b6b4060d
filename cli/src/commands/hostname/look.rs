//! Looks custom hostnames up.

use std::collections::HashMap;

use cloudflare_certificates::types::CustomHostname;
use cloudflare_certificates::workflows::Record;
use cloudflare_certificates::{CustomHostnames, Progress, Response};

use crate::Result;

const PER_PAGE: u32 = 50;
/// More than this are looked for in the list of all hostnames.
const ONE_BY_ONE: usize = 5;

/// Returns hostnames by their names or ids, in the same order; `None` for one that does not exist.
pub(super) async fn all(handle: &CustomHostnames, which: &[String]) -> Result<Vec<Option<CustomHostname>>> {
    if which.len() > ONE_BY_ONE {
        return from_list(handle, which).await;
    }
    let mut found = Vec::with_capacity(which.len());
    for which in which {
        found.push(one(handle, which).await?);
    }
    Ok(found)
}

/// A name has a dot, an id has none.
async fn one(handle: &CustomHostnames, which: &str) -> Result<Option<CustomHostname>> {
    if which.contains('.') {
        return Ok(handle.find(which).await?);
    }
    let found = handle.get_opt(which).await?.map(Response::into_inner);
    Ok(found.filter(|record| record.progress() != Progress::Gone))
}

async fn from_list(handle: &CustomHostnames, which: &[String]) -> Result<Vec<Option<CustomHostname>>> {
    let mut wanted: HashMap<&str, Option<CustomHostname>> =
        which.iter().map(|which| (which.as_str(), None)).collect();
    let mut list = handle.list().per_page(PER_PAGE).stream();
    while let Some(record) = list.try_next().await? {
        let name = record.hostname.as_deref().unwrap_or_default().to_lowercase();
        if record.progress() == Progress::Gone {
            continue;
        }
        for key in [name.as_str(), record.id.as_str()] {
            if let Some(place) = wanted.get_mut(key) {
                *place = Some(record.clone());
            }
        }
    }
    Ok(which.iter().map(|which| wanted.get(which.as_str()).cloned().flatten()).collect())
}
